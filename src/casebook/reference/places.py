"""The city's areas, streets and communities by code. The code of a part begins with the code of the whole."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Places:
    """The division of a city.

    Attributes:
        areas: counties, districts and zones: code to name.
        streets: streets, towns and townships: code to name.
        communities: communities and villages: code to name.
    """

    areas: Mapping[str, str]
    streets: Mapping[str, str]
    communities: Mapping[str, str]

    def __contains__(self, code: object) -> bool:
        return any(code in level for level in (self.areas, self.streets, self.communities))

    def name(self, code: str) -> str | None:
        """The name of a place, or None where the city has no such place."""
        return self.areas.get(code) or self.streets.get(code) or self.communities.get(code)

    def streets_of(self, area: str) -> dict[str, str]:
        """Streets and towns of an area: code to name."""
        return {code: name for code, name in self.streets.items() if code.startswith(area)}

    def communities_of(self, street: str) -> dict[str, str]:
        """Communities and villages of a street or town: code to name."""
        return {code: name for code, name in self.communities.items() if code.startswith(street)}


@cache
def pingdingshan() -> Places:
    """The division of Pingdingshan, edition of 2023-06-30."""
    return Places(_level("areas"), _level("streets"), _level("communities"))


def _level(name: str) -> dict[str, str]:
    names: dict[str, str] = json.loads(
        files(__package__).joinpath("pingdingshan", f"{name}.json").read_text(encoding="utf-8")
    )
    return names
