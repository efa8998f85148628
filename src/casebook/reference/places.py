"""The city's areas, streets and communities by code. The code of a part begins with the code of the whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from casebook.errors import Unfit
from casebook.petitions.words import Code
from casebook.reference.header import Header, Name, Part

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Places:
    """The division of a city.

    Attributes:
        areas: counties, districts and zones: code to name.
        streets: streets, towns and townships: code to name.
        communities: communities and villages: code to name.
        grid: where each area stands on the schematic map; empty where the city has none.
        english: English names of those places that have one: code to name.
    """

    areas: Mapping[str, str]
    streets: Mapping[str, str]
    communities: Mapping[str, str]
    grid: Mapping[str, Tile] = field(default_factory=dict)
    english: Mapping[str, str] = field(default_factory=dict)

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


Square = Annotated[int, Field(ge=0, le=23)]


class Tile(Part):
    """Where an area stands on the schematic map: a square, counted from 0 from the west and from the north.

    `label` is what is written in it where the area's name is too long, `english` the same on English pages.
    """

    column: Square
    row: Square
    label: Annotated[str, Field(min_length=1, max_length=5)] | None = None
    english: Annotated[str, Field(min_length=1, max_length=10)] | None = None


class PlacesVersion(Header):
    """The document of a version of the division.

    Its `grid` may be empty, for there need not be a map; `english` has the English names of places that have one.
    """

    areas: dict[Code, Name]
    streets: dict[Code, Name]
    communities: dict[Code, Name]
    grid: dict[Code, Tile] = Field(default_factory=dict)
    english: dict[Code, Name] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _parts_lie_in_the_whole(self) -> PlacesVersion:
        stray = [code for code in self.streets if code[:6] not in self.areas]
        stray += [code for code in self.communities if code[:9] not in self.streets]
        if stray:
            raise Unfit(f"{stray[0]} 没有上级地区。", f"{stray[0]} lies nowhere.")
        return self

    @model_validator(mode="after")
    def _each_area_has_its_own_square(self) -> PlacesVersion:
        if stray := sorted(self.grid.keys() - self.areas.keys()):
            raise Unfit(f"地图上的 {stray[0]} 不是县区。", f"{stray[0]} is on the map and no area.")
        if self.grid and (lost := sorted(self.areas.keys() - self.grid.keys())):
            raise Unfit(f"{lost[0]} 不在地图上。", f"{lost[0]} is not on the map.")
        squares = [(tile.column, tile.row) for tile in self.grid.values()]
        if len(set(squares)) < len(squares):
            raise Unfit("两个县区占了同一格。", "Two areas stand on one square.")
        return self

    @model_validator(mode="after")
    def _english_names_are_of_its_places(self) -> PlacesVersion:
        if stray := sorted(self.english.keys() - self.areas.keys() - self.streets.keys() - self.communities.keys()):
            raise Unfit(f"有英文名称的 {stray[0]} 不在区划之内。", f"{stray[0]} has an English name and is no place.")
        return self

    @cached_property
    def places(self) -> Places:
        """The places to look up."""
        return Places(self.areas, self.streets, self.communities, self.grid, self.english)


def shipped_places() -> dict[str, Any]:
    """The document of the division that casebook comes with: Pingdingshan, edition of 2023-06-30."""
    parts = ("areas", "streets", "communities", "grid", "english")
    return {**_file("places"), **{part: _file(part) for part in parts}}


@cache
def pingdingshan() -> Places:
    """The division of Pingdingshan, edition of 2023-06-30."""
    return PlacesVersion.model_validate(shipped_places()).places


def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        files(__package__).joinpath("pingdingshan", f"{name}.json").read_text(encoding="utf-8")
    )
    return content
