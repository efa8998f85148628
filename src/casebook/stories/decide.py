"""Decide: what follows from a command about a story, if the rules let it pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, assert_never

from casebook.errors import NotFound
from casebook.petitions.rule import check
from casebook.stories.commands import PublishStory, ReviseStory, StoryCommand, TellStory, WithdrawStory
from casebook.stories.events import FeatureStoryPublished, FeatureStoryRevised, FeatureStoryWithdrawn, StoryEvent
from casebook.stories.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from uuid import UUID

    from casebook.petitions.entry import Actor
    from casebook.stories.story import Story


@dataclass(frozen=True, slots=True)
class StoryContext:
    """What a decision depends on beside the story itself.

    Attributes:
        actor: who asks.
        units: codes of the units of today; None where no directory is kept.
        months: the months whose ranking is published.
        petitions: of the petitions that the command names those of which may be told, by their numbers.
    """

    actor: Actor
    units: Container[str] | None = None
    months: Container[str] = frozenset()
    petitions: Mapping[str, UUID] = field(default_factory=dict)


def decide(command: StoryCommand, story: Story | None, context: StoryContext) -> StoryEvent:
    """The event that follows from a command about this story, `None` for one that is not there yet.

    Raises:
        Refused: a rule does not hold; it carries the rule's name and what the asker can do.
        NotFound: the command is about a story, and there is none.
    """
    if story is None and not isinstance(command, PublishStory):
        raise NotFound("没有这篇典型。", "There is no such story.")
    check(RULES[type(command)], command, story, context)
    match command:
        case PublishStory():
            return FeatureStoryPublished(**_told(command, context))
        case ReviseStory():
            return FeatureStoryRevised(**_told(command, context))
        case WithdrawStory():
            return FeatureStoryWithdrawn(reason=command.reason)
        case _ as never:
            assert_never(never)


def _told(command: TellStory, context: StoryContext) -> dict[str, Any]:
    same = ("title", "text", "units", "months", "redactions", "reviewer")
    told: dict[str, Any] = {name: getattr(command, name) for name in same}
    return told | {"petitions": tuple(context.petitions[number] for number in command.petitions)}
