from __future__ import annotations

from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, ValidationError

from casebook.ledger.mapper import KNOWN
from casebook.petitions.events import Event, Replied, Sha256
from casebook.petitions.words import PRIVATE, Code, Words
from strategies import anything, bounds, events, hints, models

PLAIN = (UUID, date, AwareDatetime, bool, type(None))


def is_plain_or_private(hint: Any) -> bool:
    """Whether a field of this type shows nothing that somebody wrote."""
    arguments = get_args(hint)
    if hint in (Code, Sha256) or (isinstance(hint, type) and (hint in PLAIN or issubclass(hint, StrEnum))):
        return True
    if get_origin(hint) is Annotated:
        return PRIVATE in arguments or (arguments[0] is int and bounds(hint) is not None)
    if get_origin(hint) in (Union, UnionType):
        return all(map(is_plain_or_private, arguments))
    if get_origin(hint) is tuple:
        return arguments[1:] == (...,) and is_plain_or_private(arguments[0])
    return (
        isinstance(hint, type) and issubclass(hint, BaseModel) and all(map(is_plain_or_private, hints(hint).values()))
    )


@pytest.mark.parametrize("name", KNOWN)
def test_what_somebody_wrote_is_private(name: str) -> None:
    shown = {field for field, hint in hints(KNOWN[name]).items() if not is_plain_or_private(hint)}
    assert not shown


@pytest.mark.parametrize(
    "hint", [str, Words, str | None, int, float, tuple[Words, ...], dict[str, str], list[UUID], Any]
)
def test_free_text_that_is_not_private_is_noticed(hint: Any) -> None:
    assert not is_plain_or_private(hint)


def test_private_words_are_let_pass() -> None:
    assert is_plain_or_private(hints(Replied)["text"])


@given(events())
def test_every_event_survives_json(event: Event) -> None:
    assert type(event).model_validate_json(event.model_dump_json()) == event


@given(models(Replied), anything(hints(Replied)["commitments"]))
def test_private_values_survive_json_opened_or_sealed(reply: Replied, commitments: Any) -> None:
    changed = reply.model_copy(update={"commitments": commitments})
    assert Replied.model_validate_json(changed.model_dump_json()).commitments == commitments


@given(events(), st.text(min_size=1))
def test_an_event_takes_no_unknown_field(event: Event, value: str) -> None:
    with pytest.raises(ValidationError):
        type(event).model_validate(event.model_dump() | {"unheard_of": value})
