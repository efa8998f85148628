"""How the events of handling move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

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
from casebook.petitions.handling.standing import Contacts, Extension, ExtensionRequest, Suspension
from casebook.petitions.handling.terms import Left
from casebook.petitions.oversight.recounting import taking
from casebook.petitions.road import ENDS, forward
from casebook.petitions.standing import Extended, Fixed, Reply, RestOf
from casebook.petitions.vocabulary import Clock, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Start


def handled(petition: Petition, event: HandlingEvent, entry: Entry) -> Petition:
    """The unit's work, its reply and the review."""
    match event:
        case CitizenContacted():
            return replace(petition, contacts=_contacted(petition.contacts, event))
        case ProgressReported():  # news that moves nothing
            return petition
        case ExtensionRequested() | ExtensionGranted() | ExtensionRefused():
            return _extended(petition, event, entry)
        case Suspended() | SuspensionReviewed() | Resumed():
            return _halted(petition, event, entry)
        case Replied() | ReplyApproved() | ReplyRejected():
            return _answered(petition, event, entry)
        case _ as never:
            assert_never(never)


def _contacted(before: Contacts | None, event: CitizenContacted) -> Contacts:
    """Attempts are counted anew for each assignment."""
    if before is None or before.assignment != event.assignment:
        before = Contacts(event.assignment)
    return replace(before, attempts=before.attempts + 1, reached=before.reached or event.reached)


def _extended(
    petition: Petition, event: ExtensionRequested | ExtensionGranted | ExtensionRefused, entry: Entry
) -> Petition:
    """A request stops no clock; when it is granted the limit moves."""
    extension = petition.extension
    if extension is None or (extension.assignment, extension.round) != (event.assignment, petition.round):
        extension = Extension(event.assignment, petition.round)
    match event:
        case ExtensionRequested():
            request = ExtensionRequest(entry.actor.id, event.working_days, entry.happened_at)
            return replace(petition, extension=replace(extension, pending=request))
        case ExtensionRefused():
            return replace(petition, extension=replace(extension, pending=None))
        case ExtensionGranted():
            asked = extension.pending if petition.dues.reply else None
            before = petition.start_of(Clock.REPLY).way
            way = Extended(before, asked.working_days) if asked else Fixed(event.reply_due)
            return replace(
                petition,
                started=taking(way, Clock.REPLY, petition),
                extension=replace(extension, granted=extension.granted + 1, pending=None),
                dues=replace(petition.dues, reply=event.reply_due),
            )
        case _ as never:
            assert_never(never)


def _halted(petition: Petition, event: Suspended | SuspensionReviewed | Resumed, entry: Entry) -> Petition:
    """While it is suspended no limit for the reply runs; afterwards the rest of the one that ran."""
    match event:
        case Suspended():
            left = Left(event.remaining_working_days, event.remaining_seconds)
            return replace(
                petition,
                status=forward(petition, Status.SUSPENDED),
                suspension=Suspension(event.ground, event.review_on, entry.happened_at, left),
                extension=_lapsed(petition.extension),
                dues=replace(petition.dues, reply=None, redo=None),
            )
        case SuspensionReviewed():
            halt = petition.suspension
            moved = replace(halt, review_on=event.review_on) if halt and event.review_on else halt
            return replace(petition, suspension=moved)
        case Resumed():
            halted = petition.status is Status.SUSPENDED
            return replace(
                petition,
                status=Status.IN_PROGRESS if halted else forward(petition, Status.IN_PROGRESS),
                suspension=None,
                started=_run_on(petition, event, entry),
                dues=replace(petition.dues, reply=event.reply_due),
            )
        case _ as never:
            assert_never(never)


def _run_on(petition: Petition, event: Resumed, entry: Entry) -> Mapping[Clock, Start]:
    """The limit is now what was left of it; seconds need no calendar, and stand as they were counted."""
    if event.reply_due is None:
        return petition.started
    days = petition.suspension.left.working_days if petition.suspension else None
    way = Fixed(event.reply_due) if days is None else RestOf(entry.happened_at, days)
    return taking(way, Clock.REPLY, petition)


def _lapsed(extension: Extension | None) -> Extension | None:
    """A request that nobody decided falls when the reply comes or the limit stops."""
    return replace(extension, pending=None) if extension else None


def _answered(petition: Petition, event: Replied | ReplyApproved | ReplyRejected, entry: Entry) -> Petition:
    match event:
        case Replied():
            return _replied(petition, event, entry)
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


def _replied(petition: Petition, event: Replied, entry: Entry) -> Petition:
    reply = Reply(
        round=event.round,
        outcome=event.outcome,
        at=entry.happened_at,
        signed_by=entry.actor.id,
        drafted_by=event.drafted_by,
        intent_only=event.intent_only,
        promises=len(event.commitments_due),
    )
    return replace(
        petition,
        status=forward(petition, Status.REPLIED),
        reply=reply,
        holding=replace(petition.holding, replied=True),
        extension=_lapsed(petition.extension),
    )


def _reviewed(reply: Reply | None, event: ReplyApproved | ReplyRejected, reviewer: UUID) -> Reply | None:
    if reply is None or reply.round != event.round:
        return reply
    return replace(reply, approved=isinstance(event, ReplyApproved), reviewed_by=reviewer)
