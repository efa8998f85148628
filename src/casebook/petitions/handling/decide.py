"""What follows from replying and reviewing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, in_time, limit
from casebook.petitions.handling.commands import ApproveReply, HandlingCommand, RejectReply, SubmitReply
from casebook.petitions.handling.events import Replied, ReplyApproved, ReplyRejected

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def handle(command: HandlingCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of replying and reviewing."""
    match command:
        case SubmitReply():
            return (replied(command, petition, context),)
        case ApproveReply():
            return (approved(petition, context),)
        case RejectReply():
            return (rejected(command, petition, context),)
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
    )


def approved(petition: Petition, context: Context) -> ReplyApproved:
    """The desk lets the reply pass; the limit for the reporter's visit runs."""
    return ReplyApproved(round=petition.round, verify_due=at(limit(Clock.VERIFY, petition, context)))


def rejected(command: RejectReply, petition: Petition, context: Context) -> ReplyRejected:
    """The desk sends the reply back, with what is wrong; the limit for mending it runs."""
    return ReplyRejected(
        round=petition.round,
        defects=command.defects,
        note=command.note,
        redo_due=at(limit(Clock.REDO, petition, context)),
    )
