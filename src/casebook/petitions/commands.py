"""Everything that can be asked for."""

from __future__ import annotations

from typing import Final

from casebook.petitions.archive.commands import AppraiseRetention, ArchiveCommand, ArchivePetition
from casebook.petitions.command import Change, Command
from casebook.petitions.dispatch.commands import (
    ApproveReturn,
    AssignPetition,
    DesignateUnit,
    DispatchCommand,
    ReassignPetition,
    RejectReturn,
    RequestCoHandling,
    RequestReturn,
    SignAssignment,
    SubmitCoOpinion,
)
from casebook.petitions.ending.commands import (
    ClosePetition,
    EndingCommand,
    ProposeClosing,
    ReopenPetition,
    TerminatePetition,
)
from casebook.petitions.feedback.commands import FeedbackCommand, RatePetition, RecordCallback, RecordCommendation
from casebook.petitions.forgetting.commands import (
    ApproveErasure,
    CancelDataRequest,
    CheckIdentity,
    CompleteErasure,
    CorrectData,
    EraseData,
    FileDataRequest,
    ForgettingCommand,
    LiftHold,
    LiftRestriction,
    PlaceHold,
    RecordErasure,
    RefuseDataRequest,
    RestrictData,
)
from casebook.petitions.handling.commands import (
    ApproveReply,
    Commitment,
    GrantExtension,
    HandlingCommand,
    RecordContact,
    RefuseExtension,
    RejectReply,
    ReportProgress,
    RequestExtension,
    ResumePetition,
    ReviewSuspension,
    SubmitReply,
    SuspendPetition,
)
from casebook.petitions.intake.commands import (
    AcceptPetition,
    AnswerDirectly,
    DeclinePetition,
    IntakeCommand,
    OverturnDecline,
    Reclassify,
    ReferOut,
    RequestDeclineReview,
    RequestInformation,
    SubmitPetition,
    SupplementPetition,
    UpholdDecline,
    WithdrawPetition,
)
from casebook.petitions.merging.commands import (
    FollowMaster,
    MergePetition,
    MergingCommand,
    ReleaseFromMaster,
    UnmergePetition,
)
from casebook.petitions.notes.commands import AddNote
from casebook.petitions.oversight.commands import (
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    OversightCommand,
    RecomputeDeadline,
    RecordOrder,
    UrgeUnit,
)
from casebook.petitions.publication.commands import (
    PublicationCommand,
    Publish,
    PublishFollowUp,
    RevisePublication,
    Unpublish,
)
from casebook.petitions.verification.commands import (
    CountersignVerification,
    RecordVerification,
    ScheduleVerification,
    VerificationCommand,
    WaiveVerification,
)

__all__ = [
    "COMMANDS",
    "AcceptPetition",
    "AddNote",
    "AnswerDirectly",
    "AppraiseRetention",
    "ApproveErasure",
    "ApproveReply",
    "ApproveReturn",
    "ArchivePetition",
    "AssignPetition",
    "CancelDataRequest",
    "Change",
    "ChangeConfidentiality",
    "CheckIdentity",
    "ClosePetition",
    "CloseSupervision",
    "Command",
    "Commitment",
    "CompleteErasure",
    "CorrectData",
    "CorrectRecord",
    "CountersignVerification",
    "DeclinePetition",
    "DesignateUnit",
    "EraseData",
    "EscalateSupervision",
    "FileDataRequest",
    "FindFalseReply",
    "FollowMaster",
    "GrantExtension",
    "LiftHold",
    "LiftRestriction",
    "MergePetition",
    "MissDeadline",
    "OpenSupervision",
    "OverturnDecline",
    "PetitionChange",
    "PetitionCommand",
    "PlaceHold",
    "ProposeClosing",
    "Publish",
    "PublishFollowUp",
    "RatePetition",
    "ReassignPetition",
    "Reclassify",
    "RecomputeDeadline",
    "RecordCallback",
    "RecordCommendation",
    "RecordContact",
    "RecordErasure",
    "RecordOrder",
    "RecordVerification",
    "ReferOut",
    "RefuseDataRequest",
    "RefuseExtension",
    "RejectReply",
    "RejectReturn",
    "ReleaseFromMaster",
    "ReopenPetition",
    "ReportProgress",
    "RequestCoHandling",
    "RequestDeclineReview",
    "RequestExtension",
    "RequestInformation",
    "RequestReturn",
    "RestrictData",
    "ResumePetition",
    "ReviewSuspension",
    "RevisePublication",
    "ScheduleVerification",
    "SignAssignment",
    "SubmitCoOpinion",
    "SubmitPetition",
    "SubmitReply",
    "SupplementPetition",
    "SuspendPetition",
    "TerminatePetition",
    "UnmergePetition",
    "Unpublish",
    "UpholdDecline",
    "UrgeUnit",
    "WaiveVerification",
    "WithdrawPetition",
]

PetitionChange = (
    IntakeCommand
    | DispatchCommand
    | HandlingCommand
    | VerificationCommand
    | FeedbackCommand
    | EndingCommand
    | MergingCommand
    | PublicationCommand
    | ArchiveCommand
    | OversightCommand
    | ForgettingCommand
    | AddNote
)
PetitionCommand = SubmitPetition | PetitionChange
"""The closed union that `decide` is checked against."""

_CLASSES: Final[tuple[type[Command], ...]] = (SubmitPetition, *Change.__subclasses__())

COMMANDS: Final[dict[str, type[Command]]] = {cls.spoken_name(): cls for cls in _CLASSES}
"""Every command class under its name."""
