"""Which days people work: Monday to Friday, less holidays, plus the make-up days of 调休.

A year whose holidays are not published counts Monday to Friday, and what was counted in it is provisional.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from itertools import count as numbers
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, model_validator

from casebook.errors import Unfit
from casebook.reference.header import Header, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SATURDAY: Final = 5
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """The day a count led to; provisional where it went through a year that is not published."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a notice says of a day: the holiday it belongs to, whether people work on it, and the notice itself."""

    works: bool
    name: str
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of working days.

    Attributes:
        exceptions: what the notices say of the days they name.
        papers: for each published year the notices of the State Council office it rests on.
        id: the calendar's name and version, `cn:1`.
    """

    exceptions: Mapping[date, Noticed]
    papers: Mapping[int, tuple[str, ...]]
    id: str = ""

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        noticed = self.exceptions.get(day)
        return noticed.works if noticed else day.weekday() < SATURDAY

    def is_published(self, day: date) -> bool:
        """Whether the holidays of the day's year are published."""
        return day.year in self.papers

    def walk(self, day: date, count: int) -> Iterator[date]:
        """Every day behind this one, up to the working day that is so many after it.

        Source: Civil Code art. 201, the starting day is not counted, whether people work on it or not.
        """
        while count > 0:
            day += A_DAY
            count -= self.works(day)
            yield day

    def after(self, day: date, count: int) -> Counted:
        """The working day that is so many after this one."""
        provisional = False
        for day in self.walk(day, count):  # noqa: B020, PLR1704  the last one is the answer
            provisional = provisional or not self.is_published(day)
        return Counted(day, provisional)

    def on_or_after(self, day: date) -> Counted:
        """The day itself if people work on it, else the next working day.

        Source: Civil Code art. 203, a limit that ends on a day of rest ends on the day after the rest.
        """
        return self.after(day - A_DAY, 1)


class NoticedDay(Part):
    """A day that a notice names."""

    on: date = Field(alias="date")
    name: str
    rests: bool = Field(alias="isOffDay")


class PublishedYear(Part):
    """The holidays of a year, with the notices they rest on. It may name days of the year before or after."""

    year: Annotated[int, Field(ge=1949, le=2200)]
    papers: Annotated[tuple[str, ...], Field(min_length=1)]
    days: Annotated[tuple[NoticedDay, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_day_once(self) -> PublishedYear:
        named = [day.on for day in self.days]
        if len(set(named)) < len(named):
            raise Unfit(f"{self.year}年有日期重复。", f"{self.year} names a day twice.")
        if any(abs(day.year - self.year) > 1 for day in named):
            raise Unfit(f"{self.year}年含有相隔过远的日期。", f"{self.year} names a day of a distant year.")
        return self


class CalendarVersion(Header):
    """A version of the working calendar: every year that is published."""

    years: tuple[PublishedYear, ...]

    @model_validator(mode="after")
    def _each_year_once(self) -> CalendarVersion:
        if len({year.year for year in self.years}) < len(self.years):
            raise Unfit("有年份重复。", "A year stands twice.")
        return self

    @cached_property
    def working_days(self) -> WorkingDays:
        """The calendar to count in. Of a day that two years name, the later notice holds."""
        exceptions = {
            day.on: Noticed(not day.rests, day.name, year.papers)
            for year in sorted(self.years, key=lambda year: year.year)
            for day in year.days
        }
        return WorkingDays(exceptions, {year.year: year.papers for year in self.years}, self.id)


def shipped_calendar() -> dict[str, object]:
    """The calendar of China as far as its years were published when this release was made."""
    folder = files(__package__).joinpath("calendar")
    header = json.loads(folder.joinpath("calendar.json").read_text(encoding="utf-8"))
    published = (folder.joinpath(f"{year}.json") for year in numbers(header.pop("first_year")))
    years = []
    for file in published:
        if not file.is_file():
            break
        years.append(json.loads(file.read_text(encoding="utf-8")))
    return {**header, "years": years}


@cache
def chinese_working_days() -> WorkingDays:
    """The shipped calendar."""
    return CalendarVersion.model_validate(shipped_calendar()).working_days
