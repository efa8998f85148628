"""A copy of what is held about a citizen in their petition: to be read, to be taken elsewhere, with their pictures.

The Personal Information Protection Law, art. 45: whoever it is about may see it and have a copy. It holds what the
citizen gets to see on the page of their petition, every word of theirs with it, their own pictures, what staff noted
about the matter for each other, and when somebody looked at it; nothing that belongs to others, nor who noted it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import orjson

from casebook.access import Actor, Role
from casebook.accounts.access_log import Wanted
from casebook.errors import NotFound
from casebook.petitions.event import FILE_KEYS, EventWithFiles, files_in
from casebook.petitions.events import NoteAdded
from casebook.proof.archive import pack
from casebook.web.api.showing import petition_answer, timeline_answer, words_of
from casebook.web.casefile import history
from casebook.web.disclosure import opens
from casebook.web.html.environment import environment
from casebook.web.html.names import names_on
from casebook.web.html.speech import Speech

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition
    from casebook.web.language import Language
    from casebook.web.services import Services

FORMAT: Final = "casebook/personal-copy/v1"
PAGES: Final[dict[Language, str]] = {"zh": "copy.html", "en": "copy.en.html"}
MOST_ACCESSES: Final = 10_000


def personal_copy(served: Services, petition: Petition) -> bytes:
    """The copy, as a zip: a page in each language, the same as JSON, and the pictures; who hands it out registers it.

    Raises:
        NotFound: nobody of this house filed it.
        Tampered: an entry does not match its hash.
    """
    if petition.citizen is None:
        raise NotFound
    citizen, sealed = Actor(petition.citizen, Role.CITIZEN), history(served.ledger, petition.number)
    entries = served.ledger.open(sealed, _theirs(citizen, petition))
    context = served.casework.context(petition, citizen)
    pictures = _pictures(served, sealed, petition)
    told = {
        "petition": petition_answer(petition, entries, context, []),
        "steps": timeline_answer(petition, entries, citizen).steps,
        "notes": [_note(entry) for entry in entries if isinstance(entry.event, NoteAdded)],
        "accesses": served.accounts.log.page(None, MOST_ACCESSES, Wanted(petition=petition.id)),
        "pictures": sorted(pictures),
        "made_at": datetime.now(served.settings.zone),
    }
    events = {entry.version: entry.event for entry in entries}
    pages = {name: _page(served, language, told | {"events": events}) for language, name in PAGES.items()}
    return pack({**pages, "copy.json": _json(told), **pictures})


def _theirs(citizen: Actor, petition: Petition) -> Callable[[Entry, str], bool]:
    """Says of each sealed field whether the copy has it: what the citizen sees, and what was noted about them."""
    seen = opens(citizen, petition)
    return lambda entry, field: isinstance(entry.event, NoteAdded) or seen(entry, field)


def _note(entry: Entry) -> dict[str, Any]:
    """A note and when it was made, without its author: they belong to others, their role and unit with them."""
    return {"at": entry.happened_at, **words_of(entry.event, "text")}


def _page(served: Services, language: Language, told: dict[str, Any]) -> bytes:
    speech = Speech(language, served.settings.zone)
    names = names_on(served.ledger.adoptions.reference(), told["made_at"].date(), language)
    return environment(speech).get_template("personal_copy.html").render(names=names, **told).encode()


def _json(told: dict[str, Any]) -> bytes:
    content = {
        "format": FORMAT,
        "made_at": told["made_at"],
        "petition": told["petition"].model_dump(mode="json", exclude={"may"}),
        "steps": [step.model_dump(mode="json") for step in told["steps"]],
        "notes": told["notes"],
        "accesses": [{"at": one.at, "kind": one.kind} for one in told["accesses"]],
        "pictures": told["pictures"],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def _pictures(served: Services, entries: Sequence[Entry], petition: Petition) -> dict[str, bytes]:
    """The citizen's own pictures, as far as somebody still has them."""
    theirs = [
        entry for entry in entries if entry.subject == petition.citizen and isinstance(entry.event, EventWithFiles)
    ]
    found = {}
    for entry in served.ledger.open(theirs, lambda _entry, field: field == FILE_KEYS):
        keys = getattr(entry.event, FILE_KEYS)
        for file, key in zip(files_in(entry.event), keys if isinstance(keys, tuple) else (), strict=False):
            found[f"pictures/{file.id}.jpg"] = served.ledger.files.open(file, key)
    return found
