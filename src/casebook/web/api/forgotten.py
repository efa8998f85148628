"""What a petition's answer says of being forgotten: what is asked and how far it is, and what was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.events import ErasureCompleted, ErasureScheduled, PersonalDataErased
from casebook.petitions.forgetting.holding import held_until, holds
from casebook.petitions.forgetting.steps import step_of
from casebook.web.api.models import DataRequestAnswer, ErasureAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.petitions.context import Context
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def data_request_answer(petition: Petition, entries: Sequence[Entry], context: Context) -> DataRequestAnswer | None:
    """The request that is open, as it stands on that day."""
    request, today = petition.forgetting.request, context.terms.day(context.now)
    step, standing = step_of(petition, today), holds(petition, today)
    if request is None or step is None:
        return None
    agreed = [entry.happened_at for entry in entries if isinstance(entry.event, ErasureScheduled)]
    return DataRequestAnswer(
        wanted=request.wanted,
        ground=request.ground,
        asked_at=request.at,
        answer_due=request.answer_due,
        checked=request.checked,
        approvals=len(request.approvals),
        erase_at=request.due,
        begun=request.begun,
        step=step,
        agreed_at=agreed[-1] if agreed and request.due else None,
        held=[hold.ground for hold in standing],
        held_until=held_until(standing),
    )


def erasure_answer(petition: Petition, entries: Sequence[Entry]) -> ErasureAnswer | None:
    """The erasing of the citizen's words, where it is done."""
    for entry in reversed(entries):
        event = entry.event
        if isinstance(event, PersonalDataErased) and event.subject == petition.citizen:
            completed = (isinstance(one.event, ErasureCompleted) and one.version > entry.version for one in entries)
            return ErasureAnswer(at=entry.happened_at, complete_at=event.backups_until, completed=any(completed))
    return None
