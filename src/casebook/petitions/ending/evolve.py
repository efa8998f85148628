"""How the events at the end of a round move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.dispatch.evolve import released
from casebook.petitions.ending.events import Closed, ClosingProposed, EndingEvent, Reopened, Terminated
from casebook.petitions.standing import Callbacks
from casebook.petitions.vocabulary import ReopenGround, Status

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def ended(petition: Petition, event: EndingEvent, entry: Entry) -> Petition:
    """Closing and the other ends, and a new round."""
    match event:
        case Reopened():
            return _reopened(petition, event)
        case ClosingProposed():
            return replace(petition, closing_proposed_in=event.round)
        case Closed():
            return _closed(petition, entry)
        case Terminated():
            return replace(petition, status=Status.TERMINATED)
        case _ as never:
            assert_never(never)


def _reopened(petition: Petition, event: Reopened) -> Petition:
    """A new round: what was said and found of the round before no longer counts."""
    held = released(petition) if event.new_unit else petition
    dispatch = event.dispatch_due if event.new_unit else petition.dues.dispatch
    return replace(
        held,
        status=Status.IN_PROGRESS if held.unit else Status.ACCEPTED,
        round=event.round,
        reply=None,
        rejections=0,
        finding=None,
        waiver=None,
        merger=None,
        verified_at=None,
        callbacks=Callbacks(),
        citizen_says=None,
        ordered=petition.ordered or event.ground is ReopenGround.ORDER,
        retention=None,
        closed_at=None,
        closed_by=None,
        dissatisfied_reopenings=petition.dissatisfied_reopenings + (event.ground is ReopenGround.DISSATISFIED),
        dues=replace(held.dues, dispatch=dispatch, reply=event.reply_due, redo=None, verify=None),
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
