"""Every command has a form, and what is typed in it comes back as the command's content."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from markupsafe import escape
from pydantic import BaseModel
from starlette.datastructures import FormData

from casebook.petitions.commands import COMMANDS, RecordVerification, SubmitReply
from casebook.reference.places import pingdingshan
from casebook.reference.units import units
from casebook.web.bodies import SOMEBODY, body_of, example_of
from casebook.web.forms.fields import Control, fields_of
from casebook.web.forms.form import Form, Reading, blank, sent
from casebook.web.forms.options import Choices
from casebook.web.forms.showing import shown, wrong
from casebook.web.html.environment import environment
from casebook.web.html.names import Names
from casebook.web.html.speech import Speech
from casebook.web.problems import Malformed

if TYPE_CHECKING:
    from casebook.web.language import Language

FORM = (
    '{% from "parts/form.html" import form as form_of, summary %}'
    '{{ summary(wrong) }}{{ form_of(controls, form, "/x", "ok") }}'
)
ZONE = ZoneInfo("Asia/Shanghai")
OTHER = UUID(SOMEBODY)
READING = Reading("zh", ZONE, {"2022-001435-9": OTHER}.get)
EVERY = sorted(COMMANDS)


def choices(language: Language) -> Choices:
    return Choices(Names(units(), pingdingshan(), {}, language), Speech(language, ZONE), street="410403002")


def drawn(form: Form, language: Language = "zh") -> str:
    given = choices(language)
    controls = shown(form, given)
    template = environment(given.speech).from_string(FORM)
    return template.render(controls=controls, form=form, wrong=wrong(form, controls))


def as_sent(typed: list[tuple[str, str]], version: int = 3) -> FormData:
    return FormData([("_key", str(uuid4())), ("_version", str(version)), *typed])


def typed_example(name: str) -> list[tuple[str, str]]:
    """The example of a command's body, as a person types it."""
    typed: list[tuple[str, str]] = []
    example: dict[str, Any] = example_of(COMMANDS[name])
    for field in fields_of(COMMANDS[name]):
        value = example.get(field.name)
        if field.control is Control.PETITION and value is not None:
            value = "2022-001435-9"
        if value is None:
            continue
        values = value if isinstance(value, list) else [value]
        typed += [(field.name, str(one).lower() if isinstance(one, bool) else str(one)) for one in values]
    return typed


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_a_form_that_says_what_it_asks_for(name: str, language: Language) -> None:
    kind = COMMANDS[name]
    text = drawn(blank(kind, 3, {}), language)
    speech = Speech(language, ZONE)
    for field in fields_of(kind):
        assert f'name="{field.name}' in text
        if name != "sign-assignment":
            assert str(escape(speech.field(field.name, name))) in text
    asked = {field.name for field in fields_of(kind)}
    assert asked == set(kind.model_fields) - {"petition_id", "cluster", "notice_version"}


@pytest.mark.parametrize("name", EVERY)
def test_what_is_typed_is_what_a_program_would_send(name: str) -> None:
    kind = COMMANDS[name]
    form = sent(kind, as_sent(typed_example(name)))
    content = READING.content(form)
    assert isinstance(content, BaseModel), content
    example = example_of(kind)
    asked = {field.name for field in fields_of(kind)}
    expected = body_of(kind).model_validate({key: value for key, value in example.items() if key in asked})
    assert content.model_dump() == expected.model_dump()


@pytest.mark.parametrize("name", EVERY)
def test_whatever_is_wrong_what_was_typed_is_kept(name: str) -> None:
    kind = COMMANDS[name]
    typed = [
        (field.name, "\x00 <b>")
        for field in fields_of(kind)
        if field.control in (Control.TEXT, Control.LINE, Control.NUMBER, Control.MOMENT, Control.DAY)
    ]
    form = sent(kind, as_sent(typed))
    outcome = READING.content(form)
    if not typed:
        return
    assert isinstance(outcome, Form)
    assert {key for key, _ in typed} <= set(outcome.errors)
    text = drawn(outcome)
    assert "<b>" not in text
    kept = [one for one in shown(form, choices("zh")) if one.name in dict(typed)]
    assert text.count("&lt;b&gt;") == len(kept)
    for key, message in outcome.errors.items():
        assert str(escape(message)) in text or name == "sign-assignment"
        assert f'href="#{key}"' in text or name == "sign-assignment"


def test_nothing_is_taken_that_the_form_does_not_ask_for() -> None:
    for stranger in ("petition_id", "status", "commitments.0.paid", "commitments.99.what", "text.0.what", "evidence"):
        with pytest.raises(Malformed):
            sent(SubmitReply, as_sent([(stranger, "x")]))
    with pytest.raises(Malformed):
        sent(SubmitReply, FormData([("text", "x")]))


def test_rows_that_are_left_empty_are_none_and_errors_stand_in_the_row_they_are_of() -> None:
    typed = [*typed_example("submit-reply"), ("commitments.1.what", "划线"), ("commitments.2.due_on", "2022-02-28")]
    outcome = READING.content(sent(SubmitReply, as_sent(typed)))
    assert isinstance(outcome, Form)
    assert set(outcome.errors) == {"commitments.1.due_on", "commitments.2.what"}
    assert 'id="commitments.2.what"' in drawn(outcome)


def test_a_moment_is_by_the_citys_clock() -> None:
    typed = [(key, value) for key, value in typed_example("record-verification") if key != "visited_at"]
    form = sent(RecordVerification, as_sent([*typed, ("visited_at", "2022-01-30T15:30")]))
    content: Any = READING.content(form)
    assert content.visited_at == datetime(2022, 1, 30, 15, 30, tzinfo=ZONE)


def test_another_petition_is_named_by_its_number() -> None:
    typed = [(key, value) for key, value in typed_example("merge-petition") if key != "master"]
    form = sent(COMMANDS["merge-petition"], as_sent([*typed, ("master", "2022-000000-0")]))
    outcome = READING.content(form)
    assert isinstance(outcome, Form)
    assert outcome.errors == {"master": "没有这个编号的诉求。"}


def test_a_number_is_known_however_wide_it_is_typed() -> None:
    typed = [(key, value) for key, value in typed_example("merge-petition") if key != "master"]
    form = sent(COMMANDS["merge-petition"], as_sent([*typed, ("master", "２０２２ －001435－9")]))
    content: Any = READING.content(form)
    assert content.master == "2022-001435-9"
