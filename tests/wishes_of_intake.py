"""Commands of intake as people usually give them; a test names only what is different."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casebook.petitions.commands import (
    AnswerDirectly,
    OverturnDecline,
    Reclassify,
    ReferOut,
    RequestDeclineReview,
    RequestInformation,
    SupplementPetition,
    UpholdDecline,
)
from language import BEGIN, PETITION


def supplement(**changes: Any) -> SupplementPetition:
    usual = {"petition_id": PETITION, "text": "车辆多在晚上七点以后停放。"}
    return SupplementPetition.model_validate(usual | changes)


def ask_for_more(**changes: Any) -> RequestInformation:
    usual = {
        "petition_id": PETITION,
        "questions": "请补充说明车辆一般在什么时段停放。",
        "answer_due": BEGIN + timedelta(days=3),
    }
    return RequestInformation.model_validate(usual | changes)


def ask_for_review() -> RequestDeclineReview:
    return RequestDeclineReview(petition_id=PETITION, grounds="这条巷子由街道管理，不是小区内部道路。")


def uphold() -> UpholdDecline:
    return UpholdDecline(petition_id=PETITION, finding="经复核，该巷属小区内部道路，维持不予受理。")


def overturn() -> OverturnDecline:
    return OverturnDecline(petition_id=PETITION, finding="经复核，该巷属市政道路，请重新受理。")


def refer_out(target: str = "12315", **changes: Any) -> ReferOut:
    return ReferOut.model_validate({"petition_id": PETITION, "target": target} | changes)


def answer_directly(**changes: Any) -> AnswerDirectly:
    usual = {"petition_id": PETITION, "answer": "我市集中供热时间为每年11月15日至次年3月15日。"}
    return AnswerDirectly.model_validate(usual | changes)


def reclassify(**changes: Any) -> Reclassify:
    usual = {"petition_id": PETITION, "why": "诉求人反映的是停车问题，原分类有误。"}
    return Reclassify.model_validate(usual | changes)
