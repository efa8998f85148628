"""What follows from what is asked about personal data. No rule is asked here: that was done before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.forgetting.codes import DataWish, ErasureScope
from casebook.petitions.forgetting.commands import (
    ApproveErasure,
    CancelDataRequest,
    CheckIdentity,
    CompleteErasure,
    CorrectData,
    EraseData,
    FileDataRequest,
    ForgettingCommand,
    LiftHold,
    LiftRestriction,
    PlaceHold,
    RecordErasure,
    RefuseDataRequest,
    RestrictData,
)
from casebook.petitions.forgetting.events import (
    DataRequestCancelled,
    DataRequestFiled,
    DataRequestRefused,
    ErasureApproved,
    ErasureBegun,
    ErasureCompleted,
    ErasureScheduled,
    HoldLifted,
    HoldPlaced,
    IdentityChecked,
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    RestrictionLifted,
)
from casebook.petitions.forgetting.holding import held_until, holds

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition

APPROVALS: Final = 2
"""So many persons agree before anything is erased."""


def forget(  # noqa: PLR0911  one for each kind
    command: ForgettingCommand, petition: Petition, context: Context
) -> tuple[PetitionEvent, ...]:
    """The events of forgetting."""
    match command:
        case FileDataRequest() | CheckIdentity() | RefuseDataRequest() | CancelDataRequest():
            return (_asked(command, context),)
        case PlaceHold():
            return (HoldPlaced(ground=command.ground, until=command.until, reference=command.reference),)
        case LiftHold():
            return (HoldLifted(ground=command.ground),)
        case RestrictData():
            return (_restricted(command, petition, context),)
        case LiftRestriction():
            return (RestrictionLifted(),)
        case CorrectData():
            return (PersonalDataCorrected(name=command.name, phone=command.phone, place=command.place),)
        case ApproveErasure() | EraseData() | RecordErasure() | CompleteErasure():
            return _erasing(command, petition, context)
        case _ as never:
            assert_never(never)


def _asked(
    command: FileDataRequest | CheckIdentity | RefuseDataRequest | CancelDataRequest, context: Context
) -> PetitionEvent:
    match command:
        case FileDataRequest():
            return DataRequestFiled(
                wanted=command.wanted,
                ground=command.ground,
                subject=command.subject,
                answer_due=context.now + timedelta(days=context.data_requests_answered_within),
                details=command.details,
            )
        case CheckIdentity():
            return IdentityChecked(how=command.how)
        case RefuseDataRequest():
            return DataRequestRefused(basis=command.basis, explanation=command.explanation)
        case CancelDataRequest():
            return DataRequestCancelled()
        case _ as never:
            assert_never(never)


def _restricted(command: RestrictData, petition: Petition, context: Context) -> PersonalDataRestricted:
    """Because it was asked, or instead of erasing what must be kept."""
    request = petition.forgetting.request
    standing = holds(petition, context.terms.day(context.now))
    return PersonalDataRestricted(
        instead=request is not None and request.wanted is DataWish.ERASURE,
        holds=tuple(hold.ground for hold in standing),
        until=command.until or held_until(standing),
    )


def _erasing(
    command: ApproveErasure | EraseData | RecordErasure | CompleteErasure, petition: Petition, context: Context
) -> tuple[PetitionEvent, ...]:
    match command:
        case ApproveErasure():
            return _approved(petition, context)
        case EraseData():
            return (ErasureBegun(),)
        case RecordErasure():
            return (_erased(command, petition),)
        case CompleteErasure():
            return (ErasureCompleted(),)
        case _ as never:
            assert_never(never)


def _approved(petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """Agreed; by the second person, also when it will be erased."""
    request = petition.forgetting.request
    count = 1 + (len(request.approvals) if request else 0)
    approved = ErasureApproved(approval=count, outside=context.actor.unit not in handlers(petition))
    if count < APPROVALS:
        return (approved,)
    due = context.now + timedelta(days=context.erased_after)
    return (approved, ErasureScheduled(due=due))


def handlers(petition: Petition) -> frozenset[str]:
    """The units that have, or had, the petition before them."""
    return frozenset({*petition.units, *petition.held_by})


def _erased(command: RecordErasure, petition: Petition) -> PersonalDataErased:
    request = petition.forgetting.request
    assert request is not None  # noqa: S101  a rule has seen to it
    assert request.subject is not None  # noqa: S101  nobody asks for nobody's words
    return PersonalDataErased(
        subject=request.subject,
        scope=ErasureScope.CITIZEN if request.subject == petition.citizen else ErasureScope.OTHER_PERSON,
        ground=request.ground,
        requested_by=request.by,
        approved_by=tuple(approval.by for approval in request.approvals),
        words=command.words,
        files=command.files,
        backups_until=command.backups_until,
    )
