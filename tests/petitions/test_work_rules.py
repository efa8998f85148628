"""The unit's work, more time and halts: each rule, where it refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

import wishes
import wishes_of_units as units
from casebook.errors import Refused
from casebook.petitions.events import (
    CoHandlingRequested,
    ExtensionGranted,
    ExtensionRequested,
    ReplyRejected,
    Suspended,
)
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.handling.terms import Halting
from casebook.petitions.vocabulary import Category, Confidentiality, Defect, Outcome, Role, Status, Urgency
from language import (
    APPROVER,
    BEGIN,
    CITIZEN,
    DESK,
    DISPATCHER,
    HELPER,
    HOUR,
    OFFICER,
    REPLIED,
    STRANGER,
    SUPERVISOR,
    Step,
    as_role,
    given,
    later,
    person,
    until,
)
from plain_terms import PlainTerms

CLOCKWORK = person("clockwork", Role.SYSTEM)
DAY = timedelta(days=1)
AT_WORK = until(Status.IN_PROGRESS)
ASKED = ExtensionRequested(assignment=1, working_days=5)
GRANTED = ExtensionGranted(assignment=1, reply_due=BEGIN + 10 * DAY)
SUSPENDED = Suspended(assignment=1, ground=SuspensionGround.FUNDS, review_on=date(2022, 3, 1), remaining_seconds=3600)
OFFICER_ELSEWHERE = as_role(STRANGER, Role.UNIT_OFFICER)


def test_an_unsigned_petition_has_nothing_to_record() -> None:
    unsigned = given(*until(Status.ASSIGNED))
    unsigned.when(units.contact(), by=OFFICER).refused("unit_has_the_petition_in_hand")
    unsigned.when(units.progress(), by=OFFICER).refused("unit_has_the_petition_in_hand")


def test_another_unit_neither_calls_nor_reports_nor_asks_for_time() -> None:
    for wish in (units.contact(), units.progress(), units.ask_for_time()):
        given(*AT_WORK).when(wish, by=OFFICER_ELSEWHERE).refused("unit_is_the_assigned_one")


@pytest.mark.parametrize("confidentiality", [Confidentiality.ANONYMOUS, Confidentiality.SEALED])
def test_nobody_calls_a_citizen_who_wants_to_stay_unknown(confidentiality: Confidentiality) -> None:
    unknown = given(*until(Status.IN_PROGRESS, confidentiality=confidentiality))
    unknown.when(units.contact(), by=OFFICER).refused("citizen_can_be_called")
    unknown.when(wishes.reply(), by=APPROVER).events()


def test_a_next_step_of_today_is_refused() -> None:
    today = units.progress(next_on=BEGIN.date())
    given(*AT_WORK).when(today, by=OFFICER).refused("next_step_lies_ahead")


@pytest.mark.parametrize("status", [Status.ASSIGNED, Status.REPLIED])
def test_time_is_changed_only_while_the_unit_works(status: Status) -> None:
    there = given(*until(status))
    there.when(units.ask_for_time(), by=OFFICER).refused("petition_is_being_handled")
    there.when(units.grant(), by=DISPATCHER).refused("petition_is_being_handled")
    there.when(units.refuse(), by=DISPATCHER).refused("petition_is_being_handled")
    there.when(units.suspend(), by=SUPERVISOR).refused("petition_is_being_handled")


def test_nobody_asks_for_time_when_the_reply_is_due() -> None:
    at_work = given(*AT_WORK)
    at_work.when(units.ask_for_time(), by=OFFICER, after=5 * DAY - 3 * HOUR).events()
    at_work.when(units.ask_for_time(), by=OFFICER, after=5 * DAY).refused("reply_is_not_due_yet")


def test_a_reply_that_was_sent_back_is_not_extended() -> None:
    sent_back = ReplyRejected(round=1, defects=(Defect.TONE,), redo_due=BEGIN + 2 * DAY)
    mending = given(*until(Status.REPLIED), sent_back)
    mending.when(units.ask_for_time(), by=OFFICER).refused("reply_is_not_due_yet")


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
def test_what_is_urgent_is_not_extended(urgency: Urgency) -> None:
    urgent = given(*until(Status.IN_PROGRESS, urgency=urgency))
    urgent.when(units.ask_for_time(), by=OFFICER).refused("city_extends_such_petitions")


def test_nobody_asks_twice_before_it_is_decided() -> None:
    given(*AT_WORK, ASKED).when(units.ask_for_time(), by=OFFICER).refused("no_extension_is_pending")


def test_the_city_says_how_often_and_how_long_a_limit_is_extended() -> None:
    twice = given(*AT_WORK, ASKED, GRANTED, ASKED, GRANTED)
    twice.when(units.ask_for_time(), by=OFFICER).refused("extensions_are_not_used_up")
    given(*AT_WORK).when(units.ask_for_time(11), by=OFFICER).refused("extension_is_as_short_as_the_city_wants")
    given(*AT_WORK).when(units.ask_for_time(10), by=OFFICER).events()


@pytest.mark.parametrize("decision", [units.grant(), units.refuse()])
def test_only_what_is_asked_for_is_decided(decision: Any) -> None:
    given(*AT_WORK).when(decision, by=DISPATCHER).refused("extension_is_asked_for")
    given(*AT_WORK, ASKED, GRANTED).when(decision, by=DISPATCHER).refused("extension_is_asked_for")


@pytest.mark.parametrize("decision", [units.grant(), units.refuse()])
def test_nobody_decides_their_own_request(decision: Any) -> None:
    own = as_role(OFFICER, Role.DISPATCHER)
    given(*AT_WORK, ASKED).when(decision, by=own).refused("decider_is_not_the_requester")


@pytest.mark.parametrize("decision", [units.grant(), units.refuse()])
def test_a_second_extension_is_the_supervisors_business(decision: Any) -> None:
    second = given(*AT_WORK, ASKED, GRANTED, ASKED)
    second.when(decision, by=DISPATCHER).refused("second_extension_is_decided_by_a_supervisor")
    second.when(decision, by=SUPERVISOR).events()


def test_what_was_asked_for_in_time_is_granted_after_the_limit_and_what_came_late_is_not() -> None:
    given(*AT_WORK, ASKED).when(units.grant(), by=DISPATCHER, after=9 * DAY).events()
    late = given(*AT_WORK, later(6 * DAY, ASKED))
    late.when(units.grant(), by=DISPATCHER).refused("extension_was_asked_for_in_time")
    late.when(units.refuse(), by=DISPATCHER).events()


@pytest.mark.parametrize("told", [None, BEGIN + 30 * DAY])
def test_the_citizen_is_told_first(told: Any) -> None:
    given(*AT_WORK, ASKED).when(units.grant(told_citizen_at=told), by=DISPATCHER).refused("citizen_was_told")
    given(*AT_WORK).when(units.suspend(told_citizen_at=told), by=SUPERVISOR).refused("citizen_was_told")


def test_where_there_is_nobody_to_tell_nobody_is_told() -> None:
    anonymous: tuple[Any, ...] = until(Status.IN_PROGRESS, confidentiality=Confidentiality.ANONYMOUS)
    given(*anonymous, ASKED).when(units.grant(told_citizen_at=None), by=DISPATCHER).events()
    given(*anonymous).when(units.suspend(told_citizen_at=None), by=SUPERVISOR).events()


def test_the_city_says_on_which_grounds_it_suspends() -> None:
    winter = units.suspend(ground="season")
    given(*AT_WORK).when(winter, by=SUPERVISOR).refused("ground_is_one_of_the_citys")


def test_a_city_without_grounds_suspends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlainTerms, "halting", Halting(frozenset(), review_within=90))
    given(*AT_WORK).when(units.suspend(), by=SUPERVISOR).refused("city_suspends_petitions")


@pytest.mark.parametrize("day", [date(2022, 1, 26), date(2022, 4, 27)])
def test_a_suspension_is_reviewed_within_ninety_days(day: date) -> None:
    given(*AT_WORK).when(units.suspend(review_on=day), by=SUPERVISOR).refused("day_of_review_is_near")
    given(*AT_WORK).when(units.suspend(review_on=date(2022, 4, 26)), by=SUPERVISOR).events()


def test_what_is_not_suspended_is_neither_reviewed_nor_resumed() -> None:
    for steps in (AT_WORK, until(Status.REPLIED)):
        given(*steps).when(units.review(), by=SUPERVISOR).refused("petition_is_suspended")
        given(*steps).when(units.resume(), by=SUPERVISOR).refused("petition_is_suspended")


@pytest.mark.parametrize(
    "review",
    [units.review(), units.review(review_on=date(2022, 9, 1)), units.review(keep=False, review_on="2022-03-01")],
)
def test_what_stays_suspended_has_a_next_day_of_review_and_what_does_not_has_none(review: Any) -> None:
    halted = given(*AT_WORK, SUSPENDED)
    halted.when(review, by=SUPERVISOR).refused("kept_suspensions_have_a_next_review")
    halted.when(units.review(review_on=date(2022, 4, 1)), by=SUPERVISOR).events()


def test_the_clockwork_resumes_on_the_day_of_review_and_a_supervisor_at_any_time() -> None:
    halted = given(*AT_WORK, SUSPENDED)
    halted.when(units.resume(), by=CLOCKWORK).refused("clockwork_waits_for_the_day_of_review")
    halted.when(units.resume(), by=CLOCKWORK, after=34 * DAY).events()
    halted.when(units.resume(), by=SUPERVISOR).events()


def test_a_flagged_reply_passes_only_when_its_words_were_read() -> None:
    flagged = Step(REPLIED.model_copy(update={"intent_only": ("will-handle",)}), as_role(OFFICER, Role.UNIT_APPROVER))
    replied = given(*AT_WORK, flagged)
    desk = person("another desk", Role.DESK)
    replied.when(wishes.approve(), by=desk).refused("words_of_mere_intent_were_read")
    replied.when(wishes.approve("intent_read"), by=desk).events()


def test_a_reply_passes_only_when_everything_it_owes_was_looked_at() -> None:
    replied = given(*until(Status.REPLIED))
    for missing in ("answers", "facts", "actions", "tone"):
        checks = {*wishes.CHECKS, "intent_read"} - {missing}
        replied.when(wishes.approve(checks=tuple(checks)), by=DESK).refused("every_check_is_confirmed")
    replied.when(wishes.approve(checks=("answers", "facts", "actions", "tone")), by=DESK).events()


def test_what_a_reply_claims_and_promises_is_looked_at_too() -> None:
    promised = REPLIED.model_copy(update={"commitments_due": (BEGIN.date(),)})
    road = [promised if step is REPLIED else step for step in until(Status.REPLIED, category=Category.COMPLAINT)]
    bare = given(*road).when(wishes.approve(checks=("answers", "facts", "actions", "tone")), by=DESK)
    with pytest.raises(Refused) as refusal:
        bare.events()
    assert "承诺有时限、有图片或材料；" in refusal.value.zh
    assert "what is promised has a day, pictures or papers show it." in refusal.value.en
    explained = REPLIED.model_copy(update={"outcome": Outcome.EXPLAINED})
    road = [explained if step is REPLIED else step for step in until(Status.REPLIED, category=Category.CONSULTATION)]
    given(*road).when(wishes.approve(checks=("answers", "facts", "tone")), by=DESK).events()


def test_a_halt_stops_neither_the_opinion_of_a_helper_nor_the_citizen_who_withdraws() -> None:
    halted = given(*AT_WORK, CoHandlingRequested(assignment=1, unit="dept-tax"), SUSPENDED)
    halted.when(wishes.give_opinion(), by=HELPER).events()
    halted.when(wishes.withdraw(), by=CITIZEN).events()
    halted.when(wishes.reassign(), by=DISPATCHER).refused("petition_can_be_reassigned")
