"""Auditors: a petition step by step, the trail of all events, the past of every figure, and who came in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind as AccessKind
from casebook.errors import Tampered
from casebook.petitions.events import EVENTS
from casebook.petitions.petition import Petition, evolve
from casebook.petitions.words import Code
from casebook.readmodels.reader import AsOf
from casebook.reference.kinds import Kind
from casebook.web.api.access import access_log
from casebook.web.api.analysts import COUNTS, By, tallies
from casebook.web.api.auditors import EventAnswer, trail
from casebook.web.api.auditors import event_answer as told
from casebook.web.api.cursors import After
from casebook.web.api.headers import Number
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.api.rankings import rankings
from casebook.web.audience import NUMBER, signed_in
from casebook.web.casefile import history
from casebook.web.html.page import PageRoute, View, page
from casebook.web.html.speech import Speech, terms
from casebook.web.services import Served, Services

router = APIRouter(prefix="/audit", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Auditor = Annotated[Actor, Depends(signed_in(Role.AUDITOR))]
A_PAGE: Final = 30
UNSAID: Final = frozenset({"version", "events"})
"""What differs after every step and tells nothing."""


@dataclass(frozen=True)
class Trail:
    """Which events were asked for."""

    event: Annotated[Code | None, Query()] = None
    role: Annotated[Role | None, Query()] = None
    unit: Annotated[Code | None, Query()] = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact of a petition before and after a step."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Standing:
    """What waited on whom: how many on each, and the most urgent of all."""

    counts: dict[str, int]
    first: list[dict[str, Any]]


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
        return [
            Changed(name, before.get(name), after.get(name)) for name in known if before.get(name) != after.get(name)
        ]

    @property
    def facts(self) -> dict[str, object]:
        """All that is known of the petition after the event."""
        return {name: value for name, value in _facts(self.step.state).items() if value is not None}

    @property
    def follows(self) -> bool:
        """Whether the event names the hash of the one before it."""
        return self.at == 1 or self.step.previous == self.steps[self.at - 2].leaf


@router.get("")
def overview(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Auditor,
    past: AsOfAsked,
    asked: Annotated[Trail, Depends()],
    number: Annotated[str | None, Query(max_length=64)] = None,
    after: After = None,
) -> Response:
    """The trail of all events; with `number`, on to that petition."""
    if number is not None and NUMBER.fullmatch(number.strip()):
        return RedirectResponse(f"/audit/petitions/{number.strip()}", 303)
    found = trail(served, person, past, asked.event, asked.role, asked.unit, after=after, limit=A_PAGE)
    numbers = _numbers(served, [row.petition_id for row in found.events])
    return page(
        request,
        "auditors/trail.html",
        found=found,
        asked=asked,
        after=after,
        numbers=numbers,
        number=number,
        events=sorted(EVENTS),
        roles=list(Role),
        as_of=request.query_params.get("as_of", ""),
        position=served.ledger.position(),
    )


@router.get("/petitions/{number}")
def replay(
    request: Request,
    served: Served,
    _person: Auditor,
    number: Number,
    version: Annotated[int | None, Query(ge=1)] = None,
) -> Response:
    """A petition as it was after one of its steps, the last if none is named."""
    try:
        steps = _steps(served, number)
    except Tampered as error:
        return page(request, "auditors/broken.html", status=500, number=number, position=error.position)
    shown = Replay(number, steps, min(version or len(steps), len(steps)))
    speech = View(request).speech
    return page(
        request,
        "auditors/replay.html",
        replay=shown,
        documents=_in_force(served, shown.step),
        said=lambda value: _said(value, speech),
        named=lambda name: _named(name, speech),
    )


@router.get("/past")
def past_figures(request: Request, served: Served, person: Auditor, past: AsOfAsked) -> Response:
    """The figures, and what stood where, as of any moment; and every ranking that was published, with its position."""
    months = tallies(served, past, by=By.MONTH)
    (totals,) = tallies(served, past).tallies
    return page(
        request,
        "auditors/past.html",
        months=months.tallies,
        totals=totals,
        counts=COUNTS,
        standing=_standing(served, person, past),
        rankings=rankings(served).rankings,
        position=months.position,
        as_of=request.query_params.get("as_of", ""),
        as_known=request.query_params.get("as_known", ""),
    )


@router.get("/access")
def access(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Auditor,
    kind: Annotated[AccessKind | None, Query()] = None,
    of: Annotated[UUID | None, Query()] = None,
    after: After = None,
) -> Response:
    """Who came in, who tried, who read messages that wait for somebody."""
    found = access_log(served, person, kind, of, after=after, limit=A_PAGE)
    kinds: list[StrEnum] = list(AccessKind)
    return page(request, "auditors/access.html", found=found, kind=kind, of=of, after=after, kinds=kinds)


def _steps(served: Services, number: str) -> list[EventAnswer]:
    """Every event with the state after it, verified.

    Raises:
        NotFound: there is no such petition.
        Tampered: an event does not match its hash.
    """
    petition: Petition | None = None
    steps = []
    for entry in history(served.ledger, number):
        petition = evolve(petition, entry)
        steps.append(told(entry, petition))
    return steps


def _in_force(served: Services, step: EventAnswer) -> list[tuple[Kind, str]]:
    """The reference documents that were known and in force when the event was recorded, by kind."""
    moment: datetime = step.recorded_at or step.happened_at
    known = served.ledger.adoptions.reference().until(step.position or 0)
    day = moment.astimezone(served.settings.zone).date()
    found = [(kind, known.document(kind, day)) for kind in Kind]
    return [(kind, document.version.id) for kind, document in found if document]


def _numbers(served: Services, petitions: list[UUID]) -> dict[UUID, str]:
    """The numbers of petitions, which their first events tell."""
    firsts = served.ledger.firsts(list(dict.fromkeys(petitions)))
    return {entry.petition_id: number for entry in firsts if (number := getattr(entry.event, "number", None))}


def _standing(served: Services, person: Actor, past: AsOf | None) -> Standing:
    """On whom how many petitions waited, and the first of them."""
    counts = ask(served, Question("inbox", "counts", {}, person.role), past)
    first = ask(served, Question("inbox", "of_desk", {"limit": A_PAGE}, person.role), past)
    return Standing({row["waiting_on"]: row["petitions"] for row in counts}, first)


def _said(value: object, speech: Speech) -> str:
    """A fact of a petition in the reader's language; what is made of several, as JSON."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return speech.term(str(value).lower(), "yes_no")
    if isinstance(value, StrEnum):
        return speech.term(value)
    if isinstance(value, datetime):
        return speech.moment(value)
    return (
        json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, dict | list | tuple) else str(value)
    )


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


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset | set) else str(value)
