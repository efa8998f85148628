"""Everything that can have happened to a petition. Stored for ever, so changed only by an ADR."""

from __future__ import annotations

from typing import get_args

from casebook.petitions.archive.events import Archived, ArchiveEvent, RetentionAppraised
from casebook.petitions.dispatch.events import (
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    DispatchEvent,
    Reassigned,
    Recalled,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
)
from casebook.petitions.ending.events import Closed, ClosingProposed, EndingEvent, Reopened, Terminated
from casebook.petitions.event import Attachment, Count, Event, Grade, Sha256
from casebook.petitions.feedback.events import CallbackRecorded, CitizenRated, CommendationReceived, FeedbackEvent
from casebook.petitions.forgetting.events import (
    DataRequestCancelled,
    DataRequestFiled,
    DataRequestRefused,
    ErasureApproved,
    ErasureBegun,
    ErasureCompleted,
    ErasureScheduled,
    ForgettingEvent,
    HoldLifted,
    HoldPlaced,
    IdentityChecked,
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    RestrictionLifted,
)
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
from casebook.petitions.notes.events import NoteAdded
from casebook.petitions.oversight.events import (
    ConfidentialityChanged,
    DeadlineMissed,
    DeadlineRecomputed,
    FalseReplyFound,
    OrderedFromAbove,
    OversightEvent,
    RecordCorrected,
    SupervisionClosed,
    SupervisionEscalated,
    SupervisionOpened,
    Urged,
)
from casebook.petitions.publication.events import (
    FollowUpPublished,
    PublicationEvent,
    PublicationRevised,
    Published,
    Unpublished,
)
from casebook.petitions.verification.events import (
    VerificationCountersigned,
    VerificationEvent,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
)

__all__ = [
    "EVENTS",
    "Absorbed",
    "Accepted",
    "AnsweredDirectly",
    "Archived",
    "Assigned",
    "Attachment",
    "CallbackRecorded",
    "ChildReleased",
    "CitizenContacted",
    "CitizenRated",
    "Closed",
    "ClosingProposed",
    "CoHandlingRequested",
    "CoOpinionSubmitted",
    "CommendationReceived",
    "ConfidentialityChanged",
    "Count",
    "DataRequestCancelled",
    "DataRequestFiled",
    "DataRequestRefused",
    "DeadlineMissed",
    "DeadlineRecomputed",
    "DeclineOverturned",
    "DeclineReviewRequested",
    "DeclineUpheld",
    "Declined",
    "ErasureApproved",
    "ErasureBegun",
    "ErasureCompleted",
    "ErasureScheduled",
    "Event",
    "ExtensionGranted",
    "ExtensionRefused",
    "ExtensionRequested",
    "FalseReplyFound",
    "FollowUpPublished",
    "Grade",
    "HoldLifted",
    "HoldPlaced",
    "IdentityChecked",
    "InformationRequested",
    "Merged",
    "NoteAdded",
    "OrderedFromAbove",
    "PersonalDataCorrected",
    "PersonalDataErased",
    "PersonalDataRestricted",
    "PetitionEvent",
    "ProgressReported",
    "PublicationRevised",
    "Published",
    "Reassigned",
    "Recalled",
    "Reclassified",
    "RecordCorrected",
    "ReferredOut",
    "Reopened",
    "Replied",
    "ReplyApproved",
    "ReplyRejected",
    "RestrictionLifted",
    "Resumed",
    "RetentionAppraised",
    "ReturnApproved",
    "ReturnRejected",
    "ReturnRequested",
    "Sha256",
    "Signed",
    "Submitted",
    "SupervisionClosed",
    "SupervisionEscalated",
    "SupervisionOpened",
    "Supplemented",
    "Suspended",
    "SuspensionReviewed",
    "Terminated",
    "Unmerged",
    "Unpublished",
    "Urged",
    "VerificationCountersigned",
    "VerificationScheduled",
    "VerificationWaived",
    "VerifiedByReporter",
    "Withdrawn",
]

PetitionEvent = (
    IntakeEvent
    | DispatchEvent
    | HandlingEvent
    | VerificationEvent
    | FeedbackEvent
    | EndingEvent
    | MergingEvent
    | PublicationEvent
    | ArchiveEvent
    | OversightEvent
    | ForgettingEvent
    | NoteAdded
)
"""The closed union that `evolve` is checked against."""

EVENTS: dict[str, type[Event]] = {cls.stored_name(): cls for cls in get_args(PetitionEvent)}
"""Every event class under its stored name."""
