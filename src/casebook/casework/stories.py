"""Feature stories: published, revised, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from casebook.casework.beside import BesidePetitions, Decision
from casebook.errors import NotFound
from casebook.petitions.petition import fold as fold_petition
from casebook.petitions.publication.rules import may_be_told_of
from casebook.rankings.events import EVENTS as OF_RANKINGS
from casebook.rankings.ranking import fold as fold_ranking
from casebook.stories.commands import PublishStory, StoryCommand, TellStory
from casebook.stories.decide import StoryContext, decide
from casebook.stories.events import EVENTS, stream_of
from casebook.stories.story import Story, fold

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.petitions.command import Command
    from casebook.petitions.entry import Actor, Entry


class Stories(BesidePetitions):
    """Takes commands about stories."""

    def stream(self, command: Command, key: UUID) -> UUID:
        """The story that a command names; a new one goes by the key of its publication."""
        wish = cast("StoryCommand", command)
        return stream_of(key) if isinstance(wish, PublishStory) else wish.story_id

    def decision(self, command: Command, actor: Actor, entries: list[Entry]) -> Decision:
        """The event of a command about a story.

        Raises:
            Refused: the rules say no.
            NotFound: there is no such story.
        """
        wish, context = cast("StoryCommand", command), StoryContext(actor)
        if isinstance(wish, TellStory):
            context = StoryContext(
                actor,
                units=self.city.at(self.now()).units,
                months=self._ranked_months(),
                petitions={number: found for number in wish.petitions if (found := self._tellable(number))},
            )
        return Decision(decide(wish, _story(entries), context))

    def standing(self, story_id: UUID) -> tuple[Story, list[Entry]]:
        """A story with its entries, words sealed.

        Raises:
            NotFound: there is none.
        """
        entries = self.ledger.entries(story_id)
        story = _story(entries)
        if story is None:
            raise NotFound("没有这篇典型。", "There is no such story.")
        return story, entries

    def told(self) -> list[tuple[Story, list[Entry]]]:
        """Every story that stands, the newest first, with its entries, words sealed."""
        found = [(story, entries) for entries in self.ledger.streams(EVENTS).values() if (story := fold(entries))]
        return [(story, entries) for story, entries in reversed(found) if not story.withdrawn]

    def numbers(self, story: Story) -> list[str]:
        """The numbers of those of its petitions of which may be told today: one may have been sealed since."""
        petitions = [fold_petition(self.ledger.entries(petition_id)) for petition_id in story.petitions]
        return [one.number for one in petitions if one is not None and may_be_told_of(one)]

    def _ranked_months(self) -> set[str]:
        rankings = [fold_ranking(entries) for entries in self.ledger.streams(OF_RANKINGS).values()]
        return {ranking.month for ranking in rankings if ranking and ranking.published}

    def _tellable(self, number: str) -> UUID | None:
        """The petition of that number, if the rules of publication let it be told of."""
        petition_id = self.ledger.by_number(number)
        petition = fold_petition(self.ledger.entries(petition_id)) if petition_id else None
        return petition.id if petition and may_be_told_of(petition) else None


def _story(entries: list[Entry]) -> Story | None:
    """The story that these entries amount to; None where they are of something else, or none."""
    return fold(entries) if entries and entries[0].event.stored_name() in EVENTS else None
