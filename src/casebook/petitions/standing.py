"""The parts of a petition that stand at one moment: limits, reply, finding, rating, oversight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from casebook.petitions.archive.codes import RetentionClass
    from casebook.petitions.oversight.codes import Superior
    from casebook.petitions.vocabulary import Category, Outcome, Solved, Status, Urgency, VerificationResult


@dataclass(frozen=True, slots=True)
class Dues:
    """The limits that were set, as they stand in the events."""

    accept: datetime | None = None
    dispatch: datetime | None = None
    sign: datetime | None = None
    contact: datetime | None = None
    reply: datetime | None = None
    return_until: datetime | None = None
    ruling: datetime | None = None
    redo: datetime | None = None
    verify: datetime | None = None
    answer: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfClass:
    """An end that is the limit of this class, counted from its start.

    `anew`: when the class was put right; where that limit was past by then, it was counted from there.
    `order`: under whose order from above it stood.
    """

    category: Category
    urgency: Urgency
    matter: str | None = None
    anew: datetime | None = None
    order: Superior | None = None


@dataclass(frozen=True, slots=True)
class RestOf:
    """An end that is what a halt had left, counted from where work went on."""

    since: datetime
    working_days: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """An end that was named, by an order or by a source, and not counted."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    """An end that lies so many working days behind an earlier one."""

    before: Way
    working_days: int


Way = OfClass | RestOf | Fixed | Extended
"""How the end of a limit came about, so that it can be counted again in a calendar that was adopted since."""


@dataclass(frozen=True, slots=True)
class Start:
    """Since when a limit runs, how its end came about, and from which place in the ledger on.

    What had been adopted by then judges it.
    """

    at: datetime
    way: Way
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What stands of the present assignment beside its unit: who made it, who helps, what was done in it."""

    assigned_by: UUID | None = None
    co_units: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    signed: bool = False
    replied: bool = False

    def asking(self, unit: str) -> Holding:
        """A further unit helps, or one is asked again."""
        return replace(self, co_units=_with(self.co_units, unit), awaited=_with(self.awaited, unit))

    def answered(self, unit: str) -> Holding:
        """A unit has given its opinion."""
        return replace(self, awaited=tuple(other for other in self.awaited if other != unit))


@dataclass(frozen=True, slots=True)
class Search:
    """What the search for the right unit has come to: whose return was right, and who may not return it (again)."""

    freed: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    rulings: int = 0
    reassignments: int = 0

    def ruled(self) -> Search:
        """One more return was decided."""
        return replace(self, rulings=self.rulings + 1)

    def freeing(self, unit: str) -> Search:
        """A unit's return was right."""
        return replace(self, freed=_with(self.freed, unit))

    def binding(self, unit: str) -> Search:
        """A unit was designated, or its return was refused."""
        return replace(self, bound=_with(self.bound, unit))


@dataclass(frozen=True, slots=True)
class Reply:
    """The last reply: who wrote it, who signed it for the unit, who at the desk reviewed it.

    A direct one is the desk's own: whoever gave it signed it, and nobody reviews it.
    """

    round: int
    outcome: Outcome
    at: datetime
    signed_by: UUID
    drafted_by: UUID | None = None
    reviewed_by: UUID | None = None
    approved: bool = False
    intent_only: tuple[str, ...] = ()
    direct: bool = False
    promises: int = 0

    def was_written_by(self, person: UUID) -> bool:
        """Whether this person drafted or signed it."""
        return person in (self.drafted_by, self.signed_by)


@dataclass(frozen=True, slots=True)
class Merger:
    """The petition that this one goes on with, its number, and where this one stood before."""

    master: UUID
    number: str
    came_from: Status


@dataclass(frozen=True, slots=True)
class Decline:
    """The decline that stands: who declined, who agreed to it, and how far its review is."""

    by: UUID
    at: datetime
    seconded_by: UUID | None = None
    review_requested: bool = False
    upheld: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """Who is to go and look, in which round."""

    round: int
    reporter: UUID


@dataclass(frozen=True, slots=True)
class Finding:
    """What the last verification found; it takes effect when another person has counter-signed it."""

    round: int
    result: VerificationResult
    reported_by: UUID
    at: datetime
    visited_at: datetime
    countersigned_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How often the citizen was called in this round, and when last."""

    attempts: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the record is kept, for ever where no day is named; and whether it was found fit to be destroyed."""

    kind: RetentionClass
    until: date | None
    to_be_destroyed: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """The citizen's present view, and since when they have one of this round."""

    round: int
    solved: Solved
    score: int
    revision: int
    first_at: datetime


def _with(units: tuple[str, ...], unit: str) -> tuple[str, ...]:
    return units if unit in units else (*units, unit)
