from __future__ import annotations

import re
from pathlib import Path

import pytest

import wishes
import wishes_of_merging as merging
from casebook.errors import NotFound
from casebook.petitions.commands import COMMANDS
from casebook.petitions.decisions import Context, decide, decide_beside
from casebook.petitions.events import EVENTS
from casebook.petitions.origins import BRINGS, origins
from casebook.petitions.rule import rule
from casebook.petitions.rules import RULES
from language import (
    BEGIN,
    DESK,
    given,
    submitted,
)


def test_a_change_of_no_petition_finds_nothing() -> None:
    asked = given().when(wishes.close(), by=DESK)
    with pytest.raises(NotFound):
        decide(asked.command, None, Context(now=BEGIN, actor=DESK, terms=asked.context.terms))


def test_every_command_has_its_row_of_rules() -> None:
    assert set(RULES) == set(COMMANDS.values())
    assert all(RULES.values())


def test_every_command_says_what_it_brings_and_every_event_has_an_origin() -> None:
    """That it brings nothing else is asserted at every decision of the lives in test_life."""
    assert set(BRINGS) == set(COMMANDS.values())
    assert {kind for one in BRINGS.values() for kind in one.always | one.sometimes | one.beside} == set(EVENTS.values())


def test_what_is_told_by_the_second_petition_comes_from_the_same_command() -> None:
    for command in (merging.merge(), merging.unmerge()):
        (event,) = decide_beside(command, given(submitted()).standing)
        assert type(command) in origins([event])


def test_every_rule_has_a_test_in_which_it_refuses() -> None:
    texts = (file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*_rules.py"))
    tested = {name for text in texts for name in re.findall(r'\.refused\(\s*"(\w+)"', text)}
    assert tested == {each.name for row in RULES.values() for each in row}


def test_a_rule_without_its_two_sentences_is_no_rule() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        rule(lambda *_: True)
