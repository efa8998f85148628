"""What can be asked for: closing, working on it again, and ending without a solution."""

from __future__ import annotations

from pydantic import Field

from casebook.petitions.command import Change, Flag, Text
from casebook.petitions.vocabulary import Fault, ReopenGround, TerminationGround


class ReopenPetition(Change):
    """重办."""

    ground: ReopenGround = Field(description="Why.", examples=["relapse"])
    fault: Fault = Field(default=Fault.NONE, description="Whose fault it is.")
    new_unit: Flag = Field(default=False, description="Whether another unit is to handle it.")
    reason: Text = Field(
        description="What happened, 10 characters or more.", examples=["一周后车辆又停回巷口，居民再次来电反映。"]
    )


class ClosePetition(Change):
    """办结."""

    summary: Text | None = Field(
        default=None, description="The result in short.", examples=["违停车辆已清走，巷口恢复畅通。"]
    )


class ProposeClosing(Change):
    """提请办结: asked by the system, once nothing stands in the way of a closing."""


class TerminatePetition(Change):
    """终止办理."""

    ground: TerminationGround = Field(description="Why.", examples=["out_of_scope"])
    explanation: Text = Field(
        description="What the citizen is told, 10 characters or more.",
        examples=["经核实，该事项已由法院受理，本平台终止办理，请依诉讼程序提出。"],
    )


EndingCommand = ReopenPetition | ProposeClosing | ClosePetition | TerminatePetition
