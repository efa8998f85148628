"""What fires when a limit is half gone, nearly over, over, or met with silence: each timer is one command.

The reviews of suspensions, proposals to close and retention belong here too: a kind in `COMMANDS`, and a SELECT in the
section `due` of `projections/deadlines.sql` that finds what is due of it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from casebook.petitions.commands import MissDeadline, OpenSupervision, RecomputeDeadline, UrgeUnit
from casebook.petitions.entry import Actor
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.vocabulary import Category, Clock, Role, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casebook.petitions.commands import PetitionChange
    from casebook.petitions.context import Terms

SYSTEM: Final = Actor(UUID("5c0c0a5e-0000-4000-8000-00000000c10c"), Role.SYSTEM)
"""Who gives the commands of timers: the same in every process, so that two of them ask for the same."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that fires: its kind, and the limit it is about."""

    kind: str
    at: datetime
    petition_id: UUID
    clock: Clock
    assignment: int | None
    round: int
    category: Category
    urgency: Urgency
    matter: str | None
    started: int
    started_at: datetime

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Timer:
        """The timer of a row of `deadlines.due`."""
        given = {field.name: row[field.name] for field in fields(cls)}
        codes = {
            "clock": Clock(row["clock"]),
            "category": Category(row["category"]),
            "urgency": Urgency(row["urgency"]),
        }
        return cls(**(given | codes))

    @property
    def name(self) -> str:
        """Kind and limit, for people: `missed reply`."""
        return f"{self.kind} {self.clock}"

    @property
    def key(self) -> UUID:
        """The key of its command: the same whoever fires it, however often."""
        limit = f"{self.petition_id}:{self.clock}:{self.assignment}:{self.round}:{self.started}"
        return uuid5(SYSTEM.id, f"{limit}:{self.kind}")

    def command(self, terms: Terms) -> PetitionChange | None:
        """What it asks for; None where there is nothing to ask for any more."""
        return COMMANDS[self.kind](self, terms)


def _urging(kind: UrgeKind) -> Callable[[Timer, Terms], PetitionChange]:
    return lambda timer, _terms: UrgeUnit(petition_id=timer.petition_id, clock=timer.clock, kind=kind)


def _miss(timer: Timer, _terms: Terms) -> PetitionChange:
    return MissDeadline(petition_id=timer.petition_id, clock=timer.clock)


def _supervise(timer: Timer, _terms: Terms) -> PetitionChange:
    return OpenSupervision(
        petition_id=timer.petition_id, level=SupervisionLevel.DAILY, ground=SupervisionGround.SILENCE
    )


def _recompute(timer: Timer, terms: Terms) -> PetitionChange | None:
    due = terms.recomputed(timer.clock, timer.category, timer.urgency, timer.started_at, timer.matter)
    if due is None or due.provisional:
        return None
    return RecomputeDeadline(
        petition_id=timer.petition_id, clock=timer.clock, due=due.at, cause=RecomputeCause.CALENDAR
    )


COMMANDS: Final[Mapping[str, Callable[[Timer, Terms], PetitionChange | None]]] = MappingProxyType(
    {
        "missed": _miss,
        "halfway": _urging(UrgeKind.HALFWAY),
        "before_due": _urging(UrgeKind.BEFORE_DUE),
        "overdue": _urging(UrgeKind.OVERDUE),
        "silent": _supervise,
        "provisional": _recompute,
    }
)
"""For each kind of timer the command that it gives."""
