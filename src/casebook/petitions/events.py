"""Everything that can have happened to a petition. Stored for ever, so changed only by an ADR."""

from __future__ import annotations

from casebook.petitions.dispatch.events import Assigned, DispatchEvent, Signed
from casebook.petitions.ending.events import CitizenRated, Closed, EndingEvent, Reopened, Terminated
from casebook.petitions.event import Attachment, Count, Event, Grade, Sha256
from casebook.petitions.handling.events import HandlingEvent, ProgressReported, Replied, ReplyApproved, ReplyRejected
from casebook.petitions.intake.events import (
    Accepted,
    AnsweredDirectly,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    InformationRequested,
    IntakeEvent,
    Reclassified,
    ReferredOut,
    Submitted,
    Supplemented,
    Withdrawn,
)
from casebook.petitions.merging.events import Absorbed, ChildReleased, Merged, MergingEvent, Unmerged
from casebook.petitions.verification.events import (
    VerificationCountersigned,
    VerificationEvent,
    VerificationWaived,
    VerifiedByReporter,
)

__all__ = [
    "EVENTS",
    "Absorbed",
    "Accepted",
    "AnsweredDirectly",
    "Assigned",
    "Attachment",
    "ChildReleased",
    "CitizenRated",
    "Closed",
    "Count",
    "DeclineOverturned",
    "DeclineReviewRequested",
    "DeclineUpheld",
    "Declined",
    "Event",
    "Grade",
    "InformationRequested",
    "Merged",
    "PetitionEvent",
    "ProgressReported",
    "Reclassified",
    "ReferredOut",
    "Reopened",
    "Replied",
    "ReplyApproved",
    "ReplyRejected",
    "Sha256",
    "Signed",
    "Submitted",
    "Supplemented",
    "Terminated",
    "Unmerged",
    "VerificationCountersigned",
    "VerificationWaived",
    "VerifiedByReporter",
    "Withdrawn",
]

PetitionEvent = IntakeEvent | DispatchEvent | HandlingEvent | VerificationEvent | EndingEvent | MergingEvent
"""The closed union that `evolve` is checked against."""

EVENTS: dict[str, type[Event]] = {cls.stored_name(): cls for cls in Event.__subclasses__()}
"""Every event class under its stored name."""
