"""What follows from filing, accepting, declining, withdrawing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Clock, at
from casebook.petitions.intake.commands import (
    AcceptPetition,
    DeclinePetition,
    IntakeCommand,
    SubmitPetition,
    WithdrawPetition,
)
from casebook.petitions.intake.events import Accepted, Declined, Submitted, Withdrawn
from casebook.petitions.vocabulary import Urgency

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def take_in(command: IntakeCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of accepting, declining, withdrawing."""
    match command:
        case AcceptPetition():
            return (accepted(command, petition, context),)
        case DeclinePetition():
            return (declined(command),)
        case WithdrawPetition():
            return (withdrawn(command, petition),)
        case _ as never:
            assert_never(never)


def submitted(command: SubmitPetition, context: Context) -> Submitted:
    """The petition begins; the limit for accepting or declining it runs."""
    due = context.terms.due(Clock.ACCEPT, command.category, Urgency.NORMAL, context.now)
    return Submitted(
        number=context.number,
        category=command.category,
        channel=command.channel,
        confidentiality=command.confidentiality,
        title=command.title,
        body=command.body,
        area=command.area,
        street=command.street,
        community=command.community,
        place=command.place,
        name=command.name,
        phone=command.phone,
        attachments=command.attachments,
        notice_version=command.notice_version,
        publish_consent=command.publish_consent,
        accept_due=at(due),
    )


def accepted(command: AcceptPetition, petition: Petition, context: Context) -> Accepted:
    """The desk confirms the kind and says how soon; the limit for assigning runs."""
    category = command.category or petition.category
    return Accepted(
        category=category,
        urgency=command.urgency,
        matter=command.matter,
        dispatch_due=at(context.terms.due(Clock.DISPATCH, category, command.urgency, context.now, command.matter)),
    )


def declined(command: DeclinePetition) -> Declined:
    """The road ends, with a ground and an explanation."""
    return Declined(
        reason=command.reason,
        explanation=command.explanation,
        route=command.route,
        earlier=command.earlier,
        seconded_by=command.seconded_by,
    )


def withdrawn(command: WithdrawPetition, petition: Petition) -> Withdrawn:
    """The citizen leaves; an emergency goes on without them."""
    return Withdrawn(reason=command.reason, goes_on=petition.urgency is Urgency.EMERGENCY)
