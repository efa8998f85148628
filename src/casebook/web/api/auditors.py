"""Auditors: every event with its place in the chain, and the petition after each of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field, TypeAdapter

from casebook.access import GRANTS, Actor, Role
from casebook.ledger.mapper import plain_fields, private_fields
from casebook.petitions.command import Command
from casebook.petitions.entry import Entry
from casebook.petitions.origins import origins
from casebook.petitions.petition import Petition, evolve
from casebook.petitions.rules import RULES
from casebook.petitions.words import Code, Sealed
from casebook.reference.kinds import Kind
from casebook.web.api.cursors import After, Limit, Order, Ordered, cursor, keys_of
from casebook.web.api.headers import HIGHEST, NotBefore, Number, wait
from casebook.web.api.models import Answer
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import history
from casebook.web.documentation import problems
from casebook.web.services import Served, Services

router = APIRouter(prefix="/api/v1/audit", tags=["auditors"], route_class=StrictRoute)
Auditor = Annotated[Actor, Depends(allow(Role.AUDITOR))]
POSITION = TypeAdapter(tuple[Annotated[int, Field(ge=0, le=HIGHEST)]])


class InForceAnswer(Answer):
    """A version of reference data that a decision was taken by (依据)."""

    kind: Kind = Field(description="What it is about.", examples=["terms"])
    id: str = Field(description="Its name and number.", examples=["pds-default:1"])
    digest: str = Field(description="SHA-256 of its document, hexadecimal.")
    in_force_on: date | None = Field(description="The first day it holds; null where none is stated.")
    adopted: bool = Field(description="False: nothing of the kind was adopted yet, and the shipped document held.")


class EventAnswer(Answer):
    """One event in its place (事件), and what the petition was after it."""

    position: int | None = Field(description="Place in the ledger.", examples=[4711])
    version: int = Field(description="Place in the petition.", examples=[2])
    event: str = Field(description="What happened.", examples=["accepted"])
    recorded_at: datetime | None = Field(description="When the ledger took it.")
    happened_at: datetime = Field(description="When it happened; as claimed, else when it was recorded.")
    actor: UUID = Field(description="Who did it, by pseudonym.")
    role: Role = Field(description="In which role.")
    unit: str | None = Field(description="For which unit.")
    command: UUID = Field(description="The idempotency key of the command it came from.")
    source: str | None = Field(description="Where an imported event comes from.")
    previous: str = Field(description="Leaf hash of the petition's event before it, hexadecimal.")
    leaf: str = Field(description="Its own leaf hash: SHA-256 as in RFC 6962, hexadecimal.")
    digests: dict[str, str] = Field(description="Salted digests of the words in it (RFC 9901); the words stay sealed.")
    facts: dict[str, Any] = Field(description="Its plain content.")
    wish: str | None = Field(
        description="The command it came from, by its name; null for what was imported, where no rule was asked.",
        examples=["accept-petition"],
    )
    rules: list[str] = Field(
        description="The rules that command must pass, in their order, as this release has them: all of them held.",
        examples=[["petition_is_submitted"]],
    )
    reference: list[InForceAnswer] = Field(
        description="What of the city's reference data was known and in force for the decision; empty for an import."
    )
    state: dict[str, Any] = Field(description="The petition after it.")


class ReplayAnswer(Answer):
    """The whole history of a petition, replayed (回放)."""

    petition_id: UUID = Field(description="The petition's id: the name of its stream.")
    number: str = Field(description="Its number (诉求编号).", examples=["2022-001435-9"])
    version: int = Field(description="The version it stands at.", examples=[7])
    verified: bool = Field(description="True: every event matched its leaf; else the answer is 500 `tampered`.")
    events: list[EventAnswer] = Field(description="Every event, oldest first.")


class TrailRow(Answer):
    """One event of some petition."""

    position: int = Field(description="Place in the ledger.", examples=[4711])
    petition_id: UUID = Field(description="The petition.")
    version: int = Field(description="Place in the petition.")
    event: str = Field(description="What happened.", examples=["accepted"])
    recorded_at: datetime = Field(description="When the ledger took it.")
    happened_at: datetime = Field(description="When it happened.")
    actor: UUID | None = Field(description="Who did it, by pseudonym.")
    role: str | None = Field(description="In which role.")
    unit: str | None = Field(description="For which unit.")
    source: str | None = Field(description="Where an imported event comes from.")
    source_id: str | None = Field(description="What the petition is called there.")


@dataclass(frozen=True)
class TrailAsked:
    """Which events of the trail are asked for, and in which order."""

    event: Annotated[Code | None, Query(description="Only this kind of event.", examples=["closed"])] = None
    role: Annotated[Role | None, Query(description="Only by this role.")] = None
    unit: Annotated[Code | None, Query(description="Only by this unit.")] = None
    person: Annotated[UUID | None, Query(description="Only by this person, by pseudonym.")] = None
    order: Ordered = Order.OLDEST


class TrailAnswer(Answer):
    """A page of the trail, in the order that was asked for."""

    events: list[TrailRow] = Field(description="The events.")
    next: str | None = Field(description="Send it as `after` for the next page; null on the last.")


@router.get(
    "/petitions/{number}",
    operation_id="replay",
    summary="Replay a petition (回放)",
    responses=problems(401, 403, 404, 503),
)
def replay(served: Served, _asker: Auditor, number: Number) -> ReplayAnswer:
    """Every event with times, actor, key, hashes, plain content and rules, and the petition's state after each of them.

    Reading verifies: an event that does not match its leaf makes the answer 500 `tampered`, with its position.
    """
    petition, events = steps(served, number)
    return ReplayAnswer(
        petition_id=petition.id, number=petition.number, version=petition.version, verified=True, events=events
    )


@router.get(
    "/trail",
    operation_id="trail",
    summary="Who did what, when (审计轨迹)",
    responses=problems(401, 403, 422, 503),
)
def trail(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    asker: Auditor,
    past: AsOfAsked,
    asked: Annotated[TrailAsked, Depends()],
    after: After = None,
    limit: Limit = 50,
    not_before: NotBefore = None,
) -> TrailAnswer:
    """All events of the ledger in its order, or as they stood at a past position, moment or day."""
    wait(served, "audit_trail", not_before)
    (position,) = keys_of(after, POSITION) or (None,)
    parameters = {
        "event": asked.event,
        "role": asked.role,
        "unit": asked.unit,
        "actor": asked.person,
        "after_position": position,
        "limit": limit + 1,
    }
    query = "latest" if asked.order is Order.NEWEST else "page"
    rows = ask(served, Question("audit_trail", query, parameters, asker.role), past)
    page = [TrailRow(**{name: row[name] for name in TrailRow.model_fields}) for row in rows[:limit]]
    return TrailAnswer(events=page, next=cursor(page[-1].position) if len(rows) > len(page) else None)


def steps(served: Services, number: str) -> tuple[Petition, list[EventAnswer]]:
    """The petition, and every event of it with the state after it; verified.

    Raises:
        NotFound: there is no such petition.
        Tampered: an event does not match its hash.
    """
    petition: Petition | None = None
    entries, events = history(served.ledger, number), []
    together: dict[UUID, list[Entry]] = {}
    for entry in entries:
        together.setdefault(entry.command, []).append(entry)
    for entry in entries:
        petition = evolve(petition, entry)
        events.append(_event(served, entry, petition, together[entry.command]))
    assert petition is not None  # noqa: S101  a number belongs to a first event
    return petition, events


def wish_of(entries: Sequence[Entry]) -> type[Command] | None:
    """The command that events of one key came from; None where they were imported."""
    first = entries[0]
    if first.source is not None:
        return None
    found = origins([entry.event for entry in entries])
    return next((one for one in found if first.actor.role in GRANTS[one]), None)


def _event(served: Services, entry: Entry, petition: Petition, together: Sequence[Entry]) -> EventAnswer:
    event, wish = entry.event, wish_of(together)
    words = {name: getattr(event, name) for name in private_fields(type(event))}
    return EventAnswer(
        position=entry.position,
        version=entry.version,
        event=event.stored_name(),
        recorded_at=entry.recorded_at,
        happened_at=entry.happened_at,
        actor=entry.actor.id,
        role=entry.actor.role,
        unit=entry.actor.unit,
        command=entry.command,
        source=entry.source.name if entry.source else None,
        previous=(entry.previous or b"").hex(),
        leaf=(entry.leaf or b"").hex(),
        digests={name: value.digest for name, value in words.items() if isinstance(value, Sealed)},
        facts=plain_fields(event),
        wish=wish.spoken_name() if wish else None,
        rules=[one.name for one in RULES[wish]] if wish else [],
        reference=_in_force(served, entry) if wish else [],
        state=asdict(petition),
    )


def _in_force(served: Services, entry: Entry) -> list[InForceAnswer]:
    """What was known at the event's place, and in force on the day it was decided."""
    known = served.ledger.adoptions.reference().until(entry.position or 0)
    day = entry.happened_at.astimezone(served.settings.zone).date()
    found = [(kind, known.document(kind, day), known.adopted(kind, day)) for kind in Kind]
    return [
        InForceAnswer(
            kind=kind,
            id=document.version.id,
            digest=document.digest,
            in_force_on=adoption.in_force_on if adoption else document.version.in_force_on,
            adopted=adoption is not None,
        )
        for kind, document, adoption in found
        if document
    ]
