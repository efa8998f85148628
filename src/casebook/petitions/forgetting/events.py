"""What can have happened to what a petition holds about people."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.event import Count, Event
from casebook.petitions.forgetting.codes import (
    DataGround,
    DataRefusal,
    DataWish,
    ErasureScope,
    HoldGround,
    IdentityCheck,
)
from casebook.petitions.words import Private, Words

Number = Annotated[int, Field(ge=0, le=1_000_000)]


class DataRequestFiled(Event):
    """个人信息请求: somebody asks; `subject` is whose words it is about, the citizen's where none is named."""

    wanted: DataWish
    ground: DataGround
    subject: UUID | None = None
    answer_due: AwareDatetime | None = None
    details: Private[Words] | None = None


class IdentityChecked(Event):
    """核验身份: an officer has seen that whoever asks is who they say."""

    how: IdentityCheck


class DataRequestRefused(Event):
    """不予办理个人信息请求."""

    basis: DataRefusal
    explanation: Private[Words] | None = None


class DataRequestCancelled(Event):
    """撤回个人信息请求."""


class HoldPlaced(Event):
    """暂缓删除: something must be kept until a day, or until the hold is lifted where none is named."""

    ground: HoldGround
    until: date | None = None
    reference: Private[Words] | None = None


class HoldLifted(Event):
    """解除暂缓删除."""

    ground: HoldGround


class ErasureApproved(Event):
    """同意删除: the first and the second of two; `outside`: by somebody who is not of a unit that handled it."""

    approval: Count
    outside: bool


class ErasureScheduled(Event):
    """安排删除: erased when the waiting time is over, unless it is cancelled."""

    due: AwareDatetime


class ErasureBegun(Event):
    """开始删除: from here on nobody cancels and nobody holds."""


class PersonalDataErased(Event):
    """个人信息已删除: `words` fields and `files` of one person; the last backup of their key lasts until then."""

    subject: UUID
    scope: ErasureScope
    ground: DataGround
    requested_by: UUID
    approved_by: tuple[UUID, ...]
    words: Number
    files: Number
    backups_until: AwareDatetime


class ErasureCompleted(Event):
    """删除完成: no backup holds the key any more."""


class PersonalDataRestricted(Event):
    """限制处理个人信息: kept and used for nothing else. `instead`: of erasing, while something must be kept."""

    instead: bool = False
    holds: tuple[HoldGround, ...] = ()
    until: date | None = None


class RestrictionLifted(Event):
    """解除限制处理."""


class PersonalDataCorrected(Event):
    """个人信息已更正: what is not named stays as it is; figures do not change."""

    name: Private[Words] | None = None
    phone: Private[Words] | None = None
    place: Private[Words] | None = None


ForgettingEvent = (
    DataRequestFiled
    | IdentityChecked
    | DataRequestRefused
    | DataRequestCancelled
    | HoldPlaced
    | HoldLifted
    | ErasureApproved
    | ErasureScheduled
    | ErasureBegun
    | PersonalDataErased
    | ErasureCompleted
    | PersonalDataRestricted
    | RestrictionLifted
    | PersonalDataCorrected
)
