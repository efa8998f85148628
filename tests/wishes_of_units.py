"""Commands of a unit's work and of what the hotline decides about its time; a test names only what is different."""

from __future__ import annotations

from datetime import date
from typing import Any

from casebook.petitions.commands import (
    GrantExtension,
    RecordContact,
    RefuseExtension,
    ReportProgress,
    RequestExtension,
    ResumePetition,
    ReviewSuspension,
    SuspendPetition,
)
from language import BEGIN, PETITION


def contact(**changes: Any) -> RecordContact:
    return RecordContact.model_validate({"petition_id": PETITION, "mode": "phone", "reached": True} | changes)


def progress(**changes: Any) -> ReportProgress:
    return ReportProgress.model_validate({"petition_id": PETITION, "text": "已联系车主，正在协商挪车。"} | changes)


def ask_for_time(working_days: int = 5, **changes: Any) -> RequestExtension:
    usual = {"petition_id": PETITION, "working_days": working_days, "reason": "管道需停水更换，材料五个工作日后到货。"}
    return RequestExtension.model_validate(usual | changes)


def grant(**changes: Any) -> GrantExtension:
    return GrantExtension.model_validate({"petition_id": PETITION, "told_citizen_at": BEGIN} | changes)


def refuse() -> RefuseExtension:
    return RefuseExtension(petition_id=PETITION, why="现场已具备施工条件，请按原期限办理。")


def suspend(**changes: Any) -> SuspendPetition:
    usual: dict[str, Any] = {
        "petition_id": PETITION,
        "ground": "funds",
        "plan": "改造资金已列入明年预算，批复后三个月内完工。",
        "review_on": date(2022, 3, 1),
        "told_citizen_at": BEGIN,
    }
    return SuspendPetition.model_validate(usual | changes)


def review(*, keep: bool = True, **changes: Any) -> ReviewSuspension:
    usual = {"petition_id": PETITION, "keep": keep, "note": "预算仍在审批，继续挂账。"}
    return ReviewSuspension.model_validate(usual | changes)


def resume() -> ResumePetition:
    return ResumePetition(petition_id=PETITION)
