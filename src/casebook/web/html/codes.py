"""Addresses as squares that a telephone's camera reads (QR codes, ISO/IEC 18004), drawn by the templates as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import segno

if TYPE_CHECKING:
    from collections.abc import Iterable

BORDER: Final = 4
"""So many light squares the standard wants around it."""


@dataclass(frozen=True, slots=True)
class Squares:
    """A code: how many squares wide and high it is, and the path of the dark ones, each one unit long."""

    size: int
    path: str


def squares(address: str) -> Squares:
    """The code of an address, readable where up to 15 % of it are covered."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=BORDER))
    return Squares(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, row: Iterable[int]) -> str:
    """The dark squares of a row, each stretch in one stroke."""
    x, parts = 0, []
    for dark, stretch in groupby(row):
        width = len(list(stretch))
        if dark:
            parts.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(parts)
