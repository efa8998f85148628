"""What takes a petition from the unit that it is about, in the same decision by which it turns out to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.petitions.context import Clock, at, basis, limit
from casebook.petitions.dispatch.events import Recalled
from casebook.petitions.dispatch.returns import IN_A_UNITS_HANDS
from casebook.petitions.ending.decide import reopen
from casebook.petitions.road import REPLIED
from casebook.petitions.vocabulary import Fault, ReopenGround, Status

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


BEFORE_THE_REPLY: Final = IN_A_UNITS_HANDS | {Status.SUSPENDED, Status.RETURN_REVIEW}


def recalled(petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """What follows for the assignment of a petition, given as it stands after the change; mostly nothing.

    Before the reply nobody it is about keeps it, with the lead or helping. A reply of whom it is about does not stand.
    """
    unit = petition.unit
    if unit is None:
        return ()
    if petition.status in BEFORE_THE_REPLY and any(context.keeps_from(petition, one) for one in petition.held_by):
        due = limit(Clock.DISPATCH, petition, context)
        return (Recalled(assignment=petition.assignment, from_unit=unit, dispatch_due=at(due), **basis(due)),)
    if petition.status in REPLIED - {Status.CLOSED} and context.keeps_from(petition, unit):
        return (reopen(ReopenGround.NEW_FACT, Fault.NONE, None, petition, context),)
    return ()
