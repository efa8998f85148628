"""How the events of dispatch move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.dispatch.events import (
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    DispatchEvent,
    Reassigned,
    Recalled,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
)
from casebook.petitions.road import ENDS, anew, forward
from casebook.petitions.standing import Holding
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def dispatched(petition: Petition, event: DispatchEvent, entry: Entry) -> Petition:
    """Assignment, signature, return, and the help of other units."""
    match event:
        case Assigned():
            return _assigned(petition, event, entry)
        case Signed():
            signed = replace(petition.holding, signed=True)
            return replace(petition, status=forward(petition, Status.IN_PROGRESS), holding=signed)
        case Reassigned() | Recalled():
            return _taken(petition, event)
        case CoHandlingRequested():
            return replace(petition, holding=petition.holding.asking(event.unit))
        case CoOpinionSubmitted():
            return replace(petition, holding=petition.holding.answered(event.unit))
        case _:
            return _returned(petition, event)


def _taken(petition: Petition, event: Reassigned | Recalled) -> Petition:
    """Out of the unit's hands: for the next one at once, or to wait for another."""
    freed = released(petition)
    if isinstance(event, Recalled):
        return replace(freed, assignment=event.assignment, dues=replace(freed.dues, dispatch=event.dispatch_due))
    search = replace(petition.search, reassignments=petition.search.reassignments + 1)
    return replace(freed, assignment=event.from_assignment, search=search)


def _returned(petition: Petition, event: ReturnRequested | ReturnApproved | ReturnRejected) -> Petition:
    match event:
        case ReturnRequested():
            dues = replace(petition.dues, ruling=event.ruling_due)
            return replace(petition, status=forward(petition, Status.RETURN_REVIEW), dues=dues)
        case ReturnApproved():
            return _return_approved(petition, event)
        case ReturnRejected():
            return _return_rejected(petition)
        case _ as never:
            assert_never(never)


def _assigned(petition: Petition, event: Assigned, entry: Entry) -> Petition:
    search = petition.search.binding(event.unit) if event.designated else petition.search
    return replace(
        petition,
        status=anew(petition, Status.ASSIGNED),
        unit=event.unit,
        units=(*petition.units, event.unit),
        assignment=event.assignment,
        returnable=event.returnable,
        holding=Holding(assigned_by=entry.actor.id, co_units=event.co_units, awaited=event.co_units),
        suspension=None,
        search=search,
        dues=replace(
            petition.dues,
            sign=event.sign_due,
            contact=event.contact_due,
            reply=event.reply_due,
            return_until=event.return_until,
            ruling=None,
        ),
    )


def _return_approved(petition: Petition, event: ReturnApproved) -> Petition:
    search = petition.search.ruled()
    if petition.unit:
        search = search.freeing(petition.unit)
    freed = released(petition)
    return replace(
        freed,
        assignment=event.assignment,
        search=search,
        dues=replace(freed.dues, dispatch=event.dispatch_due),
    )


def _return_rejected(petition: Petition) -> Petition:
    """Where it was before; the unit keeps it."""
    search = petition.search.ruled()
    before = Status.IN_PROGRESS if petition.holding.signed else Status.ASSIGNED
    return replace(
        petition,
        status=petition.status if petition.status in ENDS else before,
        returnable=False,
        search=search.binding(petition.unit) if petition.unit else search,
        dues=replace(petition.dues, ruling=None),
    )


def released(petition: Petition) -> Petition:
    """In nobody's hands: the unit's limits end with its assignment."""
    return replace(
        petition,
        status=petition.status if petition.status in ENDS else Status.ACCEPTED,
        unit=None,
        returnable=True,
        holding=Holding(),
        suspension=None,
        dues=replace(petition.dues, sign=None, contact=None, reply=None, return_until=None, redo=None, ruling=None),
    )
