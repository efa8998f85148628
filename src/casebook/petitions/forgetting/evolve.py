"""How the events of forgetting change a petition. They move it nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.forgetting.events import (
    DataRequestCancelled,
    DataRequestFiled,
    DataRequestRefused,
    ErasureApproved,
    ErasureBegun,
    ErasureCompleted,
    ErasureScheduled,
    ForgettingEvent,
    HoldLifted,
    HoldPlaced,
    IdentityChecked,
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    RestrictionLifted,
)
from casebook.petitions.forgetting.standing import Approval, DataRequest, Forgetting, Hold

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def forgotten(  # noqa: PLR0911  one for each kind
    petition: Petition, event: ForgettingEvent, entry: Entry
) -> Petition:
    """What was asked, what must be kept, what is kept aside, what is gone."""
    stood = petition.forgetting
    match event:
        case PersonalDataRestricted() | RestrictionLifted():
            if isinstance(event, PersonalDataRestricted):
                stood = replace(stood, request=_kept_aside(stood.request, event))
            return replace(petition, restricted=isinstance(event, PersonalDataRestricted), forgetting=stood)
        case PersonalDataErased():
            return _erased(petition, event)
        case HoldPlaced() | HoldLifted():
            others = tuple(hold for hold in stood.holds if hold.ground is not event.ground)
            placed = (Hold(event.ground, event.until),) if isinstance(event, HoldPlaced) else ()
            return replace(petition, forgetting=replace(stood, holds=(*others, *placed)))
        case ErasureCompleted():
            return replace(petition, forgetting=replace(stood, backups_until=None))
        case DataRequestCancelled() | DataRequestRefused() | PersonalDataCorrected():
            return replace(petition, forgetting=replace(stood, request=None))
        case DataRequestFiled():
            return replace(petition, forgetting=replace(stood, request=_filed(petition, event, entry)))
        case IdentityChecked() | ErasureApproved() | ErasureScheduled() | ErasureBegun():
            return replace(petition, forgetting=_further(stood, event, entry))
        case _ as never:
            assert_never(never)


def _kept_aside(request: DataRequest | None, event: PersonalDataRestricted) -> DataRequest | None:
    """The request is answered by that, or waits until what must be kept need not be kept any more."""
    return replace(request, aside=True) if request is not None and event.instead else None


def _filed(petition: Petition, event: DataRequestFiled, entry: Entry) -> DataRequest:
    return DataRequest(
        wanted=event.wanted,
        ground=event.ground,
        by=entry.actor.id,
        subject=event.subject or petition.citizen,
        at=entry.happened_at,
        answer_due=event.answer_due,
    )


def _erased(petition: Petition, event: PersonalDataErased) -> Petition:
    """Of the citizen nothing is left that could be used."""
    gone = replace(
        petition.forgetting,
        request=None,
        erased=petition.forgetting.erased | {event.subject},
        backups_until=event.backups_until,
    )
    return replace(petition, restricted=petition.restricted and event.subject != petition.citizen, forgetting=gone)


def _further(
    stood: Forgetting, event: IdentityChecked | ErasureApproved | ErasureScheduled | ErasureBegun, entry: Entry
) -> Forgetting:
    """The request that is open, one step on; where none is, nothing moves."""
    request = stood.request
    if request is None:
        return stood
    match event:
        case IdentityChecked():
            request = replace(request, checked=True)
        case ErasureApproved():
            request = replace(request, approvals=(*request.approvals, Approval(entry.actor.id, entry.actor.unit)))
        case ErasureScheduled():
            request = replace(request, due=event.due)
        case ErasureBegun():
            request = replace(request, begun=True)
        case _ as never:
            assert_never(never)
    return replace(stood, request=request)
