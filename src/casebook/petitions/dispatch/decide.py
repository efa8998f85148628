"""What follows from finding the unit. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at, basis, in_time, limit
from casebook.petitions.dispatch.commands import (
    ApproveReturn,
    AssignPetition,
    DesignateUnit,
    DispatchCommand,
    ReassignPetition,
    RejectReturn,
    RequestCoHandling,
    RequestReturn,
    SignAssignment,
    SubmitCoOpinion,
)
from casebook.petitions.dispatch.events import (
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    Reassigned,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
)
from casebook.petitions.vocabulary import AssignmentBasis, Status

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.dispatch.commands import Answering, Assigning
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from casebook.petitions.vocabulary import Fault


def dispatch(command: DispatchCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of finding the unit."""
    match command:
        case AssignPetition():
            return (assigned(command, petition, context),)
        case DesignateUnit():
            return designated(command, petition, context)
        case ReassignPetition():
            return reassigned(command, petition, context)
        case _:
            return (_answered(command, petition, context),)


def _answered(command: Answering, petition: Petition, context: Context) -> PetitionEvent:
    """What a unit makes of its assignment, and what it is told."""
    match command:
        case SignAssignment():
            return Signed(assignment=command.assignment, on_time=in_time(petition.dues.sign, context))
        case RequestReturn():
            return return_requested(command, petition, context)
        case ApproveReturn():
            return return_approved(command.fault, command.ruling, petition, context)
        case RejectReturn():
            return ReturnRejected(assignment=petition.assignment, ruling=command.ruling)
        case RequestCoHandling():
            return co_handling_requested(command, petition)
        case SubmitCoOpinion():
            return co_opinion_submitted(command, petition, context)
        case _ as never:
            assert_never(never)


def assigned(command: Assigning, petition: Petition, context: Context) -> Assigned:
    """The unit's limits run.

    Who cannot be called has no limit for the call. Who was designated, or told to keep the petition, cannot return it.
    """
    why = command.why if isinstance(command, DesignateUnit) else None
    sign = limit(Clock.SIGN, petition, context)
    contact = limit(Clock.CONTACT, petition, context) if petition.is_reachable else None
    reply = limit(Clock.REPLY, petition, context)
    bound = why is not None or command.unit in petition.search.bound
    return_until = None if bound else limit(Clock.RETURN, petition, context)
    return Assigned(
        assignment=petition.assignment + 1,
        unit=command.unit,
        basis=AssignmentBasis.DESIGNATION if isinstance(command, DesignateUnit) else command.basis,
        returnable=return_until is not None,
        sign_due=at(sign),
        contact_due=at(contact),
        reply_due=at(reply),
        return_until=at(return_until),
        provisional=any(due.provisional for due in (sign, contact, reply, return_until) if due),
        instructions=command.instructions,
        co_units=command.co_units,
        designated=why is not None,
        matter=petition.matter,
        policy=reply.policy if reply else None,
        calendar=reply.calendar if reply else None,
        why=why,
    )


def designated(command: DesignateUnit, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """A supervisor's word. A return under review is thereby approved: another unit is to handle it."""
    assignment = assigned(command, petition, context)
    if petition.status is not Status.RETURN_REVIEW:
        return (assignment,)
    return (return_approved(command.fault, command.why, petition, context), assignment)


def reassigned(command: ReassignPetition, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """Taken from one unit and given to the next, in one step."""
    assert petition.unit is not None  # noqa: S101  the rules saw to it
    taken = Reassigned(
        from_assignment=petition.assignment,
        from_unit=petition.unit,
        to_unit=command.unit,
        why=command.why,
        fault=command.fault,
    )
    return (taken, assigned(command, petition, context))


def return_requested(command: RequestReturn, petition: Petition, context: Context) -> ReturnRequested:
    """The unit says it is not its own; the limit for ruling runs beside that for the reply."""
    due = limit(Clock.RULING, petition, context)
    return ReturnRequested(
        assignment=petition.assignment,
        reason=command.reason,
        legal_basis=command.legal_basis,
        explanation=command.explanation,
        suggested_unit=command.suggested_unit,
        ruling_due=at(due),
        **basis(due),
    )


def return_approved(fault: Fault, ruling: str, petition: Petition, context: Context) -> ReturnApproved:
    """The petition waits for another unit; the limit for assigning it runs anew."""
    due = limit(Clock.DISPATCH, petition, context)
    return ReturnApproved(
        assignment=petition.assignment, fault=fault, ruling=ruling, dispatch_due=at(due), **basis(due)
    )


def co_handling_requested(command: RequestCoHandling, petition: Petition) -> CoHandlingRequested:
    """Another unit is asked; the lead stays with whoever has the petition."""
    return CoHandlingRequested(
        assignment=petition.assignment, unit=command.unit, question=command.question, due=command.due
    )


def co_opinion_submitted(command: SubmitCoOpinion, petition: Petition, context: Context) -> CoOpinionSubmitted:
    """What the unit that was asked has to say."""
    assert context.actor.unit is not None  # noqa: S101  the rules saw to it
    return CoOpinionSubmitted(assignment=petition.assignment, unit=context.actor.unit, opinion=command.opinion)
