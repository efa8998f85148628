from __future__ import annotations

import re
from pathlib import Path

import pytest

import wishes
from casebook.errors import NotFound
from casebook.petitions.commands import COMMANDS
from casebook.petitions.decisions import Context, decide
from casebook.petitions.rule import rule
from casebook.petitions.rules import RULES
from language import (
    BEGIN,
    DESK,
    given,
)


def test_a_change_of_no_petition_finds_nothing() -> None:
    asked = given().when(wishes.close(), by=DESK)
    with pytest.raises(NotFound):
        decide(asked.command, None, Context(now=BEGIN, actor=DESK, terms=asked.context.terms))


def test_every_command_has_its_row_of_rules() -> None:
    assert set(RULES) == set(COMMANDS.values())
    assert all(RULES.values())


def test_every_rule_has_a_test_in_which_it_refuses() -> None:
    texts = (file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*_rules.py"))
    tested = {name for text in texts for name in re.findall(r'\.refused\(\s*"(\w+)"', text)}
    assert tested == {each.name for row in RULES.values() for each in row}


def test_a_rule_without_its_two_sentences_is_no_rule() -> None:
    with pytest.raises(ValueError, match="not enough values"):
        rule(lambda *_: True)
