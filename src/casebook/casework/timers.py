"""What fires when a limit is half gone, nearly over, over, or met with silence, or when a time has come.

Each timer is one command: a kind in `COMMANDS`, and a SELECT in the section `due` of one of `MODELS` that finds what is
due of it. What records are to be archived or appraised is no timer but a list: people decide, and nothing is destroyed
by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from casebook.petitions.commands import (
    CompleteErasure,
    EraseData,
    MissDeadline,
    OpenSupervision,
    ProposeClosing,
    RecomputeDeadline,
    ResumePetition,
    UrgeUnit,
)
from casebook.petitions.entry import Actor
from casebook.petitions.oversight.clocks import SILENT_FOR
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.oversight.recounting import recounted
from casebook.petitions.vocabulary import Category, Clock, Role, Urgency

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from casebook.casework.service import Casework
    from casebook.petitions.commands import PetitionChange
    from casebook.petitions.context import Terms

SYSTEM: Final = Actor(UUID("5c0c0a5e-0000-4000-8000-00000000c10c"), Role.SYSTEM)
"""Who gives the commands of timers: the same in every process, so that two of them ask for the same."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that fires: its kind, the limit that it is about, and the version of the event that set it or its end."""

    kind: str
    at: datetime
    petition_id: UUID
    clock: Clock | None
    assignment: int | None
    round: int
    started: int

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Timer:
        """The timer of a row of `due`."""
        given = {field.name: row[field.name] for field in fields(cls)}
        return cls(**given | {"clock": Clock(row["clock"]) if row["clock"] else None})

    @property
    def name(self) -> str:
        """Kind and limit, for people: `missed reply`."""
        return f"{self.kind} {self.clock}" if self.clock else self.kind

    @property
    def cursor(self) -> dict[str, Any]:
        """The keys behind which the next page begins; a petition has several limits and one of what has no limit."""
        after = {"after_at": self.at, "after_id": self.petition_id}
        return after | {"after_clock": self.clock, "after_kind": self.kind} if self.clock else after

    @property
    def limit(self) -> Clock:
        """The limit that a timer of `deadlines` is about."""
        assert self.clock is not None  # noqa: S101  a row of deadlines names it
        return self.clock

    @property
    def key(self) -> UUID:
        """The key of its command: the same whoever fires it, however often."""
        limit = f"{self.petition_id}:{self.clock}:{self.assignment}:{self.round}:{self.started}"
        return uuid5(SYSTEM.id, f"{limit}:{self.kind}")

    def command(self, casework: Casework) -> PetitionChange | None:
        """What it asks for; None where there is nothing to ask for any more."""
        return COMMANDS[self.kind](self, casework)


def _urging(kind: UrgeKind) -> Callable[[Timer, Casework], PetitionChange]:
    return lambda timer, _casework: UrgeUnit(petition_id=timer.petition_id, clock=timer.limit, kind=kind)


def _miss(timer: Timer, _casework: Casework) -> PetitionChange:
    return MissDeadline(petition_id=timer.petition_id, clock=timer.limit)


def _supervise(timer: Timer, _casework: Casework) -> PetitionChange:
    return OpenSupervision(
        petition_id=timer.petition_id, level=SupervisionLevel.DAILY, ground=SupervisionGround.SILENCE
    )


def _recompute(timer: Timer, casework: Casework) -> PetitionChange | None:
    """The end that was granted, or that a halt has left, in the calendar of today; the bare limit where it is that."""
    start = casework.petition(timer.petition_id).start_of(timer.limit)
    terms = casework.city.at(casework.now()).terms
    due = recounted(timer.limit, start, terms.when_set(start))
    if due is None or due.provisional:
        return None
    return RecomputeDeadline(
        petition_id=timer.petition_id, clock=timer.limit, due=due.at, cause=RecomputeCause.CALENDAR
    )


def _resume(timer: Timer, _casework: Casework) -> PetitionChange:
    return ResumePetition(petition_id=timer.petition_id)


def _propose(timer: Timer, _casework: Casework) -> PetitionChange:
    return ProposeClosing(petition_id=timer.petition_id)


def _begin_erasing(timer: Timer, _casework: Casework) -> PetitionChange:
    return EraseData(petition_id=timer.petition_id)


def _erase(timer: Timer, casework: Casework) -> PetitionChange | None:
    """Erase first and put it on record then: whoever is cut off between does both again."""
    if casework.forgetting is None:
        return None
    return casework.forgetting.erase(casework.petition(timer.petition_id), casework.now())


def _complete(timer: Timer, _casework: Casework) -> PetitionChange:
    return CompleteErasure(petition_id=timer.petition_id)


COMMANDS: Final[Mapping[str, Callable[[Timer, Casework], PetitionChange | None]]] = MappingProxyType(
    {
        "missed": _miss,
        "halfway": _urging(UrgeKind.HALFWAY),
        "before_due": _urging(UrgeKind.BEFORE_DUE),
        "overdue": _urging(UrgeKind.OVERDUE),
        "silent": _supervise,
        "provisional": _recompute,
        "suspension": _resume,
        "closing": _propose,
        "erasure": _begin_erasing,
        "erasing": _erase,
        "expiry": _complete,
    }
)
"""For each kind of timer the command that it gives."""


def _of_limits(terms: Terms, until: datetime) -> dict[str, Any]:
    """What is to be known of the calendar to tell which limits are due for something by then."""
    return {
        "until": until,
        "ahead": terms.a_working_day_ahead(until),
        "silent_before": terms.working_days_ago(SILENT_FOR, until),
        "published_until": terms.published_until(until),
    }


def _of_appointments(terms: Terms, until: datetime) -> dict[str, Any]:
    """The day it is by then, and, for each class of petition, how long ago the time to object must have begun."""
    classes = list(product(Category, Urgency))
    return {
        "until": until,
        "today": terms.day(until),
        "categories": [category.value for category, _ in classes],
        "urgencies": [urgency.value for _, urgency in classes],
        "over_before": [terms.over_before(Clock.RATING, *each, until) for each in classes],
    }


MODELS: Final[Mapping[str, Callable[[Terms, datetime], dict[str, Any]]]] = MappingProxyType(
    {
        "deadlines": _of_limits,
        "appointments": _of_appointments,
        "data_requests": lambda _terms, until: {"until": until},
    }
)
"""The read models that know timers, and what their query `due` must be told; it answers in order of time."""
