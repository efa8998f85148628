"""What can be asked for: urging, limits, supervision, false replies, corrections, confidentiality."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from casebook.petitions.command import Change, Flag, Remark, Text
from casebook.petitions.event import Count
from casebook.petitions.oversight.codes import RecomputeCause, Superior, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.vocabulary import Clock, Confidentiality
from casebook.petitions.words import Code


class UrgeUnit(Change):
    """催办."""

    clock: Clock = Field(description="The limit that the unit is urged about.", examples=["reply"])
    kind: UrgeKind = Field(
        description="Half of it is gone, one working day is left, or it is over.", examples=["overdue"]
    )


class MissDeadline(Change):
    """逾期: the system puts on record that a limit has passed."""

    clock: Clock = Field(description="The limit that has passed.", examples=["reply"])


class RecomputeDeadline(Change):
    """时限重算."""

    clock: Clock = Field(description="The limit.", examples=["reply"])
    due: AwareDatetime = Field(description="When it ends now, with offset.", examples=["2022-02-10T18:00:00+08:00"])
    cause: RecomputeCause = Field(description="Why.", examples=["order"])
    provisional: Flag = Field(default=False, description="Whether the calendar of its year is still to come.")


class RecordOrder(Change):
    """上级交办."""

    by: Superior = Field(description="Whose order it is.", examples=["province"])
    demand: Text = Field(
        description="What it demands, 10 characters or more.",
        examples=["省12345平台交办：请核实土产巷违停问题，限期回复办理结果。"],
    )
    document: Remark | None = Field(default=None, description="The paper's number.", examples=["豫热办〔2022〕18号"])
    due: AwareDatetime | None = Field(
        default=None,
        description="Until when it wants the unit's answer, with offset; else the limits adopted for such orders.",
        examples=["2022-02-18T18:00:00+08:00"],
    )


class OpenSupervision(Change):
    """督办."""

    level: SupervisionLevel = Field(default=SupervisionLevel.DAILY, description="How high.")
    ground: SupervisionGround = Field(description="Why.", examples=["overdue"])
    due: AwareDatetime | None = Field(
        default=None, description="When the result is due, with offset.", examples=["2022-02-18T18:00:00+08:00"]
    )


class EscalateSupervision(Change):
    """督办升级."""

    level: SupervisionLevel = Field(description="The higher level.", examples=["listed"])


class CloseSupervision(Change):
    """督办办结."""

    result: Text = Field(
        description="What came of it, 10 characters or more.", examples=["街道已到场整改，违停车辆清走，专人值守一周。"]
    )


class FindFalseReply(Change):
    """虚假办结认定."""

    assignment: Count = Field(description="The number of the assignment that the reply belongs to.", examples=[1])
    round: Count = Field(description="The round of handling that the reply belongs to.", examples=[1])
    evidence: Text = Field(
        description="What shows it, 10 characters or more.",
        examples=["回复称已清走车辆，记者次日到场，车辆仍停在原处。"],
    )
    consequence: Text = Field(
        description="What follows for the unit, 10 characters or more.", examples=["全市通报批评，按虚假办结计入考核。"]
    )


class CorrectRecord(Change):
    """勘误: the correction stands beside the event, which is never edited."""

    target_version: Count = Field(description="The version of the event that is corrected.", examples=[3])
    fields: tuple[Code, ...] = Field(
        min_length=1, max_length=20, description="The fields that are wrong.", examples=[["unit"]]
    )
    why: Text = Field(description="How the error came about.", examples=["登记时误选了相邻街道的代码。"])
    corrected: Text = Field(
        description="What it should say, 10 characters or more.", examples=["承办单位应为卫东区优越路街道办事处。"]
    )


class ChangeConfidentiality(Change):
    """保密级别变更."""

    after: Confidentiality = Field(description="What the unit may learn of the citizen.", examples=["sealed"])


OversightCommand = (
    UrgeUnit
    | MissDeadline
    | RecomputeDeadline
    | RecordOrder
    | OpenSupervision
    | EscalateSupervision
    | CloseSupervision
    | FindFalseReply
    | CorrectRecord
    | ChangeConfidentiality
)
