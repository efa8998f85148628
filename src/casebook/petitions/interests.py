"""Who has an interest in the matters of which unit (回避): declared by the person, in a stream of their own.

Whoever has declared an interest in a unit does not bring petitions before it, nor verifies what it has done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from pydantic import Field

from casebook.petitions.command import Command, Remark
from casebook.petitions.event import Event
from casebook.petitions.rule import rule
from casebook.petitions.words import Code, Private, Words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from datetime import datetime

    from casebook.petitions.entry import Entry
    from casebook.petitions.rule import Rule

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


@dataclass(frozen=True, slots=True)
class InterestContext:
    """What declaring and ending depend on beside the interests that stand.

    Attributes:
        petition: the id of the petition that the command names by its number; None where it names none.
        units: the directory of today; None where the city keeps none.
    """

    petition: UUID | None
    units: Container[str] | None


@rule
def unit_is_in_the_directory(
    command: DeclareInterest, _interests: Sequence[Interest], context: InterestContext
) -> bool:
    """No such unit is in the directory. Choose one from it.

    承办单位名录中没有这个单位，请从名录中选择。
    """
    return context.units is None or command.unit in context.units


@rule
def interest_is_new(command: DeclareInterest, interests: Sequence[Interest], context: InterestContext) -> bool:
    """You have declared this interest already. There is nothing more to do.

    您已申报过，无需重复申报。
    """
    return not any(one.is_in(command.unit, context.petition) for one in interests)


@rule
def interest_stands(command: EndInterest, interests: Sequence[Interest], context: InterestContext) -> bool:
    """You have declared no such interest, or have ended it. There is nothing to end.

    您没有这项申报，或已终止，无需终止。
    """
    return any(one.is_in(command.unit, context.petition) for one in interests)


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    DeclareInterest: (unit_is_in_the_directory, interest_is_new),
    EndInterest: (interest_stands,),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
