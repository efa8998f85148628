"""How the events of handling move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.handling.events import HandlingEvent, ProgressReported, Replied, ReplyApproved, ReplyRejected
from casebook.petitions.road import ENDS, forward
from casebook.petitions.standing import Reply
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def handled(petition: Petition, event: HandlingEvent, entry: Entry) -> Petition:
    """The reply and its review."""
    match event:
        case ProgressReported():  # news that moves nothing
            return petition
        case Replied():
            return replace(petition, status=forward(petition, Status.REPLIED), reply=_written(event, entry))
        case ReplyApproved():
            return replace(
                petition,
                status=forward(petition, Status.VERIFYING),
                reply=_reviewed(petition.reply, event, entry.actor.id),
                dues=replace(petition.dues, verify=event.verify_due),
            )
        case ReplyRejected():
            return replace(
                petition,
                status=petition.status if petition.status in ENDS else Status.IN_PROGRESS,
                reply=_reviewed(petition.reply, event, entry.actor.id),
                rejections=petition.rejections + 1,
                dues=replace(petition.dues, redo=event.redo_due),
            )
        case _ as never:
            assert_never(never)


def _written(event: Replied, entry: Entry) -> Reply:
    return Reply(
        round=event.round,
        outcome=event.outcome,
        at=entry.happened_at,
        signed_by=entry.actor.id,
        drafted_by=event.drafted_by,
        promises=len(event.commitments_due),
    )


def _reviewed(reply: Reply | None, event: ReplyApproved | ReplyRejected, reviewer: UUID) -> Reply | None:
    if reply is None or reply.round != event.round:
        return reply
    return replace(reply, approved=isinstance(event, ReplyApproved), reviewed_by=reviewer)
