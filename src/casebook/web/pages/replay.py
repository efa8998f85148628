"""Auditors: a petition step by step, with what changed, who did it when, by which rules, and the hashes of it all."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.access import Actor, Role
from casebook.accounts.colleagues import Colleague
from casebook.errors import NotFound, Tampered
from casebook.petitions.commands import COMMANDS
from casebook.petitions.events import EVENTS
from casebook.petitions.rule import Rule
from casebook.petitions.rules import RULES
from casebook.web.api.auditors import EventAnswer, steps
from casebook.web.api.bundles import bundle
from casebook.web.api.headers import Number
from casebook.web.audience import signed_in
from casebook.web.html.page import PageRoute, View, page
from casebook.web.html.speech import Speech, terms
from casebook.web.services import Served

router = APIRouter(prefix="/audit/petitions", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Auditor = Annotated[Actor, Depends(signed_in(Role.AUDITOR))]
UNSAID: Final = frozenset({"version", "events", "last_step"})
"""What differs after every step and tells nothing."""

NAMED: Final[Mapping[frozenset[str], Callable[[View], Callable[[str], str]]]] = {
    frozenset({"unit", "units", "co_units", "awaited", "about_unit", "from_unit", "to_unit", "suggested_unit"}): (
        lambda view: view.names.unit
    ),
    frozenset({"freed", "bound"}): lambda view: view.names.unit,
    frozenset({"area", "street", "community"}): lambda view: view.names.place,
    frozenset({"matter"}): lambda view: view.names.matter,
}
"""Which facts are codes that the city has names for."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact of a petition before and after a step."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Replay:
    """A petition up to one of its steps.

    Attributes:
        number: of the petition.
        steps: every event, with the state after it.
        at: the step that is shown.
    """

    number: str
    steps: list[EventAnswer]
    at: int

    @property
    def step(self) -> EventAnswer:
        """The event that is shown."""
        return self.steps[self.at - 1]

    @property
    def changes(self) -> list[Changed]:
        """What the event changed, fact by fact."""
        before = _facts(self.steps[self.at - 2].state) if self.at > 1 else {}
        after = _facts(self.step.state)
        known = [*after, *(name for name in before if name not in after)]
        changed = [Changed(name, before.get(name), after.get(name)) for name in known]
        return [
            one
            for one in changed
            if one.before != one.after and not (_is_nothing(one.before) and _is_nothing(one.after))
        ]

    @property
    def facts(self) -> dict[str, object]:
        """All that is known of the petition after the event."""
        return {name: value for name, value in _facts(self.step.state).items() if not _is_nothing(value)}

    @property
    def told(self) -> dict[str, object]:
        """What the event says, but for its words, as it knows its codes."""
        event = EVENTS[self.step.event].model_validate(self.step.facts)
        return {name: getattr(event, name) for name in self.step.facts}

    @property
    def asked(self) -> tuple[Rule[Any], ...]:
        """The rules that the command had to pass."""
        return RULES[COMMANDS[self.step.wish]] if self.step.wish else ()

    @property
    def named(self) -> Iterator[UUID]:
        """Everybody and everything that the step names by an id, and who did it."""
        yield self.step.actor
        yield from _ids_in([self.told, self.facts, [one.before for one in self.changes]])

    @property
    def follows(self) -> bool:
        """Whether the event names the hash of the one before it."""
        return self.at == 1 or self.step.previous == self.steps[self.at - 2].leaf


@router.get("/{number}/bundle.cbk.zip")
def bundle_file(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    person: Auditor,
    number: Number,
    words: Annotated[bool, Query()] = False,  # noqa: FBT002  a query parameter
    since: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """The petition as a file with its proofs; `since` is as people type it, and may be empty."""
    size = since.strip()
    if size and not (size.isascii() and size.isdecimal()):
        raise NotFound(
            "检查点的大小是一个整数，在其第二行。", "The size of a checkpoint is a number, on its second line."
        )
    return bundle(request, served, person, number, public=not words, since=int(size) if size else None)


@router.get("/{number}")
def replay(
    request: Request,
    served: Served,
    _person: Auditor,
    number: Number,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """A petition as it was after one of its steps, the last if none is named."""
    try:
        petition, found = steps(served, number)
    except Tampered as error:
        return page(request, "auditors/broken.html", status=500, number=number, position=error.position)
    shown = Replay(number, found, min(version or len(found), len(found)))
    view = View(request)
    speech = view.speech
    people = served.accounts.colleagues.known(shown.named)
    return page(
        request,
        "auditors/replay.html",
        replay=shown,
        sealed=petition.is_sealed,
        decided=shown.step.happened_at.astimezone(speech.zone).date(),
        rules=[(one.name, _told(one, speech)) for one in shown.asked],
        people=people,
        said=lambda name, value: _said(name, value, view, people),
        named=lambda name: _named(name, speech),
    )


def _told(one: Rule[Any], speech: Speech) -> str:
    """What a rule tells whoever does not keep it, without what it would name."""
    return re.sub(r"\{[^}]*\}", "…", one.en if speech.language == "en" else one.zh)


_SAID: Final[Mapping[type, Callable[[Speech, Any], str]]] = {
    bool: lambda speech, value: speech.term(str(value).lower(), "yes_no"),
    StrEnum: Speech.term,
    datetime: Speech.moment,
    date: Speech.day,
}
"""How a value is said by its type; a moment is a day as well, so it comes first."""


def _said(name: str, value: object, view: View, people: Mapping[UUID, Colleague]) -> str:
    """A fact of a petition in the reader's language; what is made of several, one by one; people by name."""
    speech, leaf = view.speech, name.rpartition(".")[2]
    if _is_nothing(value) and not isinstance(value, bool | int):
        return "–"
    for kind, said in _SAID.items():
        if isinstance(value, kind):
            return said(speech, value)
    if isinstance(value, AbstractSet | tuple | list):
        each = [_said(name, one, view, people) for one in value]
        return speech.gettext("、").join(sorted(each) if isinstance(value, AbstractSet) else each)
    if isinstance(value, UUID) and value in people:
        return f"{people[value].name} {people[value].login}"
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, default=str)
    known = next((names(view) for leaves, names in NAMED.items() if leaf in leaves), str)
    return known(str(value))


def _ids_in(value: object) -> Iterator[UUID]:
    """Every id in a fact, however deep."""
    if isinstance(value, UUID):
        yield value
    elif isinstance(value, Mapping | AbstractSet | tuple | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _ids_in(one)


def _is_nothing(value: object) -> bool:
    return value in (None, False, 0, "") or (isinstance(value, AbstractSet | tuple | list | dict) and not value)


def _facts(state: Mapping[str, Any], within: str = "") -> dict[str, object]:
    """Facts one by one, those inside of others under both names: `dues.reply`."""
    found: dict[str, object] = {}
    for name, value in state.items():
        if isinstance(value, dict):
            found |= _facts(value, f"{within}{name}.")
        elif within or name not in UNSAID:
            found[f"{within}{name}"] = value
    return found


def _named(fact: str, speech: Speech) -> str:
    """What a fact of a petition is called."""
    sections = ("state", "Clock", "field")
    parts = [
        next((speech.term(one, each) for each in sections if one in terms()[each]), one) for one in fact.split(".")
    ]
    return " · ".join(parts)
