"""The rules that verifiers replay are a table of their own; here it is held against the rules of the domain."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from casebook.access import GRANTS
from casebook.petitions.events import EVENTS
from casebook.petitions.origins import BRINGS
from casebook.petitions.vocabulary import Clock, Role, Status
from casebook.proof.conduct import BROKEN, KEPT, NOT_JUDGED
from casebook.proof.details import Meaning
from casebook.proof.handling import SAID, told
from casebook.proof.soundness import check_bundle
from casebook.proof.stating import RULES, STATED
from proof.corpus import TRUST, handled_bundles

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = {case.name: case for case in handled_bundles()}
ROWS = sorted(STATED["events"])


def test_each_rule_is_broken_by_somebody() -> None:
    broken = {rule for case in CASES.values() for _, rule in case.broken}
    assert broken == set(RULES)


def test_each_event_of_a_petition_has_its_row() -> None:
    assert set(STATED["events"]) == set(EVENTS)
    clocks = {kind for row in STATED["events"].values() for kind, *_ in row.get("limits", {}).values()}
    assert clocks - set(Clock) == {"extension", "rest", "left", "moved"}
    assert set(STATED["clocks"]) <= set(Clock)


@pytest.mark.parametrize("event", ROWS)
def test_a_step_is_taken_by_the_roles_that_may_give_its_command(event: str) -> None:
    kind = EVENTS[event]
    commands = [
        command for command, brings in BRINGS.items() if kind in brings.always | brings.sometimes | brings.beside
    ]
    assert set(STATED["events"][event]["by"]) == {role for command in commands for role in GRANTS[command]}


def terms_of(event: str) -> Iterator[Any]:
    """Everything in which a row names fields of its event."""
    row = STATED["events"][event]
    yield from (row.get(name) for name in ("to", "late", "class", "moves"))
    yield from row.get("sets", {}).values()
    yield from ([condition, f".{field}"] for field, (_, *condition) in row.get("limits", {}).items())


def words(term: Any) -> Iterator[str]:
    """Every word in an expression."""
    if isinstance(term, dict):
        term = list(term.values())
    if isinstance(term, list):
        for part in term:
            yield from words(part)
    elif isinstance(term, str):
        yield term


@pytest.mark.parametrize("event", ROWS)
def test_a_row_names_fields_that_its_event_has(event: str) -> None:
    named = {word[1:] for term in terms_of(event) for word in words(term) if word.startswith(".")}
    assert named <= set(EVENTS[event].model_fields)


def test_rules_name_fields_of_the_events_that_they_are_about() -> None:
    about = defaultdict[str, set[str]](set)
    for event, row in STATED["events"].items():
        for rule in row.get("needs", ()):
            about[rule] |= set(EVENTS[event].model_fields)
    for rule, fields in about.items():
        named = {word[1:] for word in words(STATED["rules"][rule]["holds"]) if word.startswith(".")}
        assert named <= fields, rule


def test_rules_rest_on_facts_that_some_event_sets() -> None:
    sets = [*STATED["groups"].values(), *(row.get("sets", {}) for row in STATED["events"].values())]
    facts = {name for each in sets for name in each} | {"state", "last_at"} | set(STATED["derived"])
    named = {word[1:] for word in words([STATED["rules"], STATED["events"], STATED["derived"]]) if word[:1] == "#"}
    assert named <= facts
    states = {state for row in STATED["events"].values() for state in row["from"] if isinstance(row["from"], list)}
    assert states | {state for each in STATED["states"].values() for state in each} == {None, *Status}
    assert {role for row in STATED["events"].values() for role in row["by"]} <= set(Role)


def test_every_rule_is_told_in_both_languages() -> None:
    for meaning in (*RULES.values(), *(Meaning(**clock) for clock in STATED["clocks"].values())):
        assert re.search(r"[\u4e00-\u9fff]", meaning.zh)
        assert re.fullmatch(r"[\x20-\x7e]+", meaning.en)
    assert all(zh.endswith("。") and en.endswith(".") for zh, en in RULES.values())


def verdict(name: str) -> tuple[str, list[str]]:
    """What is said of a case, in a word and in English."""
    handling = check_bundle(CASES[name].data, TRUST).handling
    return handling.verdict, [en for _, en in told(handling)]


def test_what_is_told_of_handling_by_the_rules() -> None:
    word, said = verdict("a_complaint_that_takes_long, as adopted")
    assert word == KEPT
    assert said == [
        "Handled by the rules, but late",
        "Event 5: late, the contact with the citizen was due by 2026-11-24 18:00:00 +08:00.",
        "12 limits were counted again by the limits and the calendar then in force, and are right.",
    ]


def test_what_is_told_of_handling_against_the_rules() -> None:
    word, said = verdict("handled: closed upon the reply")
    assert word == BROKEN
    assert said[0] == SAID[BROKEN].en
    assert "Event 6: Neither verified nor waived: a reply is not a solution." in said


def test_what_cannot_be_judged_is_told_to_be_so() -> None:
    assert verdict("another system's history") == (NOT_JUDGED, [SAID[NOT_JUDGED].en])
    for name in ("limits without what they rest on", "limits without the documents", "limits without the calendar"):
        word, said = verdict(name)
        assert (word, said[0]) == (KEPT, "Handled by the rules, but late")
        assert any(each.startswith("Limits not judged: events 1, 2, 3, 6, 7") for each in said), name
    assert "2 events are said to have happened" in verdict("events said to have happened before")[1][-2]
    assert verdict("an event of a kind to come")[1][0] == "Handled by the rules, as far as can be judged"
    assert verdict("an event of a kind to come")[1][-1] == (
        "Not judged: events 11, of which the rules here say nothing."
    )
