"""Who files when, and how it ends: the figures of the plan, dealt out over the days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import chain
from math import exp
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import deal, dice
from casebook.demo.hours import A_DAY, some_time
from casebook.demo.plan import (
    AFTER_GOLDEN,
    END,
    FIRST_DAY,
    GOLDEN_CLOSED,
    GOLDEN_FILED,
    GROUNDS,
    LAST_DAY,
    MISFILED,
    OPENING,
    SHARES,
)
from casebook.petitions.vocabulary import Category, DeclineReason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from random import Random

_WEEKEND: Final = 0.7
_SATURDAY: Final = 5
_FRESH: Final = 4.5
"""Days within which what was filed may still wait for the desk."""

_RECENT: Final = 9.0
"""Days within which most of what is accepted is still open."""

_TO_CLOSE: Final = {
    Category.COMPLAINT: 8.0,
    Category.CONSULTATION: 4.0,
    Category.CIVILIZED_CITY: 6.0,
    Category.SUGGESTION: 7.0,
}
_TO_DECLINE: Final = 1.4
"""So many days before the end a petition must have come in, so that there is time to close or to decline it."""

_LATE_CLOSERS: Final = (24.0, 12.0)
"""Of this age in days are the petitions that are closed after number 769."""


class End(Enum):
    """How a petition's road ends, as far as the demo tells."""

    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    OPEN = "open"
    CLOSED = "closed"
    GOLDEN = "golden"


@dataclass(frozen=True, slots=True)
class Fate:
    """One petition of the plan.

    Attributes:
        category: what it is in truth.
        filed_as: what the citizen took it for.
        filed_at: when it came in.
        end: how it ends.
        reason: why it is declined.
        close_at: when it is closed, where that is fixed.
    """

    category: Category
    filed_as: Category
    filed_at: datetime
    end: End = End.WAITING
    reason: DeclineReason | None = None
    close_at: datetime | None = None

    @property
    def age(self) -> float:
        """Its age at the end, in days."""
        return (END - self.filed_at) / A_DAY


def fates() -> list[Fate]:
    """Every petition in the order of filing."""
    told = chain.from_iterable(_of_kind(category, moments) for category, moments in _filings().items())
    return _misfiled(_late(sorted(told, key=lambda fate: fate.filed_at)))


def _busy(rng: Random, day: date) -> float:
    """How much comes in on a day: word gets round in the first weeks, weekends are quieter, the cold brings more."""
    known = 0.75 + 0.25 * min(1.0, (day - FIRST_DAY).days / 30)
    season = 1.25 if day.month in (11, 12, 1) else 1.0
    return known * season * (_WEEKEND if day.weekday() >= _SATURDAY else 1.0) * rng.uniform(0.7, 1.3)


def _filings() -> dict[Category, list[datetime]]:
    """The moments of filing for each kind; the golden one takes the place of one of its kind."""
    rng = dice("filings")
    days = [FIRST_DAY + A_DAY * n for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    weights = [_busy(rng, day) for day in days]
    filings: dict[Category, list[datetime]] = {}
    for category, share in SHARES.items():
        count = share.received - (category is Category.CIVILIZED_CITY)
        chosen = rng.choices(days, weights, k=count)
        filings[category] = sorted(_on(rng, day) for day in chosen)
    return filings


def _on(rng: Random, day: date) -> datetime:
    """A moment of the day while the platform is there."""
    moment = some_time(rng, day)
    while not OPENING <= moment < END:
        moment = some_time(rng, day)
    return moment


def _of_kind(category: Category, moments: list[datetime]) -> Iterable[Fate]:
    """The ends of one kind of petition, dealt by age: what came in last is not closed yet."""
    rng = dice("ends", category)
    share = SHARES[category]
    left = [Fate(category, category, moment) for moment in moments]
    golden = category is Category.CIVILIZED_CITY
    for end, count, weigh in (
        (End.WAITING, share.waiting, lambda fate: exp(-fate.age / 1.8) if fate.age < _FRESH else 0),
        (End.OPEN, share.accepted - share.closed, lambda fate: exp(-fate.age / _RECENT) + 0.003),
        (End.CLOSED, share.closed - golden, lambda fate: 1.0 if fate.age > _TO_CLOSE[category] else 0),
        (End.DECLINED, share.declined, lambda fate: 1.0 if fate.age > _TO_DECLINE else 0),
        (End.WITHDRAWN, share.withdrawn, lambda _: 1.0),
    ):
        chosen = deal(rng, left, count, weigh)
        left = [fate for fate in left if fate not in chosen]
        yield from (replace(fate, end=end) for fate in chosen) if end is not End.DECLINED else _declined(rng, chosen)
    if golden:
        yield Fate(category, category, GOLDEN_FILED, End.GOLDEN, close_at=GOLDEN_CLOSED)


def _declined(rng: Random, chosen: list[Fate]) -> Iterable[Fate]:
    """Deal the grounds; the first days have nothing that could have been handled already."""
    reasons = [reason for reason, count in GROUNDS[chosen[0].category].items() for _ in range(count)]
    rng.shuffle(reasons)
    reasons.sort(key=lambda reason: reason is DeclineReason.ALREADY_HANDLED)
    early = len(reasons) // 10
    rest = reasons[early:]
    rng.shuffle(rest)
    for fate, reason in zip(chosen, reasons[:early] + rest, strict=True):
        yield replace(fate, end=End.DECLINED, reason=reason)


def _late(told: list[Fate]) -> list[Fate]:
    """Name those that are closed after the golden one."""
    oldest, youngest = _LATE_CLOSERS
    able = [fate for fate in told if fate.end is End.CLOSED and youngest < fate.age < oldest]
    late = dict(zip(deal(dice("late"), able, len(AFTER_GOLDEN), lambda _: 1.0), AFTER_GOLDEN, strict=True))
    return [replace(fate, close_at=late[fate]) if fate in late else fate for fate in told]


def _misfiled(told: list[Fate]) -> list[Fate]:
    """Swap the kind under which as many of the one were filed as of the other."""
    swap = {Category.COMPLAINT: Category.CIVILIZED_CITY, Category.CIVILIZED_CITY: Category.COMPLAINT}
    swapped: set[Fate] = set()
    for category in swap:
        able = [fate for fate in told if fate.category is category and fate.end is End.CLOSED and fate.age > 30]  # noqa: PLR2004  in the midst of the story
        swapped |= set(deal(dice("misfiled", category), able, MISFILED, lambda _: 1.0))
    return [replace(fate, filed_as=swap[fate.category]) if fate in swapped else fate for fate in told]
