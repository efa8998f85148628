"""Another class of petition has other limits: those that run are moved, on record, and never silently into the past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

import wishes_of_intake as intake
from casebook.petitions.context import Clock, Context
from casebook.petitions.decisions import decide
from casebook.petitions.events import DeadlineRecomputed, Reclassified
from casebook.petitions.oversight.codes import RecomputeCause
from casebook.petitions.petition import fold
from casebook.petitions.vocabulary import Category, Status, Urgency
from casebook.reference.terms import city_terms
from language import ASSIGNED, DESK, SUPERVISOR, by, given, later, submitted, until

if TYPE_CHECKING:
    from casebook.petitions.events import PetitionEvent
    from language import Situation

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = city_terms(ZONE)
DAY = timedelta(days=1)


def at(month: int, day: int, hour: int = 18) -> datetime:
    """A moment of 2022 in Pingdingshan, in UTC."""
    return datetime(2022, month, day, hour, tzinfo=ZONE).astimezone(UTC)


ASSIGNED_BY_THE_CITYS_LIMITS = ASSIGNED.model_copy(
    update={"sign_due": at(1, 27, 12), "contact_due": at(1, 27), "reply_due": at(2, 14)}
)
COMPLAINT = until(Status.ACCEPTED, category=Category.COMPLAINT)
"""Filed at ten on 26 January, accepted at eleven, assigned at noon: ten working days end on 14 February."""


def complaint(*further: Any) -> Situation:
    return given(*COMPLAINT, ASSIGNED_BY_THE_CITYS_LIMITS, *further)


def moved(situation: Situation, now: datetime, **changes: Any) -> dict[Clock, datetime]:
    """The limits that reclassifying moves, with their new ends."""
    events = decide(intake.reclassify(**changes), situation.petition, Context(now, DESK, TERMS))
    assert isinstance(events[0], Reclassified)
    moves: list[PetitionEvent] = list(events[1:])
    for move in moves:
        assert isinstance(move, DeadlineRecomputed)
        assert (move.cause, move.policy, move.calendar) == (RecomputeCause.RECLASSIFIED, "pds-default:1", "cn:1")
        assert move.new_due > now
    return {move.clock: move.new_due for move in moves if isinstance(move, DeadlineRecomputed)}


def test_the_limits_that_run_are_those_of_the_new_class_from_their_own_start() -> None:
    asked = complaint()
    assert moved(asked, at(1, 27, 9), category="consultation") == {Clock.REPLY: at(1, 29)}
    assert moved(asked, at(1, 27, 9), matter="public_transport") == {Clock.REPLY: at(2, 9)}
    urgent = {Clock.SIGN: at(1, 26, 14), Clock.CONTACT: at(1, 26, 16), Clock.REPLY: at(1, 27, 12)}
    assert moved(asked, at(1, 26, 13), urgency="urgent") == urgent


def test_a_limit_that_would_have_ended_already_runs_from_here_if_it_ends_sooner_than_before() -> None:
    asked = complaint()
    assert moved(asked, at(2, 8, 9), category="consultation") == {Clock.REPLY: at(2, 11)}
    assert moved(asked, at(2, 14, 9), category="consultation") == {}  # three more days would be more than it had


def test_what_has_passed_has_passed() -> None:
    consultation = given(*until(Status.ACCEPTED, category=Category.CONSULTATION), ASSIGNED_BY_THE_CITYS_LIMITS)
    assert moved(consultation, at(2, 16), category="complaint") == {}


def test_another_place_moves_no_limit_and_a_limit_that_the_new_class_does_not_know_stays() -> None:
    assert moved(complaint(), at(1, 27, 9), street="410403009", area="410403") == {}
    assert moved(given(*COMPLAINT), at(1, 27, 9), category="suggestion") == {}


def test_what_was_moved_by_order_from_above_stays_as_ordered() -> None:
    ordered = DeadlineRecomputed(clock=Clock.REPLY, old_due=at(2, 14), new_due=at(2, 18), cause=RecomputeCause.ORDER)
    assert moved(complaint(by(SUPERVISOR, ordered)), at(1, 27, 9), category="consultation") == {}
    counted = ordered.model_copy(update={"cause": RecomputeCause.POLICY})
    again = complaint(by(SUPERVISOR, ordered), by(SUPERVISOR, counted))
    assert moved(again, at(1, 27, 9), category="consultation") == {Clock.REPLY: at(1, 29)}


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
def test_the_petition_stands_under_its_new_limits(urgency: Urgency) -> None:
    asked = complaint()
    now = at(1, 27, 9)
    events = decide(intake.reclassify(urgency=urgency), asked.petition, Context(now, DESK, TERMS))
    after = complaint(*(by(DESK, event) if n else later(DAY, event) for n, event in enumerate(events)))
    petition = fold(after.entries)
    assert petition is not None
    assert petition.urgency is urgency
    assert petition.dues.reply == at(1, 27, 12)
    assert petition.start_of(Clock.REPLY).at == at(1, 26, 12)


def test_a_petition_that_a_source_tells_without_its_start_is_judged_by_its_own_day() -> None:
    petition = given(submitted()).standing
    assert petition.start_of(Clock.REPLY).at == petition.submitted_at
