"""Everything that can have happened to a petition. Stored for ever, so changed only by an ADR."""

from __future__ import annotations

from casebook.petitions.dispatch.events import (
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    DispatchEvent,
    Reassigned,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
)
from casebook.petitions.ending.events import CitizenRated, Closed, EndingEvent, Reopened, Terminated
from casebook.petitions.event import Attachment, Count, Event, Grade, Sha256
from casebook.petitions.handling.events import (
    CitizenContacted,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    HandlingEvent,
    ProgressReported,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Resumed,
    Suspended,
    SuspensionReviewed,
)
from casebook.petitions.intake.events import Accepted, Declined, IntakeEvent, Submitted, Withdrawn
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
    "CitizenContacted",
    "CitizenRated",
    "Closed",
    "CoHandlingRequested",
    "CoOpinionSubmitted",
    "Count",
    "Declined",
    "Event",
    "ExtensionGranted",
    "ExtensionRefused",
    "ExtensionRequested",
    "Grade",
    "PetitionEvent",
    "ProgressReported",
    "Reassigned",
    "Reopened",
    "Replied",
    "ReplyApproved",
    "ReplyRejected",
    "Resumed",
    "ReturnApproved",
    "ReturnRejected",
    "ReturnRequested",
    "Sha256",
    "Signed",
    "Submitted",
    "Suspended",
    "SuspensionReviewed",
    "Terminated",
    "VerificationCountersigned",
    "VerificationWaived",
    "VerifiedByReporter",
    "Withdrawn",
]

PetitionEvent = IntakeEvent | DispatchEvent | HandlingEvent | VerificationEvent | EndingEvent
"""The closed union that `evolve` is checked against."""

EVENTS: dict[str, type[Event]] = {cls.stored_name(): cls for cls in Event.__subclasses__()}
"""Every event class under its stored name."""
