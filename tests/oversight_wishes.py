"""Commands of oversight as people usually give them; a test names only what is different."""

from __future__ import annotations

from typing import Any

from casebook.petitions.commands import (
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    RecomputeDeadline,
    RecordOrder,
    UrgeUnit,
)
from language import BEGIN, PETITION


def urge(clock: str = "reply", kind: str = "overdue") -> UrgeUnit:
    return UrgeUnit.model_validate({"petition_id": PETITION, "clock": clock, "kind": kind})


def miss(clock: str = "reply") -> MissDeadline:
    return MissDeadline.model_validate({"petition_id": PETITION, "clock": clock})


def recompute(clock: str = "reply", **changes: Any) -> RecomputeDeadline:
    usual = {"petition_id": PETITION, "clock": clock, "due": BEGIN.replace(year=2023), "cause": "order"}
    return RecomputeDeadline.model_validate(usual | changes)


def order(**changes: Any) -> RecordOrder:
    usual = {"petition_id": PETITION, "by": "city", "demand": "市领导批示：请核实土产巷违停问题，限期回复办理结果。"}
    return RecordOrder.model_validate(usual | changes)


def supervise(**changes: Any) -> OpenSupervision:
    return OpenSupervision.model_validate({"petition_id": PETITION, "ground": "overdue"} | changes)


def escalate(level: str = "listed") -> EscalateSupervision:
    return EscalateSupervision.model_validate({"petition_id": PETITION, "level": level})


def end_supervision() -> CloseSupervision:
    return CloseSupervision(petition_id=PETITION, result="街道已到场整改，违停车辆清走，专人值守。")


def find_false(**changes: Any) -> FindFalseReply:
    usual = {
        "petition_id": PETITION,
        "assignment": 1,
        "round": 1,
        "evidence": "回复称已清走车辆，记者次日到场，车辆仍停在原处。",
        "consequence": "全市通报批评，按虚假办结计入考核。",
    }
    return FindFalseReply.model_validate(usual | changes)


def correct(**changes: Any) -> CorrectRecord:
    usual = {
        "petition_id": PETITION,
        "target_version": 1,
        "fields": ("street",),
        "why": "登记时误选了相邻街道的代码。",
        "corrected": "地点应为卫东区优越路街道土产巷口。",
    }
    return CorrectRecord.model_validate(usual | changes)


def change_confidentiality(after: str = "sealed") -> ChangeConfidentiality:
    return ChangeConfidentiality.model_validate({"petition_id": PETITION, "after": after})
