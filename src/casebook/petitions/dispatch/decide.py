"""What follows from assigning and signing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, in_time, limit
from casebook.petitions.dispatch.commands import AssignPetition, DispatchCommand, SignAssignment
from casebook.petitions.dispatch.events import Assigned, Signed
from casebook.petitions.vocabulary import AssignmentBasis

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def dispatch(command: DispatchCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of assigning and signing."""
    match command:
        case AssignPetition():
            return (assigned(command, petition, context),)
        case SignAssignment():
            return (signed(command, petition, context),)
        case _ as never:
            assert_never(never)


def assigned(command: AssignPetition, petition: Petition, context: Context) -> Assigned:
    """The unit's limits run. Who cannot be called has no limit for the call; who was designated cannot return it."""
    returnable = command.basis is not AssignmentBasis.DESIGNATION
    sign = limit(Clock.SIGN, petition, context)
    contact = limit(Clock.CONTACT, petition, context) if petition.is_reachable else None
    reply = limit(Clock.REPLY, petition, context)
    return_until = limit(Clock.RETURN, petition, context) if returnable else None
    return Assigned(
        assignment=petition.assignment + 1,
        unit=command.unit,
        basis=command.basis,
        returnable=returnable,
        sign_due=at(sign),
        contact_due=at(contact),
        reply_due=at(reply),
        return_until=at(return_until),
        provisional=any(due.provisional for due in (sign, contact, reply, return_until) if due),
        instructions=command.instructions,
    )


def signed(command: SignAssignment, petition: Petition, context: Context) -> Signed:
    """The unit has seen it."""
    return Signed(assignment=command.assignment, on_time=in_time(petition.dues.sign, context))
