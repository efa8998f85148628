"""Everything that can be asked for."""

from __future__ import annotations

from typing import Final

from casebook.petitions.command import Change, Command
from casebook.petitions.dispatch.commands import AssignPetition, DispatchCommand, SignAssignment
from casebook.petitions.ending.commands import ClosePetition, EndingCommand, RatePetition, ReopenPetition
from casebook.petitions.handling.commands import ApproveReply, Commitment, HandlingCommand, RejectReply, SubmitReply
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
from casebook.petitions.merging.commands import FollowMaster, MergePetition, MergingCommand, UnmergePetition
from casebook.petitions.verification.commands import (
    CountersignVerification,
    RecordVerification,
    VerificationCommand,
    WaiveVerification,
)

__all__ = [
    "COMMANDS",
    "AcceptPetition",
    "AnswerDirectly",
    "ApproveReply",
    "AssignPetition",
    "Change",
    "ClosePetition",
    "Command",
    "Commitment",
    "CountersignVerification",
    "DeclinePetition",
    "FollowMaster",
    "MergePetition",
    "OverturnDecline",
    "PetitionChange",
    "PetitionCommand",
    "RatePetition",
    "Reclassify",
    "RecordVerification",
    "ReferOut",
    "RejectReply",
    "ReopenPetition",
    "RequestDeclineReview",
    "RequestInformation",
    "SignAssignment",
    "SubmitPetition",
    "SubmitReply",
    "SupplementPetition",
    "UnmergePetition",
    "UpholdDecline",
    "WaiveVerification",
    "WithdrawPetition",
]

PetitionChange = (
    IntakeCommand | DispatchCommand | HandlingCommand | VerificationCommand | EndingCommand | MergingCommand
)
PetitionCommand = SubmitPetition | PetitionChange
"""The closed union that `decide` is checked against."""

_CLASSES: Final[tuple[type[Command], ...]] = (SubmitPetition, *Change.__subclasses__())

COMMANDS: Final[dict[str, type[Command]]] = {cls.spoken_name(): cls for cls in _CLASSES}
"""Every command class under its name."""
