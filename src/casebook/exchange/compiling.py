"""The mapping's specifications as functions, made once and called for every row."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from casebook.exchange.faults import BadRow
from casebook.exchange.fields import GIVEN_HERE, columns_of, kind_of
from casebook.exchange.values import text_of
from casebook.ledger.mapper import private_fields
from casebook.petitions.events import EVENTS, Event
from casebook.validation import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.exchange.fields import FieldSpec
    from casebook.exchange.mapping import Condition, EventSpec
    from casebook.exchange.values import Cells, Clock, Notation

_TO_COME: Final = "0"
"""Stands for the petition's number until there is one."""


def condition(rule: Condition, notation: Notation) -> Callable[[Cells], bool]:
    """Whether a row fulfils a condition; an empty column equals the empty text."""
    read = notation.text(rule.column)
    pattern = re.compile(rule.matches) if rule.matches is not None else None
    texts = frozenset(rule.equals or ())

    def holds(cells: Cells) -> bool:
        text = (read(cells) or "").strip()
        return text in texts if pattern is None else pattern.search(text) is not None

    return holds


class EventMaker:
    """Makes one kind of event out of rows."""

    def __init__(self, spec: EventSpec, notation: Notation) -> None:
        kind = EVENTS[spec.event]
        self.name = spec.event
        self.words = frozenset(private_fields(kind))
        self.when = spec.when or ""
        self.activities = frozenset(spec.activity or ())
        self.moment = notation.cell(self.when)
        self.applies = condition(spec.only, notation) if spec.only else _always
        self._validate = kind.__pydantic_validator__.validate_python
        self._usual = {name: field.default for name, field in kind.model_fields.items()}
        self._columns = {name: ", ".join(columns_of(field)) for name, field in spec.fields.items()}
        self._ours = {name: _TO_COME for name in GIVEN_HERE if name in kind.model_fields}
        self._given = {name: field.value for name, field in spec.fields.items() if field.value is not None}
        self._fields = [
            (name, _field(kind, name, field, notation)) for name, field in spec.fields.items() if field.value is None
        ]

    def make(self, cells: Cells) -> tuple[Event, dict[str, Any]]:
        """The event, and by field what it says: without what is the importer's own and what is as always.

        Raises:
            BadRow: a field cannot be read or does not do for the event; names the column, never what stands in it.
        """
        fields = self._given.copy()
        for name, read in self._fields:
            value = read(cells)
            if value is not None:
                fields[name] = value
        try:
            event: Event = self._validate(fields | self._ours)
        except ValidationError as error:
            raise self._fault(error) from None
        said, usual = vars(event), self._usual
        return event, {name: said[name] for name in fields if said[name] != usual[name]}

    def _fault(self, error: ValidationError) -> BadRow:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0]) if first["loc"] else self.name
        column = self._columns.get(field) or field
        zh, en = (each.rstrip("。.") for each in in_words(first))
        return BadRow(
            f"列 {column}：不能作为 {self.name} 的 {field}（{zh}）。",
            f"{column}: does not do as {field} of {self.name} ({en}).",
        )


def _always(_: Cells) -> bool:
    return True


def _field(event: type[Event], name: str, spec: FieldSpec, notation: Notation) -> Callable[[Cells], Any]:
    """What reads one field; None where the row has nothing for it."""
    raw = _raw(spec, notation)
    kind = kind_of(event, name)
    column = ", ".join(columns_of(spec))
    if spec.codes is not None:
        convert: Callable[[Any], Any] = partial(_translated, spec.codes, spec.otherwise, column)
    elif kind == "time":
        convert = partial(_instant, notation.clock, column)
    elif kind == "many":
        convert = partial(_many, column)
    else:
        convert = partial(_exact if kind == "words" else _bare, column)
    missing = spec.missing

    def read(cells: Cells) -> Any:
        value = raw(cells)
        return missing if value is None else convert(value)

    return read


def _raw(spec: FieldSpec, notation: Notation) -> Callable[[Cells], Any]:
    if spec.column is not None:
        return notation.cell(spec.column)
    texts = {column: notation.text(column) for column in columns_of(spec)}
    if spec.template is not None:
        return partial(_filled, re.split(r"\{(.*?)\}", spec.template), texts)
    return partial(_joined, spec.between, list(texts.values()))


def _filled(parts: list[str], texts: dict[str, Callable[[Cells], str | None]], cells: Cells) -> str | None:
    """The template with its columns in it: every second part names one; nothing where one is empty."""
    filled = [part if place % 2 == 0 else texts[part](cells) for place, part in enumerate(parts)]
    return None if None in filled else "".join(part for part in filled if part is not None)


def _joined(between: str, texts: list[Callable[[Cells], str | None]], cells: Cells) -> str | None:
    return between.join([text for read in texts if (text := read(cells)) is not None]) or None


def _translated(codes: dict[str, Any], otherwise: Any, column: str, value: Any) -> Any:
    code = codes.get(text_of(value, column).strip(), otherwise)
    if code is None:
        raise BadRow(f"列 {column}：映射中没有此代码。", f"{column}: the mapping does not have this code.")
    return code


def _instant(clock: Clock, column: str, value: Any) -> Any:
    return clock.told(value, column).claim.at


def _many(column: str, value: Any) -> list[str]:
    return [text_of(item, column) for item in (value if isinstance(value, list) else [value])]


def _bare(column: str, value: Any) -> str:
    return text_of(value, column).strip()


def _exact(column: str, value: Any) -> str:
    return text_of(value, column)
