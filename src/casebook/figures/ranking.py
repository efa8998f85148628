"""The ranking of a month: scores, groups, ranks. Exact arithmetic; only what is shown is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Final

from casebook.figures.rates import Rate, rates_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casebook.figures.profile import Profile

_Z: Final = 1.959963984540054
"""The 97.5th percentile of the normal distribution: a two-sided interval of 95 per cent."""


class Unranked(StrEnum):
    """Why a unit has no rank."""

    NO_PETITIONS = "no_petitions"  # 本月无诉求
    NOTHING_DUE = "nothing_due"  # 本月无到期诉求
    TOO_FEW = "too_few"  # 样本不足


@dataclass(frozen=True, slots=True)
class Row:
    """One unit in the ranking of a month.

    Attributes:
        unit: its code.
        group: those it is compared with.
        counts: what the rates are made of.
        rates: by name.
        score: None where it has none.
        rank: within the group: ties share a rank, and the next is skipped; None without a rank.
        unranked: why it has no rank.
    """

    unit: str
    group: str
    counts: Mapping[str, int]
    rates: Mapping[str, Rate]
    score: Fraction | None
    rank: int | None
    unranked: Unranked | None

    @property
    def due(self) -> int:
        """So many assignments were due or carried over."""
        return self.counts["due_in_month"] + self.counts["carried"]


def points(profile: Profile, rates: Mapping[str, Rate]) -> dict[str, Fraction]:
    """The points of a unit by rate; the points of absent rates are given to the present ones in proportion."""
    present = [(c, value) for c in profile.components if (value := rates[c.rate].value) is not None]
    whole = sum((c.full for c in profile.components), Fraction(0))
    there = sum((c.full for c, _ in present), Fraction(0))
    return {c.rate: c.points(value) * whole / there for c, value in present}


def deducted(profile: Profile, counts: Mapping[str, int]) -> dict[str, Fraction]:
    """What is taken off, by what for."""
    return {d.count: d.points(counts[d.count]) for d in profile.deductions}


def score(profile: Profile, rates: Mapping[str, Rate], counts: Mapping[str, int]) -> Fraction | None:
    """The points of a unit less what is taken off, not below 0; None where no rate of the profile is there."""
    gained = points(profile, rates)
    if not gained:
        return None
    return max(Fraction(0), sum(gained.values(), Fraction(0)) - sum(deducted(profile, counts).values()))


def rank(profile: Profile, groups: Mapping[str, str], months: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """The table of a month: by group in the order of `groups`, then by rank; those without a rank come last.

    Args:
        profile: how to score.
        groups: the group of every unit that can be ranked, by its code; others are left out.
        months: the counts of each unit with any, as `unit_month.of_month` has them.
    """
    rows = [_row(profile, unit, group, months.get(unit)) for unit, group in groups.items()]
    ordered = list(dict.fromkeys(groups.values()))
    return [row for group in ordered for row in _ranked([row for row in rows if row.group == group])]


def _row(profile: Profile, unit: str, group: str, counts: Mapping[str, int] | None) -> Row:
    if counts is None:
        return Row(unit, group, {"due_in_month": 0, "carried": 0}, {}, None, None, Unranked.NO_PETITIONS)
    rates = rates_of(counts)
    due = counts["due_in_month"] + counts["carried"]
    unranked = Unranked.NOTHING_DUE if due == 0 else Unranked.TOO_FEW if due < profile.minimum else None
    return Row(unit, group, counts, rates, score(profile, rates, counts), None, unranked)


def _ranked(rows: Iterable[Row]) -> list[Row]:
    """Best first; inside a tie by volume, then by code, which is for the eye only."""
    listed = sorted(rows, key=lambda row: (row.unranked is not None, -(row.score or 0), -row.due, row.unit))
    ranked: list[Row] = []
    for place, row in enumerate(listed, 1):
        if row.unranked is not None or row.score is None:
            ranked.append(row)
            continue
        tied = ranked and ranked[-1].score == row.score
        number = ranked[-1].rank if tied else place
        ranked.append(Row(row.unit, row.group, row.counts, row.rates, row.score, number, None))
    return ranked


def wilson_lower(rate: Rate) -> float | None:
    """The lower bound of the Wilson score interval of a rate at 95 per cent: how sure a small sample is.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    n = rate.denominator
    if n == 0:
        return None
    p = rate.numerator / n
    middle = p + _Z * _Z / (2 * n)
    return max(0.0, (middle - _Z * sqrt((p * (1 - p) + _Z * _Z / (4 * n)) / n)) / (1 + _Z * _Z / n))
