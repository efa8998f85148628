"""What can be asked for: the unit's work, more time, a halt, its reply, and the desk's review."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from casebook.petitions.command import Attachments, Change, Flag, Remark, Text
from casebook.petitions.event import Count
from casebook.petitions.handling.codes import Check, ContactMode, SuspensionGround
from casebook.petitions.vocabulary import Action, Defect, Outcome
from casebook.petitions.words import Code

Told = Field(
    default=None,
    description="When the citizen was told of it and why; may be missing only where nobody can be called.",
    examples=["2022-02-08T10:15:00+08:00"],
)


class RecordContact(Change):
    """联系诉求人."""

    mode: ContactMode = Field(description="How.", examples=["phone"])
    reached: Flag = Field(description="Whether the citizen was reached.", examples=[True])
    summary: Remark | None = Field(
        default=None, description="What was said.", examples=["诉求人说明车辆多在早晚停放，愿意到场指认。"]
    )


class ReportProgress(Change):
    """阶段性反馈."""

    text: Text = Field(description="What was done so far, 10 characters or more.", examples=["已联系车主，正在协商。"])
    stage: Code | None = Field(default=None, description="The stage of the work.", examples=["on-site"])
    next_on: date | None = Field(default=None, description="When the next step follows.", examples=["2099-02-08"])


class RequestExtension(Change):
    """延期申请."""

    working_days: Count = Field(description="How many working days more.", examples=[5])
    reason: Text = Field(
        description="Why, 10 characters or more.", examples=["损坏的管道需停水更换，材料预计五个工作日后到货。"]
    )
    attachments: Attachments = Field(default=(), description="Papers that show it.")


class GrantExtension(Change):
    """同意延期."""

    told_citizen_at: AwareDatetime | None = Told


class RefuseExtension(Change):
    """不同意延期."""

    why: Text = Field(description="Why not, 10 characters or more.", examples=["现场已具备施工条件，请按原期限办理。"])


class SuspendPetition(Change):
    """挂账."""

    ground: SuspensionGround = Field(description="Why it cannot be solved now.", examples=["funds"])
    plan: Text = Field(
        description="What will be done and when, 10 characters or more.",
        examples=["改造资金已列入明年预算，批复后三个月内完工。"],
    )
    review_on: date = Field(description="The day on which it is looked at again.", examples=["2022-04-29"])
    told_citizen_at: AwareDatetime | None = Told


class ReviewSuspension(Change):
    """挂账复核."""

    keep: Flag = Field(description="Whether it stays suspended; if not, work goes on.", examples=[True])
    review_on: date | None = Field(
        default=None, description="If it stays: the next day of review.", examples=["2022-07-28"]
    )
    note: Text | None = Field(default=None, description="What the review found.", examples=["预算仍在审批，继续挂账。"])


class ResumePetition(Change):
    """销账."""


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

    checks: tuple[Check, ...] = Field(
        default=(),
        description="What was looked at and holds. Every reply must answer, say what was found and be civil; what it "
        "did, promises or proves is looked at as well.",
        examples=[["answers", "facts", "actions", "dates", "evidence", "tone"]],
    )


class RejectReply(Change):
    """退回补正."""

    defects: tuple[Defect, ...] = Field(min_length=1, description="What is wrong with it.", examples=[["intent_only"]])
    note: Text | None = Field(
        default=None, description="What should be added.", examples=["“将积极协调处理”没有说明办理结果，请补充。"]
    )


HandlingCommand = (
    RecordContact
    | ReportProgress
    | RequestExtension
    | GrantExtension
    | RefuseExtension
    | SuspendPetition
    | ReviewSuspension
    | ResumePetition
    | SubmitReply
    | ApproveReply
    | RejectReply
)
