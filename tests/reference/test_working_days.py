from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.reference.working_days import WorkingDays, chinese_working_days

CALENDAR = chinese_working_days()
FIRST, LAST = date(2007, 1, 1), date(2026, 12, 31)

KNOWN_TERMS = [
    ("2022-01-26", 5, "2022-02-07"),
    ("2022-01-28", 1, "2022-01-29"),
    ("2022-01-30", 3, "2022-02-09"),
    ("2022-01-31", 5, "2022-02-11"),
    ("2022-02-02", 5, "2022-02-11"),
    ("2022-04-01", 3, "2022-04-07"),
    ("2022-04-29", 5, "2022-05-10"),
    ("2022-04-29", 10, "2022-05-17"),
    ("2022-09-30", 3, "2022-10-10"),
    ("2021-09-17", 5, "2021-09-26"),
    ("2021-12-31", 3, "2022-01-06"),
    ("2022-12-30", 5, "2023-01-09"),
    ("2024-02-08", 5, "2024-02-21"),
    ("2025-01-24", 5, "2025-02-07"),
    ("2026-09-18", 5, "2026-09-24"),
]

WORKING_DAYS_A_YEAR = [
    249, 251, 250, 250, 250, 249, 250, 250, 249, 250,
    249, 250, 250, 249, 250, 249, 249, 251, 248, 248,
]  # fmt: skip


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@pytest.mark.parametrize(("trigger", "count", "due"), KNOWN_TERMS)
def test_a_term_ends_on_its_known_day(trigger: str, count: int, due: str) -> None:
    counted = CALENDAR.after(date.fromisoformat(trigger), count)
    assert counted.day == date.fromisoformat(due)
    assert not counted.provisional


@pytest.mark.parametrize(("year", "expected"), list(enumerate(WORKING_DAYS_A_YEAR, start=2007)))
def test_a_year_has_its_known_number_of_working_days(year: int, expected: int) -> None:
    assert sum(map(CALENDAR.works, days(date(year, 1, 1), date(year, 12, 31)))) == expected


def test_every_day_agrees_with_another_calendar() -> None:
    differing = [day for day in days(FIRST, LAST) if CALENDAR.works(day) != chinese_calendar.is_workday(day)]
    assert not differing


@settings(max_examples=2000, deadline=None)
@given(st.dates(FIRST, date(2026, 10, 31)), st.integers(1, 20))
def test_any_term_agrees_with_another_calendar(trigger: date, count: int) -> None:
    end = CALENDAR.after(trigger, count).day
    between = days(trigger + timedelta(days=1), end)
    assert sum(map(chinese_calendar.is_workday, between)) == count
    assert chinese_calendar.is_workday(end)


def test_every_published_year_names_its_notices() -> None:
    assert set(range(2007, 2027)) <= set(CALENDAR.papers)
    assert all(paper.startswith("http") for papers in CALENDAR.papers.values() for paper in papers)
    assert all(CALENDAR.papers.values())


def test_an_unpublished_year_counts_monday_to_friday_and_says_so() -> None:
    two_years = WorkingDays(CALENDAR.exceptions, {year: CALENDAR.papers[year] for year in (2021, 2022)})
    over_new_year = two_years.after(date(2022, 12, 30), 1)
    assert (over_new_year.day, over_new_year.provisional) == (date(2023, 1, 3), True)
    assert not two_years.after(date(2022, 12, 1), 5).provisional
    assert two_years.after(date(2020, 6, 1), 1).provisional
    none = WorkingDays({}, {})
    assert [none.works(day) for day in days(date(2022, 1, 24), date(2022, 1, 30))] == [True] * 5 + [False] * 2


def test_a_day_of_rest_moves_on_to_the_next_working_day() -> None:
    assert CALENDAR.on_or_after(date(2022, 2, 5)).day == date(2022, 2, 7)
    assert CALENDAR.on_or_after(date(2022, 1, 30)).day == date(2022, 1, 30)
