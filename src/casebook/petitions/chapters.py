"""The chapters of a petition's life: how each event moves it.

Live petitions get their events in the order that the rules allow. An imported history tells what its source tells, in
any order: an answer after the closing, a closing without an acceptance. So an event moves a petition forward on its
road and never back; only a rejected reply and a reopening lead back, and only a reopening leads out of an end.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.events import (
    Accepted,
    Assigned,
    CitizenRated,
    Closed,
    Declined,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Signed,
    Terminated,
    VerificationCountersigned,
    VerificationWaived,
    VerifiedByReporter,
    Withdrawn,
)
from casebook.petitions.standing import Finding, Rating, Reply
from casebook.petitions.vocabulary import ReopenGround, Status, VerificationResult

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition

ENDS: Final = frozenset({Status.CLOSED, Status.DECLINED, Status.WITHDRAWN, Status.TERMINATED})
"""Where a petition's road ends; only a reopening leads on."""

ROAD: Final = (
    Status.SUBMITTED,
    Status.ACCEPTED,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.REPLIED,
    Status.VERIFYING,
    Status.VERIFIED,
    Status.CLOSED,
)
"""The road from the citizen's words to the closing."""


def _forward(petition: Petition, status: Status) -> Status:
    """The status, if the road leads on to it; else where the petition stands."""
    if petition.status in ENDS or ROAD.index(petition.status) > ROAD.index(status):
        return petition.status
    return status


def taken_on(petition: Petition, event: Accepted | Declined | Assigned | Signed) -> Petition:
    """Acceptance, refusal, assignment, signature."""
    match event:
        case Accepted():
            return replace(
                petition,
                status=_forward(petition, Status.ACCEPTED),
                category=event.category or petition.category,
                urgency=event.urgency,
                dues=replace(petition.dues, dispatch=event.dispatch_due),
            )
        case Declined():
            return replace(petition, status=Status.DECLINED)
        case Assigned():
            return _assigned(petition, event)
        case Signed():
            return replace(petition, status=_forward(petition, Status.IN_PROGRESS))
        case _ as never:
            assert_never(never)


def _assigned(petition: Petition, event: Assigned) -> Petition:
    return replace(
        petition,
        status=_forward(petition, Status.ASSIGNED),
        unit=event.unit,
        units=(*petition.units, event.unit),
        assignment=event.assignment,
        returnable=event.returnable,
        dues=replace(
            petition.dues,
            sign=event.sign_due,
            contact=event.contact_due,
            reply=event.reply_due,
            return_until=event.return_until,
        ),
    )


def answered(petition: Petition, event: Replied | ReplyApproved | ReplyRejected, entry: Entry) -> Petition:
    """The reply and its review."""
    match event:
        case Replied():
            reply = Reply(
                round=event.round,
                outcome=event.outcome,
                at=entry.happened_at,
                signed_by=entry.actor.id,
                drafted_by=event.drafted_by,
            )
            return replace(petition, status=_forward(petition, Status.REPLIED), reply=reply)
        case ReplyApproved():
            return replace(
                petition,
                status=_forward(petition, Status.VERIFYING),
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


def _reviewed(reply: Reply | None, event: ReplyApproved | ReplyRejected, reviewer: UUID) -> Reply | None:
    if reply is None or reply.round != event.round:
        return reply
    return replace(reply, approved=isinstance(event, ReplyApproved), reviewed_by=reviewer)


def verified(
    petition: Petition, event: VerificationWaived | VerifiedByReporter | VerificationCountersigned, entry: Entry
) -> Petition:
    """The waiver, or the finding and its counter-signature."""
    match event:
        case VerificationWaived():
            waiver = event.ground if event.round == petition.round else petition.waiver
            return replace(petition, status=_forward(petition, Status.VERIFIED), waiver=waiver)
        case VerifiedByReporter():
            finding = Finding(
                round=event.round,
                result=event.result,
                reported_by=entry.actor.id,
                at=entry.happened_at,
                visited_at=event.visited_at,
            )
            return replace(petition, status=_forward(petition, Status.VERIFYING), finding=finding)
        case VerificationCountersigned():
            solved = event.result is VerificationResult.SOLVED
            return replace(
                petition,
                status=_forward(petition, Status.VERIFIED if solved else Status.VERIFYING),
                finding=petition.finding and replace(petition.finding, countersigned_by=entry.actor.id),
            )
        case _ as never:
            assert_never(never)


def ended(
    petition: Petition, event: Reopened | Closed | Terminated | CitizenRated | Withdrawn, entry: Entry
) -> Petition:
    """Closing and the other ends, what the citizen thinks of it, and a new round."""
    match event:
        case Reopened():
            return _reopened(petition, event)
        case Closed():
            return _closed(petition, entry)
        case Terminated():
            return replace(petition, status=Status.TERMINATED)
        case Withdrawn():
            return replace(petition, status=petition.status if event.goes_on else Status.WITHDRAWN, citizen_left=True)
        case CitizenRated():
            return replace(petition, rating=_rated(petition, event, entry.happened_at))
        case _ as never:
            assert_never(never)


def _reopened(petition: Petition, event: Reopened) -> Petition:
    """A new round: what was said and found of the round before no longer counts."""
    return replace(
        petition,
        status=Status.IN_PROGRESS if petition.unit else Status.ACCEPTED,  # a source may name no unit
        round=event.round,
        reply=None,
        rejections=0,
        finding=None,
        waiver=None,
        closed_at=None,
        closed_by=None,
        dissatisfied_reopenings=petition.dissatisfied_reopenings + (event.ground is ReopenGround.DISSATISFIED),
        dues=replace(petition.dues, reply=event.reply_due, redo=None, verify=None),
    )


def _closed(petition: Petition, entry: Entry) -> Petition:
    return replace(
        petition,
        status=Status.CLOSED,
        closures=petition.closures + 1,
        first_closed_at=petition.first_closed_at or entry.happened_at,
        closed_at=entry.happened_at,
        closed_by=entry.actor.id,
    )


def _rated(petition: Petition, event: CitizenRated, at: datetime) -> Rating:
    before = petition.current_rating
    return Rating(
        round=petition.round,
        solved=event.solved,
        score=event.score,
        revision=event.revision,
        first_at=before.first_at if before else at,
    )
