"""When a petition may be closed, ended otherwise, taken up by another unit, put away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

import later_wishes
import wishes
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.context import Clock
from casebook.petitions.events import (
    Archived,
    CallbackRecorded,
    CitizenRated,
    Closed,
    Declined,
    DeclineReviewRequested,
    ExtensionRequested,
    Reopened,
    RetentionAppraised,
    Terminated,
    VerificationWaived,
    Withdrawn,
)
from casebook.petitions.oversight.codes import SupervisionGround, SupervisionLevel
from casebook.petitions.oversight.standing import Supervision
from casebook.petitions.vocabulary import (
    Category,
    ClosingBasis,
    DeclineReason,
    ReopenGround,
    Solved,
    Status,
    TerminationGround,
    WaiverGround,
)
from language import (
    ASSIGNED,
    BEGIN,
    DESK,
    DISPATCHER,
    HOUR,
    RECORDS,
    STREET,
    SUPERVISOR,
    Situation,
    given,
    imported,
    submitted,
    until,
)
from plain_terms import plain_due

DAY = timedelta(days=1)
MONTH = timedelta(days=30)
WAIVED = VerificationWaived(round=1, ground=WaiverGround.CATEGORY)


def waived(*more: CallbackRecorded | CitizenRated) -> Situation:
    return given(*until(Status.VERIFYING, category=Category.SUGGESTION), WAIVED, *more)


def test_on_the_day_of_a_signed_finding_nobody_needs_to_be_called() -> None:
    verified = given(*until(Status.VERIFIED))
    verified.when(wishes.close(), by=DESK).then(Closed(basis=ClosingBasis.VERIFIED, first_closure=True))
    verified.when(wishes.close(), by=DESK, after=DAY).refused("citizen_was_heard_or_had_time_to_object")


def test_a_citizen_who_says_otherwise_is_called_even_on_that_day() -> None:
    objecting = given(*until(Status.VERIFIED), CitizenRated(solved=Solved.NO, score=1))
    objecting.when(wishes.close(), by=DESK).refused("citizen_was_heard_or_had_time_to_object")


def test_without_a_visit_the_citizen_is_called_or_has_time_to_object() -> None:
    waived().when(wishes.close(), by=DESK).refused("citizen_was_heard_or_had_time_to_object")
    waived(CallbackRecorded(attempt=1, reached=False)).when(wishes.close(), by=DESK).events()
    waived(CitizenRated(solved=Solved.YES, score=5)).when(wishes.close(), by=DESK, after=DAY).events()
    waived(CitizenRated(solved=Solved.PARTLY, score=3)).when(wishes.close(), by=DESK).refused(
        "citizen_was_heard_or_had_time_to_object"
    )
    window = plain_due(Clock.RATING, BEGIN) - BEGIN
    waived().when(wishes.close(), by=DESK, after=window).refused("citizen_was_heard_or_had_time_to_object")
    waived().when(wishes.close(), by=DESK, after=window + timedelta(seconds=1)).events()


def test_a_closing_says_that_it_rests_on_a_direct_answer() -> None:
    answered = given(
        *until(Status.VERIFYING, category=Category.CONSULTATION),
        VerificationWaived(round=1, ground=WaiverGround.DIRECT_ANSWER),
    )
    (event,) = answered.when(wishes.close(), by=DESK, after=MONTH).events()
    assert isinstance(event, Closed)
    assert event.basis is ClosingBasis.DIRECT_ANSWER


def test_an_undecided_extension_is_decided_first() -> None:
    verified = given(*until(Status.VERIFIED), ExtensionRequested(assignment=1, working_days=5))
    verified.when(wishes.close(), by=DESK).refused("extension_is_decided_first")


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.ASSIGNED, Status.IN_PROGRESS])
def test_a_supervisor_ends_what_is_under_way(status: Status) -> None:
    under_way = given(*until(status))
    (event,) = under_way.when(later_wishes.terminate(ground="moot"), by=SUPERVISOR).events()
    assert isinstance(event, Terminated)
    assert event.ground is TerminationGround.MOOT
    assert given(*until(status), event).standing.status is Status.TERMINATED


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.REPLIED, Status.VERIFIED, Status.CLOSED])
def test_what_is_not_accepted_or_is_answered_is_not_terminated(status: Status) -> None:
    given(*until(status)).when(later_wishes.terminate(), by=SUPERVISOR).refused("petition_is_under_way")


def test_a_supervisor_does_not_speak_for_a_source() -> None:
    wish = later_wishes.terminate(ground="cancelled_at_source")
    given(*until(Status.ASSIGNED)).when(wish, by=SUPERVISOR).refused("ground_is_our_own")


def test_another_unit_is_found_by_the_dispatcher_within_a_limit() -> None:
    closed = given(*until(Status.CLOSED))
    (event,) = closed.when(wishes.reopen(new_unit=True), by=DISPATCHER).events()
    assert isinstance(event, Reopened)
    assert (event.new_unit, event.reply_due) == (True, None)
    again = given(*until(Status.CLOSED), event).standing
    assert (again.status, again.unit, again.units) == (Status.ACCEPTED, None, (STREET,))
    assert again.dues.dispatch == event.dispatch_due == plain_due(Clock.DISPATCH, again.last_at)
    assigned = given(*until(Status.CLOSED), event, ASSIGNED.model_copy(update={"unit": "dept-tax", "assignment": 2}))
    assert (assigned.standing.status, assigned.standing.unit) == (Status.ASSIGNED, "dept-tax")


def test_without_a_unit_one_is_found() -> None:
    told = given(imported(submitted()), imported(Closed(basis=ClosingBasis.SOURCE, first_closure=True)))
    (event,) = told.when(wishes.reopen(), by=DISPATCHER).events()
    assert isinstance(event, Reopened)
    assert event.new_unit


def archived(*steps: object, after: timedelta = MONTH + HOUR) -> Archived:
    (event,) = given(*steps).when(later_wishes.archive(), by=RECORDS, after=after).events()  # type: ignore[arg-type]
    assert isinstance(event, Archived)
    return event


DECLINED = Declined(reason=DeclineReason.NOT_SPECIFIC)
ORDERED = Reopened(round=2, ground=ReopenGround.ORDER)


def test_a_record_is_kept_as_long_as_what_happened_asks_for() -> None:
    day = date(2022, 2, 25)
    assert archived(*until(Status.CLOSED)) == Archived(
        retention=RetentionClass.TEN_YEARS, retain_until=day.replace(year=2032)
    )
    assert archived(submitted(), DECLINED).retention is RetentionClass.SHORT
    assert archived(submitted(), Withdrawn()).retention is RetentionClass.SHORT
    assert archived(*until(Status.IN_PROGRESS), Withdrawn()).retention is RetentionClass.TEN_YEARS
    terminated = Terminated(ground=TerminationGround.MOOT)
    assert archived(*until(Status.CLOSED), ORDERED, terminated).retention is RetentionClass.THIRTY_YEARS
    closed = Supervision(SupervisionLevel.LISTED, SupervisionGround.COLLECTIVE, version=9, closed=True)
    supervised = given(*until(Status.CLOSED)).but(supervision=closed)
    (event,) = supervised.when(later_wishes.archive(), by=RECORDS, after=2 * MONTH).events()
    assert isinstance(event, Archived)
    assert event.retention is RetentionClass.THIRTY_YEARS


def test_nothing_is_put_away_under_supervision() -> None:
    running = Supervision(SupervisionLevel.LISTED, SupervisionGround.COLLECTIVE, version=9)
    supervised = given(*until(Status.CLOSED)).but(supervision=running)
    supervised.when(later_wishes.archive(), by=RECORDS, after=2 * MONTH).refused("supervision_has_its_result")


def test_a_leap_day_has_no_like_in_every_year() -> None:
    to_the_leap_day = timedelta(days=2 * 366 + 31)
    assert archived(submitted(), DECLINED, after=to_the_leap_day).retain_until == date(2026, 2, 28)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFYING, Status.VERIFIED])
def test_what_has_not_ended_is_not_archived(status: Status) -> None:
    given(*until(status)).when(later_wishes.archive(), by=RECORDS, after=2 * MONTH).refused("petition_has_ended")
    put_away = given(*until(Status.CLOSED), Archived(retention=RetentionClass.TEN_YEARS))
    put_away.when(later_wishes.archive(), by=RECORDS, after=2 * MONTH).refused("petition_has_ended")


def test_what_may_still_come_back_is_not_archived() -> None:
    closed = given(*until(Status.CLOSED))
    closed.when(later_wishes.archive(), by=RECORDS, after=MONTH).refused("nothing_has_happened_for_thirty_days")
    reviewed = given(submitted(), DECLINED, DeclineReviewRequested())
    reviewed.when(later_wishes.archive(), by=RECORDS, after=2 * MONTH).refused("review_is_decided_first")


def test_out_of_the_archive_only_a_false_reply_leads_back() -> None:
    put_away = given(*until(Status.CLOSED), Archived(retention=RetentionClass.TEN_YEARS))
    put_away.when(wishes.reopen("order"), by=SUPERVISOR, after=2 * MONTH).refused(
        "closed_petitions_reopen_within_thirty_days"
    )
    (event,) = put_away.when(wishes.reopen("false_reply"), by=SUPERVISOR, after=2 * MONTH).events()
    again = replace(put_away, entries=given(*until(Status.CLOSED), event).entries).standing
    assert (again.status, again.retention) == (Status.IN_PROGRESS, None)
    declined = given(submitted(), DECLINED, Archived(retention=RetentionClass.SHORT))
    declined.when(wishes.reopen("false_reply"), by=SUPERVISOR).refused("petition_can_be_reopened")


TEN_YEARS = Archived(retention=RetentionClass.TEN_YEARS, retain_until=date(2032, 1, 30))


def test_a_record_is_appraised_when_its_time_is_over() -> None:
    put_away = given(*until(Status.CLOSED), TEN_YEARS)
    put_away.when(later_wishes.appraise(), by=RECORDS).refused("retention_is_over")
    late = 11 * 366 * DAY
    put_away.when(later_wishes.appraise(), by=RECORDS, after=late).then(RetentionAppraised(keep=False))
    kept = put_away.when(later_wishes.appraise(keep=True, retain_until=date(2042, 1, 30)), by=RECORDS, after=late)
    again = given(*until(Status.CLOSED), TEN_YEARS, *kept.events())
    again.when(later_wishes.appraise(), by=RECORDS, after=late).refused("retention_is_over")
    for_ever = given(*until(Status.CLOSED), TEN_YEARS, RetentionAppraised(keep=True))
    for_ever.when(later_wishes.appraise(), by=RECORDS, after=4 * late).refused("retention_is_over")


def test_only_what_is_archived_is_appraised() -> None:
    given(*until(Status.CLOSED)).when(later_wishes.appraise(), by=RECORDS).refused("petition_is_archived")


@pytest.mark.parametrize(
    "said", [{"keep": True, "retain_until": date(2022, 1, 30)}, {"retain_until": date(2099, 1, 1)}]
)
def test_what_is_kept_is_kept_until_a_day_to_come(said: dict[str, object]) -> None:
    put_away = given(*until(Status.CLOSED), TEN_YEARS)
    asked = put_away.when(later_wishes.appraise(**said), by=RECORDS, after=11 * 366 * DAY)
    asked.refused("kept_records_have_a_day_to_come")
