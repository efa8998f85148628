"""Everything that can have happened to a petition. Stored for ever, so changed only by an ADR."""

from __future__ import annotations

from typing import get_args

from casebook.petitions.dispatch.events import Assigned, DispatchEvent, Signed
from casebook.petitions.ending.events import CitizenRated, Closed, EndingEvent, Reopened, Terminated
from casebook.petitions.event import Attachment, Count, Event, Grade, Sha256
from casebook.petitions.handling.events import HandlingEvent, ProgressReported, Replied, ReplyApproved, ReplyRejected
from casebook.petitions.intake.events import Accepted, Declined, IntakeEvent, Submitted, Withdrawn
from casebook.petitions.oversight.events import (
    ConfidentialityChanged,
    DeadlineMissed,
    DeadlineRecomputed,
    FalseReplyFound,
    OversightEvent,
    RecordCorrected,
    SupervisionClosed,
    SupervisionEscalated,
    SupervisionOpened,
    Urged,
)
from casebook.petitions.verification.events import (
    VerificationCountersigned,
    VerificationEvent,
    VerificationWaived,
    VerifiedByReporter,
)

__all__ = [
    "EVENTS",
    "Accepted",
    "Assigned",
    "Attachment",
    "CitizenRated",
    "Closed",
    "ConfidentialityChanged",
    "Count",
    "DeadlineMissed",
    "DeadlineRecomputed",
    "Declined",
    "Event",
    "FalseReplyFound",
    "Grade",
    "PetitionEvent",
    "ProgressReported",
    "RecordCorrected",
    "Reopened",
    "Replied",
    "ReplyApproved",
    "ReplyRejected",
    "Sha256",
    "Signed",
    "Submitted",
    "SupervisionClosed",
    "SupervisionEscalated",
    "SupervisionOpened",
    "Terminated",
    "Urged",
    "VerificationCountersigned",
    "VerificationWaived",
    "VerifiedByReporter",
    "Withdrawn",
]

PetitionEvent = IntakeEvent | DispatchEvent | HandlingEvent | VerificationEvent | EndingEvent | OversightEvent
"""The closed union that `evolve` is checked against."""

EVENTS: dict[str, type[Event]] = {cls.stored_name(): cls for cls in get_args(PetitionEvent)}
"""Every event class under its stored name."""
