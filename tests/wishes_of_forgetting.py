"""Commands of forgetting as people usually give them; a test names only what is different."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casebook.petitions.commands import (
    ApproveErasure,
    CancelDataRequest,
    CheckIdentity,
    CompleteErasure,
    CorrectData,
    EraseData,
    FileDataRequest,
    LiftHold,
    LiftRestriction,
    PlaceHold,
    RecordErasure,
    RefuseDataRequest,
    RestrictData,
)
from language import BEGIN, PETITION


def ask_for(wanted: str = "erasure", **changes: Any) -> FileDataRequest:
    usual = {"petition_id": PETITION, "wanted": wanted, "ground": "purpose_met"}
    return FileDataRequest.model_validate(usual | changes)


def check_identity(how: str = "papers") -> CheckIdentity:
    return CheckIdentity.model_validate({"petition_id": PETITION, "how": how})


def refuse() -> RefuseDataRequest:
    said = "诉求仍在办理，依法履行职责需要保留联系方式；不服可向网信部门投诉。"
    return RefuseDataRequest.model_validate({"petition_id": PETITION, "basis": "statutory_duty", "explanation": said})


def cancel() -> CancelDataRequest:
    return CancelDataRequest(petition_id=PETITION)


def hold(ground: str = "litigation", **changes: Any) -> PlaceHold:
    return PlaceHold.model_validate({"petition_id": PETITION, "ground": ground} | changes)


def lift_hold(ground: str = "litigation") -> LiftHold:
    return LiftHold.model_validate({"petition_id": PETITION, "ground": ground})


def approve() -> ApproveErasure:
    return ApproveErasure(petition_id=PETITION)


def erase() -> EraseData:
    return EraseData(petition_id=PETITION)


def record_erasure(**changes: Any) -> RecordErasure:
    usual = {"petition_id": PETITION, "words": 5, "files": 0, "backups_until": BEGIN + timedelta(days=60)}
    return RecordErasure.model_validate(usual | changes)


def complete() -> CompleteErasure:
    return CompleteErasure(petition_id=PETITION)


def restrict(**changes: Any) -> RestrictData:
    return RestrictData.model_validate({"petition_id": PETITION} | changes)


def lift_restriction() -> LiftRestriction:
    return LiftRestriction(petition_id=PETITION)


def correct(**changes: Any) -> CorrectData:
    return CorrectData.model_validate({"petition_id": PETITION, "phone": "0375-0000001"} | changes)
