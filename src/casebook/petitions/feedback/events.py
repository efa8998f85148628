"""What the citizen can have said."""

from __future__ import annotations

from casebook.petitions.event import Count, Event, Grade
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.vocabulary import Solved
from casebook.petitions.words import Code, Private, Words


class CitizenRated(Event):
    """评价."""

    solved: Solved
    score: Grade
    manner: Grade | None = None
    speed: Grade | None = None
    reason: Private[Words] | None = None
    revision: Count = 1


class CallbackRecorded(Event):
    """回访: the n-th attempt of a round. Whoever was not reached has said nothing."""

    attempt: Count
    reached: bool
    solved: Solved | None = None
    satisfaction: Grade | None = None
    words: Private[Words] | None = None


class CommendationReceived(Event):
    """表扬."""

    unit: Code
    kind: CommendationKind
    words: Private[Words] | None = None


FeedbackEvent = CitizenRated | CallbackRecorded | CommendationReceived
