"""Verifiers count limits by their own means, and come to the ends that the domain comes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
from hypothesis import given
from hypothesis import strategies as st

from casebook.petitions.handling.terms import Left
from casebook.petitions.vocabulary import Category, Clock, Urgency
from casebook.proof.counting import Calendar, Limit, Terms, day_of, moment, spelled
from casebook.reference.documents import shipped
from casebook.reference.kinds import Kind
from casebook.reference.pauses import remaining
from casebook.reference.policy import Limit as DomainsLimit
from casebook.reference.terms import city_terms

CITY = city_terms(ZoneInfo("Asia/Shanghai"))
CALENDAR = Calendar.parse(orjson.loads(shipped()[Kind.CALENDAR].content))
TERMS = Terms.parse(orjson.loads(shipped()[Kind.TERMS].content))
FIRST = datetime(2015, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 12 * 365 * 86_400_000).map(lambda after: FIRST + timedelta(milliseconds=after))
MATTERS = st.sampled_from(["public_transport", "parking", None])


def micros(at: datetime) -> int:
    found = moment(at.isoformat())
    assert found is not None
    return found


@given(MOMENTS, st.sampled_from(Clock), st.sampled_from(Category), st.sampled_from(Urgency), MATTERS)
def test_limits_end_when_the_domain_says(
    start: datetime, clock: Clock, category: Category, urgency: Urgency, matter: str | None
) -> None:
    due = CITY.due(clock, category, urgency, start, matter)
    limit = TERMS.limit(clock, {"category": category.value, "urgency": urgency.value, "matter": matter})
    assert (limit is None) == (due is None)
    if limit is not None and due is not None:
        assert TERMS.end(limit, micros(start), CALENDAR) == micros(due.at)


@given(MOMENTS, st.integers(1, 60), st.sampled_from(["wd", "d", "h", "wh", "min"]))
def test_every_measure_is_counted_alike(start: datetime, amount: int, measure: str) -> None:
    end = CITY.end(DomainsLimit.read(f"{amount} {measure}"), start)
    assert TERMS.end(Limit(amount, measure), micros(start), CALENDAR) == micros(end.at)


@given(MOMENTS, st.integers(0, 20), st.integers(-20, 40))
def test_what_a_halt_leaves_is_counted_alike(start: datetime, days: int, until: int) -> None:
    due = CITY.run_on(Left(working_days=days), start)
    assert due is not None
    assert TERMS.run_on(days, micros(start), CALENDAR) == micros(due.at)
    last = start + timedelta(days=until)
    left = remaining(CITY.calendar, CITY.day(start), CITY.day(last))
    assert CALENDAR.between(day_of(micros(start)), day_of(micros(last))) == left


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14, 14))
def test_moments_are_read_with_their_offset(at: datetime, hours: int) -> None:
    since = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert moment(at.isoformat()) == since
    assert moment(at.isoformat().replace("+00:00", f"{hours:+03d}:00")) == since - hours * 3_600_000_000


def test_what_names_no_moment_is_none() -> None:
    for text in (
        "2026-02-30T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:60Z",
        "0000-01-01T00:00:00Z",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00.1234567Z",
        "",
        5,
        None,
    ):
        assert moment(text) is None, text
    assert spelled(0) == "1970-01-01 08:00:00 +08:00"
    assert spelled(10**18) == "1000000000000000000"


def test_what_is_too_far_away_has_no_end() -> None:
    resting = Calendar(dict.fromkeys(range(30_000), False))
    assert TERMS.end(Limit(1, "wd"), 0, resting) is None
    assert TERMS.end(Limit(1, "wh"), 0, resting) is None
    assert TERMS.end(Limit(1, "d"), 0, resting) is None
