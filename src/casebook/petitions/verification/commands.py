"""What can be asked for: the reporter goes and looks, or need not go."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.command import Attachments, Change, Flag, Remark, Text
from casebook.petitions.vocabulary import (
    NoPhotoReason,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)
from casebook.petitions.words import Code

Kept = Annotated[tuple[Flag, ...], Field(max_length=20)]


class ScheduleVerification(Change):
    """追访安排."""

    reporter: UUID = Field(description="Who goes: a reporter; for a sealed petition an officer of the desk.")
    method: VerificationMethod = Field(
        default=VerificationMethod.SITE, description="How to look at it.", examples=["site"]
    )


class WaiveVerification(Change):
    """免访."""

    ground: WaiverGround = Field(description="Why a reporter need not go.", examples=["category"])


class RecordVerification(Change):
    """记者追访."""

    result: VerificationResult = Field(description="What was found.", examples=["solved"])
    method: VerificationMethod = Field(description="How it was looked at.", examples=["site"])
    visited_at: AwareDatetime = Field(description="When, with offset.", examples=["2022-01-30T15:30:00+08:00"])
    findings: Text = Field(
        description="What was seen, 10 to 5000 characters.",
        examples=["下午三点半，土产巷口没有车辆停放，家属院出口畅通。"],
    )
    area: Code | None = Field(default=None, description="County or district code.", examples=["410403"])
    street: Code | None = Field(default=None, description="Street or town code.", examples=["410403002"])
    place: Remark | None = Field(default=None, description="Where, in words.", examples=["土产巷口"])
    photos: Attachments = Field(default=(), description="Pictures of what was found, uploaded before.")
    photos_before: Attachments = Field(
        default=(), description="Pictures of how it was before the unit's work, to compare; uploaded before."
    )
    no_photo: NoPhotoReason | None = Field(default=None, description="Why there is no picture.")
    talked_to_citizen: Flag = Field(default=False, description="Whether the citizen was heard.")
    commitments_kept: Kept = Field(
        default=(), description="For each of the reply's promises whether it was kept; empty where none was looked at."
    )


class CountersignVerification(Change):
    """追访签发."""


VerificationCommand = ScheduleVerification | WaiveVerification | RecordVerification | CountersignVerification
