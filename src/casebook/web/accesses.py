"""Who read contact data, and who tried to: noted before the answer goes out, so that without the note there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.accounts.access_log import Kind
from casebook.errors import NotFound, NotPermitted
from casebook.petitions.vocabulary import Role
from casebook.petitions.words import Sealed
from casebook.web.audience import ASKER, NUMBER
from casebook.web.disclosure import CONTACT, sees
from casebook.web.identity import NotIdentified
from casebook.web.services import services
from casebook.web.sessions import visitor_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from starlette.requests import Request

    from casebook.access import Actor
    from casebook.errors import CasebookError
    from casebook.petitions.entry import Entry

REFUSALS: Final = (NotIdentified, NotPermitted, NotFound)


def note_read(request: Request, actor: Actor, petition_id: UUID, entries: Iterable[Entry]) -> None:
    """Note that somebody reads these entries of a petition, if contact data is open in them.

    Raises:
        Unavailable: the database is gone.
    """
    values = [getattr(entry.event, name, None) for entry in entries for name in CONTACT]
    if all(value is None or isinstance(value, Sealed) for value in values):
        return
    citizen = actor.role is Role.CITIZEN
    kind = Kind.OWN_PETITION_READ if citizen else Kind.CONTACT_READ
    person, network = None if citizen else actor.id, visitor_of(request).network
    services(request).accounts.log.note(kind, person, network, petition_id=petition_id)


def note_refusal(request: Request, error: CasebookError, number: str | None = None) -> None:
    """Note that somebody was refused the petition that the address names, or the one of this number.

    Only where a route is for people whom it must know; what everybody may ask for is nobody's contact data.

    Raises:
        Unavailable: the database is gone.
    """
    number = number or request.path_params.get("number")
    if number is None or ASKER not in request.scope or not isinstance(error, REFUSALS):
        return
    served, asker = services(request), request.scope[ASKER]
    petition_id = served.ledger.by_number(number) if NUMBER.fullmatch(number) else None
    person = None if asker is None or asker.role is Role.CITIZEN else asker.id
    if petition_id and person and sees(asker, served.casework.petition(petition_id)):
        return  # refused was not the petition, but something about it
    network = visitor_of(request).network
    served.accounts.refusals.note(_kind(error, known=person is not None), person, network, petition_id)


def note_download(request: Request, actor: Actor) -> None:
    """Note that somebody of staff takes a list of petitions along.

    Raises:
        Unavailable: the database is gone.
    """
    services(request).accounts.log.note(Kind.PETITIONS_DOWNLOADED, actor.id, visitor_of(request).network)


def note_search(request: Request, actor: Actor, found: Collection[UUID]) -> None:
    """Note that somebody of staff looked for a telephone number, and of which petitions they learnt that it is theirs.

    Raises:
        Unavailable: the database is gone.
    """
    log, network = services(request).accounts.log, visitor_of(request).network
    log.note(Kind.PHONE_SEARCHED, actor.id, network)
    log.note_each(Kind.CONTACT_READ, actor.id, network, found)


def _kind(error: CasebookError, *, known: bool) -> Kind:
    if isinstance(error, NotIdentified):
        return Kind.PETITION_NOT_SIGNED_IN
    return Kind.PETITION_REFUSED if known else Kind.PETITION_NOT_OPENED
