"""What stands of a unit's work at one moment: contacts, more time, a halt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from casebook.petitions.handling.codes import SuspensionGround
    from casebook.petitions.handling.terms import Left


@dataclass(frozen=True, slots=True)
class Contacts:
    """How often the unit of an assignment tried to reach the citizen, and whether it did."""

    assignment: int
    attempts: int = 0
    reached: bool = False


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """More time that is asked for and not decided yet."""

    requested_by: UUID
    working_days: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Extension:
    """How often the limit of a round of an assignment was extended, and what is asked for now."""

    assignment: int
    round: int
    granted: int = 0
    pending: ExtensionRequest | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    """A halt: why, until when it must be looked at again, and what was left of the limit."""

    ground: SuspensionGround
    review_on: date
    since: datetime
    left: Left
