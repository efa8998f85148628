"""How the events of verification move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.road import forward
from casebook.petitions.standing import Finding, Schedule
from casebook.petitions.verification.events import (
    VerificationCountersigned,
    VerificationEvent,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.vocabulary import Status, VerificationResult

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def verified(petition: Petition, event: VerificationEvent, entry: Entry) -> Petition:
    """Who is to go; the waiver, or the finding and its counter-signature."""
    match event:
        case VerificationScheduled():  # a plan that moves nothing
            return replace(petition, schedule=Schedule(round=event.round, reporter=event.reporter))
        case VerificationWaived():
            waiver = event.ground if event.round == petition.round else petition.waiver
            return replace(
                petition, status=forward(petition, Status.VERIFIED), waiver=waiver, verified_at=entry.happened_at
            )
        case VerifiedByReporter():
            finding = Finding(
                round=event.round,
                result=event.result,
                reported_by=entry.actor.id,
                at=entry.happened_at,
                visited_at=event.visited_at,
            )
            return replace(petition, status=forward(petition, Status.VERIFYING), finding=finding)
        case VerificationCountersigned():
            solved = event.result is VerificationResult.SOLVED
            return replace(
                petition,
                status=forward(petition, Status.VERIFIED if solved else Status.VERIFYING),
                finding=petition.finding and replace(petition.finding, countersigned_by=entry.actor.id),
                signed_at=entry.happened_at,
                verified_at=entry.happened_at if solved else petition.verified_at,
            )
        case _ as never:
            assert_never(never)
