"""The plan itself: its texts, its people, its order."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

import casebook
from casebook.demo.people import RESERVED_PHONE
from casebook.demo.plan import END, OPENING, SHARES, ZONE
from casebook.demo.plot import steps
from casebook.demo.themes import grounds, themes
from casebook.petitions.commands import (
    ClosePetition,
    CorrectData,
    DeclinePetition,
    FileDataRequest,
    PlaceHold,
    RecordVerification,
    RefuseDataRequest,
    RejectReply,
    SubmitPetition,
    SubmitReply,
)
from casebook.petitions.vocabulary import Category, DeclineReason
from casebook.web.html.speech import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES: Final = str(Path(casebook.__file__).parents[1])
LONG: Final = {(SubmitPetition, "body"), (SubmitReply, "text"), (RecordVerification, "findings")}
SHORT: Final = {
    (SubmitPetition, "title"),
    (DeclinePetition, "explanation"),
    (RejectReply, "note"),
    (ClosePetition, "summary"),
    (FileDataRequest, "details"),
    (PlaceHold, "reference"),
    (RefuseDataRequest, "explanation"),
}
HOUSE_NUMBER: Final = re.compile(r"[路街巷道]\d+号|\d+号(楼|院)|\d+单元")


def texts(command: type, field: str) -> Iterator[str]:
    return (
        getattr(step.command, field)
        for step in steps()
        if isinstance(step.command, command) and getattr(step.command, field)
    )


def all_texts() -> Iterator[str]:
    for command, field in LONG | SHORT:
        yield from texts(command, field)


def test_the_plan_is_the_same_in_every_process() -> None:
    code = "import hashlib, casebook.demo.plot as p; print(hashlib.sha256(repr(p.steps()).encode()).hexdigest())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": SOURCES},
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != ""


def test_steps_are_in_the_order_of_time_and_within_the_days_of_the_story() -> None:
    times = [step.at for step in steps()]
    assert OPENING <= times[0] <= times[-1] <= END
    assert all(before <= after for before, after in pairwise(times))


def test_each_petition_is_filed_before_anything_else_happens_to_it() -> None:
    filed = set()
    for step in steps():
        assert isinstance(step.command, SubmitPetition) == (step.petition not in filed)
        filed.add(step.petition)
    assert len(filed) == sum(share.received for share in SHARES.values())


@pytest.mark.parametrize(("command", "field"), sorted(LONG, key=str))
def test_hardly_any_long_text_comes_again(command: type, field: str) -> None:
    assert Counter(texts(command, field)).most_common(1)[0][1] <= 3


@pytest.mark.parametrize(("command", "field"), sorted(SHORT, key=str))
def test_no_short_text_comes_more_than_a_few_times(command: type, field: str) -> None:
    assert Counter(texts(command, field)).most_common(1)[0][1] <= 6


def test_no_two_petitions_of_a_day_have_the_same_title() -> None:
    filed = [
        (step.at.astimezone(ZONE).date(), step.command.title)
        for step in steps()
        if isinstance(step.command, SubmitPetition)
    ]
    assert len(set(filed)) == len(filed)


def test_texts_are_finished_sentences_without_a_house_number() -> None:
    for text in all_texts():
        assert not set(text) & set("{}|#"), text
        assert not HOUSE_NUMBER.search(text), text
        assert not re.search(r"[，。：；！？]{2}|附近附近|^[，。]", text), text


def test_telephone_numbers_are_of_the_reserved_kind() -> None:
    phones = {*texts(SubmitPetition, "phone"), *texts(CorrectData, "phone")}
    assert len(phones) > 1000
    assert all(RESERVED_PHONE.fullmatch(phone) for phone in phones)


@pytest.mark.parametrize("category", Category)
def test_every_strand_of_a_theme_has_all_its_parts(category: Category) -> None:
    for theme in themes(category):
        assert all((theme.units, theme.titles, theme.details, theme.did, theme.seen)), theme


@pytest.mark.parametrize(
    "reason", sorted(set(DeclineReason) - {DeclineReason.EMERGENCY, DeclineReason.ALREADY_HANDLED})
)
def test_every_strand_of_a_ground_has_all_its_parts(reason: DeclineReason) -> None:
    found = [ground for category in Category for ground in grounds(reason, category)]
    assert {ground.route for ground in found if ground.route} <= terms()["route"].keys(), "a route that has a name"
    assert found
    assert all(ground.titles and ground.bodies and ground.explanations for ground in found)
