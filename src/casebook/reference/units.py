"""The units that petitions are assigned to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

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
    """A handling unit, with its area and street where it answers for a territory."""

    code: str
    zh: str
    en: str
    group: Group
    area: str | None = None
    street: str | None = None

    def name(self, language: str) -> str:
        """The name in `zh` or `en`."""
        return self.en if language == "en" else self.zh


@cache
def units() -> Mapping[str, Unit]:
    """Every unit by its code, in the order they are shown."""
    rows = tomllib.loads(files(__package__).joinpath("units.toml").read_text(encoding="utf-8"))["units"]
    return MappingProxyType({row["code"]: Unit(**{**row, "group": Group(row["group"])}) for row in rows})
