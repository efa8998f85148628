"""What the citizen says: when called, and in thanks."""

from __future__ import annotations

from datetime import timedelta

import pytest

import later_wishes
from casebook.petitions.events import CallbackRecorded, CommendationReceived, Reopened, Withdrawn
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.vocabulary import Confidentiality, ReopenGround, Role, Solved, Status, Urgency
from language import (
    APPROVER,
    CITIZEN,
    DESK,
    HOUR,
    OFFICER,
    REPLIED,
    STREET,
    as_role,
    given,
    later,
    until,
)

CALLED = CallbackRecorded(attempt=1, reached=True, solved=Solved.PARTLY)
SILENT = CallbackRecorded(attempt=1, reached=False)
BANNER = CommendationReceived(unit=STREET, kind=CommendationKind.BANNER)


def test_the_desk_calls_and_counts_its_attempts() -> None:
    replied = given(*until(Status.REPLIED), SILENT)
    replied.when(later_wishes.call(words="巷口不堵了。"), by=DESK, after=2 * HOUR).then(
        CallbackRecorded(attempt=2, reached=True, solved=Solved.YES, satisfaction=5, words="巷口不堵了。")
    )


def test_nobody_is_called_before_the_reply() -> None:
    early = given(*until(Status.IN_PROGRESS))
    early.when(later_wishes.call(), by=DESK).refused("citizen_is_called_after_the_reply")


def test_who_did_not_leave_a_name_or_has_left_is_not_called() -> None:
    anonymous = given(*until(Status.REPLIED, confidentiality=Confidentiality.ANONYMOUS))
    anonymous.when(later_wishes.call(), by=DESK).refused("citizen_wants_to_be_called")
    left = given(*until(Status.IN_PROGRESS, urgency=Urgency.EMERGENCY), Withdrawn(goes_on=True), REPLIED)
    left.when(later_wishes.call(), by=DESK).refused("citizen_wants_to_be_called")


@pytest.mark.parametrize("caller", [OFFICER, APPROVER, as_role(OFFICER, Role.DESK)])
def test_the_unit_does_not_call(caller: object) -> None:
    replied = given(*until(Status.REPLIED))
    replied.when(later_wishes.call(), by=caller).refused("caller_is_not_from_the_unit")  # type: ignore[arg-type]


def test_three_calls_in_a_round_are_enough() -> None:
    calls = [later(2 * HOUR, SILENT.model_copy(update={"attempt": n})) for n in (1, 2, 3)]
    third = given(*until(Status.REPLIED), *calls)
    third.when(later_wishes.call(), by=DESK, after=2 * HOUR).refused("citizen_is_called_three_times_at_most")
    again = given(*until(Status.VERIFYING), *calls, Reopened(round=2, ground=ReopenGround.NEW_FACT), REPLIED)
    again.when(later_wishes.call(), by=DESK).events()


def test_calls_are_made_at_different_times() -> None:
    called = given(*until(Status.REPLIED), SILENT)
    called.when(later_wishes.call(), by=DESK, after=HOUR).refused("calls_are_made_at_different_times")
    called.when(later_wishes.call(), by=DESK, after=2 * HOUR).events()


@pytest.mark.parametrize("said", [{"solved": "yes"}, {"satisfaction": 5}, {"words": "没有接听"}])
def test_silence_is_not_satisfaction(said: dict[str, object]) -> None:
    nothing = {"reached": False, "solved": None, "satisfaction": None}
    replied = given(*until(Status.REPLIED))
    replied.when(later_wishes.call(**(nothing | said)), by=DESK).refused("who_is_not_reached_says_nothing")
    (event,) = replied.when(later_wishes.unanswered(), by=DESK).events()
    assert event == SILENT
    assert given(*until(Status.REPLIED), SILENT).standing.citizen_says is None


def test_a_unit_is_commended_for_what_it_handled() -> None:
    closed = given(*until(Status.CLOSED))
    closed.when(later_wishes.commend(words="小巷路灯亮，情暖百姓心"), by=CITIZEN, after=timedelta(days=300)).then(
        CommendationReceived(unit=STREET, kind=CommendationKind.BANNER, words="小巷路灯亮，情暖百姓心")
    )
    other = closed.when(later_wishes.commend(unit="dept-tax"), by=CITIZEN)
    other.refused("commended_unit_handled_the_petition")


def test_where_no_unit_has_worked_there_is_nobody_to_thank() -> None:
    given(*until(Status.ACCEPTED)).when(later_wishes.commend(), by=CITIZEN).refused("petition_was_assigned")


def test_a_banner_counts_once() -> None:
    thanked = given(*until(Status.CLOSED), BANNER)
    thanked.when(later_wishes.commend(), by=DESK).refused("commendation_counts_once")
    thanked.when(later_wishes.commend(kind="letter"), by=DESK).events()
