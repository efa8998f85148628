"""The data dictionary: which column of the exported events says what, made from the event classes themselves."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from casebook.ledger.mapper import private_fields
from casebook.petitions.events import EVENTS
from casebook.readmodels.extract import ENVELOPE, IDENTIFYING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casebook.petitions.events import Event
    from casebook.readmodels.definition import Definition

PERSONS: Final = frozenset(
    {"drafted_by", "seconded_by", "reporter", "reviewer", "subject", "requested_by", "approved_by"}
)
"""Fields that name somebody, by a pseudonym: they stay in the ledger."""

_TYPES: Final = {"integer": "bigint", "boolean": "boolean", "number": "double precision"}
_FORMATS: Final = {"date": "date", "date-time": "timestamptz"}
_MEANINGS: Final = {
    "position": "账本中的位置，从1起，无空缺 / place in the ledger, from 1, without gaps",
    "petition_id": "诉求 / the petition",
    "version": "在该诉求中的序号，从1起 / place in the petition, from 1",
    "event": "事件 / what happened",
    "recorded_at": "记入账本的时间 / when the ledger took it",
    "happened_at": "发生的时间 / when it happened",
    "happened_on": "发生之日（当地） / the day it was, where it happened",
    "role": "经办人岗位 / role of the actor",
    "unit": "经办人单位 / unit of the actor",
    "source": "导入来源，本平台为空 / where it was imported from; empty where filed here",
    "source_id": "来源中的编号 / its id in the source",
    "ordinal": "办结序号 / which closing it was",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the exported events.

    Attributes:
        name: of the column; with `_of_event` where the envelope has a column of the field's own name.
        field: the event's own name for it.
        kind: the type of PostgreSQL.
        events: stored names of the events that have it.
    """

    name: str
    field: str
    kind: str
    events: tuple[str, ...]


@cache
def event_columns() -> tuple[Column, ...]:
    """Every plain field of any event, by name. Words and persons are never among them.

    Raises:
        ValueError: two events give one name to values of different types.
    """
    found: dict[str, Column] = {}
    for stored_name, event in sorted(EVENTS.items()):
        for field, kind in _plain(event):
            known = found.get(field)
            if known is not None and known.kind != kind:
                raise ValueError(f"{field} is {known.kind} in {known.events} and {kind} in {stored_name}")
            name = f"{field}_of_event" if field in ENVELOPE else field
            found[field] = Column(name, field, kind, (*(known.events if known else ()), stored_name))
    return tuple(found[field] for field in sorted(found))


def _plain(event: type[Event]) -> Iterable[tuple[str, str]]:
    withheld = PERSONS.union(private_fields(event))
    return [(name, _kind(field.annotation)) for name, field in event.model_fields.items() if name not in withheld]


def _kind(annotation: Any) -> str:
    """The type of PostgreSQL that holds such a value; lists are JSON texts."""
    schema = TypeAdapter(annotation).json_schema()
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    option = options[0]
    if option.get("format") in _FORMATS:
        return _FORMATS[option["format"]]
    return _TYPES.get(option.get("type", ""), "text")


def dictionary(models: Iterable[Definition]) -> str:
    """The data dictionary as Markdown, in both languages."""
    lines = ["# 数据字典 / Data dictionary", "", "## events", "", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | | {_MEANINGS[name]} |" for name in ENVELOPE]
    lines += [f"| `{c.name}` | {c.kind} | {', '.join(c.events)} |" for c in event_columns()]
    lines += [
        "",
        f"密办诉求不含 / withheld of sealed petitions: `unit`, `source_id`, {', '.join(map(_code, IDENTIFYING))}",
    ]
    lines += ["", "| event | |", "|---|---|"]
    lines += [f"| `{name}` | {_first_line(event)} |" for name, event in sorted(EVENTS.items())]
    for model in models:
        lines += ["", f"## {model.name}", "", model.question, "", "```sql", model.columns, "```"]
    return "\n".join(lines) + "\n"


def _code(name: str) -> str:
    return f"`{name}`"


def _first_line(event: type[Event]) -> str:
    return inspect.cleandoc(event.__doc__ or "").split("\n", maxsplit=1)[0]
