"""What can have happened to a feature story. Stored for ever, like the events of petitions, in its own stream."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from casebook.petitions.event import Event
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.words import Code, Private, Words

_STREAMS: Final = UUID("0d9bb4b2-6e0b-5b52-9a3c-6f1f41041236")


class FeatureStoryPublished(Event):
    """优秀典型: a story and what it is about: units, months of the ranking, petitions."""

    title: Private[Words] | None = None
    text: Private[Words] | None = None
    units: tuple[Code, ...] = ()
    months: tuple[Code, ...] = ()
    petitions: tuple[UUID, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    reviewer: UUID | None = None


class FeatureStoryRevised(Event):
    """优秀典型修订: another text in place of the one before."""

    title: Private[Words] | None = None
    text: Private[Words] | None = None
    units: tuple[Code, ...] = ()
    months: tuple[Code, ...] = ()
    petitions: tuple[UUID, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    reviewer: UUID | None = None


class FeatureStoryWithdrawn(Event):
    """撤下优秀典型."""

    reason: Private[Words] | None = None


StoryEvent = FeatureStoryPublished | FeatureStoryRevised | FeatureStoryWithdrawn
"""The closed union of what happens in the streams of stories."""

EVENTS: Final[dict[str, type[Event]]] = {
    event.stored_name(): event for event in (FeatureStoryPublished, FeatureStoryRevised, FeatureStoryWithdrawn)
}
"""Every one under its stored name."""


def stream_of(key: UUID) -> UUID:
    """The stream of the story that the command of this key begins."""
    return uuid5(_STREAMS, str(key))
