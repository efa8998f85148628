"""A deadline explains itself: each day from the start to the end, whether it counted, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from casebook.reference.policy import Limit, Measure, Ruling
from casebook.reference.working_days import A_DAY, SATURDAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.petitions.context import Clock
    from casebook.reference.policy import Case
    from casebook.reference.terms import CityTerms, End


class Why(StrEnum):
    """Why a day counted or did not."""

    START = "start"
    WORKING_DAY = "working_day"
    MAKE_UP_DAY = "make_up_day"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    DAY = "day"
    PUT_OFF = "put_off"
    WALL_CLOCK = "wall_clock"
    OFFICES_CLOSED = "offices_closed"


WORDS: Final[dict[Why, tuple[str, str]]] = {
    Why.START: ("起始日，不计", "starting day, not counted"),
    Why.WORKING_DAY: ("工作日", "working day"),
    Why.MAKE_UP_DAY: ("调休上班", "make-up working day"),
    Why.WEEKEND: ("周末", "weekend"),
    Why.HOLIDAY: ("节假日", "holiday"),
    Why.DAY: ("自然日", "calendar day"),
    Why.PUT_OFF: ("期满日为休息日，顺延至此日", "the last day was a day of rest, so the limit ends today"),
    Why.WALL_CLOCK: ("按小时连续计算", "hours run on"),
    Why.OFFICES_CLOSED: ("已过办公时间", "offices were closed already"),
}
"""Each reason in Chinese and in English."""

FESTIVALS: Final = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Tomb-Sweeping Day",
    "劳动节": "Labour Day",
    "“五一”": "Labour Day",
    "“五一”国际劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "“十一”": "National Day",
    "国庆节、中秋节": "National Day and Mid-Autumn Festival",
    "中秋节、国庆节": "Mid-Autumn Festival and National Day",
    "抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th anniversary of victory in the War of Resistance",
}
"""Names of holidays in English; a name that is not here stands as the notice has it."""


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """A day between the start and the end of a limit.

    Attributes:
        on: the day.
        counted: whether it counted towards the limit.
        number: the how-manieth it was of those that counted.
        minutes: of a limit in hours or minutes, so many ran on this day.
        holiday: the holiday that it is of, or makes up for, as the notice has it.
        notices: the notices that say so.
        provisional: whether its year is not published, so that Monday to Friday is taken for granted.
    """

    on: date
    counted: bool
    why: Why
    number: int | None = None
    minutes: int | None = None
    holiday: str | None = None
    notices: tuple[str, ...] = ()
    provisional: bool = False

    def reason(self, language: str) -> str:
        """Why, in `zh` or `en`."""
        zh, en = WORDS[self.why]
        if self.holiday is not None:
            zh, en = f"{zh}（{self.holiday}）", f"{en} ({FESTIVALS.get(self.holiday, self.holiday)})"
        if self.provisional:
            zh, en = f"{zh}（该年放假安排未公布）", f"{en} (that year's holidays are not published)"
        return en if language == "en" else zh


@dataclass(frozen=True, slots=True)
class Explanation:
    """A limit from its start to its end."""

    start: datetime
    limit: Limit
    due_on: date
    due_at: datetime
    provisional: bool
    policy: str
    calendar: str
    days: tuple[ExplainedDay, ...]
    level: str | None = None
    source: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For programs: every day with its reason in both languages."""
        plain = asdict(self) | {"limit": str(self.limit)}
        plain["days"] = [
            asdict(day) | {"reason": {"zh": day.reason("zh"), "en": day.reason("en")}} for day in self.days
        ]
        return plain


def explain_clock(terms: CityTerms, clock: Clock, case: Case, start: datetime) -> Explanation | None:
    """The limit of a clock, explained, or None where the city sets no such limit."""
    ruling = terms.policy.ruling(clock, case)
    return explain(terms, ruling, start) if ruling else None


def explain(terms: CityTerms, limit: Limit | Ruling, start: datetime) -> Explanation:
    """A limit that starts then, explained."""
    ruling = limit if isinstance(limit, Ruling) else None
    counted = limit.limit if isinstance(limit, Ruling) else limit
    end = terms.end(counted, start)
    return Explanation(
        start=start,
        limit=counted,
        due_on=end.on,
        due_at=end.at.astimezone(terms.zone),
        provisional=end.provisional,
        policy=terms.policy.id,
        calendar=terms.calendar.id,
        days=tuple(_numbered(_days(terms, counted, start, end))),
        level=ruling.level if ruling else None,
        source=ruling.source if ruling else None,
    )


def _numbered(days: Iterator[ExplainedDay]) -> Iterator[ExplainedDay]:
    number = 0
    for day in days:
        number += day.counted
        yield replace(day, number=number) if day.counted else day


def _days(terms: CityTerms, limit: Limit, start: datetime, end: End) -> Iterator[ExplainedDay]:
    day = terms.day(start)
    last = day + timedelta(days=limit.count)
    while day <= end.on:
        match limit.measure:
            case Measure.WORKING_DAYS:
                yield _start(terms, day) if day == terms.day(start) else _worked(terms, day)
            case Measure.DAYS if day == terms.day(start):
                yield _start(terms, day)
            case Measure.DAYS if day <= last:
                yield ExplainedDay(day, counted=True, why=Why.DAY)
            case Measure.DAYS:
                told = _worked(terms, day)
                yield replace(told, counted=False, why=Why.PUT_OFF) if told.counted else told
            case Measure.WORKING_HOURS:
                yield _in_office(terms, day, start, end)
            case _:
                minutes = _minutes(terms, day, start, end)
                yield ExplainedDay(day, counted=True, why=Why.WALL_CLOCK, minutes=minutes)
        day += A_DAY


def _start(terms: CityTerms, day: date) -> ExplainedDay:
    return replace(_worked(terms, day), counted=False, why=Why.START, holiday=None, notices=(), provisional=False)


def _worked(terms: CityTerms, day: date) -> ExplainedDay:
    """Whether people work on a day, and why."""
    calendar = terms.calendar
    works, noticed = calendar.works(day), calendar.exceptions.get(day)
    weekend = day.weekday() >= SATURDAY
    provisional = not calendar.is_published(day)
    if noticed and (weekend or not works):
        why = Why.MAKE_UP_DAY if works else Why.HOLIDAY
        return ExplainedDay(day, works, why, holiday=noticed.name, notices=noticed.papers, provisional=provisional)
    return ExplainedDay(day, works, Why.WEEKEND if weekend else Why.WORKING_DAY, provisional=provisional)


def _in_office(terms: CityTerms, day: date, start: datetime, end: End) -> ExplainedDay:
    """A day of a limit in office hours: how long offices were open while it ran."""
    told = _worked(terms, day)
    opening, open_for = terms.in_office(day, start)
    ran = min(open_for, end.at - opening)
    if told.counted and not ran:
        return replace(told, counted=False, why=Why.OFFICES_CLOSED, minutes=0)
    return replace(told, minutes=_whole(ran) if told.counted else 0)


def _minutes(terms: CityTerms, day: date, start: datetime, end: End) -> int:
    """How long a limit on the wall clock ran on a day."""
    midnight = terms.midnight(day)
    ran = min(end.at, terms.midnight(day + A_DAY)) - max(start, midnight)
    return _whole(ran)


def _whole(span: timedelta) -> int:
    return span // timedelta(minutes=1)
