"""What a form asks for, read off the command class: its types, limits and defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from casebook.petitions.event import Attachment
from casebook.petitions.vocabulary import Channel, Outcome, TerminationGround

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casebook.petitions.commands import Command


class Control(Enum):
    """How something is asked for."""

    LINE = "line"  # words or a code, in one line
    TEXT = "text"
    LINES = "lines"  # several codes, each in its line
    NUMBER = "number"
    RADIOS = "radios"  # one of a few codes
    CHECKS = "checks"  # any of a few codes
    FLAG = "flag"  # ticked or not
    YES_NO = "yes_no"
    YES_NOS = "yes_nos"  # one answer for each of several things
    SELECT = "select"  # one of a catalogue
    SELECTS = "selects"  # some of a catalogue
    DAY = "day"
    MOMENT = "moment"
    PERSON = "person"
    PETITION = "petition"  # by its number
    ROWS = "rows"  # several, each with the same parts
    FILES = "files"  # pictures


CATALOGUES: Final[Mapping[str, str]] = {
    "unit": "units",
    "about_unit": "units",
    "suggested_unit": "units",
    "units": "units",
    "co_units": "units",
    "area": "areas",
    "street": "streets",
    "community": "communities",
    "matter": "matters",
    "route": "routes",
    "stage": "stages",
}
"""Fields whose codes are chosen from what the city has adopted; routes and stages from those that have a name."""

PETITIONS: Final = frozenset({"master", "petition"})
"""Fields that name another petition; people write its number."""

NOT_ASKED: Final = frozenset({"petition_id", "month", "story_id", "cluster", "notice_version"})
"""What nobody fills in: the address says it, or a program does."""

OF_TYPES: Final[Mapping[Any, Control]] = {
    bool: Control.FLAG,
    date: Control.DAY,
    datetime: Control.MOMENT,
    AwareDatetime: Control.MOMENT,
}
"""How values of these types are asked for, whatever they are called."""

LONG: Final = 120
"""Words that may be longer get more than one line."""

NOT_OFFERED: Final = frozenset({Channel.IMPORT, Outcome.UNSTATED, TerminationGround.CANCELLED_AT_SOURCE})
"""Codes that only an imported history has."""

FEW: Final = 12
ROWS: Final = 3
"""So many empty rows or selections are offered at a time."""

Grades = range(1, 6)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form asks for.

    Attributes:
        name: the command's field.
        control: how it is asked for.
        required: whether it must be given.
        default: what stands there if nobody says otherwise.
        least, most: limits of its length, or of its number.
        codes: the vocabulary it is chosen from.
        catalogue: what of the city's reference data it is chosen from.
        parts: of rows: what each consists of.
    """

    name: str
    control: Control
    required: bool
    default: Any = None
    least: int | None = None
    most: int | None = None
    codes: tuple[StrEnum, ...] = ()
    catalogue: str = ""
    parts: tuple[Field, ...] = ()


@cache
def fields_of(kind: type[BaseModel]) -> tuple[Field, ...]:
    """What the form of a command asks for, in the order of its fields.

    Raises:
        TypeError: a field is of a type that no form knows.
    """
    return tuple(_field(name, info) for name, info in kind.model_fields.items() if name not in NOT_ASKED)


def asks_nothing(kind: type[Command]) -> bool:
    """Whether a command needs no more than to be given."""
    return not fields_of(kind)


def _field(name: str, info: FieldInfo) -> Field:
    if name in PETITIONS:
        return Field(name, Control.PETITION, info.is_required())
    plain, limits = _plain(info.annotation, [*info.metadata])
    if plain is tuple:
        item, inner = _plain(get_args(_core(info.annotation))[0], [])
        control = _of_many(name, item)
        limits = [*limits, *inner]
        plain = item
    else:
        control = _of_one(name, plain, limits)
    required = info.is_required()
    if control is Control.FLAG and required:
        control = Control.YES_NO
    return Field(
        name,
        control,
        required,
        default=None if required else info.default,
        least=_limit(limits, "min_length", "ge"),
        most=_limit(limits, "max_length", "le"),
        codes=tuple(code for code in plain if code not in NOT_OFFERED) if _is_vocabulary(plain) else (),
        catalogue=CATALOGUES.get(name, ""),
        parts=fields_of(plain) if control is Control.ROWS else (),
    )


def _is_vocabulary(plain: Any) -> bool:
    return isinstance(plain, type) and issubclass(plain, StrEnum)


def _core(annotation: Any) -> Any:
    """An annotation without its limits and without `None`."""
    if get_origin(annotation) is Annotated:
        return _core(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        (only,) = (part for part in get_args(annotation) if part is not type(None))
        return _core(only)
    return annotation


def _plain(annotation: Any, limits: list[Any]) -> tuple[Any, list[Any]]:
    """The type of an annotation, and every limit on the way to it."""
    while get_origin(annotation) in (Annotated, Union, UnionType):
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            limits = [*limits, *more]
        else:
            (annotation,) = (part for part in get_args(annotation) if part is not type(None))
    return get_origin(annotation) or annotation, limits


def _limit(limits: list[Any], *names: str) -> int | None:
    return next((value for limit in _flat(limits) for name in names if (value := getattr(limit, name, None))), None)


def _flat(limits: list[Any]) -> Iterator[Any]:
    for limit in limits:
        if isinstance(limit, FieldInfo):
            yield from _flat(limit.metadata)
        else:
            yield limit


def _of_one(name: str, plain: Any, limits: list[Any]) -> Control:
    if name in CATALOGUES:
        return Control.SELECT
    if plain in OF_TYPES:
        return OF_TYPES[plain]
    if issubclass(plain, StrEnum):
        return Control.RADIOS
    if plain is str:
        return Control.TEXT if (_limit(limits, "max_length") or 0) > LONG else Control.LINE
    if plain is int:
        return Control.RADIOS if (_limit(limits, "le") or FEW) < FEW else Control.NUMBER
    if plain is UUID:
        return Control.PERSON
    raise TypeError(f"no form knows how to ask for {name}: {plain}")


def _of_many(name: str, item: Any) -> Control:
    if name in CATALOGUES:
        return Control.SELECTS
    match item:
        case _ if issubclass(item, StrEnum):
            return Control.CHECKS
        case _ if item is bool:
            return Control.YES_NOS
        case _ if item is str:
            return Control.LINES
        case _ if item is Attachment:
            return Control.FILES
        case _ if issubclass(item, BaseModel):
            return Control.ROWS
        case _:
            raise TypeError(f"no form knows how to ask for several of {name}: {item}")
