"""How much of a limit in working days is left when its clock stops."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casebook.reference.working_days import WorkingDays


def remaining(calendar: WorkingDays, today: date, last: date) -> int:
    """The working days after today up to the last day of the limit; none where it is over.

    Today is used up, as the day on which a limit begins is not counted: a clock that stops and runs on within one day
    ends when it would have ended.
    """
    coming = (today + timedelta(days=n) for n in range(1, (last - today).days + 1))
    return sum(calendar.works(day) for day in coming)
