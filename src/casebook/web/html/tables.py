"""How the table of a month is laid out: in groups, with the columns that say something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from casebook.web.api.tables import TableAnswer

RATES: Final = ("on_time_reply", "resolution", "claimed", "satisfaction", "response", "on_time_sign", "redo")
"""The order of the columns; what else is counted stands in the details of a unit."""


def grouped(table: TableAnswer) -> dict[str, list[Any]]:
    """Units by group, those without a rank last; a group that had nothing to do is left out."""
    groups: dict[str, list[Any]] = {}
    for row in table.rows:
        groups.setdefault(row.group, []).append(row)
    return {
        name: sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))
        for name, rows in groups.items()
        if any(row.counts for row in rows)
    }


def columns(table: TableAnswer) -> list[str]:
    """The rates that some unit of the table has."""
    return [name for name in RATES if any(name in row.rates for row in table.rows)]
