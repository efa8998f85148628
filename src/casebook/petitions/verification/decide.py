"""What follows from waiving, recording and counter-signing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

from casebook.petitions.ending.decide import reopen
from casebook.petitions.verification.commands import (
    CountersignVerification,
    RecordVerification,
    VerificationCommand,
    WaiveVerification,
)
from casebook.petitions.verification.events import VerificationCountersigned, VerificationWaived, VerifiedByReporter
from casebook.petitions.vocabulary import Fault, ReopenGround, VerificationResult

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Finding


def verify(command: VerificationCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of waiving, recording and counter-signing."""
    match command:
        case WaiveVerification():
            return (VerificationWaived(round=petition.round, ground=command.ground),)
        case RecordVerification():
            return (found(command, petition),)
        case CountersignVerification():
            finding = cast("Finding", petition.pending_finding)  # the rule finding_awaits_signature has held
            return countersigned(finding, petition, context)
        case _ as never:
            assert_never(never)


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
    return (signature, reopen(ReopenGround.VERIFICATION_FAILED, Fault.UNIT, None, petition, context))
