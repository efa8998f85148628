"""Everything that can be asked for."""

from __future__ import annotations

from typing import Final

from casebook.petitions.command import Change, Command
from casebook.petitions.dispatch.commands import AssignPetition, DispatchCommand, SignAssignment
from casebook.petitions.ending.commands import ClosePetition, EndingCommand, RatePetition, ReopenPetition
from casebook.petitions.handling.commands import ApproveReply, Commitment, HandlingCommand, RejectReply, SubmitReply
from casebook.petitions.intake.commands import (
    AcceptPetition,
    DeclinePetition,
    IntakeCommand,
    SubmitPetition,
    WithdrawPetition,
)
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
    UrgeUnit,
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
    "AssignPetition",
    "Change",
    "ChangeConfidentiality",
    "ClosePetition",
    "CloseSupervision",
    "Command",
    "Commitment",
    "CorrectRecord",
    "CountersignVerification",
    "DeclinePetition",
    "EscalateSupervision",
    "FindFalseReply",
    "MissDeadline",
    "OpenSupervision",
    "PetitionChange",
    "PetitionCommand",
    "RatePetition",
    "RecomputeDeadline",
    "RecordVerification",
    "RejectReply",
    "ReopenPetition",
    "SignAssignment",
    "SubmitPetition",
    "SubmitReply",
    "UrgeUnit",
    "WaiveVerification",
    "WithdrawPetition",
]

PetitionChange = (
    IntakeCommand | DispatchCommand | HandlingCommand | VerificationCommand | EndingCommand | OversightCommand
)
PetitionCommand = SubmitPetition | PetitionChange
"""The closed union that `decide` is checked against."""

_CLASSES: Final[tuple[type[Command], ...]] = (SubmitPetition, *Change.__subclasses__())

COMMANDS: Final[dict[str, type[Command]]] = {cls.spoken_name(): cls for cls in _CLASSES}
"""Every command class under its name."""
