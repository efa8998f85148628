"""What follows from closing, rating and reopening. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, limit
from casebook.petitions.ending.commands import ClosePetition, EndingCommand, RatePetition, ReopenPetition
from casebook.petitions.ending.events import CitizenRated, Closed, Reopened
from casebook.petitions.vocabulary import ClosingBasis, Fault, ReopenGround

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def end(command: EndingCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of closing, rating and reopening."""
    match command:
        case ReopenPetition():
            return (reopened(command, petition, context),)
        case ClosePetition():
            return (closed(command, petition),)
        case RatePetition():
            return (rated(command, petition),)
        case _ as never:
            assert_never(never)


def reopened(command: ReopenPetition, petition: Petition, context: Context) -> Reopened:
    """Another round, with a new limit."""
    return reopen(command.ground, command.fault, command.reason, petition, context)


def closed(command: ClosePetition, petition: Petition) -> Closed:
    """The road ends."""
    return Closed(
        basis=ClosingBasis.VERIFIED if petition.is_verified else ClosingBasis.WAIVED,
        rounds=petition.round,
        first_closure=petition.closures == 0,
        summary=command.summary,
    )


def rated(command: RatePetition, petition: Petition) -> CitizenRated:
    """What the citizen thinks of this round, as a first view or a revised one."""
    before = petition.current_rating
    return CitizenRated(
        solved=command.solved,
        score=command.score,
        manner=command.manner,
        speed=command.speed,
        reason=command.reason,
        revision=before.revision + 1 if before else 1,
    )


def reopen(ground: ReopenGround, fault: Fault, reason: str | None, petition: Petition, context: Context) -> Reopened:
    """A new round of handling, with a new limit."""
    due = limit(Clock.REPLY, petition, context)
    return Reopened(
        round=petition.round + 1,
        ground=ground,
        fault=fault,
        reply_due=at(due),
        provisional=due is not None and due.provisional,
        reason=reason,
    )
