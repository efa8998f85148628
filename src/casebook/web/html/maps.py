"""Where the squares of a schematic map stand. The template draws them as SVG, the table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.reference.places import Tile

SIDE: Final = 100
GAP: Final = 6
LEVELS: Final = 4
"""So many shades there are for areas with anything; the number stands in each square."""


@dataclass(frozen=True, slots=True)
class Square:
    """An area's square: its place, what is counted there, its shade, and where it leads; nowhere without an address."""

    area: str
    x: int
    y: int
    value: int
    level: int
    address: str | None


@dataclass(frozen=True, slots=True)
class Map:
    """A map of squares."""

    squares: tuple[Square, ...]
    width: int
    height: int
    side: int = SIDE


def tile_map(grid: Mapping[str, Tile], values: Mapping[str, int], addresses: Mapping[str, str]) -> Map | None:
    """The map of what is counted by area, from the north-west on; None where the city has none."""
    if not grid:
        return None
    step, most = SIDE + GAP, max(values.values(), default=0)
    squares = tuple(
        Square(
            area=area,
            x=tile.column * step,
            y=tile.row * step,
            value=values.get(area, 0),
            level=-(-LEVELS * values.get(area, 0) // most) if most else 0,
            address=addresses.get(area),
        )
        for area, tile in sorted(grid.items(), key=lambda one: (one[1].row, one[1].column))
    )
    return Map(squares, max(one.x for one in squares) + SIDE, max(one.y for one in squares) + SIDE)
