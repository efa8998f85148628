"""What follows from closing, reopening and terminating. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, basis, limit
from casebook.petitions.ending.commands import (
    ClosePetition,
    EndingCommand,
    ProposeClosing,
    ReopenPetition,
    TerminatePetition,
)
from casebook.petitions.ending.events import Closed, ClosingProposed, Reopened, Terminated
from casebook.petitions.vocabulary import ClosingBasis, Fault, ReopenGround, WaiverGround

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def end(command: EndingCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of closing, reopening and terminating."""
    match command:
        case ReopenPetition():
            return (reopened(command, petition, context),)
        case ProposeClosing():
            return (ClosingProposed(round=petition.round),)
        case ClosePetition():
            return (closed(command, petition),)
        case TerminatePetition():
            return (Terminated(ground=command.ground, explanation=command.explanation),)
        case _ as never:
            assert_never(never)


def reopened(command: ReopenPetition, petition: Petition, context: Context) -> Reopened:
    """Another round, with a new limit: for the unit to reply, or for the dispatcher to find another one."""
    again = reopen(command.ground, command.fault, command.reason, petition, context)
    return _handed_on(again, petition, context) if command.new_unit else again


def closed(command: ClosePetition, petition: Petition) -> Closed:
    """The road ends."""
    return Closed(
        basis=_basis(petition),
        rounds=petition.round,
        first_closure=petition.closures == 0,
        summary=command.summary,
    )


def _basis(petition: Petition) -> ClosingBasis:
    if petition.is_verified:
        return ClosingBasis.VERIFIED
    return ClosingBasis.DIRECT_ANSWER if petition.waiver is WaiverGround.DIRECT_ANSWER else ClosingBasis.WAIVED


def reopen(ground: ReopenGround, fault: Fault, reason: str | None, petition: Petition, context: Context) -> Reopened:
    """A new round of handling, with a new limit; where there is no unit, or it is about it, one is to be found."""
    due = limit(Clock.REPLY, petition, context)
    again = Reopened(
        round=petition.round + 1,
        ground=ground,
        fault=fault,
        reply_due=at(due),
        reason=reason,
        **basis(due),
    )
    stays = petition.unit is not None and not context.keeps_from(petition, petition.unit)
    return again if stays else _handed_on(again, petition, context)


def _handed_on(again: Reopened, petition: Petition, context: Context) -> Reopened:
    """The same for a unit that is yet to be found: now the dispatcher's limit runs."""
    due = limit(Clock.DISPATCH, petition, context)
    return again.model_copy(update={"new_unit": True, "reply_due": None, "dispatch_due": at(due), **basis(due)})
