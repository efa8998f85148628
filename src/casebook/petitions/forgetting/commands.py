"""What can be asked for: to put right, put aside or erase what is held about somebody; and each step on the way."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.command import Addition, Change, Name, PhoneLeft, Remark, Text
from casebook.petitions.forgetting.codes import DataGround, DataRefusal, DataWish, HoldGround, IdentityCheck

Counted = Annotated[int, Field(ge=0, le=1_000_000)]


class FileDataRequest(Change):
    """提出个人信息请求."""

    wanted: DataWish = Field(description="Erase it, stop every use but storage, or put it right.", examples=["erasure"])
    ground: DataGround = Field(description="Why.", examples=["purpose_met"])
    details: Addition | None = Field(
        default=None,
        description="What else there is to say; of a correction what is wrong and how it is right.",
        examples=["事情已经解决，请删除我的电话和写的内容。"],
    )
    subject: UUID | None = Field(
        default=None, description="Whose words it is about: a person of the petition; the citizen where none is named."
    )


class CheckIdentity(Change):
    """核验身份."""

    how: IdentityCheck = Field(description="How it was seen that they are who they say.", examples=["papers"])


class RefuseDataRequest(Change):
    """不予办理个人信息请求."""

    basis: DataRefusal = Field(description="The legal basis.", examples=["statutory_duty"])
    explanation: Text = Field(
        description="What whoever asked is told, 10 characters or more: the provision, and where they can complain.",
        examples=["诉求仍在办理，依法履行职责需要保留联系方式；不服可向网信部门投诉。"],
    )


class CancelDataRequest(Change):
    """撤回个人信息请求."""


class PlaceHold(Change):
    """暂缓删除."""

    ground: HoldGround = Field(description="Why it must be kept.", examples=["litigation"])
    until: date | None = Field(
        default=None, description="The last day, where it is known; else until it is lifted.", examples=["2027-06-30"]
    )
    reference: Remark | None = Field(
        default=None, description="The case or paper it rests on.", examples=["（2026）豫04行初12号"]
    )


class LiftHold(Change):
    """解除暂缓删除."""

    ground: HoldGround = Field(description="The hold that is over.", examples=["litigation"])


class ApproveErasure(Change):
    """同意删除."""


class EraseData(Change):
    """执行删除: the waiting time is over."""


class RecordErasure(Change):
    """登记删除: the system has erased it."""

    words: Counted = Field(description="How many fields of words are gone.", examples=[5])
    files: Counted = Field(description="How many files are gone.", examples=[1])
    backups_until: AwareDatetime = Field(
        description="When the last backup of the key expires, with offset.", examples=["2026-12-31T10:00:00+08:00"]
    )


class CompleteErasure(Change):
    """完成删除: no backup holds the key any more."""


class RestrictData(Change):
    """限制处理个人信息."""

    until: date | None = Field(default=None, description="Until when, where that is known.", examples=["2027-06-30"])


class LiftRestriction(Change):
    """解除限制处理."""


class CorrectData(Change):
    """更正个人信息."""

    name: Name | None = Field(default=None, description="What the citizen is called.", examples=["王女士"])
    phone: PhoneLeft | None = Field(default=None, description="The number to call.", examples=["19900001234"])
    place: Addition | None = Field(default=None, description="Where exactly it is.", examples=["土产巷口东侧"])


ForgettingCommand = (
    FileDataRequest
    | CheckIdentity
    | RefuseDataRequest
    | CancelDataRequest
    | PlaceHold
    | LiftHold
    | ApproveErasure
    | EraseData
    | RecordErasure
    | CompleteErasure
    | RestrictData
    | LiftRestriction
    | CorrectData
)
