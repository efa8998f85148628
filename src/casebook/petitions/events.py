"""What can have happened to a petition. Stored for ever, so changed only by an ADR.

An event's stored name is its class name in kebab-case. Fields are added with a default, never renamed or removed; who
did it and when is not here but in the `Entry` around it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from casebook.petitions.vocabulary import (
    Action,
    AssignmentBasis,
    Category,
    Channel,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    Defect,
    Fault,
    Media,
    NoPhotoReason,
    Outcome,
    ReopenGround,
    Solved,
    TerminationGround,
    Urgency,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)
from casebook.petitions.words import Code, Private, Words

Count = Annotated[int, Field(ge=1, le=10_000)]
Grade = Annotated[int, Field(ge=1, le=5)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Event(BaseModel):
    """Something that happened to a petition."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    schema_version: ClassVar[int] = 1

    @classmethod
    @cache  # asked for every event
    def stored_name(cls) -> str:
        """The stored name: `verified-by-reporter`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()


class Attachment(BaseModel):
    """A sealed file, by reference: its digest and size, never its name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: UUID
    sha256: Sha256
    media: Media
    size: Annotated[int, Field(ge=1, le=50_000_000)]


class Submitted(Event):
    """诉求已提交."""

    number: Code
    category: Category
    channel: Channel
    confidentiality: Confidentiality = Confidentiality.NAMED
    title: Private[Words] | None = None
    body: Private[Words] | None = None
    area: Code | None = None
    street: Code | None = None
    community: Code | None = None
    place: Private[Words] | None = None
    name: Private[Words] | None = None
    phone: Private[Words] | None = None
    attachments: tuple[Attachment, ...] = ()
    notice_version: Code | None = None
    publish_consent: bool = False
    accept_due: AwareDatetime | None = None


class Accepted(Event):
    """已受理."""

    category: Category | None = None
    urgency: Urgency = Urgency.NORMAL
    matter: Code | None = None
    dispatch_due: AwareDatetime | None = None


class Declined(Event):
    """不予受理."""

    reason: DeclineReason
    explanation: Private[Words] | None = None
    route: Code | None = None
    earlier: UUID | None = None
    seconded_by: UUID | None = None
    source_code: Code | None = None


class Assigned(Event):
    """派单."""

    assignment: Count
    unit: Code
    basis: AssignmentBasis = AssignmentBasis.JUDGEMENT
    returnable: bool = True
    sign_due: AwareDatetime | None = None
    contact_due: AwareDatetime | None = None
    reply_due: AwareDatetime | None = None
    return_until: AwareDatetime | None = None
    provisional: bool = False
    instructions: Private[Words] | None = None


class Signed(Event):
    """签收."""

    assignment: Count
    on_time: bool | None = None


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


class VerificationWaived(Event):
    """免访."""

    round: Count
    ground: WaiverGround


class VerifiedByReporter(Event):
    """记者追访: takes effect when an editor has counter-signed it."""

    round: Count = 1
    result: VerificationResult
    method: VerificationMethod
    visited_at: AwareDatetime
    findings: Private[Words] | None = None
    area: Code | None = None
    street: Code | None = None
    place: Private[Words] | None = None
    photos: tuple[Attachment, ...] = ()
    no_photo: NoPhotoReason | None = None
    talked_to_citizen: bool = False


class VerificationCountersigned(Event):
    """追访签发: the editor's signature under the reporter's finding."""

    round: Count
    result: VerificationResult


class Reopened(Event):
    """重办."""

    round: Count
    ground: ReopenGround
    fault: Fault = Fault.NONE
    reply_due: AwareDatetime | None = None
    provisional: bool = False
    reason: Private[Words] | None = None


class Closed(Event):
    """办结."""

    basis: ClosingBasis
    rounds: Count = 1
    first_closure: bool
    summary: Private[Words] | None = None


class Terminated(Event):
    """终止办理."""

    ground: TerminationGround
    explanation: Private[Words] | None = None


class CitizenRated(Event):
    """评价."""

    solved: Solved
    score: Grade
    manner: Grade | None = None
    speed: Grade | None = None
    reason: Private[Words] | None = None
    revision: Count = 1


class Withdrawn(Event):
    """撤回."""

    reason: Private[Words] | None = None
    goes_on: bool = False


EVENTS: dict[str, type[Event]] = {cls.stored_name(): cls for cls in Event.__subclasses__()}
"""Every event class under its stored name."""

PetitionEvent = (
    Submitted
    | Accepted
    | Declined
    | Assigned
    | Signed
    | ProgressReported
    | Replied
    | ReplyApproved
    | ReplyRejected
    | VerificationWaived
    | VerifiedByReporter
    | VerificationCountersigned
    | Reopened
    | Closed
    | Terminated
    | CitizenRated
    | Withdrawn
)
"""The closed union that `match` statements are checked against."""
