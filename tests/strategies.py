"""Anything that an event can be, for Hypothesis: built from the types of its fields."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum
from functools import reduce
from operator import or_
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from annotated_types import Ge, Le
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from casebook.petitions.events import EVENTS, Event, Sha256
from casebook.petitions.words import Code, Sealed, Words, clean

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
_LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_WORDS = st.text(st.one_of(_LETTERS, st.sampled_from("土产巷\n\t𠮷　")), min_size=1, max_size=40).map(clean)
_KNOWN: tuple[tuple[Any, SearchStrategy[Any]], ...] = (
    (Words, _WORDS),
    (Code, st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", fullmatch=True)),
    (Sha256, _DIGESTS),
    (UUID, st.uuids()),
    (bool, st.booleans()),
    (date, st.dates()),
    (AwareDatetime, st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
    (Sealed, st.builds(Sealed, _DIGESTS, st.sampled_from(["withheld", "erased"]))),
    (type(None), st.none()),
)


def hints(model: type[BaseModel]) -> dict[str, Any]:
    """A model's fields with their whole types, constraints included."""
    return {
        name: hint for name, hint in get_type_hints(model, include_extras=True).items() if name in model.model_fields
    }


def bounds(hint: Any) -> tuple[int, int] | None:
    """The least and the greatest number of an integer type, or None where it has no such bounds."""
    marks = [mark for field in get_args(hint)[1:] if isinstance(field, FieldInfo) for mark in field.metadata]
    lowest = [mark.ge for mark in marks if isinstance(mark, Ge)]
    highest = [mark.le for mark in marks if isinstance(mark, Le)]
    return (lowest[0], highest[0]) if lowest and highest else None  # type: ignore[return-value]


def anything(hint: Any) -> SearchStrategy[Any]:
    """Any value of a type that events use."""
    known = [strategy for named, strategy in _KNOWN if hint == named]
    if known:
        return known[0]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        limits = bounds(hint)
        return st.integers(*limits) if limits else anything(arguments[0])
    if origin in (Union, UnionType):
        return reduce(or_, map(anything, arguments))
    if origin is tuple:
        return st.lists(anything(arguments[0]), max_size=3).map(tuple)
    if issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return models(hint)


def models(model: type[BaseModel]) -> SearchStrategy[Any]:
    """Any instance of a model."""
    return st.fixed_dictionaries({name: anything(hint) for name, hint in hints(model).items()}).map(
        lambda fields: model(**fields)
    )


def events(*names: str) -> SearchStrategy[Event]:
    """Any event, or any of those named."""
    return st.sampled_from(sorted(names or EVENTS)).flatmap(lambda name: models(EVENTS[name]))
