"""What stands of forgetting at one moment: what was asked, what must be kept, what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from casebook.petitions.forgetting.codes import DataGround, DataWish, HoldGround


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agreed, and for which unit they act."""

    by: UUID
    unit: str | None


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What somebody asks, how far it is, and whose words it is about; no person where they have none.

    `checked`: it was seen that they are who they say. `aside`: it must be kept, and is restricted until then. `due`:
    when it is erased, once both have agreed.
    """

    wanted: DataWish
    ground: DataGround
    by: UUID
    subject: UUID | None
    at: datetime
    answer_due: datetime | None = None
    checked: bool = False
    aside: bool = False
    approvals: tuple[Approval, ...] = ()
    due: datetime | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Why something must be kept; until a day, where one is named."""

    ground: HoldGround
    until: date | None

    def stands(self, today: date) -> bool:
        """Whether its day has not passed."""
        return self.until is None or today <= self.until


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The request that is open, the holds that were placed, and who was erased.

    `backups_until`: while the erasing of somebody is not complete, when the last backup of their key expires.
    """

    request: DataRequest | None = None
    holds: tuple[Hold, ...] = ()
    erased: frozenset[UUID] = frozenset()
    backups_until: datetime | None = None
