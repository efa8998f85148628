"""A version of the city's limits, and which of them goes before which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from casebook.errors import Unfit
from casebook.petitions.context import Clock
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.handling.terms import Allowance, Halting
from casebook.petitions.vocabulary import Category, Urgency
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST: Final = 1000
"""No limit is longer, whatever it is counted in."""


class Measure(StrEnum):
    """What a limit is counted in."""

    WORKING_DAYS = "wd"
    DAYS = "d"
    HOURS = "h"
    WORKING_HOURS = "wh"
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

    def __str__(self) -> str:
        return f"{self.count} {self.measure}"


def _stated(value: object) -> object:
    try:
        return Limit.read(value) if isinstance(value, str) else value
    except ValueError as error:
        measures = list(Measure)
        raise Unfit(
            f"期限须写成数和单位，例如 5 wd；单位有：{'、'.join(measures)}。",
            f"A limit is a number and a measure, as in 5 wd; measures are: {', '.join(measures)}.",
        ) from error


def _some(limit: Limit) -> Limit:
    if not 1 <= limit.count <= MOST:
        raise Unfit(f"期限须为 1 至 {MOST}。", f"A limit is from 1 to {MOST} of its measure.")
    return limit


Column = Mapping[Clock, Annotated[Limit, BeforeValidator(_stated), AfterValidator(_some)]]
"""Limits by clock. A clock that it does not name does not run."""


class Special(Part):
    """Limits that go before those of the city: a statute's for a matter, or an order's from above.

    Attributes:
        source: the statute or the order.
        categories: the kinds of petition it is about; all where none is named.
        limits: its limits; the clocks it does not name run as the city has it.
    """

    source: Name
    categories: frozenset[Category] = frozenset()
    limits: Column

    def limit(self, clock: Clock, category: Category) -> Limit | None:
        """Its limit of a clock, or None where it says nothing."""
        return self.limits.get(clock) if not self.categories or category in self.categories else None


class Level(StrEnum):
    """What a limit rests on, from the strongest to the weakest."""

    STATUTE = "statute"  # 法规对该事项另有规定
    ORDER = "order"  # 上级交办要求
    URGENCY = "urgency"  # 本市按紧急程度
    CATEGORY = "category"  # 本市按诉求类别
    DEFAULT = "default"  # 本市其他


@dataclass(frozen=True, slots=True)
class Case:
    """What a petition's limits depend on."""

    category: Category
    urgency: Urgency = Urgency.NORMAL
    matter: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A limit, and what it rests on."""

    limit: Limit
    level: Level
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A version of the city's limits: for each kind of petition, and for each urgency above normal, its clocks.

    Attributes:
        default: for kinds and urgencies that have no column of their own.
        matters: by matter, the limits of statutes.
        orders: by whose order it is, the limits of orders from above.
        extensions: how far the reply's limit may be extended; a kind that is not named is not extended.
        halting: on which grounds petitions are suspended, and for how long before they are looked at.
    """

    name: str
    version: int
    offices_open: time
    offices_close: time
    kinds: Mapping[Category, Mapping[Clock, Limit]]
    urgencies: Mapping[Urgency, Mapping[Clock, Limit]]
    default: Mapping[Clock, Limit] = field(default_factory=dict)
    matters: Mapping[str, Special] = field(default_factory=dict)
    orders: Mapping[str, Special] = field(default_factory=dict)
    extensions: Mapping[Category, Allowance] = field(default_factory=dict)
    halting: Halting = field(default_factory=lambda: Halting(frozenset(), 0))

    @property
    def id(self) -> str:
        """Name and version, as events hold them."""
        return f"{self.name}:{self.version}"

    def ruling(self, clock: Clock, case: Case) -> Ruling | None:
        """The limit of a clock and what it rests on, or None where it does not run.

        A statute for the matter goes before an order from above, that before the city's own limits: those of an urgency
        before those of a kind of petition, and these before the default.
        """
        return next(self._special(clock, case), None) or self._own(clock, case)

    def _special(self, clock: Clock, case: Case) -> Iterator[Ruling]:
        levels = ((Level.STATUTE, self.matters, case.matter), (Level.ORDER, self.orders, case.order))
        for level, table, code in levels:
            special = table.get(code) if code else None
            limit = special.limit(clock, case.category) if special else None
            if special and limit:
                yield Ruling(limit, level, special.source)

    def _own(self, clock: Clock, case: Case) -> Ruling | None:
        level, column = Level.DEFAULT, self.default
        if case.urgency in self.urgencies:
            level, column = Level.URGENCY, self.urgencies[case.urgency]
        elif case.urgency is Urgency.NORMAL and case.category in self.kinds:
            level, column = Level.CATEGORY, self.kinds[case.category]
        limit = column.get(clock)
        return Ruling(limit, level) if limit else None


class Extension(Part):
    """How often the reply's limit may be extended, and by how many working days each time."""

    times: Annotated[int, Field(ge=1, le=MOST)]
    working_days: Annotated[int, Field(ge=1, le=MOST)]


class Suspension(Part):
    """On which grounds petitions are suspended (挂账), and after how many days at most each is looked at again."""

    grounds: frozenset[SuspensionGround] = frozenset()
    review_within: Annotated[int, Field(ge=1, le=MOST)] = 90


class TermsVersion(Header):
    """The document of a version of the limits."""

    offices_open: time
    offices_close: time
    consultation: Column | None = None
    suggestion: Column | None = None
    civilized_city: Column | None = None
    complaint: Column | None = None
    urgent: Column | None = None
    emergency: Column | None = None
    default: Column = Field(default_factory=dict)
    matters: dict[Code, Special] = Field(default_factory=dict)
    orders: dict[Code, Special] = Field(default_factory=dict)
    extension: dict[Category, Extension] = Field(default_factory=dict)
    suspension: Suspension = Field(default_factory=Suspension)

    @model_validator(mode="after")
    def _offices_open_before_they_close(self) -> TermsVersion:
        if self.offices_open >= self.offices_close:
            raise Unfit("下班早于上班。", "Offices close before they open.")
        return self

    @cached_property
    def policy(self) -> Policy:
        """The limits to count by."""
        kinds = {category: getattr(self, category) for category in Category}
        urgencies = {urgency: getattr(self, urgency) for urgency in (Urgency.URGENT, Urgency.EMERGENCY)}
        return Policy(
            name=self.name,
            version=self.version,
            offices_open=self.offices_open,
            offices_close=self.offices_close,
            kinds={category: column for category, column in kinds.items() if column is not None},
            urgencies={urgency: column for urgency, column in urgencies.items() if column is not None},
            default=self.default,
            matters=self.matters,
            orders=self.orders,
            extensions={kind: Allowance(each.times, each.working_days) for kind, each in self.extension.items()},
            halting=Halting(self.suspension.grounds, self.suspension.review_within),
        )
