"""Feature stories: each rule refuses once, and what follows from what is let through."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from casebook.errors import NotFound, Refused
from casebook.petitions.entry import Claim, Entry
from casebook.petitions.publication.codes import Redaction
from casebook.stories.commands import PublishStory, ReviseStory, WithdrawStory
from casebook.stories.decide import StoryContext, decide
from casebook.stories.events import FeatureStoryPublished, FeatureStoryRevised, FeatureStoryWithdrawn, stream_of
from casebook.stories.rules import RULES
from casebook.stories.story import Story, evolve, fold
from language import STREET
from rankings.rankings_at_hand import BEGIN, EDITOR, checked_story, told

if TYPE_CHECKING:
    from casebook.stories.commands import StoryCommand
    from casebook.stories.events import StoryEvent

STORY = stream_of(uuid4())
PETITION = uuid4()
CONTEXT = StoryContext(EDITOR, units={STREET}, months={"2021-12"}, petitions={"2022-001435-9": PETITION})


def publish(**changes: Any) -> PublishStory:
    return PublishStory(**checked_story(**changes))


def revise(**changes: Any) -> ReviseStory:
    return ReviseStory(story_id=STORY, **checked_story(**changes))


def withdraw() -> WithdrawStory:
    return WithdrawStory(story_id=STORY, reason="文中情况有误。")


def entry(version: int, event: Any) -> Entry:
    return Entry(STORY, version, event, EDITOR, uuid4(), Claim(BEGIN, BEGIN.date()), EDITOR.id)


def after(*commands: StoryCommand) -> Story | None:
    story = None
    for version, command in enumerate(commands, 1):
        story = evolve(story, entry(version, decide(command, story, CONTEXT)))
    return story


REFUSALS: list[tuple[str, StoryCommand, Story | None]] = [
    ("story_stands", revise(), after(publish(), withdraw())),
    ("story_stands", withdraw(), after(publish(), withdraw())),
    ("story_is_about_something", publish(units=()), None),
    ("units_are_in_the_directory", publish(units=(STREET, "dept-nowhere")), None),
    ("months_have_a_published_ranking", publish(months=("2021-12", "2022-01")), None),
    ("petitions_may_be_told_of", publish(petitions=("2022-000001-1",)), None),
    ("redaction_checklist_is_complete", publish(checked=(Redaction.NAME,)), None),
    ("reviewer_is_not_the_author", revise(reviewer=EDITOR.id), after(publish())),
]


@pytest.mark.parametrize(("rule", "command", "story"), REFUSALS)
def test_the_rules_refuse(rule: str, command: StoryCommand, story: Story | None) -> None:
    with pytest.raises(Refused) as refusal:
        decide(command, story, CONTEXT)
    assert told(refusal.value) == rule


def test_every_rule_has_a_case_in_which_it_refuses() -> None:
    assert {rule for rule, *_ in REFUSALS} == {each.name for row in RULES.values() for each in row}


def test_a_story_says_what_it_is_about() -> None:
    event: StoryEvent = decide(publish(months=("2021-12",), petitions=("2022-001435-9",)), None, CONTEXT)
    assert isinstance(event, FeatureStoryPublished)
    assert (event.units, event.months, event.petitions) == ((STREET,), ("2021-12",), (PETITION,))


def test_a_city_without_a_directory_knows_every_unit() -> None:
    assert decide(publish(units=("dept-nowhere",)), None, replace(CONTEXT, units=None))


def test_the_text_that_stands_is_the_last_one() -> None:
    first, second = after(publish()), after(publish(), revise(months=("2021-12",)))
    assert first is not None
    assert second is not None
    assert (first.text_version, second.text_version, second.months) == (1, 2, ("2021-12",))
    assert isinstance(decide(revise(), second, CONTEXT), FeatureStoryRevised)
    assert isinstance(decide(withdraw(), second, CONTEXT), FeatureStoryWithdrawn)


def test_what_is_about_no_story_finds_nothing() -> None:
    for command in (revise(), withdraw()):
        with pytest.raises(NotFound):
            decide(command, None, CONTEXT)
    with pytest.raises(ValueError, match="begins"):
        fold([entry(1, FeatureStoryWithdrawn())])


def test_a_story_goes_by_the_key_of_its_publication() -> None:
    assert stream_of(UUID(int=1)) == stream_of(UUID(int=1)) != stream_of(UUID(int=2))
