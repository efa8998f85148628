"""How what the citizen says changes a petition. It moves it nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.feedback.events import CallbackRecorded, CitizenRated, CommendationReceived, FeedbackEvent
from casebook.petitions.standing import Callbacks, Rating

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def heard(petition: Petition, event: FeedbackEvent, entry: Entry) -> Petition:
    """A rating, a call, a commendation. The latest word counts; no answer says nothing."""
    match event:
        case CitizenRated():
            rating = _rated(petition, event, entry.happened_at)
            return replace(petition, rating=rating, citizen_says=event.solved)
        case CallbackRecorded():
            callbacks = Callbacks(attempts=event.attempt, last_at=entry.happened_at)
            return replace(petition, callbacks=callbacks, citizen_says=event.solved or petition.citizen_says)
        case CommendationReceived():
            return replace(petition, commendations=petition.commendations | {(event.unit, event.kind)})
        case _ as never:
            assert_never(never)


def _rated(petition: Petition, event: CitizenRated, at: datetime) -> Rating:
    before = petition.current_rating
    return Rating(
        round=petition.round,
        solved=event.solved,
        score=event.score,
        revision=event.revision,
        first_at=before.first_at if before else at,
    )
