"""Auditors: the trail of all events, the past of every figure, inbox and ranking, who came in, what was waived."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator, TypeAdapter
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind as AccessKind
from casebook.petitions.events import EVENTS
from casebook.petitions.numbers import plain_number
from casebook.petitions.vocabulary import WaiverGround
from casebook.petitions.words import Code
from casebook.readmodels.reader import AsOf
from casebook.web.api.access import Sought, entries_of
from casebook.web.api.analysts import COUNTS, By, tallies
from casebook.web.api.auditors import POSITION, TrailAsked, trail
from casebook.web.api.cursors import After, Order, Ordered, cursor, keys_of
from casebook.web.api.headers import Month
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.api.rankings import MonthPath, ProfileAsked, draft, rankings_then, stated
from casebook.web.api.reference import adoptions
from casebook.web.audience import NUMBER, signed_in
from casebook.web.html.figures import past_asked
from casebook.web.html.page import PageRoute, page
from casebook.web.html.tables import columns, grouped
from casebook.web.services import Served, Services

router = APIRouter(prefix="/audit", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Auditor = Annotated[Actor, Depends(signed_in(Role.AUDITOR))]
KEYS: Final = TypeAdapter(tuple[datetime | None, UUID])
A_PAGE: Final = 30
OFFICES: Final = ("desk", "dispatcher", "unit", "reporter", "editor", "supervisor")
"""Whom the inbox calls what."""


@dataclass(frozen=True)
class Waiting:
    """Whose inbox was asked for."""

    waiting_on: Annotated[Code | None, Query()] = None
    unit: Annotated[Code | None, Query()] = None
    area: Annotated[Code | None, Query()] = None


@dataclass(frozen=True)
class Waived:
    """Which waivers were asked for."""

    month: Annotated[Month | None, Query()] = None
    ground: Annotated[WaiverGround | None, Query()] = None


@dataclass(frozen=True)
class Trailed(TrailAsked):
    """Which events were asked for; what happened last comes first, unless it is asked for otherwise."""

    order: Ordered = Order.NEWEST


@dataclass(frozen=True)
class Accessed:
    """Which entries of the access log were asked for: `of` by id, as links say it, `who` by name, as people do."""

    kind: Annotated[AccessKind | None, Query()] = None
    of: Annotated[UUID | None, Query()] = None
    who: Annotated[str | None, Query(max_length=60)] = None
    on: Annotated[date | None, Query()] = None
    number: Annotated[str | None, BeforeValidator(plain_number), Query(pattern=NUMBER.pattern)] = None

    def people(self, served: Services) -> list[UUID] | None:
        """Whom they are about; None where that was not asked."""
        if self.who:
            return served.accounts.colleagues.called(self.who)
        return [self.of] if self.of else None


@dataclass(frozen=True, slots=True)
class Standing:
    """What waited on whom: how many on each, a page of those that were asked for, and where the next one begins."""

    counts: dict[str, int]
    rows: list[dict[str, Any]]
    next: str | None


@router.get("")
def overview(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Auditor,
    past: AsOfAsked,
    asked: Annotated[Trailed, Depends()],
    number: Annotated[str | None, Query(max_length=64)] = None,
    after: After = None,
) -> Response:
    """The trail of all events; with `number`, on to that petition."""
    if NUMBER.fullmatch(wanted := plain_number(number or "")):
        return RedirectResponse(f"/audit/petitions/{wanted}", 303)
    found = trail(served, person, past, asked, after=after, limit=A_PAGE)
    numbers = _numbers(served, [row.petition_id for row in found.events])
    return page(
        request,
        "auditors/trail.html",
        found=found,
        asked=asked,
        after=after,
        numbers=numbers,
        people=served.accounts.colleagues.known([asked.person, *(row.actor for row in found.events)]),
        number=number,
        events=sorted(EVENTS),
        roles=list(Role),
        as_of=request.query_params.get("as_of", ""),
        position=served.ledger.position(),
    )


@router.get("/past")
def past_figures(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Auditor,
    past: AsOfAsked,
    asked: Annotated[Waiting, Depends()],
    after: After = None,
) -> Response:
    """The figures, any inbox, and the rankings as of any moment: drafts and published ones, each with its position."""
    months = tallies(served, past, by=By.MONTH)
    (totals,) = tallies(served, past).tallies
    return page(
        request,
        "auditors/past.html",
        months=months.tallies,
        totals=totals,
        counts=COUNTS,
        standing=_standing(served, person, past, asked, after),
        asked=asked,
        after=after,
        offices=OFFICES,
        rankings=rankings_then(served, past),
        position=months.position,
        past=past_asked(request),
    )


@router.get("/rankings/{month}")
def ranking(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    person: Auditor,
    past: AsOfAsked,
    month: MonthPath,
    profile: ProfileAsked = None,
) -> Response:
    """A month's ranking as it stood: every table that was stated by then, the last one whole, and the objections."""
    tables = stated(served, past, month, profile)
    return page(
        request,
        "auditors/ranking.html",
        found=draft(served, Response(), person, past, month, profile),
        tables=tables,
        groups=grouped(tables[-1].table),
        rates=columns(tables[-1].table),
        past=past_asked(request),
    )


@router.get("/access")
def access(
    request: Request,
    served: Served,
    _person: Auditor,
    asked: Annotated[Accessed, Depends()],
    after: After = None,
) -> Response:
    """Who came in, who tried, who read contact data or took something along, newest first: by kind, day, person..."""
    sought = Sought(kind=asked.kind, on=asked.on, petition=asked.number, order=Order.NEWEST)
    about = asked.people(served)
    found = entries_of(served, sought, about, after, A_PAGE)
    return page(
        request,
        "auditors/access.html",
        found=found,
        after=after,
        kinds=list(AccessKind),
        asked=asked,
        about=about or [],
        people=served.accounts.colleagues.known([*(row.person_id for row in found.entries), *(about or [])]),
        numbers=_numbers(served, [row.petition_id for row in found.entries if row.petition_id]),
    )


@router.get("/waivers")
def waivers(
    request: Request,
    served: Served,
    person: Annotated[Actor, Depends(signed_in(Role.AUDITOR, Role.SUPERVISOR))],
    asked: Annotated[Waived, Depends()],
    after: After = None,
) -> Response:
    """Every follow-up that was waived: of which petition, by whom, on what ground."""
    (last,) = keys_of(after, POSITION) or (None,)
    wanted = {**asdict(asked), "before_position": last, "limit": A_PAGE + 1}
    rows = served.reader.ask("waivers", "page", wanted, person.role)
    kept = rows[:A_PAGE]
    return page(
        request,
        "auditors/waivers.html",
        rows=kept,
        numbers=_numbers(served, [row["petition_id"] for row in kept]),
        people=served.accounts.colleagues.known(row["actor"] for row in kept),
        next=cursor(kept[-1]["position"]) if len(rows) > A_PAGE else None,
        after=after,
        asked=asked,
        grounds=list(WaiverGround),
        looks=served.reader.ask("waiver_rate", "by_month", {}, person.role),
    )


@router.get("/adoptions")
def adopted(request: Request, served: Served, person: Auditor) -> Response:
    """Every version of reference data that was adopted: what, from which day, by whom, at which place of the ledger."""
    found = adoptions(served, person).adoptions[::-1]
    people = served.accounts.colleagues.known(one.adopted_by for one in found)
    return page(request, "auditors/adoptions.html", adoptions=found, people=people)


def _numbers(served: Services, petitions: list[UUID]) -> dict[UUID, str]:
    """The numbers of petitions, which their first events tell."""
    firsts = served.ledger.firsts(list(dict.fromkeys(petitions)))
    return {entry.petition_id: number for entry in firsts if (number := getattr(entry.event, "number", None))}


def _standing(served: Services, person: Actor, past: AsOf | None, asked: Waiting, after: str | None) -> Standing:
    """On whom how many petitions waited, and a page of those that were asked for."""
    counts: Counter[str] = Counter()
    for row in ask(served, Question("inbox", "loads", {}, person.role), past):
        counts[row["waiting_on"]] += row["petitions"]
    due, last = keys_of(after, KEYS) or (None, None)
    wanted = {**asdict(asked), "after_due": due, "after_id": last, "limit": A_PAGE + 1}
    rows = ask(served, Question("inbox", "of_desk", wanted, person.role), past)
    kept = rows[:A_PAGE]
    following = cursor(kept[-1]["due_at"], kept[-1]["petition_id"]) if len(rows) > A_PAGE else None
    return Standing(dict(sorted(counts.items())), kept, following)
