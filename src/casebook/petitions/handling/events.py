"""What can have happened while a unit works and replies."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.event import Attachment, Count, Event, EventWithFiles, LimitSet
from casebook.petitions.handling.codes import Check, ContactMode, SuspensionGround
from casebook.petitions.vocabulary import Action, Defect, Outcome
from casebook.petitions.words import Code, Private, Words

DaysLeft = Annotated[int, Field(ge=0, le=10_000)]
SecondsLeft = Annotated[int, Field(ge=0, le=1_000_000_000)]


class CitizenContacted(Event):
    """联系诉求人: an attempt, whether the citizen was reached or not."""

    assignment: Count
    mode: ContactMode
    reached: bool
    summary: Private[Words] | None = None
    on_time: bool | None = None


class ProgressReported(Event):
    """阶段性反馈."""

    stage: Code | None = None
    text: Private[Words] | None = None
    next_on: date | None = None
    assignment: Count | None = None


class ExtensionRequested(EventWithFiles):
    """延期申请."""

    assignment: Count
    working_days: Count
    reason: Private[Words] | None = None
    attachments: tuple[Attachment, ...] = ()


class ExtensionGranted(LimitSet):
    """同意延期."""

    assignment: Count
    reply_due: AwareDatetime
    told_citizen_at: AwareDatetime | None = None


class ExtensionRefused(Event):
    """不同意延期."""

    assignment: Count
    why: Private[Words] | None = None


class Suspended(Event):
    """挂账: the limit stops, and what is left of it is kept."""

    assignment: Count
    ground: SuspensionGround
    plan: Private[Words] | None = None
    review_on: date
    told_citizen_at: AwareDatetime | None = None
    remaining_working_days: DaysLeft | None = None
    remaining_seconds: SecondsLeft | None = None


class SuspensionReviewed(Event):
    """挂账复核."""

    keep: bool
    review_on: date | None = None
    note: Private[Words] | None = None


class Resumed(LimitSet):
    """销账: the limit runs on."""

    reply_due: AwareDatetime | None = None


class Replied(EventWithFiles):
    """已回复."""

    assignment: Count | None = None
    round: Count = 1
    outcome: Outcome
    text: Private[Words] | None = None
    actions: tuple[Action, ...] = ()
    commitments: Private[tuple[Words, ...]] | None = None
    commitments_due: tuple[date, ...] = ()
    evidence: tuple[Attachment, ...] = ()
    drafted_by: UUID | None = None
    on_time: bool | None = None
    intent_only: tuple[Code, ...] = ()


class ReplyApproved(LimitSet):
    """审核通过."""

    round: Count
    verify_due: AwareDatetime | None = None
    checks: tuple[Check, ...] = ()


class ReplyRejected(LimitSet):
    """退回补正."""

    round: Count
    defects: tuple[Defect, ...]
    note: Private[Words] | None = None
    redo_due: AwareDatetime | None = None


HandlingEvent = (
    CitizenContacted
    | ProgressReported
    | ExtensionRequested
    | ExtensionGranted
    | ExtensionRefused
    | Suspended
    | SuspensionReviewed
    | Resumed
    | Replied
    | ReplyApproved
    | ReplyRejected
)
