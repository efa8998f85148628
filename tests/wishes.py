"""Commands as people usually give them; a test names only what is different."""

from __future__ import annotations

from typing import Any

from casebook.petitions.commands import (
    AcceptPetition,
    ApproveReply,
    ApproveReturn,
    AssignPetition,
    ClosePetition,
    CountersignVerification,
    DeclinePetition,
    DesignateUnit,
    RatePetition,
    ReassignPetition,
    RecordVerification,
    RejectReply,
    RejectReturn,
    ReopenPetition,
    RequestCoHandling,
    RequestReturn,
    SignAssignment,
    SubmitCoOpinion,
    SubmitPetition,
    SubmitReply,
    WaiveVerification,
    WithdrawPetition,
)
from language import BEGIN, HOUR, OFFICER, PETITION, STREET


def submit(**changes: Any) -> SubmitPetition:
    usual: dict[str, Any] = {
        "category": "civilized_city",
        "title": "土产巷口乱停车，家属院唯一出口被堵",
        "body": "每天有车辆堵住家属院唯一的出口，居民出行不便。",
        "name": "王女士",
        "phone": "0375-0000000",
        "area": "410403",
        "street": "410403002",
    }
    return SubmitPetition.model_validate(usual | changes)


def accept(**changes: Any) -> AcceptPetition:
    usual = {"petition_id": PETITION, "category": "civilized_city", "matter": "parking"}
    return AcceptPetition.model_validate(usual | changes)


def decline(reason: str, **changes: Any) -> DeclinePetition:
    usual = {"petition_id": PETITION, "reason": reason, "explanation": "您反映的事项不属于本平台的受理范围。"}
    return DeclinePetition.model_validate(usual | changes)


def assign(**changes: Any) -> AssignPetition:
    return AssignPetition.model_validate({"petition_id": PETITION, "unit": STREET} | changes)


def designate(**changes: Any) -> DesignateUnit:
    usual: dict[str, Any] = {
        "petition_id": PETITION,
        "unit": STREET,
        "why": "权属暂不明确，经研究由该街道先行处置。",
        "duty_unclear": True,
    }
    return DesignateUnit.model_validate(usual | changes)


def sign(assignment: int = 1) -> SignAssignment:
    return SignAssignment(petition_id=PETITION, assignment=assignment)


def ask_to_return(**changes: Any) -> RequestReturn:
    usual: dict[str, Any] = {
        "petition_id": PETITION,
        "reason": "not_our_duty",
        "legal_basis": "城市环境卫生管理条例第九条",
        "explanation": "经现场查看，该路段由市城管局管理。",
    }
    return RequestReturn.model_validate(usual | changes)


def approve_return(**changes: Any) -> ApproveReturn:
    usual = {"petition_id": PETITION, "fault": "desk", "ruling": "退单理由成立，另行派单给主管部门。"}
    return ApproveReturn.model_validate(usual | changes)


def reject_return() -> RejectReturn:
    return RejectReturn(petition_id=PETITION, ruling="首接单位应先行办理，可请求其他单位协办。")


def reassign(**changes: Any) -> ReassignPetition:
    usual = {"petition_id": PETITION, "unit": "dept-tax", "why": "经核实该路段已移交其他单位管理。"}
    return ReassignPetition.model_validate(usual | changes)


def ask_for_help(**changes: Any) -> RequestCoHandling:
    usual = {
        "petition_id": PETITION,
        "unit": "dept-tax",
        "question": "请说明该巷口禁停标线由谁施划。",
        "due": BEGIN + 24 * HOUR,
    }
    return RequestCoHandling.model_validate(usual | changes)


def give_opinion() -> SubmitCoOpinion:
    return SubmitCoOpinion(petition_id=PETITION, opinion="禁停标线由我单位施划，已列入下周计划。")


def reply(**changes: Any) -> SubmitReply:
    usual: dict[str, Any] = {
        "petition_id": PETITION,
        "drafted_by": OFFICER.id,
        "outcome": "resolved",
        "text": "街道联系执法中队到现场查看，情况属实，已劝离违停车辆。",
        "actions": ("contacted_citizen", "visited"),
    }
    return SubmitReply.model_validate(usual | changes)


CHECKS = ("answers", "facts", "actions", "dates", "evidence", "tone")


def approve(*more: str, **changes: Any) -> ApproveReply:
    return ApproveReply.model_validate({"petition_id": PETITION, "checks": (*CHECKS, *more)} | changes)


def reject(**changes: Any) -> RejectReply:
    return RejectReply.model_validate({"petition_id": PETITION, "defects": ("intent_only",)} | changes)


def waive(ground: str = "category") -> WaiveVerification:
    return WaiveVerification.model_validate({"petition_id": PETITION, "ground": ground})


def record(**changes: Any) -> RecordVerification:
    usual: dict[str, Any] = {
        "petition_id": PETITION,
        "result": "solved",
        "method": "site",
        "visited_at": BEGIN + 5 * HOUR,
        "findings": "下午三点半，土产巷口没有车辆停放。",
        "no_photo": "nothing_visible",
    }
    return RecordVerification.model_validate(usual | changes)


def countersign() -> CountersignVerification:
    return CountersignVerification(petition_id=PETITION)


def reopen(ground: str = "relapse", **changes: Any) -> ReopenPetition:
    usual = {"petition_id": PETITION, "ground": ground, "reason": "一周后车辆又停回巷口，居民再次反映。"}
    return ReopenPetition.model_validate(usual | changes)


def close() -> ClosePetition:
    return ClosePetition(petition_id=PETITION)


def rate(**changes: Any) -> RatePetition:
    return RatePetition.model_validate({"petition_id": PETITION, "solved": "yes", "score": 5} | changes)


def withdraw() -> WithdrawPetition:
    return WithdrawPetition(petition_id=PETITION)
