"""One petition for one asker: found if they may see it, shown as far as they may, and moved on by what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from casebook.casework.deadlines import deadlines
from casebook.errors import Erased, NotFound, Outdated
from casebook.petitions.event import FILE_KEYS, EventWithFiles, files_in
from casebook.petitions.petition import fold
from casebook.petitions.publication import telling as publication
from casebook.petitions.words import Sealed
from casebook.web.accesses import note_read
from casebook.web.disclosure import CONTACT, everybody_reads, knows_by_name, learns_of, opens, sees, shows_files
from casebook.web.services import services

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from pydantic import BaseModel
    from starlette.requests import Request

    from casebook.access import Actor
    from casebook.accounts.colleagues import Colleague
    from casebook.casework import Receipt
    from casebook.casework.deadlines import Deadline
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.commands import Change
    from casebook.petitions.entry import Entry
    from casebook.petitions.event import Attachment
    from casebook.petitions.petition import Petition
    from casebook.web.services import Services


def history(ledger: Ledger, number: str) -> list[Entry]:
    """Every entry of the petition of that number, verified, its words sealed.

    Raises:
        NotFound: there is none.
        Tampered: an entry does not match its hash.
    """
    petition_id = ledger.by_number(number)
    if petition_id is None:
        raise NotFound
    return ledger.entries(petition_id)


def looked_up(served: Services, number: str, actor: Actor) -> tuple[Petition, list[Entry]]:
    """The petition and its entries, their words sealed.

    Raises:
        NotFound: there is none, or it is not theirs to see; nobody can tell which.
        Tampered: an entry does not match its hash.
    """
    entries = history(served.ledger, number)
    petition = fold(entries)
    if petition is None or not sees(actor, petition):
        raise NotFound
    return petition, entries


def seen(request: Request, number: str, actor: Actor) -> tuple[Petition, list[Entry]]:
    """The petition and its entries with the words opened that this actor may see; contact data not unnoted.

    Raises:
        NotFound: there is none, or it is not theirs to see; nobody can tell which.
        Tampered: an entry does not match its hash.
    """
    served = services(request)
    petition, sealed = looked_up(served, number, actor)
    entries = served.ledger.open(sealed, opens(actor, petition))
    note_read(request, actor, petition.id, entries)
    return petition, entries


def read(served: Services, number: str, actor: Actor) -> tuple[Petition, list[Entry]]:
    """The same but for contact data, which stay sealed, so that nothing need be noted.

    Raises:
        NotFound: there is none, or it is not theirs to see; nobody can tell which.
        Tampered: an entry does not match its hash.
    """
    petition, sealed = looked_up(served, number, actor)
    wanted = opens(actor, petition)
    return petition, served.ledger.open(sealed, lambda entry, field: field not in CONTACT and wanted(entry, field))


def file_of(served: Services, number: str, actor: Actor, file_id: UUID) -> tuple[Attachment, str]:
    """A file of the petition of that number, with its key, where this actor may see what it belongs to.

    Raises:
        NotFound: there is none, nobody has its bytes, or it is not theirs to see; nobody can tell which.
        Erased: it was erased.
        Tampered: an entry does not match its hash.
    """
    petition, entries = looked_up(served, number, actor)
    shown = [
        entry for entry in filter(shows_files(actor, petition), entries) if isinstance(entry.event, EventWithFiles)
    ]
    return _file_in(served, shown, file_id)


def public_file_of(served: Services, number: str, file_id: UUID) -> tuple[Attachment, str]:
    """A picture that everybody may see of the petition of that number, with its key: one of the text that stands.

    Raises:
        NotFound: there is none, or it was taken back; nobody can tell which.
        Erased: it was erased.
        Tampered: an entry does not match its hash.
    """
    entries = history(served.ledger, number)
    petition = fold(entries)
    return _file_in(served, publication.told_to_everybody(petition, entries) if petition else [], file_id)


def _file_in(served: Services, entries: Iterable[Entry], file_id: UUID) -> tuple[Attachment, str]:
    naming = [entry for entry in entries if file_id in {file.id for file in files_in(entry.event)}][:1]
    for entry in served.ledger.open(naming, lambda _, field: field == FILE_KEYS):
        keys = getattr(entry.event, FILE_KEYS)
        if isinstance(keys, Sealed):
            raise Erased
        for file, key in zip(files_in(entry.event), keys or (), strict=False):
            if file.id == file_id:
                return file, key
    raise NotFound


def pictures_seen(actor: Actor, petition: Petition, entries: Iterable[Entry]) -> frozenset[UUID]:
    """Ids of the files that this actor may see and somebody has, or had, the bytes of."""
    shown = filter(shows_files(actor, petition), entries)
    return frozenset(file.id for one in shown if getattr(one.event, FILE_KEYS, None) for file in files_in(one.event))


def public_case(served: Services, number: str) -> tuple[Petition, list[Entry], list[Entry]]:
    """How the petition of that number stands, its entries with their words sealed, and what of them is public, open.

    Raises:
        NotFound: there is none.
        Tampered: an entry does not match its hash.
    """
    entries = history(served.ledger, number)
    petition = fold(entries)
    assert petition is not None  # noqa: S101  it has a first event
    told = publication.told_to_everybody(petition, entries)
    return petition, entries, served.ledger.open(told, everybody_reads)


def told_to_everybody(served: Services, number: str) -> list[Entry]:
    """What is public of the petition of that number: the articles, and the text that stands, if it stands.

    Raises:
        NotFound: there is no such petition.
        Tampered: an entry does not match its hash.
    """
    return public_case(served, number)[2]


def texts_for_everybody(served: Services, petitions: Sequence[UUID]) -> dict[UUID, str]:
    """The text that stands of each of these petitions that has one, for a list of them.

    Raises:
        Tampered: an entry does not match its hash.
    """
    told: list[Entry] = []
    for _, each in groupby(served.ledger.histories(petitions), key=attrgetter("petition_id")):
        entries = list(each)
        petition = fold(entries)
        told += publication.told_to_everybody(petition, entries) if petition else []
    opened = served.ledger.open(told, everybody_reads)
    texts = {entry.petition_id: getattr(entry.event, "text", None) for entry in opened}
    return {petition_id: text for petition_id, text in texts.items() if isinstance(text, str)}


PERSONS: Final = ("drafted_by", "reporter", "reviewer", "seconded_by")
"""Facts of events that name somebody of staff."""


def named_in(served: Services, actor: Actor, entries: Iterable[Entry]) -> dict[int, dict[str, Colleague]]:
    """By the version of each entry who is its `actor`, and whom its facts name, as far as this actor knows them."""
    told = {
        entry.version: {"actor": entry.actor.id} | {name: getattr(entry.event, name, None) for name in PERSONS}
        for entry in entries
        if knows_by_name(actor, entry)
    }
    known = served.accounts.colleagues.known(person for each in told.values() for person in each.values())
    return {
        version: {name: known[person] for name, person in each.items() if person in known}
        for version, each in told.items()
    }


@dataclass(frozen=True, slots=True)
class Wish:
    """What an actor asks for, once for each key, having seen a version of the petition."""

    kind: type[Change]
    body: BaseModel | None
    actor: Actor
    key: UUID
    expected: int


def give(served: Services, number: str, wish: Wish) -> Receipt:
    """Give a command about the petition of that number.

    Raises:
        NotFound: there is none, or it is not theirs to see; nobody can tell which.
        CasebookError: what `Casework.handle` raises.
    """
    petition_id = served.ledger.by_number(number)
    if petition_id is None or not sees(wish.actor, served.casework.petition(petition_id)):
        raise NotFound
    content = {name: getattr(wish.body, name) for name in type(wish.body).model_fields} if wish.body else {}
    command = wish.kind.model_validate({"petition_id": petition_id, **content})
    try:
        return served.casework.handle(command, wish.actor, wish.key, expected=wish.expected)  # type: ignore[arg-type]  # a change
    except Outdated as error:
        raise _as_told(served, number, wish.actor, error) from None


def _as_told(served: Services, number: str, actor: Actor, error: Outdated) -> Outdated:
    """The same, naming of what happened meanwhile only what this actor gets to know of."""
    petition, entries = looked_up(served, number, actor)
    later = (entry for entry in entries if entry.version > (error.expected or 0))
    since = [entry.event.stored_name() for entry in later if learns_of(actor, entry, petition)]
    return Outdated(error.zh, error.en, expected=error.expected, actual=error.actual, since=since)


def deadlines_told(served: Services, actor: Actor, petition: Petition, entries: Sequence[Entry]) -> list[Deadline]:
    """Every deadline that was set by an event that the actor gets to know of, oldest first."""
    told = {entry.version for entry in entries if learns_of(actor, entry, petition)}
    known = deadlines(entries, served.ledger.adoptions.reference(), served.settings.zone)
    return [one for one in known if one.version in told]
