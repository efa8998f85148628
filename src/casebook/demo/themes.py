"""What people write about: the texts of `texts/*.toml`, typed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from casebook.demo.plan import FIRST_DAY, LAST_DAY
from casebook.petitions.vocabulary import Action, Category, DeclineReason, Defect, Urgency

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Theme:
    """A matter that the city deals with, and what is said about it on its road."""

    category: Category
    matter: str
    weight: float
    units: tuple[str, ...]
    titles: tuple[str, ...]
    details: tuple[str, ...]
    did: tuple[str, ...]
    seen: tuple[str, ...]
    effects: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()
    action: Action = Action.EXPLAINED
    urgency: Urgency = Urgency.NORMAL
    first: date = FIRST_DAY
    last: date = LAST_DAY
    urban: bool = False
    rural: bool = False
    sealed: bool = False
    no_spot: bool = False
    designate: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """A matter that is declined, with the reason and what the citizen is told."""

    reason: DeclineReason
    weight: float
    categories: tuple[Category, ...]
    titles: tuple[str, ...]
    bodies: tuple[str, ...]
    explanations: tuple[str, ...]
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Weak:
    """Replies that the desk sends back, and what it writes to the unit."""

    defect: Defect
    texts: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def table(name: str) -> dict[str, Any]:
    """The texts of one file."""
    return tomllib.loads(files(__package__).joinpath("texts", f"{name}.toml").read_text(encoding="utf-8"))


def lines(*path: str) -> tuple[str, ...]:
    """What everybody says, by its place in `common.toml`."""
    found: Any = table("common")
    for name in path:
        found = found[name]
    return tuple(found)


_STRAND: Final = re.compile(r"#([a-z]+) ")


def _strands(row: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each strand: lines that begin with `#a ` belong to strand a, lines without a mark to all."""
    marks = [found[1] for title in row["titles"] if (found := _STRAND.match(title))]
    strands = sorted(set("".join(marks))) or [""]
    shares = {"weight": row["weight"] / len(strands)}
    return [
        {name: _of(strand, value) if isinstance(value, list) else value for name, value in row.items()} | shares
        for strand in strands
    ]


def _of(strand: str, texts: list[str]) -> list[str]:
    marked = [(_STRAND.match(text), text) for text in texts]
    return [_STRAND.sub("", text) for mark, text in marked if mark is None or strand in mark[1]]


@cache
def themes(category: Category) -> tuple[Theme, ...]:
    """The matters of a kind of petition, strand by strand."""
    return tuple(_theme(category, strand) for row in table(category)["theme"] for strand in _strands(row))


def _theme(category: Category, row: dict[str, Any]) -> Theme:
    fields = {{"from": "first", "until": "last"}.get(name, name): value for name, value in row.items()}
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    fields["action"] = Action(fields.get("action", Action.EXPLAINED))
    fields["urgency"] = Urgency(fields.get("urgency", Urgency.NORMAL))
    return Theme(category=category, **fields)


@cache
def grounds(reason: DeclineReason, category: Category) -> tuple[Ground, ...]:
    """The matters of a kind of petition that are declined for this reason."""
    rows = table("declined")["ground"]
    fitting = [row for row in rows if row["reason"] == reason and category in row["categories"]]
    return tuple(_ground(strand) for row in fitting for strand in _strands(row))


def _ground(row: dict[str, Any]) -> Ground:
    return Ground(
        reason=DeclineReason(row["reason"]),
        weight=row["weight"],
        categories=tuple(map(Category, row["categories"])),
        titles=tuple(row["titles"]),
        bodies=tuple(row["bodies"]),
        explanations=tuple(row["explanations"]),
        route=row.get("route"),
    )


@cache
def weak_replies() -> tuple[Weak, ...]:
    """What units write that does not pass."""
    rows = table("common")["weak"]
    return tuple(Weak(Defect(row["defect"]), tuple(row["texts"]), tuple(row["notes"])) for row in rows)
