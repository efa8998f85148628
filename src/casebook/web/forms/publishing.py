"""Pictures on their way to everybody: which are offered, which a person has chosen, and their copies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from starlette.datastructures import FormData

from casebook.casework.pictures import PUBLIC_SIDE
from casebook.casework.uploads import speaker, upload_with_form
from casebook.petitions.event import files_in
from casebook.petitions.events import PublicationRevised, Published, VerifiedByReporter
from casebook.petitions.publication.codes import TextState
from casebook.petitions.verification.telling import is_told_outside
from casebook.web.casefile import file_of, pictures_seen
from casebook.web.forms.references import reference_of
from casebook.web.problems import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from casebook.access import Actor
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition
    from casebook.web.forms.form import Form
    from casebook.web.services import Services

PICTURE: Final = "picture"
CAPTION: Final = "caption-"
"""Controls of the page: which pictures are chosen, and of each what is seen in it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A picture that can go to everybody.

    Attributes:
        id: of the picture as it is kept now.
        public: whether it is a copy that everybody sees already.
        chosen: whether it is to be published.
        caption: what is seen in it.
        before: whether the reporter shows by it how it was before.
    """

    id: UUID
    public: bool
    chosen: bool = False
    caption: str = ""
    before: bool = False


def offered(found: Petition, entries: Sequence[Entry], person: Actor) -> list[Offered]:
    """What is public now, chosen as it stands; and the reporter's pictures of signed findings, of which none is."""
    had = pictures_seen(person, found, entries)
    return [one for one in (*_public(found, entries), *_reported(found, entries)) if one.id in had]


def _public(found: Petition, entries: Sequence[Entry]) -> Iterator[Offered]:
    texts = [entry.event for entry in entries if isinstance(entry.event, Published | PublicationRevised)]
    for event in texts[-1:] if found.text_state is TextState.PUBLISHED else []:
        captions = event.captions if isinstance(event.captions, tuple) else ()
        for at, file in enumerate(event.pictures):
            yield Offered(file.id, public=True, chosen=True, caption=captions[at] if at < len(captions) else "")


def _reported(found: Petition, entries: Sequence[Entry]) -> Iterator[Offered]:
    for entry in entries:
        if isinstance(entry.event, VerifiedByReporter) and is_told_outside(found, entry):
            earlier = entry.event.photos_before
            for file in (*earlier, *(one for one in files_in(entry.event) if one not in earlier)):
                yield Offered(file.id, public=False, before=file in earlier)


def chosen(data: FormData, offers: list[Offered]) -> tuple[list[Offered], FormData]:
    """The offers as a form has them, and the form's other controls.

    Raises:
        Malformed: it chooses what was not offered.
    """
    picked = set(data.getlist(PICTURE))
    if picked - {str(one.id) for one in offers}:
        raise Malformed
    typed = {one.id: str(data.get(f"{CAPTION}{one.id}", "")) for one in offers}
    others = [(name, value) for name, value in data.multi_items() if name != PICTURE and not name.startswith(CAPTION)]
    as_typed = [replace(one, chosen=str(one.id) in picked, caption=typed[one.id]) for one in offers]
    return as_typed, FormData(others)


def with_copies(served: Services, person: Actor, found: Petition, form: Form, offers: list[Offered]) -> Form:
    """The form with a copy of each chosen picture: uploaded by who publishes, so that it is theirs to answer for.

    The copy has a key of its own, so it stays when the words of the citizen or of the reporter are erased.

    Raises:
        Erased: a picture was erased meanwhile.
        PictureRefused: there are too many.
    """
    wanted = [one for one in offers if one.chosen]
    holder, references = speaker(found.id, person), []
    for one in wanted:
        content = served.ledger.files.open(*file_of(served, found.number, person, one.id))
        copy = upload_with_form(served.ledger.files, holder, form.key, content, found.id, PUBLIC_SIDE)
        references.append(reference_of(copy))
    typed = form.typed | {"pictures": tuple(references), "captions": tuple(one.caption for one in wanted)}
    return replace(form, typed=typed)
