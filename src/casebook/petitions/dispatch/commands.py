"""What can be asked for: assigning a petition to a unit, and the unit taking it."""

from __future__ import annotations

from pydantic import Field

from casebook.petitions.command import Change, Text
from casebook.petitions.event import Count
from casebook.petitions.vocabulary import AssignmentBasis
from casebook.petitions.words import Code


class AssignPetition(Change):
    """派单."""

    unit: Code = Field(description="The handling unit.", examples=["street-410403002"])
    basis: AssignmentBasis = Field(default=AssignmentBasis.JUDGEMENT, description="Why this unit.")
    instructions: Text | None = Field(
        default=None, description="What the unit should mind.", examples=["请先联系诉求人，再到现场查看。"]
    )


class SignAssignment(Change):
    """签收."""

    assignment: Count = Field(description="The number of the assignment that is signed.", examples=[1])


DispatchCommand = AssignPetition | SignAssignment
