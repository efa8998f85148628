"""What can be asked for: closing, what the citizen thinks of it, and working on it again."""

from __future__ import annotations

from pydantic import Field

from casebook.petitions.command import Change, Remark, Text
from casebook.petitions.event import Grade
from casebook.petitions.vocabulary import Fault, ReopenGround, Solved


class ReopenPetition(Change):
    """重办."""

    ground: ReopenGround = Field(description="Why.", examples=["relapse"])
    fault: Fault = Field(default=Fault.NONE, description="Whose fault it is.")
    reason: Text = Field(
        description="What happened, 10 characters or more.", examples=["一周后车辆又停回巷口，居民再次来电反映。"]
    )


class ClosePetition(Change):
    """办结."""

    summary: Text | None = Field(
        default=None, description="The result in short.", examples=["违停车辆已清走，巷口恢复畅通。"]
    )


class RatePetition(Change):
    """评价."""

    solved: Solved = Field(description="Whether the matter is solved, in the citizen's view.", examples=["yes"])
    score: Grade = Field(description="1 (very dissatisfied) to 5 (very satisfied).", examples=[5])
    manner: Grade | None = Field(default=None, description="The unit's manner, 1 to 5.", examples=[5])
    speed: Grade | None = Field(default=None, description="The unit's speed, 1 to 5.", examples=[4])
    reason: Remark | None = Field(default=None, description="Why.", examples=["街道来人很快，现在出门方便多了。"])


EndingCommand = ReopenPetition | ClosePetition | RatePetition
