"""The units that petitions are assigned to."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from casebook.errors import Unfit
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part
from casebook.reference.tree import orphans_and_cycles

if TYPE_CHECKING:
    from collections.abc import Mapping


class Group(StrEnum):
    """Units that are compared with each other."""

    COUNTY = "county"  # 县(市、区)
    DEPARTMENT = "department"  # 市直部门
    COMPANY = "company"  # 公共服务企业
    STREET = "street"  # 乡镇街道


@dataclass(frozen=True, slots=True)
class Unit:
    """A handling unit, with its area and street where it answers for a territory.

    Attributes:
        parent: the unit it is under.
        matters: codes of the matters it is there for; what lies under them in the catalogue is meant too.
        since: the first day it is there; None from the beginning.
        until: the last day it is there; None where no end is known.
    """

    code: str
    zh: str
    en: str
    group: Group
    area: str | None = None
    street: str | None = None
    parent: str | None = None
    matters: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def name(self, language: str) -> str:
        """The name in `zh` or `en`."""
        return self.en if language == "en" else self.zh

    def is_there(self, day: date) -> bool:
        """Whether it is a unit on this day."""
        return (self.since or day) <= day <= (self.until or day)


class UnitRow(Part):
    """A unit under one name, for as long as that is its name."""

    code: Code
    zh: Name
    en: Name
    group: Group
    area: Code | None = None
    street: Code | None = None
    parent: Code | None = None
    matters: tuple[Code, ...] = ()
    since: date | None = None
    until: date | None = None


class UnitsVersion(Header):
    """The document of a version of the directory. A unit that is renamed has a row for each name."""

    units: Annotated[tuple[UnitRow, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _spans_and_parents_fit(self) -> UnitsVersion:
        spans = defaultdict(list)
        for row in self.units:
            spans[row.code].append((row.since or date.min, row.until or date.max))
        for code, found in spans.items():
            found.sort()
            if any(since > until for since, until in found) or any(
                later[0] <= before[1] for before, later in pairwise(found)
            ):
                raise Unfit(
                    f"{code} 的起止日期重叠，或止早于起。", f"{code}: its spans overlap or end before they begin."
                )
        orphans_and_cycles([(row.code, row.parent) for row in self.units])
        return self

    @cached_property
    def rows(self) -> tuple[Unit, ...]:
        """The units under each of their names."""
        return tuple(Unit(**dict(row)) for row in self.units)

    def directory(self, day: date) -> Mapping[str, Unit]:
        """Every unit of that day by its code, in the order they are shown."""
        return MappingProxyType({unit.code: unit for unit in self.rows if unit.is_there(day)})


def stands_below(directory: Mapping[str, Unit], unit: str, other: str) -> bool:
    """Whether a unit stands below another, however many steps."""
    above = directory.get(unit)
    while above is not None and above.parent is not None:
        if above.parent == other:
            return True
        above = directory.get(above.parent)
    return False


def shipped_units() -> dict[str, Any]:
    """The document of the directory that casebook comes with."""
    return tomllib.loads(files(__package__).joinpath("units.toml").read_text(encoding="utf-8"))


@cache
def units() -> Mapping[str, Unit]:
    """Every unit of the shipped directory by its code, in the order they are shown."""
    return UnitsVersion.model_validate(shipped_units()).directory(date.max)
