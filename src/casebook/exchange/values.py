"""Cells to texts and times: what a column says, before any event is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from casebook.exchange.faults import BadRow
from casebook.petitions.entry import Claim

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from zoneinfo import ZoneInfo

Cells = dict[str, Any]
_REMEMBERED: Final = 10_000


def text_of(value: Any, column: str) -> str:
    """A cell as text: numbers without a trailing `.0`, truth as `true`, times as ISO 8601.

    Raises:
        BadRow: it is a list or an object.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    raise BadRow(f"列 {column}：不是单个值。", f"{column}: not a single value.")


class Told(NamedTuple):
    """A time that was read: what is claimed, and its exact text for the digest."""

    claim: Claim
    text: str


@dataclass(slots=True)
class Clock:
    """Reads times in the source's zone; a date alone is its midnight. Remembers what it has read."""

    zone: ZoneInfo
    formats: Sequence[str] = ()
    _told: dict[str, Told] = field(default_factory=dict)

    def told(self, value: Any, column: str) -> Told:
        """When something happened: the instant, and the day it was in the source's zone.

        Raises:
            BadRow: this is no time.
        """
        if not isinstance(value, str):
            return self._read(value, column)
        known = self._told.get(value)
        if known is None:
            if len(self._told) > _REMEMBERED:
                self._told.clear()
            known = self._told[value] = self._read(self._parse(value.strip(), column), column)
        return known

    def _parse(self, text: str, column: str) -> datetime:
        for form in self.formats:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007  the zone comes next
            except ValueError:
                continue
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise _no_time(column) from None

    def _read(self, value: Any, column: str) -> Told:
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if not isinstance(value, datetime):
            raise _no_time(column)
        try:
            there = value.replace(tzinfo=self.zone) if value.tzinfo is None else value.astimezone(self.zone)
            claim = Claim(there.astimezone(UTC), there.date())
        except OverflowError:
            raise _no_time(column) from None
        return Told(claim, f"{claim.at.isoformat()} {claim.on.isoformat()}")


def _no_time(column: str) -> BadRow:
    return BadRow(f"列 {column}：不是可识别的时间。", f"{column}: not a time that can be read.")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file writes things down.

    Attributes:
        nulls: the texts that stand for nothing.
        nested: whether `a.b` is `b` within `a`.
        clock: what reads its times.
    """

    nulls: frozenset[str]
    nested: bool
    clock: Clock

    def cell(self, column: str) -> Callable[[Cells], Any]:
        """What reads a column as it is; None where it is empty."""
        nulls = self.nulls
        parts = column.split(".")

        def walk(cells: Cells) -> Any:
            value: Any = cells
            for part in parts:
                value = value.get(part) if isinstance(value, dict) else None
            return None if isinstance(value, str) and value.strip() in nulls else value

        def look(cells: Cells) -> Any:
            value = cells.get(column)
            return None if isinstance(value, str) and value.strip() in nulls else value

        return walk if self.nested and len(parts) > 1 else look

    def text(self, column: str) -> Callable[[Cells], str | None]:
        """What reads a column as text; None where it is empty."""
        cell = self.cell(column)

        def read(cells: Cells) -> str | None:
            value = cell(cells)
            return value if value is None or type(value) is str else text_of(value, column)

        return read
