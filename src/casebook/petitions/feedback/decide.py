"""What follows from rating, calling and commending. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from casebook.petitions.feedback.commands import FeedbackCommand, RatePetition, RecordCallback, RecordCommendation
from casebook.petitions.feedback.events import CallbackRecorded, CitizenRated, CommendationReceived

if TYPE_CHECKING:
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition


def hear(command: FeedbackCommand, petition: Petition) -> tuple[PetitionEvent, ...]:
    """The events of rating, calling and commending."""
    match command:
        case RatePetition():
            return (rated(command, petition),)
        case RecordCallback():
            return (called(command, petition),)
        case RecordCommendation():
            return (CommendationReceived(unit=command.unit, kind=command.kind, words=command.words),)
        case _ as never:
            assert_never(never)


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


def called(command: RecordCallback, petition: Petition) -> CallbackRecorded:
    """One more attempt to hear the citizen in this round."""
    return CallbackRecorded(
        attempt=petition.callbacks.attempts + 1,
        reached=command.reached,
        solved=command.solved,
        satisfaction=command.satisfaction,
        words=command.words,
    )
