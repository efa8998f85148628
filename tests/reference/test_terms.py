from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casebook.petitions.context import Clock, Terms
from casebook.petitions.vocabulary import Category, Urgency
from casebook.reference.terms import Limit, Measure, city_terms, default_policy
from casebook.reference.working_days import WorkingDays

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = city_terms(ZONE)
FILED = datetime(2022, 1, 26, 10, 0, tzinfo=ZONE)


def due(clock: Clock, category: Category, urgency: Urgency = Urgency.NORMAL, start: datetime = FILED) -> str | None:
    """The end of a limit in the city's time."""
    end = TERMS.due(clock, category, urgency, start)
    return end.at.astimezone(ZONE).strftime("%m-%d %H:%M") if end else None


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (Category.CONSULTATION, "01-29 18:00"),
        (Category.SUGGESTION, "02-07 18:00"),
        (Category.CIVILIZED_CITY, "02-07 18:00"),
        (Category.COMPLAINT, "02-14 18:00"),
    ],
)
def test_a_reply_is_due_when_offices_close(category: Category, expected: str) -> None:
    assert due(Clock.REPLY, category) == expected


@pytest.mark.parametrize(
    ("clock", "urgency", "expected"),
    [
        (Clock.ACCEPT, Urgency.NORMAL, "01-27 18:00"),
        (Clock.ACCEPT, Urgency.EMERGENCY, "01-26 10:30"),
        (Clock.DISPATCH, Urgency.NORMAL, "01-27 10:00"),
        (Clock.DISPATCH, Urgency.URGENT, "01-26 12:00"),
        (Clock.SIGN, Urgency.EMERGENCY, "01-26 11:00"),
        (Clock.CONTACT, Urgency.URGENT, "01-26 14:00"),
        (Clock.REPLY, Urgency.EMERGENCY, "01-27 10:00"),
        (Clock.RETURN, Urgency.NORMAL, "01-27 18:00"),
        (Clock.RETURN, Urgency.EMERGENCY, None),
        (Clock.VERIFY, Urgency.NORMAL, "02-07 18:00"),
        (Clock.VERIFY, Urgency.URGENT, "01-27 18:00"),
    ],
)
def test_an_urgency_has_limits_of_its_own(clock: Clock, urgency: Urgency, expected: str | None) -> None:
    assert due(clock, Category.COMPLAINT, urgency) == expected


def test_a_consultation_has_no_limit_for_a_visit() -> None:
    assert due(Clock.VERIFY, Category.CONSULTATION) is None


def test_a_rating_window_ends_at_midnight_after_its_last_day() -> None:
    closed = datetime(2022, 2, 10, 9, 0, tzinfo=ZONE)
    assert due(Clock.RATING, Category.CONSULTATION, start=closed) == "02-18 00:00"


def test_a_rating_window_that_ends_on_a_day_of_rest_ends_on_the_next_working_day() -> None:
    assert due(Clock.RATING, Category.CONSULTATION) == "02-08 00:00"


def test_the_day_is_the_citys() -> None:
    late = datetime(2022, 1, 25, 16, 30, tzinfo=UTC)
    assert TERMS.day(late) == date(2022, 1, 26)
    assert due(Clock.REPLY, Category.CIVILIZED_CITY, start=late) == "02-07 18:00"


def test_a_limit_is_stored_in_utc() -> None:
    end = TERMS.due(Clock.REPLY, Category.CIVILIZED_CITY, Urgency.NORMAL, FILED)
    assert end is not None
    assert end.at == datetime(2022, 2, 7, 10, 0, tzinfo=UTC)
    assert end.at.tzinfo is UTC


def test_a_limit_in_an_unpublished_year_is_provisional() -> None:
    unpublished = replace(TERMS, calendar=WorkingDays({}, {}))
    end = unpublished.due(Clock.REPLY, Category.CIVILIZED_CITY, Urgency.NORMAL, FILED)
    assert end is not None
    assert end.provisional


def test_another_city_has_another_policy_and_zone() -> None:
    policy = replace(default_policy(), offices_close=time(17, 0))
    terms: Terms = city_terms(ZoneInfo("Asia/Urumqi"), policy)
    end = terms.due(Clock.REPLY, Category.CIVILIZED_CITY, Urgency.NORMAL, FILED)
    assert end is not None
    assert end.at == datetime(2022, 2, 7, 11, 0, tzinfo=UTC)


def test_the_default_policy_names_its_version() -> None:
    assert (default_policy().name, default_policy().version) == ("pds-default", 1)


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("urgency", Urgency)
@pytest.mark.parametrize("clock", [clock for clock in Clock if clock not in (Clock.VERIFY, Clock.RETURN)])
def test_every_other_clock_runs_for_every_petition(clock: Clock, category: Category, urgency: Urgency) -> None:
    end = TERMS.due(clock, category, urgency, FILED)
    assert end is not None
    assert end.at > FILED


@pytest.mark.parametrize(
    ("now", "ahead"),
    [
        ("2022-01-28 17:00", "2022-01-29 17:00"),
        ("2022-01-30 18:00", "2022-02-07 18:00"),  # a working Sunday before the holiday
        ("2022-02-01 09:00", "2022-02-08 00:00"),  # in the holiday: all of the first working day
    ],
)
def test_a_limit_has_one_working_day_left(now: str, ahead: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    assert TERMS.a_working_day_ahead(moment).astimezone(ZONE).strftime("%Y-%m-%d %H:%M") == ahead


@pytest.mark.parametrize(
    ("now", "before"),
    [("2022-02-07 18:00", "2022-01-28"), ("2022-02-07 17:59", "2022-01-27"), ("2022-02-06 09:00", "2022-01-27")],
)
def test_working_days_are_counted_back_as_they_are_counted_forwards(now: str, before: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    border = TERMS.working_days_ago(4, moment)
    assert border.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") == f"{before} 00:00"
    assert TERMS.after_working_days(4, border - timedelta(seconds=1)).at <= moment
    assert TERMS.after_working_days(4, border).at > moment


def test_the_calendar_is_published_up_to_the_first_year_without_a_notice() -> None:
    assert TERMS.published_until(FILED).astimezone(ZONE) == datetime(2027, 1, 1, tzinfo=ZONE)


@pytest.mark.parametrize("text", ["5", "wd", "five wd", "5 weeks", ""])
def test_a_limit_is_a_number_and_a_measure(text: str) -> None:
    with pytest.raises(ValueError, match=r"not enough values|invalid literal|is not a valid Measure"):
        Limit.read(text)
    assert Limit.read("5 wd") == Limit(5, Measure.WORKING_DAYS)
