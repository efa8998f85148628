"""Commands of verification and of what comes after it, as people usually give them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from casebook.petitions.commands import (
    AppraiseRetention,
    ArchivePetition,
    ProposeClosing,
    Publish,
    PublishFollowUp,
    RecordCallback,
    RecordCommendation,
    RevisePublication,
    ScheduleVerification,
    TerminatePetition,
    Unpublish,
)
from casebook.petitions.publication.codes import Redaction
from language import BEGIN, HOUR, PETITION, REPORTER, STREET


def schedule(**changes: Any) -> ScheduleVerification:
    return ScheduleVerification.model_validate({"petition_id": PETITION, "reporter": REPORTER.id} | changes)


def follow_up(**changes: Any) -> PublishFollowUp:
    usual: dict[str, Any] = {
        "petition_id": PETITION,
        "article": "2022-01-31-A03",
        "headline": "土产巷的“堵”点通了",
        "publish_at": BEGIN + 8 * HOUR,
    }
    return PublishFollowUp.model_validate(usual | changes)


_PUBLIC_TEXT: dict[str, Any] = {
    "petition_id": PETITION,
    "text": "诉求人反映土产巷口车辆乱停。街道已清理，记者追访时巷口畅通。",
    "checked": tuple(Redaction),
    "redactions": ("name", "phone"),
    "reviewer": uuid4(),
}


def publish(**changes: Any) -> Publish:
    return Publish.model_validate(_PUBLIC_TEXT | changes)


def revise(**changes: Any) -> RevisePublication:
    return RevisePublication.model_validate(_PUBLIC_TEXT | changes)


def unpublish() -> Unpublish:
    return Unpublish(petition_id=PETITION, reason="公开内容有误，更正后再公开。")


def call(**changes: Any) -> RecordCallback:
    usual: dict[str, Any] = {"petition_id": PETITION, "reached": True, "solved": "yes", "satisfaction": 5}
    return RecordCallback.model_validate(usual | changes)


def unanswered() -> RecordCallback:
    return RecordCallback(petition_id=PETITION, reached=False)


def commend(**changes: Any) -> RecordCommendation:
    return RecordCommendation.model_validate({"petition_id": PETITION, "unit": STREET, "kind": "banner"} | changes)


def terminate(**changes: Any) -> TerminatePetition:
    usual = {"petition_id": PETITION, "ground": "out_of_scope", "explanation": "经核实，该事项不属于本平台受理范围。"}
    return TerminatePetition.model_validate(usual | changes)


def archive() -> ArchivePetition:
    return ArchivePetition(petition_id=PETITION)


def appraise(**changes: Any) -> AppraiseRetention:
    return AppraiseRetention.model_validate({"petition_id": PETITION, "keep": False} | changes)


def propose_closing() -> ProposeClosing:
    return ProposeClosing(petition_id=PETITION)
