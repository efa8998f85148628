"""When people act: offices in their hours on working days, citizens mostly by day, the emergency shift at any time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from casebook.demo.plan import FIRST_DAY, LAST_DAY, ZONE, local
from casebook.reference.working_days import chinese_working_days

if TYPE_CHECKING:
    from random import Random

A_DAY: Final = timedelta(days=1)
MORNING: Final = 7
LAST_HOUR: Final = 22
BY_HOUR: Final = (2, 1, 1, 1, 1, 3, 9, 22, 40, 46, 44, 34, 25, 23, 32, 40, 38, 34, 30, 33, 36, 30, 17, 7)
"""How busy citizens are at each hour of a day."""


@dataclass(frozen=True)
class Office:
    """The spans in which offices work, in order."""

    starts: list[datetime]
    ends: list[datetime]

    def after(self, moment: datetime, hours: float) -> datetime:
        """The moment so many office hours later."""
        at = bisect_right(self.ends, moment)
        moment = max(moment, self.starts[at])
        left = timedelta(hours=hours)
        while left > self.ends[at] - moment:
            left -= self.ends[at] - moment
            at += 1
            moment = self.starts[at]
        return (moment + left).replace(microsecond=0)


@cache
def office() -> Office:
    """The office hours of half a year and a little more; make-up Sundays are working days."""
    calendar = chinese_working_days()
    days = (FIRST_DAY + A_DAY * n for n in range((LAST_DAY - FIRST_DAY).days + 90))
    working = [day for day in days if calendar.works(day)]
    starts = [local(day, *at) for day in working for at in ((8, 30), (14, 30))]
    ends = [local(day, *at) for day in working for at in ((12, 0), (18, 0))]
    return Office(starts, ends)


def some_time(rng: Random, day: date) -> datetime:
    """A moment of that day at which a citizen may well sit down to write."""
    hour = rng.choices(range(24), BY_HOUR)[0]
    return local(day, hour, rng.randrange(60), rng.randrange(60))


def awake(rng: Random, moment: datetime) -> datetime:
    """The same moment, or the next morning if people sleep."""
    here = moment.astimezone(ZONE)
    if MORNING <= here.hour < LAST_HOUR:
        return here
    day = here.date() + (A_DAY if here.hour >= LAST_HOUR else timedelta(0))
    return local(day, rng.randrange(MORNING, 10), rng.randrange(60), rng.randrange(60))
