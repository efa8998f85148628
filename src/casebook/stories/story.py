"""What the events of a story amount to. `evolve` never refuses: what is in the ledger has happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never, cast

from casebook.stories.events import FeatureStoryPublished, FeatureStoryRevised, FeatureStoryWithdrawn, StoryEvent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from casebook.petitions.entry import Entry


@dataclass(frozen=True, slots=True)
class Story:
    """A story at one version of its history.

    Attributes:
        text_version: the version of the event that holds the text that stands.
        published_at: when it was first published.
        told_at: when the text that stands was published.
        withdrawn: whether it was taken back.
    """

    id: UUID
    version: int
    text_version: int
    units: tuple[str, ...]
    months: tuple[str, ...]
    petitions: tuple[UUID, ...]
    published_at: datetime
    told_at: datetime
    withdrawn: bool = False


def fold(entries: Iterable[Entry]) -> Story | None:
    """The story that these entries amount to, or None where there are none.

    Raises:
        ValueError: the first of them publishes nothing, or one of them has no time yet.
    """
    story: Story | None = None
    for entry in entries:
        story = evolve(story, entry)
    return story


def evolve(story: Story | None, entry: Entry) -> Story:
    """The story after one more entry.

    Raises:
        ValueError: a history that does not begin with its publication, or an entry that has no time yet.
    """
    event = cast("StoryEvent", entry.event)
    match event:
        case FeatureStoryPublished() | FeatureStoryRevised():
            return Story(
                id=entry.petition_id,
                version=entry.version,
                text_version=entry.version,
                units=event.units,
                months=event.months,
                petitions=event.petitions,
                published_at=story.published_at if story else entry.happened_at,
                told_at=entry.happened_at,
            )
        case FeatureStoryWithdrawn():
            if story is None:
                raise ValueError("a story begins with its publication")
            return replace(story, version=entry.version, withdrawn=True)
        case _ as never:
            assert_never(never)
