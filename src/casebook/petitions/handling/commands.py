"""What can be asked for: the unit's work, its reply, and the desk's review."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from casebook.petitions.command import Attachments, Change, Remark, Text
from casebook.petitions.vocabulary import (
    Action,
    Defect,
    Outcome,
)


class Commitment(BaseModel):
    """Something a unit promises, and the day by which."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: Remark = Field(description="What is promised.", examples=["在巷口施划禁停标线"])
    due_on: date = Field(description="The day by which.", examples=["2022-02-28"])


class SubmitReply(Change):
    """回复: signed for the unit by its approver, written by one of its officers."""

    drafted_by: UUID = Field(description="The officer who wrote it.")
    outcome: Outcome = Field(description="What the unit says it has done.", examples=["resolved"])
    text: Text = Field(
        description="The reply, 10 to 5000 characters.",
        examples=["接到诉求后，街道联系执法中队到现场查看，情况属实，已劝离违停车辆，今后将加强巡查。"],
    )
    actions: tuple[Action, ...] = Field(
        default=(), description="What was done.", examples=[["contacted_citizen", "visited"]]
    )
    commitments: tuple[Commitment, ...] = Field(default=(), max_length=10, description="What is promised, and by when.")
    evidence: Attachments = Field(default=(), description="Pictures or papers that show it.")


class ApproveReply(Change):
    """审核通过."""


class RejectReply(Change):
    """退回补正."""

    defects: tuple[Defect, ...] = Field(min_length=1, description="What is wrong with it.", examples=[["intent_only"]])
    note: Text | None = Field(
        default=None, description="What should be added.", examples=["“将积极协调处理”没有说明办理结果，请补充。"]
    )


HandlingCommand = SubmitReply | ApproveReply | RejectReply
