"""How the events of oversight move a petition, and what other events mean for what is watched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.notes.events import NoteAdded
from casebook.petitions.oversight.clocks import STARTED_BY, ending_anew
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround
from casebook.petitions.oversight.events import (
    ConfidentialityChanged,
    DeadlineMissed,
    DeadlineRecomputed,
    FalseReplyFound,
    OrderedFromAbove,
    OversightEvent,
    RecordCorrected,
    SupervisionClosed,
    SupervisionEscalated,
    SupervisionOpened,
    Urged,
)
from casebook.petitions.oversight.recounting import taking
from casebook.petitions.oversight.standing import FalseReply, Order, Supervision, Urging
from casebook.petitions.standing import Fixed, Start
from casebook.petitions.vocabulary import Clock, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Way

_UNIT: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_APPROVER})


def overseen(petition: Petition, event: OversightEvent, entry: Entry) -> Petition:  # noqa: PLR0911  one for each event
    """Urgings, missed and moved limits, supervision, false replies, another level of confidentiality."""
    match event:
        case Urged():
            urging = Urging(event.clock, event.kind, entry.version, entry.happened_at)
            return replace(petition, urgings=(*petition.urgings, urging), notices=petition.notices + 1)
        case DeadlineMissed():
            return replace(petition, missed=petition.missed | {event.clock})
        case DeadlineRecomputed():
            return _moved(petition, event, entry)
        case OrderedFromAbove():
            stood = petition.order.due if petition.order else None
            return replace(petition, order=Order(event.by, event.due or stood), ordered=True)
        case SupervisionOpened() | SupervisionEscalated() | SupervisionClosed():
            return _watched_over(petition, event, entry)
        case FalseReplyFound():
            found = FalseReply(event.assignment, event.round)
            return replace(petition, false_replies=(*petition.false_replies, found))
        case RecordCorrected():  # stands beside what it corrects and moves nothing
            return petition
        case ConfidentialityChanged():
            return replace(petition, confidentiality=event.after)
        case _ as never:
            assert_never(never)


def watched(petition: Petition, entry: Entry) -> Petition:
    """What any event means for oversight: its name is kept, a unit was heard, limits begin anew."""
    started, ending = STARTED_BY.get(type(entry.event), frozenset()), ending_anew(entry.event)
    named = _named_by_order(petition, entry) if Clock.REPLY in started else {}
    heard = entry.actor.role in _UNIT and not isinstance(entry.event, NoteAdded)  # a note tells nobody outside
    ways = {**dict.fromkeys(started, petition.of_class()), **named}
    return replace(
        petition,
        events=(*petition.events, entry.event.stored_name()),
        heard=entry.version if heard else petition.heard,
        urgings=tuple(urging for urging in petition.urgings if urging.clock not in ending),
        missed=petition.missed - started,
        started={
            **petition.started,
            **{clock: Start(entry.happened_at, way, entry.position) for clock, way in ways.items()},
        },
        ordered_limits=petition.ordered_limits - started | named.keys(),
    )


def _named_by_order(petition: Petition, entry: Entry) -> Mapping[Clock, Way]:
    """The limit for the reply, where an event sets it at the end that an order from above has named."""
    due = petition.order.due if petition.order else None
    return {Clock.REPLY: Fixed(due)} if due and getattr(entry.event, "reply_due", None) == due else {}


def _moved(petition: Petition, event: DeadlineRecomputed, entry: Entry) -> Petition:
    """The limit at its new end; one that was never set is not set by being moved."""
    limit = "return_until" if event.clock is Clock.RETURN else event.clock.value
    if getattr(petition.dues, limit, None) is None:
        return petition
    ordered = {event.clock} if event.cause is RecomputeCause.ORDER else frozenset[Clock]()
    return replace(
        petition,
        dues=replace(petition.dues, **{limit: event.new_due}),
        started=taking(_way(petition, event, entry), event.clock, petition),
        ordered_limits=petition.ordered_limits - {event.clock} | ordered,
    )


def _way(petition: Petition, event: DeadlineRecomputed, entry: Entry) -> Way:
    """How the new end came about: by another class, an order's limits, as before where its calendar is to come, named.

    An end that a published calendar has settled is as good as named: more time is counted from there.
    """
    match event.cause:
        case RecomputeCause.RECLASSIFIED:
            return petition.of_class(entry.happened_at)
        case RecomputeCause.ORDER if event.policy and petition.order and event.new_due != petition.order.due:
            return petition.of_class(entry.happened_at)
        case RecomputeCause.CALENDAR if event.provisional:
            return petition.start_of(event.clock).way
        case _:
            return Fixed(event.new_due)


def _watched_over(
    petition: Petition, event: SupervisionOpened | SupervisionEscalated | SupervisionClosed, entry: Entry
) -> Petition:
    ordered = isinstance(event, SupervisionOpened) and event.ground is SupervisionGround.ORDER
    supervision = _supervised(petition.supervision, event, entry.version)
    return replace(petition, supervision=supervision, ordered=petition.ordered or ordered)


def _supervised(
    before: Supervision | None, event: SupervisionOpened | SupervisionEscalated | SupervisionClosed, version: int
) -> Supervision | None:
    match event:
        case SupervisionOpened():
            return Supervision(event.level, event.ground, version, event.due)
        case SupervisionEscalated():
            return before and replace(before, level=event.level)
        case SupervisionClosed():
            return before and replace(before, closed=True)
        case _ as never:
            assert_never(never)
