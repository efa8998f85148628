"""What can have happened while a unit works and replies."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from casebook.petitions.event import Attachment, Count, Event
from casebook.petitions.vocabulary import (
    Action,
    Defect,
    Outcome,
)
from casebook.petitions.words import Code, Private, Words


class ProgressReported(Event):
    """阶段性反馈."""

    stage: Code | None = None
    text: Private[Words] | None = None
    next_on: date | None = None


class Replied(Event):
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


class ReplyApproved(Event):
    """审核通过."""

    round: Count
    verify_due: AwareDatetime | None = None


class ReplyRejected(Event):
    """退回补正."""

    round: Count
    defects: tuple[Defect, ...]
    note: Private[Words] | None = None
    redo_due: AwareDatetime | None = None


HandlingEvent = ProgressReported | Replied | ReplyApproved | ReplyRejected
