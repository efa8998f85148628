"""What stands of oversight at one moment: an order from above, urgings, supervision, false replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.petitions.oversight.codes import Superior, SupervisionGround, SupervisionLevel, UrgeKind
    from casebook.petitions.vocabulary import Clock


@dataclass(frozen=True, slots=True)
class Order:
    """The last order from above: whose, and until when it wants the answer; a day that was named stands."""

    by: Superior
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Urging:
    """An urging about a limit that still counts."""

    clock: Clock
    kind: UrgeKind
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Supervision:
    """The last supervision: how high, why, since which version, and whether it is closed."""

    level: SupervisionLevel
    ground: SupervisionGround
    version: int
    due: datetime | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class FalseReply:
    """A reply that was found false."""

    assignment: int
    round: int
