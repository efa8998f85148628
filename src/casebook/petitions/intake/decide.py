"""What follows from the commands of intake. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.context import Clock, at, basis, limit
from casebook.petitions.intake.commands import (
    AcceptPetition,
    AnswerDirectly,
    DeclinePetition,
    IntakeCommand,
    OverturnDecline,
    Reclassify,
    ReferOut,
    RequestDeclineReview,
    RequestInformation,
    SubmitPetition,
    SupplementPetition,
    UpholdDecline,
    WithdrawPetition,
)
from casebook.petitions.intake.events import (
    Accepted,
    AnsweredDirectly,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    InformationRequested,
    IntakeEvent,
    ReferredOut,
    Submitted,
    Supplemented,
    Withdrawn,
)
from casebook.petitions.intake.reclassifying import reclassified
from casebook.petitions.vocabulary import Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


AsSaid = RequestDeclineReview | UpholdDecline | ReferOut | AnswerDirectly | SupplementPetition | RequestInformation

TOLD: Final[Mapping[type[AsSaid], type[IntakeEvent]]] = {
    RequestDeclineReview: DeclineReviewRequested,
    UpholdDecline: DeclineUpheld,
    ReferOut: ReferredOut,
    AnswerDirectly: AnsweredDirectly,
    SupplementPetition: Supplemented,
    RequestInformation: InformationRequested,
}
"""The events that say what their command says, and no more."""


def take_in(command: IntakeCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of intake: each command brings one, and another class of petition other limits."""
    if isinstance(command, AsSaid):
        return (TOLD[type(command)](**command.model_dump(exclude={"petition_id"})),)
    match command:
        case Reclassify():
            return reclassified(command, petition, context)
        case AcceptPetition():
            return (accepted(command, context),)
        case DeclinePetition():
            return (declined(command, context),)
        case WithdrawPetition():
            return (withdrawn(command, petition),)
        case OverturnDecline():
            due = limit(Clock.ACCEPT, petition, context)
            return (DeclineOverturned(finding=command.finding, accept_due=at(due), **basis(due)),)
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
        about_unit=command.about_unit,
        **basis(due),
    )


def accepted(command: AcceptPetition, context: Context) -> Accepted:
    """The desk confirms the kind and the matter and says how soon; the limit for assigning runs."""
    due = context.terms.due(Clock.DISPATCH, command.category, command.urgency, context.now, command.matter)
    return Accepted(
        category=command.category,
        urgency=command.urgency,
        matter=command.matter,
        dispatch_due=at(due),
        about_unit=command.about_unit,
        **basis(due),
    )


def declined(command: DeclinePetition, context: Context) -> Declined:
    """The ground and what the citizen is told; the earlier petition by its id."""
    earlier = context.other.id if command.earlier and context.other else None
    return Declined(
        reason=command.reason,
        explanation=command.explanation,
        route=command.route,
        earlier=earlier,
        seconded_by=command.seconded_by,
    )


def withdrawn(command: WithdrawPetition, petition: Petition) -> Withdrawn:
    """The citizen leaves; an emergency goes on without them, and what others ask as well."""
    goes_on = petition.urgency is Urgency.EMERGENCY or bool(petition.children)
    return Withdrawn(reason=command.reason, goes_on=goes_on)
