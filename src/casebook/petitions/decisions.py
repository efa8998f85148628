"""What follows from a command: events, or a refusal with its reason.

Limits are decided here and stored in the events; nobody computes them again from a later policy or calendar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

from casebook.errors import NotFound, Refused
from casebook.petitions import consequences
from casebook.petitions.commands import (
    AcceptPetition,
    ApproveReply,
    AssignPetition,
    ClosePetition,
    CountersignVerification,
    DeclinePetition,
    Ending,
    Handling,
    Intake,
    PetitionCommand,
    RatePetition,
    RecordVerification,
    RejectReply,
    ReopenPetition,
    SignAssignment,
    SubmitPetition,
    SubmitReply,
    Verifying,
    WaiveVerification,
    WithdrawPetition,
)
from casebook.petitions.context import Clock, Context, Due, Terms
from casebook.petitions.events import PetitionEvent, VerificationWaived
from casebook.petitions.rules import RULES

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Finding

__all__ = ["Clock", "Context", "Due", "Terms", "decide"]


def decide(command: PetitionCommand, petition: Petition | None, context: Context) -> tuple[PetitionEvent, ...]:
    """The events that follow from a command about this petition, `None` for one that is not there yet.

    Raises:
        Refused: a rule does not hold; it carries the rule's name and what the asker can do.
        NotFound: the command is about a petition, and there is none.
    """
    if isinstance(command, SubmitPetition):
        _check(command, petition, context)
        return (consequences.submitted(command, context),)
    if petition is None:
        raise NotFound("没有这件诉求。", "There is no such petition.")
    _check(command, petition, context)
    return _follow(command, petition, context)


def _check(command: PetitionCommand, petition: Petition | None, context: Context) -> None:
    for rule in RULES[type(command)]:
        if not rule.holds(command, petition, context):
            raise Refused(rule.name, rule.zh, rule.en)


def _follow(
    command: Intake | Handling | Verifying | Ending, petition: Petition, context: Context
) -> tuple[PetitionEvent, ...]:
    match command:
        case AcceptPetition() | DeclinePetition() | AssignPetition():
            return (_taken_on(command, petition, context),)
        case SignAssignment() | SubmitReply() | ApproveReply() | RejectReply():
            return (_answered(command, petition, context),)
        case WaiveVerification() | RecordVerification() | CountersignVerification():
            return _verified(command, petition, context)
        case ReopenPetition() | ClosePetition() | RatePetition() | WithdrawPetition():
            return (_ended(command, petition, context),)
        case _ as never:
            assert_never(never)


def _taken_on(command: Intake, petition: Petition, context: Context) -> PetitionEvent:
    match command:
        case AcceptPetition():
            return consequences.accepted(command, petition, context)
        case DeclinePetition():
            return consequences.declined(command)
        case AssignPetition():
            return consequences.assigned(command, petition, context)
        case _ as never:
            assert_never(never)


def _answered(command: Handling, petition: Petition, context: Context) -> PetitionEvent:
    match command:
        case SignAssignment():
            return consequences.signed(command, petition, context)
        case SubmitReply():
            return consequences.replied(command, petition, context)
        case ApproveReply():
            return consequences.approved(petition, context)
        case RejectReply():
            return consequences.rejected(command, petition, context)
        case _ as never:
            assert_never(never)


def _verified(command: Verifying, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    match command:
        case WaiveVerification():
            return (VerificationWaived(round=petition.round, ground=command.ground),)
        case RecordVerification():
            return (consequences.found(command, petition),)
        case CountersignVerification():
            finding = cast("Finding", petition.pending_finding)  # the rule finding_awaits_signature has held
            return consequences.countersigned(finding, petition, context)
        case _ as never:
            assert_never(never)


def _ended(command: Ending, petition: Petition, context: Context) -> PetitionEvent:
    match command:
        case ReopenPetition():
            return consequences.reopened(command, petition, context)
        case ClosePetition():
            return consequences.closed(command, petition)
        case RatePetition():
            return consequences.rated(command, petition)
        case WithdrawPetition():
            return consequences.withdrawn(command, petition)
        case _ as never:
            assert_never(never)
