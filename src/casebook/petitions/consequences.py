"""What happens when a command is carried out. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.context import Clock
from casebook.petitions.events import (
    Accepted,
    Assigned,
    CitizenRated,
    Closed,
    Declined,
    PetitionEvent,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Signed,
    Submitted,
    VerificationCountersigned,
    VerifiedByReporter,
    Withdrawn,
)
from casebook.petitions.handling_rules import NOT_CONTACTED
from casebook.petitions.vocabulary import (
    AssignmentBasis,
    ClosingBasis,
    Fault,
    ReopenGround,
    Urgency,
    VerificationResult,
)

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.petitions.commands import (
        AcceptPetition,
        AssignPetition,
        ClosePetition,
        DeclinePetition,
        RatePetition,
        RecordVerification,
        RejectReply,
        ReopenPetition,
        SignAssignment,
        SubmitPetition,
        SubmitReply,
        WithdrawPetition,
    )
    from casebook.petitions.context import Context, Due
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Finding


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
        accept_due=_at(due),
    )


def accepted(command: AcceptPetition, petition: Petition, context: Context) -> Accepted:
    """The desk confirms the kind and says how soon; the limit for assigning runs."""
    category = command.category or petition.category
    return Accepted(
        category=category,
        urgency=command.urgency,
        matter=command.matter,
        dispatch_due=_at(context.terms.due(Clock.DISPATCH, category, command.urgency, context.now)),
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


def assigned(command: AssignPetition, petition: Petition, context: Context) -> Assigned:
    """The unit's limits run. Who cannot be called has no limit for the call; who was designated cannot return it."""
    returnable = command.basis is not AssignmentBasis.DESIGNATION
    reachable = petition.confidentiality not in NOT_CONTACTED and not petition.citizen_left
    sign = _due(Clock.SIGN, petition, context)
    contact = _due(Clock.CONTACT, petition, context) if reachable else None
    reply = _due(Clock.REPLY, petition, context)
    return_until = _due(Clock.RETURN, petition, context) if returnable else None
    return Assigned(
        assignment=petition.assignment + 1,
        unit=command.unit,
        basis=command.basis,
        returnable=returnable,
        sign_due=_at(sign),
        contact_due=_at(contact),
        reply_due=_at(reply),
        return_until=_at(return_until),
        provisional=any(due.provisional for due in (sign, contact, reply, return_until) if due),
        instructions=command.instructions,
    )


def signed(command: SignAssignment, petition: Petition, context: Context) -> Signed:
    """The unit has seen it."""
    return Signed(assignment=command.assignment, on_time=_in_time(petition.dues.sign, context))


def replied(command: SubmitReply, petition: Petition, context: Context) -> Replied:
    """The unit's answer. After a rejection the limit for mending it counts."""
    return Replied(
        assignment=petition.assignment or None,
        round=petition.round,
        outcome=command.outcome,
        text=command.text,
        actions=command.actions,
        commitments=tuple(commitment.what for commitment in command.commitments) or None,
        commitments_due=tuple(commitment.due_on for commitment in command.commitments),
        evidence=command.evidence,
        drafted_by=command.drafted_by,
        on_time=_in_time(petition.dues.redo or petition.dues.reply, context),
    )


def approved(petition: Petition, context: Context) -> ReplyApproved:
    """The desk lets the reply pass; the limit for the reporter's visit runs."""
    return ReplyApproved(round=petition.round, verify_due=_at(_due(Clock.VERIFY, petition, context)))


def rejected(command: RejectReply, petition: Petition, context: Context) -> ReplyRejected:
    """The desk sends the reply back, with what is wrong; the limit for mending it runs."""
    return ReplyRejected(
        round=petition.round,
        defects=command.defects,
        note=command.note,
        redo_due=_at(_due(Clock.REDO, petition, context)),
    )


def found(command: RecordVerification, petition: Petition) -> VerifiedByReporter:
    """What was seen is a fact at once; it takes effect when it is counter-signed."""
    return VerifiedByReporter(
        round=petition.round,
        result=command.result,
        method=command.method,
        visited_at=command.visited_at,
        findings=command.findings,
        area=command.area,
        street=command.street,
        place=command.place,
        photos=command.photos,
        no_photo=command.no_photo,
        talked_to_citizen=command.talked_to_citizen,
    )


def countersigned(finding: Finding, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The finding takes effect: what is not solved, or only partly, goes back to the unit in the same decision."""
    signature = VerificationCountersigned(round=petition.round, result=finding.result)
    if finding.result in (VerificationResult.SOLVED, VerificationResult.CANNOT_TELL):
        return (signature,)
    return (signature, _reopened(ReopenGround.VERIFICATION_FAILED, Fault.UNIT, None, petition, context))


def reopened(command: ReopenPetition, petition: Petition, context: Context) -> Reopened:
    """Another round, with a new limit."""
    return _reopened(command.ground, command.fault, command.reason, petition, context)


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


def withdrawn(command: WithdrawPetition, petition: Petition) -> Withdrawn:
    """The citizen leaves; an emergency goes on without them."""
    return Withdrawn(reason=command.reason, goes_on=petition.urgency is Urgency.EMERGENCY)


def _reopened(ground: ReopenGround, fault: Fault, reason: str | None, petition: Petition, context: Context) -> Reopened:
    due = _due(Clock.REPLY, petition, context)
    return Reopened(
        round=petition.round + 1,
        ground=ground,
        fault=fault,
        reply_due=_at(due),
        provisional=due is not None and due.provisional,
        reason=reason,
    )


def _due(clock: Clock, petition: Petition, context: Context) -> Due | None:
    return context.terms.due(clock, petition.category, petition.urgency, context.now)


def _at(due: Due | None) -> datetime | None:
    return due.at if due else None


def _in_time(due: datetime | None, context: Context) -> bool | None:
    return None if due is None else context.now <= due
