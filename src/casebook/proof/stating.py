"""The rules as `rules.json` states them, and what its expressions are worth where a petition stands.

A word that begins with `@` is of the event (who, in which role, when), with `.` a field of what it says, with `#` a
fact that earlier events have set. A list is an operation with what it works on. Anything else is itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .counting import DAY, MINUTE, day_of, moment
from .details import Meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .entry import Entry

STATED: Final[Mapping[str, Any]] = json.loads(Path(__file__).with_name("rules.json").read_text(encoding="utf-8"))
RULES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {name: Meaning(rule["zh"], rule["en"]) for name, rule in STATED["rules"].items()}
)

A_MOMENT: Final = MINUTE
"""A decision is not longer on its way into the ledger: it was made at some time between `@begun` and `@at`."""


@dataclass(slots=True)
class Scene:
    """One event, and the facts of the petition before it.

    Attributes:
        event: what its header and envelope say, by name.
        data: what it says itself, without words.
        facts: what earlier events have set.
    """

    event: dict[str, Any]
    data: Mapping[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)

    def worth(self, term: Any) -> Any:
        """What an expression is worth here."""
        if isinstance(term, list):
            name, *parts = term
            given = [self.worth(part) for part in parts]
            return self.facts.get(due_of(given[0])) if name == "due" else _OPERATIONS[name](*given)
        if isinstance(term, str) and term[:1] in _SOURCES:
            return self._named(term[:1], term[1:])
        return term

    def holds(self, term: Any) -> bool:
        """Whether an expression is worth something that is not nothing."""
        return has(self.worth(term))

    def _named(self, source: str, name: str) -> Any:
        if source == "#":
            derived = STATED["derived"].get(name)
            return self.facts.get(name) if derived is None else self.worth(derived)
        return (self.event if source == "@" else self.data).get(name)


def scene_of(entry: Entry, facts: dict[str, Any]) -> Scene:
    """The event of an entry, where these are the facts.

    It happened when it is said to have, else when it was logged.
    """
    header, state = entry.header, entry.state
    recorded = moment(header.at) or 0
    claimed = moment(state.get("occ"))
    at = recorded if claimed is None else claimed
    event = {
        "topic": header.topic,
        "version": header.version,
        "place": header.index,
        "recorded": recorded,
        "at": at,
        "begun": at - A_MOMENT,
        "actor": state.get("actor"),
        "role": state.get("role"),
        "unit": state.get("unit"),
        "subject": state.get("subj"),
    }
    return Scene(event, state["data"], facts)


def due_of(clock: Any) -> str:
    """The fact that holds when a limit ends."""
    return f"due_{clock if isinstance(clock, str) else None}"


def has(value: Any) -> bool:
    """Whether it is something: not nothing, no, zero, nor empty."""
    return value is not None and value is not False and value not in (0, "", [])


def same(one: Any, other: Any) -> bool:
    """Whether two are the same word, number, or answer; nothing is the same as nothing."""
    plain = one is None or isinstance(one, str | int)
    return plain and type(one) is type(other) and bool(one == other)


def number(value: Any) -> int | None:
    """A number, or the moment that a text names."""
    return value if isinstance(value, int) and not isinstance(value, bool) else moment(value)


def parts(value: Any) -> list[Any]:
    """The parts of a list, none of anything else."""
    return value if isinstance(value, list) else []


def _is_in(value: Any, values: Any) -> bool:
    return value is not None and any(same(value, each) for each in parts(values))


def _compared(one: Any, other: Any, holds: Callable[[int, int], bool]) -> bool:
    left, right = number(one), number(other)
    return left is not None and right is not None and holds(left, right)


def _plus(value: Any, more: int) -> int | None:
    counted = number(value)
    return None if counted is None else counted + more


def _day(value: Any) -> int | None:
    at = number(value)
    return None if at is None else day_of(at)


def _is_punctual(said: Any, due: Any, begun: int, at: int) -> bool:
    """Whether it is told rightly that something was on time: it was done between two moments."""
    end = number(due)
    if end is None or said is None:
        return end is None and said is None
    return begun <= end if said is True else said is False and at > end


_SOURCES: Final = ("@", ".", "#")

_OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "=": same,
        "!=": lambda one, other: not same(one, other),
        "<": lambda one, other: _compared(one, other, int.__lt__),
        "<=": lambda one, other: _compared(one, other, int.__le__),
        "in": _is_in,
        "out": lambda value, values: not _is_in(value, values),
        "has": has,
        "lacks": lambda value: not has(value),
        "and": lambda *all_of: all(map(has, all_of)),
        "or": lambda *one_of: any(map(has, one_of)),
        "if": lambda condition, one, other: one if has(condition) else other,
        "first": lambda *values: next((value for value in values if value is not None), None),
        "list": lambda *values: list(values),
        "with": lambda values, value: [*parts(values), value],
        "without": lambda values, value: [each for each in parts(values) if not same(each, value)],
        "plus": _plus,
        "count": lambda values: len(parts(values)),
        "days": lambda since, days: _plus(since, days * DAY),
        "moment": moment,
        "day": _day,
        "punctual": _is_punctual,
    }
)
