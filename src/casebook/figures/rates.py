"""Rates that say what they are made of.

Every rate has a numerator and a denominator, counts of the read model `unit_month`. A rate of nothing is absent: it is
neither 0 nor 1. These definitions are our own, version 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

VERSION: Final = 1
"""Of the definitions below. A published table names it; a change of meaning is a new version."""

_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Definition:
    """What a rate means.

    Attributes:
        over: names of the counts whose sum is the numerator.
        of: names of the counts whose sum is the denominator.
        asked: names of the counts whose sum is what the denominator was drawn from, for the coverage; empty where that
            is the denominator itself.
        zh: the meaning, in Chinese.
        en: the meaning, in English.
    """

    over: tuple[str, ...]
    of: tuple[str, ...]
    zh: str
    en: str
    asked: tuple[str, ...] = ()


DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType(
    {
        "on_time_sign": Definition(
            ("signed_on_time",),
            ("sign_due",),
            "按期签收率：按期签收数／当月签收或签收到期数",
            "signed in time, of those signed or due to be signed in the month",
        ),
        "response": Definition(
            ("contacted_on_time",),
            ("contact_due",),
            "响应率：按期联系诉求人数／当月应联系数（匿名诉求除外）",
            "citizens contacted in time, of those due to be contacted in the month, anonymous ones left out",
        ),
        "on_time_reply": Definition(
            ("replied_on_time",),
            ("due_in_month", "carried"),
            "按期办结率：按期回复且审核通过数／当月到期数加结转数",
            "replies in time that the desk let pass, of those due in the month or carried over",
        ),
        "resolution": Definition(
            ("resolved",),
            ("judged",),
            "解决率：经核实或诉求人认可已解决数／有追访结果或诉求人明确答复数",
            "verified solved or solved in the citizen's view, of those with a finding or an answer in the month",
            ("judged", "contradicted"),
        ),
        "claimed": Definition(
            ("claimed",),
            ("answered",),
            "单位自报解决率：单位回复“已解决”数／审核通过的回复数",
            "resolved in the unit's own words, of the replies that the desk let pass",
        ),
        "satisfaction": Definition(
            ("satisfied",),
            ("opinions",),
            "满意率：评价为满意（三至五分）数／有效评价数；未联系上、匿名不计",
            "satisfied (3 to 5 of 5), of the ratings with an opinion; not reached and anonymous are left out",
            ("opinions", "no_opinion"),
        ),
        "redo": Definition(
            ("redone",),
            ("answered",),
            "重办率：因单位原因重办数／审核通过的回复数",
            "reopened for a fault of the unit, of the replies that the desk let pass",
        ),
        "wrongful_return": Definition(
            ("returns_rejected",),
            ("returns_requested",),
            "不当退单率：被驳回的退单数／退单申请数",
            "returns that were rejected, of those asked for",
        ),
    }
)
"""Every rate by its name."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of something, exact.

    Attributes:
        numerator: how many did.
        denominator: of how many.
        asked: out of how many the denominator was drawn; the same where nothing was left out.
    """

    numerator: int
    denominator: int
    asked: int

    @property
    def value(self) -> Fraction | None:
        """Between 0 and 1 as a rule, more where the same thing happened twice; None of nothing."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def coverage(self) -> Fraction | None:
        """The share that the rate speaks of; None where there is nothing to speak of."""
        return Fraction(self.denominator, self.asked) if self.asked else None


def rates_of(counts: Mapping[str, int]) -> dict[str, Rate]:
    """Every rate of a unit in a month, from a row of `unit_month.of_month`.

    Raises:
        KeyError: a count is missing.
    """
    return {name: _rate(definition, counts) for name, definition in DEFINITIONS.items()}


def _rate(definition: Definition, counts: Mapping[str, int]) -> Rate:
    of = _sum(definition.of, counts)
    return Rate(_sum(definition.over, counts), of, _sum(definition.asked, counts) if definition.asked else of)


def _sum(names: tuple[str, ...], counts: Mapping[str, int]) -> int:
    return sum(counts[name] for name in names)


def percent(value: Fraction | None) -> str | None:
    """A share as people read it, in per cent with two places, halves rounded up: `83.82`."""
    return None if value is None else places(value * _HUNDRED)


def places(value: Fraction) -> str:
    """A number with two places, halves rounded up (away from zero)."""
    scaled = abs(value) * _HUNDRED
    cents = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and cents else ""
    return f"{sign}{cents // _HUNDRED}.{cents % _HUNDRED:02d}"
