"""Everything that can be asked for."""

from __future__ import annotations

from typing import Final

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
from casebook.petitions.ending.commands import ClosePetition, EndingCommand, RatePetition, ReopenPetition
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
    DeclinePetition,
    IntakeCommand,
    SubmitPetition,
    WithdrawPetition,
)
from casebook.petitions.verification.commands import (
    CountersignVerification,
    RecordVerification,
    VerificationCommand,
    WaiveVerification,
)

__all__ = [
    "COMMANDS",
    "AcceptPetition",
    "ApproveReply",
    "ApproveReturn",
    "AssignPetition",
    "Change",
    "ClosePetition",
    "Command",
    "Commitment",
    "CountersignVerification",
    "DeclinePetition",
    "DesignateUnit",
    "GrantExtension",
    "PetitionChange",
    "PetitionCommand",
    "RatePetition",
    "ReassignPetition",
    "RecordContact",
    "RecordVerification",
    "RefuseExtension",
    "RejectReply",
    "RejectReturn",
    "ReopenPetition",
    "ReportProgress",
    "RequestCoHandling",
    "RequestExtension",
    "RequestReturn",
    "ResumePetition",
    "ReviewSuspension",
    "SignAssignment",
    "SubmitCoOpinion",
    "SubmitPetition",
    "SubmitReply",
    "SuspendPetition",
    "WaiveVerification",
    "WithdrawPetition",
]

PetitionChange = IntakeCommand | DispatchCommand | HandlingCommand | VerificationCommand | EndingCommand
PetitionCommand = SubmitPetition | PetitionChange
"""The closed union that `decide` is checked against."""

_CLASSES: Final[tuple[type[Command], ...]] = (SubmitPetition, *Change.__subclasses__())

COMMANDS: Final[dict[str, type[Command]]] = {cls.spoken_name(): cls for cls in _CLASSES}
"""Every command class under its name."""
