"""The access log for auditors, and for the desk the messages that people must deliver."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field, TypeAdapter

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind, Wanted
from casebook.web.api.cursors import After, Limit, Order, Ordered, cursor, keys_of
from casebook.web.api.headers import HIGHEST
from casebook.web.api.models import Answer
from casebook.web.audience import NUMBER, allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import history
from casebook.web.documentation import problems
from casebook.web.services import Served, Services
from casebook.web.sessions import visitor_of

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)
POSITION = TypeAdapter(tuple[Annotated[int, Field(ge=0, le=HIGHEST)]])


@dataclass(frozen=True)
class Sought:
    """Which entries are asked for, and in which order."""

    kind: Annotated[Kind | None, Query(description="Only entries of this kind.")] = None
    person: Annotated[UUID | None, Query(description="Only entries about this person.")] = None
    on: Annotated[date | None, Query(description="Only entries of this day here.", examples=["2022-01-30"])] = None
    petition: Annotated[
        str | None, Query(pattern=NUMBER.pattern, description="Only entries about this petition and who acted on it.")
    ] = None
    order: Ordered = Order.OLDEST


class AccessRow(Answer):
    """One entry (访问记录)."""

    position: int = Field(description="Its place: growing, with gaps.", examples=[12])
    at: datetime = Field(description="When.")
    kind: str = Field(description="What happened.", examples=["signed-in"])
    person_id: UUID | None = Field(description="Who, if it is known: the actor of events.")
    network: str | None = Field(description="A keyed digest of the network it came from, hexadecimal; no address.")
    file_id: UUID | None = Field(description="The attachment that was opened, where one was.")
    petition_id: UUID | None = Field(description="The petition that it is about, where it is about one.")


class AccessAnswer(Answer):
    """A page of the access log, in the order that was asked for."""

    entries: list[AccessRow] = Field(description="The entries.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


class MessageAnswer(Answer):
    """A message that waits to be delivered (待转达的消息)."""

    id: UUID = Field(description="Its id.")
    created_at: datetime = Field(description="When it was written.")
    ends_at: datetime = Field(description="When nobody needs it any more.")
    phone: str = Field(description="The number to call.")
    text: str = Field(description="What to say.")


class OutboxAnswer(Answer):
    """What waits, the oldest first."""

    messages: list[MessageAnswer] = Field(description="The messages.")


@router.get(
    "/audit/access",
    operation_id="access-log",
    summary="Who came in, and who tried (访问记录)",
    tags=["auditors"],
    responses=problems(401, 403, 404, 422, 503),
)
def access_log(
    served: Served,
    _asker: Annotated[Actor, Depends(allow(Role.AUDITOR))],
    sought: Annotated[Sought, Depends()],
    after: After = None,
    limit: Limit = 50,
) -> AccessAnswer:
    """Append-only beside the ledger, which has the roots of its entries; without words, names or addresses.

    `petition` shows who read its contact data, tried to, or took it along; and of everybody of staff in its events the
    entries that are about no petition, as when they came in.
    """
    return entries_of(served, sought, None if sought.person is None else [sought.person], after, limit)


def entries_of(
    served: Services, sought: Sought, people: Collection[UUID] | None, after: str | None, limit: int
) -> AccessAnswer:
    """The same, about one of some people; about anybody where none are named.

    Raises:
        NotFound: there is no such petition.
        Invalid: `after` is no cursor of ours.
    """
    (position,) = keys_of(after, POSITION) or (None,)
    petition_id, acted = (None, set[UUID]()) if sought.petition is None else _of_petition(served, sought.petition)
    since = None if sought.on is None else datetime.combine(sought.on, time(), served.settings.zone)
    before = None if since is None else since + timedelta(days=1)
    wanted = Wanted(sought.kind, people, petition_id, acted, since, before)
    rows = served.accounts.log.page(position, limit + 1, wanted, newest=sought.order is Order.NEWEST)
    page = [
        AccessRow(
            position=row.position,
            at=row.at,
            kind=row.kind,
            person_id=row.person_id,
            network=row.network.hex() if row.network is not None else None,
            file_id=row.file_id,
            petition_id=row.petition_id,
        )
        for row in rows[:limit]
    ]
    return AccessAnswer(entries=page, next=cursor(page[-1].position) if len(rows) > len(page) else None)


def _of_petition(served: Services, number: str) -> tuple[UUID, set[UUID]]:
    """The petition's id, and who of staff acted on it."""
    entries = history(served.ledger, number)
    return entries[0].petition_id, {entry.actor.id for entry in entries if entry.actor.role is not Role.CITIZEN}


@router.get(
    "/outbox",
    operation_id="outbox",
    summary="Messages to deliver by hand (待转达的消息)",
    tags=["staff"],
    responses=problems(401, 403, 503),
)
def outbox(request: Request, served: Served, asker: Annotated[Actor, Depends(allow(Role.DESK))]) -> OutboxAnswer:
    """One-time codes to read out on the telephone, where no program sends them. Every look is put on record."""
    served.accounts.log.note(Kind.OUTBOX_READ, asker.id, visitor_of(request).network)
    names = MessageAnswer.model_fields
    return OutboxAnswer(
        messages=[
            MessageAnswer.model_validate({name: getattr(one, name) for name in names})
            for one in served.accounts.outbox.waiting()
        ]
    )
