"""Which days people work: Monday to Friday, less holidays, plus the make-up days of 调休.

A year whose holidays are not published counts Monday to Friday, and what was counted in it is provisional.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SATURDAY: Final = 5
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """The day a count led to; provisional where it went through a year that is not published."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of working days.

    Attributes:
        exceptions: days that differ from Monday to Friday, or are named by a notice: whether people work on them.
        papers: for each published year the notices of the State Council office it rests on.
    """

    exceptions: Mapping[date, bool]
    papers: Mapping[int, tuple[str, ...]]

    def works(self, day: date) -> bool:
        """Whether people work on this day."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_published(self, day: date) -> bool:
        """Whether the holidays of the day's year are published."""
        return day.year in self.papers

    def after(self, day: date, count: int) -> Counted:
        """The working day that is so many after this one. The day itself is day 0, whether people work on it or not.

        Source: Civil Code art. 201, the starting day is not counted.
        """
        provisional = False
        while count > 0:
            day += A_DAY
            provisional = provisional or not self.is_published(day)
            count -= self.works(day)
        return Counted(day, provisional)

    def on_or_after(self, day: date) -> Counted:
        """The day itself if people work on it, else the next working day.

        Source: Civil Code art. 203, a limit that ends on a day of rest ends on the day after the rest.
        """
        return self.after(day - A_DAY, 1)


@cache
def chinese_working_days() -> WorkingDays:
    """The calendar of China, as far as its years are published."""
    exceptions: dict[date, bool] = {}
    papers: dict[int, tuple[str, ...]] = {}
    for entry in files(__package__).joinpath("calendar").iterdir():
        if not entry.name.endswith(".json"):
            continue
        year = json.loads(entry.read_text(encoding="utf-8"))
        papers[year["year"]] = tuple(year["papers"])
        exceptions.update({date.fromisoformat(day["date"]): not day["isOffDay"] for day in year["days"]})
    return WorkingDays(exceptions, papers)
