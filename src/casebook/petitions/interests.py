"""Who has an interest in the matters of which unit (回避): declared by the person, in a stream of their own.

Whoever has declared an interest in a unit does not bring petitions before it, nor verifies what it has done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from pydantic import Field

from casebook.petitions.command import Command, Remark
from casebook.petitions.event import Event
from casebook.petitions.words import Code, Private, Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casebook.petitions.entry import Entry

_STREAMS: Final = UUID("3f0d6c1a-9b52-5e47-8a10-6d2f5b7c9e15")


class ConflictOfInterestDeclared(Event):
    """申报利害关系：此人在该单位的事项中应当回避；写明诉求的，仅就该件回避."""

    unit: Code
    petition: UUID | None = None
    words: Private[Words] | None = None


class ConflictOfInterestEnded(Event):
    """利害关系终止，不再回避."""

    unit: Code
    petition: UUID | None = None
    words: Private[Words] | None = None


InterestEvent = ConflictOfInterestDeclared | ConflictOfInterestEnded
"""The closed union of what happens in a person's stream of interests."""

EVENTS: Final[dict[str, type[Event]]] = {
    event.stored_name(): event for event in (ConflictOfInterestDeclared, ConflictOfInterestEnded)
}
"""Every one under its stored name."""

UnitInQuestion = Field(description="The unit (单位).", examples=["street-410403002"])
OnlyPetition = Field(
    default=None, description="The number of the one petition it is about; else all of the unit's matters."
)


class DeclareInterest(Command):
    """申报利害关系."""

    unit: Code = UnitInQuestion
    petition: Code | None = OnlyPetition
    words: Remark | None = Field(default=None, description="What it is.", examples=["亲属在该单位任职。"])


class EndInterest(Command):
    """终止利害关系."""

    unit: Code = UnitInQuestion
    petition: Code | None = OnlyPetition
    words: Remark | None = Field(default=None, description="Why.", examples=["亲属已调离该单位。"])


@dataclass(frozen=True, slots=True)
class Interest:
    """An interest that stands: in a unit's matters, or in one petition where it is named; and since when."""

    unit: str
    petition: UUID | None
    since: datetime

    def is_in(self, unit: str, petition: UUID | None) -> bool:
        """Whether it is in this unit, and in this petition or in all."""
        return (self.unit, self.petition) == (unit, petition)


def stream_of(person: UUID) -> UUID:
    """The stream of a person's interests: one for each, the same in every ledger."""
    return uuid5(_STREAMS, str(person))


def standing(entries: Iterable[Entry]) -> tuple[Interest, ...]:
    """The interests that stand after these entries of one person, in the order in which they were declared."""
    found: list[Interest] = []
    for entry in entries:
        event: Event = entry.event
        if isinstance(event, ConflictOfInterestDeclared):
            found.append(Interest(event.unit, event.petition, entry.happened_at))
        if isinstance(event, ConflictOfInterestEnded):
            found = [one for one in found if not one.is_in(event.unit, event.petition)]
    return tuple(found)
