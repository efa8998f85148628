"""What the units did in a month, counted over the ledger up to one place in it: what rankings rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from casebook.readmodels.reader import AsOf

if TYPE_CHECKING:
    from casebook.readmodels.reader import Reader

PATIENCE: Final = 600.0
"""So many seconds may the counting of a month take: it goes over the whole history up to a place."""


@dataclass(frozen=True, slots=True)
class Months:
    """Counts months, by the read models' own SELECTs over a history that is cut.

    What has been sealed since counts as it did then: a published table is counted again to the same figures.
    """

    reader: Reader

    def counts(self, month: str, position: int) -> dict[str, dict[str, Any]]:
        """The counts of `unit_month.of_month` by unit, with everything up to a position.

        Raises:
            Behind: the read model is not built yet.
            Unavailable: the database is gone.
        """
        rows = self._ask("unit_month", month, position)
        return {row["unit"]: {name: value for name, value in row.items() if name != "unit"} for row in rows}

    def commendations(self, month: str, position: int) -> dict[str, int]:
        """How often each unit was thanked, with everything up to a position.

        Raises:
            Behind: the read model is not built yet.
            Unavailable: the database is gone.
        """
        return {row["unit"]: row["received"] for row in self._ask("commendations", month, position)}

    def _ask(self, model: str, month: str, position: int) -> list[dict[str, Any]]:
        reader, at = self.reader.patient(PATIENCE), AsOf(position=position, as_sealed_then=True)
        return reader.ask(model, "of_month", {"month": month}, "analyst", at=at)
