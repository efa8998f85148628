"""What follows from replying and reviewing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, basis, in_time, limit
from casebook.petitions.handling.commands import (
    ApproveReply,
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
from casebook.petitions.handling.events import CitizenContacted, ProgressReported, Replied, ReplyApproved, ReplyRejected
from casebook.petitions.handling.limits import extend, halt

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def handle(command: HandlingCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of the unit's work, of its reply and of the review."""
    match command:
        case RecordContact():
            return (contacted(command, petition, context),)
        case ReportProgress():
            return (progressed(command, petition),)
        case RequestExtension() | GrantExtension() | RefuseExtension():
            return (extend(command, petition, context),)
        case SuspendPetition() | ReviewSuspension() | ResumePetition():
            return halt(command, petition, context)
        case SubmitReply() | ApproveReply() | RejectReply():
            return (answer(command, petition, context),)
        case _ as never:
            assert_never(never)


def contacted(command: RecordContact, petition: Petition, context: Context) -> CitizenContacted:
    """An attempt to reach the citizen; whether they were reached is said beside."""
    return CitizenContacted(
        assignment=petition.assignment,
        mode=command.mode,
        reached=command.reached,
        summary=command.summary,
        on_time=in_time(petition.dues.contact, context),
    )


def progressed(command: ReportProgress, petition: Petition) -> ProgressReported:
    """News of the work."""
    return ProgressReported(
        assignment=petition.assignment, stage=command.stage, text=command.text, next_on=command.next_on
    )


def answer(
    command: SubmitReply | ApproveReply | RejectReply, petition: Petition, context: Context
) -> Replied | ReplyApproved | ReplyRejected:
    """The reply, and what the desk makes of it."""
    match command:
        case SubmitReply():
            return replied(command, petition, context)
        case ApproveReply():
            return approved(command, petition, context)
        case RejectReply():
            return rejected(command, petition, context)
        case _ as never:
            assert_never(never)


def replied(command: SubmitReply, petition: Petition, context: Context) -> Replied:
    """The unit's answer. After a rejection the limit for mending it counts."""
    return Replied(
        assignment=petition.assignment or None,
        round=petition.round,
        outcome=command.outcome,
        text=command.text,
        actions=command.actions,
        commitments=tuple(commitment.what for commitment in command.commitments) or None,
        commitments_due=tuple(commitment.due_on for commitment in command.commitments),
        evidence=command.evidence,
        drafted_by=command.drafted_by,
        on_time=in_time(petition.dues.redo or petition.dues.reply, context),
        intent_only=context.terms.weak_replies.intent_only(command.text),
    )


def approved(command: ApproveReply, petition: Petition, context: Context) -> ReplyApproved:
    """The desk lets the reply pass; the limit for the reporter's visit runs."""
    verify = limit(Clock.VERIFY, petition, context)
    return ReplyApproved(round=petition.round, verify_due=at(verify), checks=command.checks, **basis(verify))


def rejected(command: RejectReply, petition: Petition, context: Context) -> ReplyRejected:
    """The desk sends the reply back, with what is wrong; the limit for mending it runs."""
    redo = limit(Clock.REDO, petition, context)
    return ReplyRejected(
        round=petition.round, defects=command.defects, note=command.note, redo_due=at(redo), **basis(redo)
    )
