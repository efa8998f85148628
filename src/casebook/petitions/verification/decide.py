"""What follows from scheduling, waiving, recording and counter-signing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

from casebook.petitions.ending.decide import reopen
from casebook.petitions.verification.codes import Verifier
from casebook.petitions.verification.commands import (
    CountersignVerification,
    RecordVerification,
    ScheduleVerification,
    VerificationCommand,
    WaiveVerification,
)
from casebook.petitions.verification.events import (
    VerificationCountersigned,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.vocabulary import Fault, ReopenGround, Role, VerificationResult, WaiverGround

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Finding


def verify(command: VerificationCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of scheduling, waiving, recording and counter-signing."""
    match command:
        case ScheduleVerification():
            return (scheduled(command, petition),)
        case WaiveVerification():
            return (waived(command, petition, context),)
        case RecordVerification():
            return (found(command, petition, context),)
        case CountersignVerification():
            finding = cast("Finding", petition.pending_finding)  # the rule finding_awaits_signature has held
            return countersigned(finding, petition, context)
        case _ as never:
            assert_never(never)


def scheduled(command: ScheduleVerification, petition: Petition) -> VerificationScheduled:
    """Somebody is to go. Sending another one does not move the limit, which runs since the reply passed."""
    return VerificationScheduled(
        round=petition.round, reporter=command.reporter, method=command.method, due=petition.dues.verify
    )


def waived(command: WaiveVerification, petition: Petition, context: Context) -> VerificationWaived:
    """Nobody need go; where the lot says so, with the share that was published beforehand."""
    drawn = command.ground is WaiverGround.SAMPLED_OUT
    return VerificationWaived(
        round=petition.round, ground=command.ground, share=context.visited_of_hundred if drawn else None
    )


def found(command: RecordVerification, petition: Petition, context: Context) -> VerifiedByReporter:
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
        photos_before=command.photos_before,
        no_photo=command.no_photo,
        talked_to_citizen=command.talked_to_citizen,
        commitments_kept=command.commitments_kept,
        verifier=Verifier.DESK if context.actor.role is Role.DESK else Verifier.REPORTER,
    )


def countersigned(finding: Finding, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The finding takes effect: what is not solved, or only partly, goes back to the unit in the same decision."""
    signature = VerificationCountersigned(round=petition.round, result=finding.result)
    if finding.result in (VerificationResult.SOLVED, VerificationResult.CANNOT_TELL):
        return (signature,)
    return (signature, reopen(ReopenGround.VERIFICATION_FAILED, Fault.UNIT, None, petition, context))
