from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.petitions.context import Clock
from casebook.petitions.vocabulary import Category, Urgency
from casebook.reference.explaining import FESTIVALS, WORDS, Explanation, Why, explain, explain_clock
from casebook.reference.policy import Case, Level, Limit, Measure, Special
from casebook.reference.terms import city_terms, default_policy
from casebook.reference.working_days import WorkingDays, chinese_working_days
from reference.test_working_days import KNOWN_TERMS

ZONE = ZoneInfo("Asia/Shanghai")
TERMS = city_terms(ZONE)
WEDNESDAY = datetime(2022, 1, 26, 10, 0, tzinfo=ZONE)


def told(limit: str, start: datetime = WEDNESDAY) -> Explanation:
    return explain(TERMS, Limit.read(limit), start)


def test_the_articles_petition_explains_its_five_working_days() -> None:
    explained = told("5 wd")
    assert explained.due_on == date(2022, 2, 7)
    assert explained.due_at == datetime(2022, 2, 7, 18, 0, tzinfo=ZONE)
    assert (explained.policy, explained.calendar, explained.provisional) == ("pds-default:1", "cn:1", False)
    assert [(day.on.day, day.number, day.why) for day in explained.days] == [
        (26, None, Why.START),
        (27, 1, Why.WORKING_DAY),
        (28, 2, Why.WORKING_DAY),
        (29, 3, Why.MAKE_UP_DAY),
        (30, 4, Why.MAKE_UP_DAY),
        (31, None, Why.HOLIDAY),
        *((day, None, Why.HOLIDAY) for day in range(1, 7)),
        (7, 5, Why.WORKING_DAY),
    ]


def test_a_day_that_a_notice_names_names_the_notice() -> None:
    saturday = told("5 wd").days[3]
    assert saturday.reason("zh") == "调休上班（春节）"
    assert saturday.reason("en") == "make-up working day (Spring Festival)"
    assert saturday.notices == chinese_working_days().papers[2022]
    assert told("5 wd").days[1].notices == ()


@pytest.mark.parametrize(("trigger", "count", "due"), KNOWN_TERMS)
def test_every_known_term_is_explained_to_its_day(trigger: str, count: int, due: str) -> None:
    explained = told(f"{count} wd", datetime.combine(date.fromisoformat(trigger), time(9), ZONE))
    assert explained.due_on == date.fromisoformat(due) == explained.days[-1].on
    assert explained.days[0].on == date.fromisoformat(trigger)
    assert explained.days[-1].number == count


@settings(max_examples=1500, deadline=None)
@given(st.datetimes(datetime(2007, 1, 1), datetime(2026, 9, 30)), st.integers(1, 40))  # noqa: DTZ001  in the zone below
def test_the_days_that_count_are_the_working_days_of_another_calendar(start: datetime, count: int) -> None:
    explained = told(f"{count} wd", start.replace(tzinfo=ZONE))
    counted = [day.on for day in explained.days if day.counted]
    assert len(counted) == count
    assert all(map(chinese_calendar.is_workday, counted))
    rest = [day.on for day in explained.days[1:] if not day.counted]
    assert not any(map(chinese_calendar.is_workday, rest))


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(datetime(2006, 12, 1), datetime(2027, 6, 1)),  # noqa: DTZ001  in the zone below
    st.builds(Limit, st.integers(1, 60), st.sampled_from(Measure)),
)
def test_any_limit_is_explained_from_its_first_day_to_its_last(start: datetime, limit: Limit) -> None:
    begun = start.replace(tzinfo=ZONE)
    explained = explain(TERMS, limit, begun)
    days = [day.on for day in explained.days]
    assert days == [begun.date() + timedelta(days=number) for number in range(len(days))]
    assert days[-1] == explained.due_on
    assert explained.due_at > begun
    assert [day.number for day in explained.days if day.counted] == list(
        range(1, sum(day.counted for day in explained.days) + 1)
    )
    if limit.measure in (Measure.WORKING_DAYS, Measure.WORKING_HOURS):
        later = [day for day in explained.days if day.why is not Why.START]
        assert explained.provisional == any(day.provisional for day in later)


def test_a_limit_of_days_is_put_off_from_a_day_of_rest() -> None:
    explained = told("7 d")
    assert [day.why for day in explained.days[-6:]] == [Why.DAY, *[Why.HOLIDAY] * 4, Why.PUT_OFF]
    assert explained.due_at == datetime(2022, 2, 8, tzinfo=ZONE)


def test_hours_run_on_over_night_and_say_how_long_each_day() -> None:
    assert [(day.on.day, day.minutes) for day in told("24 h").days] == [(26, 14 * 60), (27, 10 * 60)]


@pytest.mark.parametrize(
    ("start", "hours", "end", "minutes"),
    [
        ("2022-01-28T17:00", 2, "2022-01-29T10:00", [60, 60]),  # Saturday works
        ("2022-01-28T19:00", 9, "2022-01-29T18:00", [0, 540]),  # offices were closed already
        ("2022-01-30T12:00", 24, "2022-02-08T18:00", [360, *[0] * 7, 540, 540]),
        ("2022-01-26T06:00", 9, "2022-01-26T18:00", [540]),
    ],
)
def test_working_hours_run_while_offices_are_open(start: str, hours: int, end: str, minutes: list[int]) -> None:
    explained = told(f"{hours} wh", datetime.fromisoformat(start).replace(tzinfo=ZONE))
    assert explained.due_at == datetime.fromisoformat(end).replace(tzinfo=ZONE)
    assert [day.minutes for day in explained.days] == minutes


def test_the_signature_runs_on_the_wall_clock_unless_the_city_puts_it_off() -> None:
    friday = datetime(2022, 1, 7, 17, 0, tzinfo=ZONE)
    case = Case(Category.COMPLAINT)
    plain = TERMS.due_of(Clock.SIGN, case, friday)
    policy = default_policy()
    complaint = dict(policy.kinds[Category.COMPLAINT]) | {Clock.SIGN: Limit.read("24 wh")}
    deferred = city_terms(ZONE, replace(policy, kinds=dict(policy.kinds) | {Category.COMPLAINT: complaint}))
    put_off = deferred.due_of(Clock.SIGN, case, friday)
    assert plain
    assert put_off
    assert plain.at == datetime(2022, 1, 8, 17, 0, tzinfo=ZONE)
    assert put_off.at == datetime(2022, 1, 12, 14, 0, tzinfo=ZONE)


def test_a_statute_goes_before_an_order_and_that_before_the_citys_own_limits() -> None:
    order = Special(source="省级交办", limits={Clock.REPLY: Limit.read("3 wd"), Clock.CONTACT: Limit.read("2 h")})
    policy = replace(default_policy(), orders={"province": order}, default={Clock.REPLY: Limit.read("9 wd")})
    bus = Case(Category.COMPLAINT, Urgency.URGENT, "public_transport", "province")
    steps = [
        bus,
        replace(bus, category=Category.CONSULTATION),
        replace(bus, order=None, matter="parking"),
        Case(Category.COMPLAINT),
    ]
    rulings = [policy.ruling(Clock.REPLY, case) for case in steps]
    assert [(str(ruling.limit), ruling.level) for ruling in rulings if ruling] == [
        ("7 wd", Level.STATUTE),
        ("3 wd", Level.ORDER),
        ("24 h", Level.URGENCY),
        ("10 wd", Level.CATEGORY),
    ]
    contact = policy.ruling(Clock.CONTACT, bus)  # the statute says nothing of it
    assert contact
    assert (str(contact.limit), contact.level) == ("2 h", Level.ORDER)
    bare = replace(policy, kinds={}, urgencies={})
    default = bare.ruling(Clock.REPLY, Case(Category.COMPLAINT, Urgency.EMERGENCY))
    assert default
    assert (str(default.limit), default.level) == ("9 wd", Level.DEFAULT)
    assert bare.ruling(Clock.SIGN, Case(Category.COMPLAINT)) is None


def test_a_clock_says_what_its_limit_rests_on() -> None:
    bus = explain_clock(TERMS, Clock.REPLY, Case(Category.COMPLAINT, matter="public_transport"), WEDNESDAY)
    assert bus
    assert (str(bus.limit), bus.level) == ("7 wd", "statute")
    assert "公共汽车客运" in (bus.source or "")
    assert explain_clock(TERMS, Clock.VERIFY, Case(Category.CONSULTATION), WEDNESDAY) is None


def test_a_term_that_ends_in_an_unpublished_year_is_provisional_and_says_of_which_days() -> None:
    explained = told("3 wd", datetime(2026, 12, 30, 9, 0, tzinfo=ZONE))
    assert explained.provisional
    assert [day.provisional for day in explained.days] == [False, False, True, True, True, True]
    assert "未公布" in explained.days[-1].reason("zh")
    assert told("2 h", datetime(2026, 12, 31, 23, 0, tzinfo=ZONE)).provisional is False


def test_every_reason_and_every_holiday_has_words_in_both_languages() -> None:
    assert set(WORDS) == set(Why)
    assert {noticed.name for noticed in chinese_working_days().exceptions.values()} <= set(FESTIVALS)
    assert all(name.isascii() for name in FESTIVALS.values())


def test_what_is_explained_goes_out_as_json() -> None:
    plain = told("5 wd").as_json()
    assert plain["limit"] == "5 wd"
    assert plain["days"][3]["reason"] == {"zh": "调休上班（春节）", "en": "make-up working day (Spring Festival)"}


def test_an_empty_calendar_takes_monday_to_friday_for_granted_and_says_so() -> None:
    bare = replace(TERMS, calendar=WorkingDays({}, {}))
    explained = explain(bare, Limit.read("5 wd"), WEDNESDAY)
    assert explained.due_on == date(2022, 2, 2)
    assert explained.provisional
