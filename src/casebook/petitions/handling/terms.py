"""What a city has adopted about more time and halts, and how a stopped limit runs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from casebook.petitions.context import Clock, Due
    from casebook.petitions.handling.codes import SuspensionGround
    from casebook.petitions.vocabulary import Category, Urgency


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often a limit may be extended, and by how many working days each time."""

    times: int
    working_days: int


@dataclass(frozen=True, slots=True)
class Halting:
    """On which grounds petitions are suspended, and after how many days at most each must be looked at again."""

    grounds: AbstractSet[SuspensionGround]
    review_within: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit that stopped: working days, or seconds on the wall clock; neither where none ran."""

    working_days: int | None = None
    seconds: int | None = None


class HandlingTerms(Protocol):
    """What a city had adopted when a limit was set: it judges the limit as long as it runs, whatever comes later."""

    def due(  # noqa: PLR0913, PLR0917  what tells a limit
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,
        start: datetime,
        matter: str | None = None,
        order: str | None = None,
    ) -> Due | None:
        """When a limit of that time that starts then ends, or None where the city set no such limit."""

    @property
    def halting(self) -> Halting:
        """What the city has adopted about suspending petitions (挂账)."""

    def allowance(self, category: Category, urgency: Urgency) -> Allowance | None:
        """How far a limit may be extended, or None where it may not."""

    def extended(self, due: datetime, working_days: int) -> Due:
        """The end of a limit that ends at `due` and is extended by so many working days."""

    def left(  # noqa: PLR0913, PLR0917  what tells a limit, and two moments
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,
        due: datetime,
        now: datetime,
        matter: str | None = None,
        order: str | None = None,
    ) -> Left:
        """What is left now of a limit that ends at `due`; nothing below zero."""

    def run_on(self, left: Left, start: datetime) -> Due | None:
        """When what is left of a limit ends if it runs on from here, or None where none ran."""
