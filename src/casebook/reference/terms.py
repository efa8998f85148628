"""The limits the city has adopted, and when each ends."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, assert_never

from casebook.petitions.context import Clock, Due
from casebook.petitions.vocabulary import Category, Urgency
from casebook.reference.working_days import WorkingDays, chinese_working_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo


class Measure(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "wd"
    DAYS = "d"
    HOURS = "h"
    MINUTES = "min"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a measure: `5 wd`."""

    count: int
    measure: Measure

    @classmethod
    def read(cls, text: str) -> Limit:
        """The limit that a text like `5 wd` states.

        Raises:
            ValueError: it is not a number and a measure.
        """
        count, measure = text.split()
        return cls(int(count), Measure(measure))


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the city's limits: for each kind of petition, and for each urgency above normal, its clocks."""

    name: str
    version: int
    offices_close: time
    kinds: Mapping[Category, Mapping[Clock, Limit]]
    urgencies: Mapping[Urgency, Mapping[Clock, Limit]]

    def limit(self, clock: Clock, category: Category, urgency: Urgency) -> Limit | None:
        """The limit of a clock, or None where it does not run. An urgency goes before the kind of petition."""
        limits = self.kinds[category] if urgency is Urgency.NORMAL else self.urgencies[urgency]
        return limits.get(clock)


@dataclass(frozen=True, slots=True)
class CityTerms:
    """A policy, counted in a city's time zone and calendar."""

    policy: Policy
    calendar: WorkingDays
    zone: tzinfo

    def day(self, moment: datetime) -> date:
        """The day it is in the city at this moment."""
        return moment.astimezone(self.zone).date()

    def due(self, clock: Clock, category: Category, urgency: Urgency, start: datetime) -> Due | None:
        """When a limit that starts now ends, in UTC, or None where the city sets no such limit.

        Source: Civil Code art. 201 and 203: the starting day is not counted, hours run from the moment, the last day
        ends when offices close where they close, and a day of rest is put off to the next working day.
        """
        limit = self.policy.limit(clock, category, urgency)
        if limit is None:
            return None
        match limit.measure:
            case Measure.WORKING_DAYS:
                end = self.calendar.after(self.day(start), limit.count)
                return Due(self._utc(end.day, self.policy.offices_close), end.provisional)
            case Measure.DAYS:
                end = self.calendar.on_or_after(self.day(start) + timedelta(days=limit.count))
                return Due(self._utc(end.day + timedelta(days=1), time.min), end.provisional)
            case Measure.HOURS:
                return Due(start.astimezone(UTC) + timedelta(hours=limit.count))
            case Measure.MINUTES:
                return Due(start.astimezone(UTC) + timedelta(minutes=limit.count))
            case _ as never:
                assert_never(never)

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
        return self._utc(coming + timedelta(days=1), time.min)

    def working_days_ago(self, count: int, now: datetime) -> datetime:
        """The midnight before which whatever happened has so many working days behind it."""
        day = self.day(now)
        while self.after_working_days(count, datetime.combine(day, time.min, self.zone)).at > now:
            day -= timedelta(days=1)
        return self._utc(day + timedelta(days=1), time.min)

    def published_until(self, now: datetime) -> datetime:
        """The beginning of the first year, this one or later, whose holidays are not published."""
        year = self.day(now).year
        while self.calendar.is_published(date(year, 1, 1)):
            year += 1
        return self._utc(date(year, 1, 1), time.min)

    def _utc(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)


@cache
def default_policy() -> Policy:
    """The limits that casebook comes with: `pds-default v1`."""
    table = tomllib.loads(files(__package__).joinpath("pds-default.toml").read_text(encoding="utf-8"))
    return Policy(
        name=table["name"],
        version=table["version"],
        offices_close=table["offices_close"],
        kinds={category: _limits(table[category]) for category in Category},
        urgencies={urgency: _limits(table[urgency]) for urgency in (Urgency.URGENT, Urgency.EMERGENCY)},
    )


def _limits(column: Mapping[str, Any]) -> dict[Clock, Limit]:
    return {Clock(clock): Limit.read(text) for clock, text in column.items()}


def city_terms(zone: tzinfo, policy: Policy | None = None) -> CityTerms:
    """The terms of a city in this zone, under the default policy unless another is given."""
    return CityTerms(policy or default_policy(), chinese_working_days(), zone)
