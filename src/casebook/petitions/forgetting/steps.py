"""How far a request about personal data is; `projections/data_requests.sql` says the same of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.forgetting.codes import DataStep, PersonalData
from casebook.petitions.forgetting.holding import holds

if TYPE_CHECKING:
    from datetime import date

    from casebook.petitions.forgetting.standing import DataRequest
    from casebook.petitions.petition import Petition


def step_of(petition: Petition, today: date) -> DataStep | None:
    """What comes next; None where nothing does.

    Once something is put aside, or its day is set, whatever must be kept holds it until that is over.
    """
    request = petition.forgetting.request
    if request is None:
        if petition.personal_data is PersonalData.RESTRICTED:
            return DataStep.RESTRICTED
        return DataStep.EXPIRING if petition.forgetting.backups_until is not None else None
    if not request.begun and (request.aside or request.due is not None) and holds(petition, today):
        return DataStep.HELD
    return _reached(request)


def _reached(request: DataRequest) -> DataStep:
    if request.begun:
        return DataStep.ERASING
    if request.due is not None:
        return DataStep.WAITING
    if request.approvals:
        return DataStep.SECOND
    return DataStep.DECISION if request.checked else DataStep.IDENTITY
