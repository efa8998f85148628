"""How the events of dispatch move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.dispatch.events import Assigned, DispatchEvent, Signed
from casebook.petitions.road import forward
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition


def dispatched(petition: Petition, event: DispatchEvent) -> Petition:
    """Assignment and signature."""
    match event:
        case Assigned():
            return _assigned(petition, event)
        case Signed():
            return replace(petition, status=forward(petition, Status.IN_PROGRESS))
        case _ as never:
            assert_never(never)


def _assigned(petition: Petition, event: Assigned) -> Petition:
    return replace(
        petition,
        status=forward(petition, Status.ASSIGNED),
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
