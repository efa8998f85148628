"""The unit's work as it goes: contacts, news, more time, and a clock that stops and runs on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

import wishes
import wishes_of_units as units
from casebook.petitions.context import Clock, Context
from casebook.petitions.decisions import decide
from casebook.petitions.events import (
    CitizenContacted,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    ProgressReported,
    Reopened,
    ReplyRejected,
    Resumed,
    Suspended,
    SuspensionReviewed,
)
from casebook.petitions.handling.codes import ContactMode, SuspensionGround
from casebook.petitions.handling.terms import Left
from casebook.petitions.vocabulary import Category, Defect, ReopenGround, Status, Urgency
from casebook.reference.terms import city_terms
from language import (
    APPROVER,
    ASSIGNED,
    BEGIN,
    CONTACTED,
    DISPATCHER,
    HOUR,
    OFFICER,
    REPLIED,
    SIGNED,
    SUPERVISOR,
    given,
    later,
    until,
)

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = city_terms(ZONE)
DAY = timedelta(days=1)
AT_WORK = until(Status.IN_PROGRESS)
ASKED = ExtensionRequested(assignment=1, working_days=5)


def test_a_contact_is_recorded_with_its_punctuality_whether_the_citizen_was_reached_or_not() -> None:
    signed = given(*until(Status.ASSIGNED), SIGNED)
    missed = units.contact(mode="sms", reached=False, summary="诉求人未接电话，已发短信。")
    signed.when(missed, by=OFFICER, after=2 * DAY).then(
        CitizenContacted(
            assignment=1, mode=ContactMode.SMS, reached=False, summary="诉求人未接电话，已发短信。", on_time=False
        )
    )
    signed.when(units.contact(), by=OFFICER).then(CONTACTED)
    unreached = given(*until(Status.ASSIGNED), SIGNED, CONTACTED.model_copy(update={"reached": False}))
    unreached.when(wishes.reply(), by=APPROVER).events()


def test_attempts_are_counted_for_each_assignment() -> None:
    assert given(*AT_WORK, CONTACTED).standing.contact_attempts == 2
    again = given(*AT_WORK, ASSIGNED.model_copy(update={"assignment": 2}), SIGNED)
    assert again.standing.contact_attempts == 0
    again.when(wishes.reply(), by=APPROVER).refused("citizen_was_contacted")


def test_news_of_the_work_moves_nothing() -> None:
    news = units.progress(stage="on-site", next_on=date(2022, 2, 8))
    told = ProgressReported(assignment=1, stage="on-site", text="已联系车主，正在协商挪车。", next_on=date(2022, 2, 8))
    given(*AT_WORK).when(news, by=OFFICER).then(told)
    before, after = given(*AT_WORK).standing, given(*AT_WORK, told).standing
    assert (after.status, after.dues, after.reply) == (before.status, before.dues, None)


def test_more_time_is_counted_from_the_old_end() -> None:
    given(*AT_WORK).when(units.ask_for_time(), by=OFFICER).then(
        ExtensionRequested(assignment=1, working_days=5, reason="管道需停水更换，材料五个工作日后到货。")
    )
    granted = ExtensionGranted(assignment=1, reply_due=BEGIN + 10 * DAY, told_citizen_at=BEGIN)
    given(*AT_WORK, ASKED).when(units.grant(), by=DISPATCHER, after=3 * DAY).then(granted)
    assert given(*AT_WORK, ASKED, granted).standing.dues.reply == BEGIN + 10 * DAY


def test_a_request_that_waits_or_is_refused_moves_no_limit() -> None:
    refused = ExtensionRefused(assignment=1, why="现场已具备施工条件，请按原期限办理。")
    given(*AT_WORK, ASKED).when(units.refuse(), by=DISPATCHER).then(refused)
    for steps in ((ASKED,), (ASKED, refused)):
        assert given(*AT_WORK, *steps).standing.dues.reply == BEGIN + 5 * DAY
    given(*AT_WORK, ASKED, refused).when(units.ask_for_time(), by=OFFICER).events()


def test_silence_until_the_end_of_the_limit_is_a_refusal_and_the_reply_is_late() -> None:
    waiting = given(*AT_WORK, ASKED)
    (late,) = waiting.when(wishes.reply(), by=APPROVER, after=5 * DAY).events()
    assert late.model_dump()["on_time"] is False


def test_a_request_falls_with_the_reply_and_with_a_halt() -> None:
    halted = Suspended(assignment=1, ground=SuspensionGround.FUNDS, review_on=date(2022, 3, 1))
    for step in (REPLIED, halted):
        assert given(*AT_WORK, ASKED).standing.pending_extension
        assert given(*AT_WORK, ASKED, step).standing.pending_extension is None


def test_another_round_may_be_extended_anew() -> None:
    granted = ExtensionGranted(assignment=1, reply_due=BEGIN + 10 * DAY)
    again = given(*AT_WORK, ASKED, granted, REPLIED, Reopened(round=2, ground=ReopenGround.RELAPSE))
    assert (given(*AT_WORK, ASKED, granted).standing.extensions, again.standing.extensions) == (1, 0)


def test_a_halt_stops_the_clock_and_its_end_lets_the_rest_run() -> None:
    left = int((5 * DAY - 4 * HOUR).total_seconds())
    halted = Suspended(
        assignment=1,
        ground=SuspensionGround.FUNDS,
        plan="改造资金已列入明年预算，批复后三个月内完工。",
        review_on=date(2022, 3, 1),
        told_citizen_at=BEGIN,
        remaining_seconds=left,
    )
    given(*AT_WORK).when(units.suspend(), by=SUPERVISOR).then(halted)
    standing = given(*AT_WORK, halted).standing
    assert (standing.status, standing.dues.reply) == (Status.SUSPENDED, None)
    resumed = Resumed(reply_due=BEGIN + 4 * HOUR + 7 * DAY + timedelta(seconds=left))
    given(*AT_WORK, halted).when(units.resume(), by=SUPERVISOR, after=7 * DAY).then(resumed)
    going = given(*AT_WORK, halted, resumed).standing
    assert (going.status, going.dues.reply) == (Status.IN_PROGRESS, resumed.reply_due)


def test_what_is_left_for_mending_a_reply_runs_on_as_well() -> None:
    sent_back = ReplyRejected(round=1, defects=(Defect.TONE,), redo_due=BEGIN + 6 * HOUR)
    (halted,) = given(*until(Status.REPLIED), sent_back).when(units.suspend(), by=SUPERVISOR).events()
    assert isinstance(halted, Suspended)
    assert halted.remaining_seconds == 0
    standing = given(*until(Status.REPLIED), sent_back, halted).standing
    assert (standing.dues.redo, standing.status) == (None, Status.SUSPENDED)


def test_a_review_keeps_the_halt_or_ends_it() -> None:
    halted = Suspended(assignment=1, ground=SuspensionGround.FUNDS, review_on=date(2022, 3, 1), remaining_seconds=3600)
    kept = SuspensionReviewed(keep=True, review_on=date(2022, 4, 1), note="预算仍在审批，继续挂账。")
    keep = units.review(review_on=date(2022, 4, 1))
    given(*AT_WORK, halted).when(keep, by=SUPERVISOR).then(kept)
    suspension = given(*AT_WORK, halted, kept).standing.suspension
    assert suspension is not None
    assert suspension.review_on == date(2022, 4, 1)
    given(*AT_WORK, halted).when(units.review(keep=False), by=SUPERVISOR).then(
        SuspensionReviewed(keep=False, note="预算仍在审批，继续挂账。"), Resumed(reply_due=BEGIN + 6 * HOUR)
    )


def test_work_goes_on_being_recorded_during_a_halt() -> None:
    halted = given(*AT_WORK, Suspended(assignment=1, ground=SuspensionGround.FUNDS, review_on=date(2022, 3, 1)))
    halted.when(units.progress(), by=OFFICER).events()
    halted.when(units.contact(), by=OFFICER).events()
    halted.when(wishes.reply(), by=APPROVER).refused("petition_is_in_progress")


def here(month: int, day: int, hour: int = 10) -> datetime:
    """A moment of 2022 in the city."""
    return datetime(2022, month, day, hour, tzinfo=ZONE)


# Ten working days from Wednesday 01-26: 27, 28, Sat 29, Sun 30, then after the Spring Festival 02-07 to 11, and 02-14.
@pytest.mark.parametrize(
    ("halt", "left", "go_on", "due"),
    [
        (here(1, 29), 7, here(2, 16), "02-25 18:00"),  # day 3, a working Saturday; seven days later than 16 February
        (here(1, 29), 7, here(1, 29, 16), "02-14 18:00"),  # within the day: as if nothing had been
        (here(1, 30), 6, here(2, 3), "02-14 18:00"),  # nothing is lost during a holiday
        (here(2, 2), 6, here(2, 7), "02-15 18:00"),  # stopped on a holiday: one working day passed meanwhile
        (here(1, 28), 8, here(3, 31), "04-13 18:00"),  # over 清明: 04-02 works, 04-03 to 05 do not
        (here(1, 28), 8, here(4, 29), "05-13 18:00"),  # over 劳动节: 05-07 works
        (here(2, 14), 0, here(2, 14, 15), "02-14 18:00"),  # the last day
        (here(2, 14), 0, here(2, 19), "02-21 18:00"),  # the last day, and on from a Saturday
        (here(2, 14), 0, here(2, 18, 20), "02-21 18:00"),  # the last day, and on when offices are closed
        (here(2, 20), 0, here(2, 22), "02-22 18:00"),  # it was late already
    ],
)
def test_a_limit_in_working_days_stops_and_runs_on_by_the_calendar(
    halt: datetime, left: int, go_on: datetime, due: str
) -> None:
    end = TERMS.due(Clock.REPLY, Category.COMPLAINT, Urgency.NORMAL, here(1, 26))
    assert end is not None
    rest = TERMS.left(Clock.REPLY, Category.COMPLAINT, Urgency.NORMAL, end.at, halt)
    assert rest == Left(working_days=left)
    again = TERMS.run_on(rest, go_on)
    assert again is not None
    assert again.at.astimezone(ZONE).strftime("%m-%d %H:%M") == due
    assert again.at.tzinfo is UTC


def test_a_limit_in_hours_stops_and_runs_on_by_the_clock() -> None:
    end = TERMS.due(Clock.REPLY, Category.COMPLAINT, Urgency.URGENT, here(1, 30, 10))
    assert end is not None
    rest = TERMS.left(Clock.REPLY, Category.COMPLAINT, Urgency.URGENT, end.at, here(1, 30, 16))
    assert rest == Left(seconds=18 * 3600)
    again = TERMS.run_on(rest, here(2, 5, 20))
    assert again is not None
    assert again.at == here(2, 6, 14)


def test_what_has_no_limit_has_none_afterwards() -> None:
    assert TERMS.run_on(Left(), BEGIN) is None


def test_a_rest_that_ends_in_an_unpublished_year_is_provisional() -> None:
    end = TERMS.run_on(Left(working_days=7), datetime(2026, 12, 29, tzinfo=ZONE))
    assert end is not None
    assert end.provisional


@pytest.mark.parametrize(
    ("category", "urgency", "allowed"),
    [
        (Category.CONSULTATION, Urgency.NORMAL, (1, 5)),
        (Category.SUGGESTION, Urgency.NORMAL, (1, 10)),
        (Category.CIVILIZED_CITY, Urgency.NORMAL, (1, 10)),
        (Category.COMPLAINT, Urgency.NORMAL, (1, 10)),
        (Category.COMPLAINT, Urgency.URGENT, None),
        (Category.COMPLAINT, Urgency.EMERGENCY, None),
    ],
)
def test_the_city_extends_once(category: Category, urgency: Urgency, allowed: tuple[int, int] | None) -> None:
    allowance = TERMS.allowance(category, urgency)
    assert (allowance and (allowance.times, allowance.working_days)) == allowed


def test_an_extension_over_a_holiday_counts_working_days() -> None:
    assert TERMS.extended(here(1, 28, 18), 5).at.astimezone(ZONE) == here(2, 9, 18)


def test_a_petition_is_halted_and_resumed_under_the_citys_calendar() -> None:
    complaint = given(*until(Status.IN_PROGRESS, category=Category.COMPLAINT)).standing
    now = here(1, 29)
    (halted,) = decide(units.suspend(), complaint, Context(now, SUPERVISOR, TERMS))
    assert isinstance(halted, Suspended)
    assert halted.remaining_working_days == 1  # 30 January; the limit of this petition ends on the 31st, a holiday
    after = given(*until(Status.IN_PROGRESS, category=Category.COMPLAINT), later(3 * DAY, halted)).standing
    (resumed,) = decide(units.resume(), after, Context(here(2, 18), SUPERVISOR, TERMS))
    due = here(2, 21, 18).astimezone(UTC)
    assert resumed == Resumed(reply_due=due, policy=TERMS.policy.id, calendar=TERMS.calendar.id)
