"""The limits the city has adopted, and when each ends."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Protocol, assert_never

from casebook.petitions.context import Clock, Due
from casebook.petitions.handling.terms import Left
from casebook.petitions.vocabulary import Urgency
from casebook.reference.pauses import remaining
from casebook.reference.policy import Case, Level, Limit, Measure, Policy, TermsVersion
from casebook.reference.weak_replies import weak_replies
from casebook.reference.working_days import A_DAY, WorkingDays, chinese_working_days

if TYPE_CHECKING:
    from datetime import tzinfo

    from casebook.petitions.handling.terms import Allowance, Halting
    from casebook.petitions.handling.weak import WeakReplies
    from casebook.petitions.standing import Start
    from casebook.petitions.vocabulary import Category

__all__ = ["CityTerms", "Limit", "Measure", "Policy", "city_terms", "default_policy", "shipped_terms"]


A_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class End:
    """Where a limit ends: the day it belongs to, and the moment."""

    on: date
    at: datetime
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CityTerms:
    """A policy, counted in a city's time zone and calendar."""

    policy: Policy
    calendar: WorkingDays
    zone: tzinfo

    def day(self, moment: datetime) -> date:
        """The day it is in the city at this moment."""
        return moment.astimezone(self.zone).date()

    def due(  # noqa: PLR0913, PLR0917  what tells a limit
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,
        start: datetime,
        matter: str | None = None,
        order: str | None = None,
    ) -> Due | None:
        """When a limit that starts now ends, in UTC, or None where the city sets no such limit."""
        return self.due_of(clock, Case(category, urgency, matter, order), start)

    def due_of(self, clock: Clock, case: Case, start: datetime) -> Due | None:
        """The same of a case."""
        ruling = self.policy.ruling(clock, case)
        if ruling is None:
            return None
        end = self.end(ruling.limit, start)
        return self._due(end.at, provisional=end.provisional)

    def is_statutory(self, clock: Clock, category: Category, start: datetime, matter: str | None) -> bool:  # noqa: ARG002  whenever
        """Whether a statute for the matter sets this limit: it goes before any order from above."""
        ruling = self.policy.ruling(clock, Case(category, matter=matter))
        return ruling is not None and ruling.level is Level.STATUTE

    def when_set(self, start: Start) -> CityTerms:  # noqa: ARG002  whenever
        """The same."""
        return self

    def end(self, limit: Limit, start: datetime) -> End:
        """Where a limit that starts now ends, in UTC.

        Source: Civil Code art. 201 and 203: the starting day is not counted, hours run from the moment, the last day
        ends when offices close where they close, and a day of rest is put off to the next working day.
        """
        match limit.measure:
            case Measure.WORKING_DAYS:
                last = self.calendar.after(self.day(start), limit.count)
                return End(last.day, self._utc(last.day, self.policy.offices_close), last.provisional)
            case Measure.DAYS:
                last = self.calendar.on_or_after(self.day(start) + timedelta(days=limit.count))
                return End(last.day, self.midnight(last.day + A_DAY), last.provisional)
            case Measure.HOURS:
                return self._on_the_wall_clock(start, timedelta(hours=limit.count))
            case Measure.WORKING_HOURS:
                return self._in_office_hours(start, timedelta(hours=limit.count))
            case Measure.MINUTES:
                return self._on_the_wall_clock(start, timedelta(minutes=limit.count))
            case _ as never:
                assert_never(never)

    @property
    def halting(self) -> Halting:
        """What the city has adopted about suspending petitions (挂账)."""
        return self.policy.halting

    @property
    def weak_replies(self) -> WeakReplies:
        """What the city has adopted about replies that only state an intent."""
        return weak_replies()

    def allowance(self, category: Category, urgency: Urgency) -> Allowance | None:
        """How far a limit may be extended; what is urgent is not."""
        return self.policy.extensions.get(category) if urgency is Urgency.NORMAL else None

    def extended(self, due: datetime, working_days: int) -> Due:
        """So many working days after the old end, when offices close."""
        end = self.calendar.after(self.day(due), working_days)
        return self._due(self._utc(end.day, self.policy.offices_close), provisional=end.provisional)

    def left(  # noqa: PLR0913, PLR0917  what tells a limit, and two moments
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,
        due: datetime,
        now: datetime,
        matter: str | None = None,
        order: str | None = None,
    ) -> Left:
        """Working days for limits that are counted in them, the day of the halt being used up; else seconds."""
        ruling = self.policy.ruling(clock, Case(category, urgency, matter, order))
        if ruling is not None and ruling.limit.measure is Measure.WORKING_DAYS:
            return Left(working_days=remaining(self.calendar, self.day(now), self.day(due)))
        return Left(seconds=max(0, int((due - now).total_seconds())))

    def run_on(self, left: Left, start: datetime) -> Due | None:
        """What was left, counted from here as any limit; where offices are closed by then, the next working day."""
        if left.seconds is not None:
            return self._due(start.astimezone(UTC) + timedelta(seconds=left.seconds), provisional=False)
        if left.working_days is None:
            return None
        end = self.calendar.after(self.day(start), left.working_days)
        at = self._utc(end.day, self.policy.offices_close)
        if at > start and self.calendar.works(end.day):
            return self._due(at, provisional=end.provisional)
        return self.extended(start, 1)

    def after_working_days(self, count: int, start: datetime) -> Due:
        """When offices close on the working day that is so many after this moment's day, in UTC."""
        end = self.calendar.after(self.day(start), count)
        return Due(self._utc(end.day, self.policy.offices_close), end.provisional)

    def a_working_day_ahead(self, now: datetime) -> datetime:
        """The last end of a limit that has one working day left, or less: the same hour of the next working day.

        On a day of rest the last working day's close is past already: all of the next working day.
        """
        today, local = self.day(now), now.astimezone(self.zone)
        coming = self.calendar.after(today, 1).day
        if self.calendar.works(today):
            return self._utc(coming, local.time())
        return self.midnight(coming + A_DAY)

    def working_days_ago(self, count: int, now: datetime) -> datetime:
        """The midnight before which whatever happened has so many working days behind it."""
        day = self.day(now)
        while self.after_working_days(count, self.midnight(day)).at > now:
            day -= A_DAY
        return self.midnight(day + A_DAY)

    def over_before(self, clock: Clock, category: Category, urgency: Urgency, now: datetime) -> datetime:
        """The midnight before which whatever started has this limit behind it by now."""
        return over_before(self, clock, category, urgency, now)

    def published_until(self, now: datetime) -> datetime:
        """The beginning of the first year, this one or later, whose holidays are not published."""
        year = self.day(now).year
        while self.calendar.is_published(date(year, 1, 1)):
            year += 1
        return self.midnight(date(year, 1, 1))

    def in_office(self, day: date, start: datetime) -> tuple[datetime, timedelta]:
        """From when on offices are open that day, not before `start`, and for how long; no time on a day of rest."""
        opening = max(start.astimezone(UTC), self._utc(day, self.policy.offices_open))
        if not self.calendar.works(day):
            return opening, timedelta(0)
        return opening, max(self._utc(day, self.policy.offices_close) - opening, timedelta(0))

    def midnight(self, day: date) -> datetime:
        """When a day begins, in UTC."""
        return self._utc(day, time.min)

    def _in_office_hours(self, start: datetime, left: timedelta) -> End:
        day, provisional = self.day(start), False
        while True:
            provisional = provisional or not self.calendar.is_published(day)
            opening, open_for = self.in_office(day, start)
            if timedelta(0) < left <= open_for:
                return End(day, opening + left, provisional)
            left -= open_for
            day += A_DAY

    def _on_the_wall_clock(self, start: datetime, span: timedelta) -> End:
        moment = start.astimezone(UTC) + span
        return End(self.day(moment), moment)

    def _due(self, at: datetime, *, provisional: bool) -> Due:
        return Due(at, provisional, self.policy.id, self.calendar.id)

    def _utc(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)


class Counting(Protocol):
    """What tells when a limit ends."""

    def due(self, clock: Clock, category: Category, urgency: Urgency, start: datetime) -> Due | None:
        """When a limit that starts then ends."""

    def day(self, moment: datetime) -> date:
        """The day it is in the city."""

    def midnight(self, day: date) -> datetime:
        """When a day begins."""


def over_before(terms: Counting, clock: Clock, category: Category, urgency: Urgency, now: datetime) -> datetime:
    """The midnight before which whatever started has a limit behind it by now: asked the other way round, day by day.

    Tomorrow's where the city sets no such limit.
    """
    following = terms.midnight(terms.day(now) + A_DAY)
    while (due := terms.due(clock, category, urgency, following - A_MOMENT)) is not None and due.at >= now:
        following = terms.midnight(terms.day(following) - A_DAY)
    return following


def shipped_terms() -> dict[str, Any]:
    """The document of the limits that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("pds-default.toml").read_text(encoding="utf-8"))


@cache
def default_policy() -> Policy:
    """The limits that casebook comes with: `pds-default v1`."""
    return TermsVersion.model_validate(shipped_terms()).policy


def city_terms(zone: tzinfo, policy: Policy | None = None) -> CityTerms:
    """The terms of a city in this zone, under the default policy unless another is given."""
    return CityTerms(policy or default_policy(), chinese_working_days(), zone)
