"""Rules about feature stories. A rule's docstring is what the asker reads, in English and in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.publication.rules import redaction_checklist_is_complete, reviewer_is_not_the_author
from casebook.petitions.rule import rule
from casebook.stories.commands import PublishStory, ReviseStory, TellStory, WithdrawStory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.rule import Rule
    from casebook.stories.decide import StoryContext
    from casebook.stories.story import Story


@rule
def story_stands(_command: Command, story: Story, _context: StoryContext) -> bool:
    """This story was withdrawn. Publish a new one.

    该典型已撤下，请另行公开。
    """
    return not story.withdrawn


@rule
def story_is_about_something(command: TellStory, _story: Story | None, _context: StoryContext) -> bool:
    """Name at least one unit, month of the ranking or petition that the story is about.

    请至少注明一个承办单位、排行月份或诉求。
    """
    return bool(command.units or command.months or command.petitions)


@rule
def units_are_in_the_directory(command: TellStory, _story: Story | None, context: StoryContext) -> bool:
    """One of these units is not in the directory of today. Check the codes.

    有的单位不在当前承办单位名录中，请核对代码。
    """
    return context.units is None or all(unit in context.units for unit in command.units)


@rule
def months_have_a_published_ranking(command: TellStory, _story: Story | None, context: StoryContext) -> bool:
    """The ranking of one of these months is not published. Wait until it is, or leave the month out.

    有的月份排行尚未公布，请待公布后再注明，或不注明该月。
    """
    return all(month in context.months for month in command.months)


@rule
def petitions_may_be_told_of(command: TellStory, _story: Story | None, context: StoryContext) -> bool:
    """One of these petitions is not there, or nothing about it may be told. Leave it out.

    有的诉求不存在，或依规定不得公开，请勿注明。
    """
    return all(number in context.petitions for number in command.petitions)


_TOLD: Final[tuple[Rule[Any], ...]] = (
    story_is_about_something,
    units_are_in_the_directory,
    months_have_a_published_ranking,
    petitions_may_be_told_of,
    redaction_checklist_is_complete,
    reviewer_is_not_the_author,
)

RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    PublishStory: _TOLD,
    ReviseStory: (story_stands, *_TOLD),
    WithdrawStory: (story_stands,),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
