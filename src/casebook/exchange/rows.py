"""A row as a reader hands it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from casebook.exchange.faults import BadRow
    from casebook.exchange.values import Cells


class Row(NamedTuple):
    """One row: where it stands, and its cells by column.

    Attributes:
        line: the line it begins on; in JSON arrays, spreadsheets and XES the how-manieth it is, headings counted.
        cells: by column; nested for JSON.
        fault: why it is no row at all.
    """

    line: int
    cells: Cells
    fault: BadRow | None = None
