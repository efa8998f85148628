"""Analysts: tallies as charts, map and tables, what each number means, and the petitions that make it up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from casebook.access import Actor, Role
from casebook.petitions.vocabulary import Category
from casebook.readmodels.reader import AsOf
from casebook.web.accesses import note_download
from casebook.web.api.analysts import COUNTS, By, TalliesAnswer, TallyRow, tallies
from casebook.web.api.cursors import After
from casebook.web.api.headers import Among, Month
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.audience import signed_in
from casebook.web.html.downloads import Form, download
from casebook.web.html.figures import UNKNOWN, Filters, Listing, Rows, Split, past_asked
from casebook.web.html.page import PageRoute, View, page
from casebook.web.services import Served, Services

router = APIRouter(prefix="/analysis", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Analyst = Annotated[Actor, Depends(signed_in(Role.ANALYST, Role.AUDITOR))]
KEYS: Final = TypeAdapter(tuple[str])
IN_CHART: Final = 12
SHOWN: Final = ("received", "accepted", "closed")
COLUMNS: Final = ("number", "category", "area", "unit", "on_day")


class What(StrEnum):
    """What is counted."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    VERIFIED = "verified"
    CLOSED = "closed"
    CLOSED_NOW = "closed_now"


@dataclass(frozen=True)
class Figures(Filters):
    """Which figures were asked for."""

    by: Annotated[Split, Query()] = Split.MONTH
    from_month: Annotated[Month | None, Query()] = None
    to_month: Annotated[Month | None, Query()] = None


@router.get("")
def figures(
    request: Request, served: Served, _person: Analyst, past: AsOfAsked, asked: Annotated[Figures, Depends()]
) -> Response:
    """The figures by month, kind, area or unit, each number with the way to the petitions in it."""
    found, view = _counted(served, past, asked, asked.by), View(request)
    (totals,) = _counted(served, past, asked, None).tallies
    lines = [(_label(view, asked.by, row), _within(request, asked, row), row) for row in found.tallies]
    return page(
        request,
        "analysts/figures.html",
        asked=asked,
        lines=lines,
        totals=totals,
        whole=_within(request, asked, None),
        charted=_charted(lines, asked.by),
        shown=SHOWN,
        counts=COUNTS,
        splits=list(Split),
        forms=list(Form),
        categories=list(Category),
        past=past_asked(request),
        position=found.position,
    )


@router.get("/figures.{form}")
def figures_file(
    served: Served, _person: Analyst, past: AsOfAsked, asked: Annotated[Figures, Depends()], form: Form
) -> Response:
    """The same as a file."""
    rows = [row.model_dump(mode="json") for row in _counted(served, past, asked, asked.by).tallies]
    return download(f"figures-by-{asked.by}", form, (asked.by.value, *COUNTS), iter([rows]), {})


@router.get("/petitions")
def petitions(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Analyst,
    past: AsOfAsked,
    asked: Annotated[Figures, Depends()],
    what: What = What.RECEIVED,
    after: After = None,
) -> Response:
    """The petitions that make up a number; sealed ones are counted and not named."""
    (totals,) = _counted(served, past, asked, None).tallies
    rows, following = _listing(served, past, asked, what, person).page(after)
    return page(
        request,
        "analysts/petitions.html",
        asked=asked,
        what=what,
        number=getattr(totals, what),
        rows=rows,
        next=following,
        after=after,
        forms=list(Form),
        whole=_within(request, asked, None),
        unknown=UNKNOWN,
        past=past_asked(request),
    )


@router.get("/petitions.{form}")
def petitions_file(  # noqa: PLR0913, PLR0917  each is a parameter
    request: Request,
    served: Served,
    person: Analyst,
    past: AsOfAsked,
    asked: Annotated[Figures, Depends()],
    form: Form,
    what: What = What.RECEIVED,
) -> Response:
    """The same as a file, all of them; who takes it is put on record."""
    note_download(request, person)
    return download(f"petitions-{what}", form, COLUMNS, _listing(served, past, asked, what, person).sections(), {})


def _listing(served: Services, past: AsOf | None, asked: Figures, what: What, person: Actor) -> Listing:
    """Which petitions are in a number."""
    wanted = {name: value for name, value in asdict(asked).items() if name != "by"} | {"what": what.value}

    def behind(last: Sequence[str | None], limit: int) -> Rows:
        further = {"after_number": last[0], "limit": limit}
        return ask(served, Question("milestones", "reached", wanted | further, person.role), past)

    return Listing(("number",), KEYS, behind)


def _counted(served: Services, past: AsOf | None, asked: Figures, by: Split | None) -> TalliesAnswer:
    """The tallies that were asked for; those of an area or a unit that is not known are a group of their split."""
    unknown = next((name for name in (Split.AREA, Split.UNIT) if getattr(asked, name) == UNKNOWN), None)
    split = unknown or by
    known = {name: value for name in ("area", "unit") if (value := getattr(asked, name)) != UNKNOWN}
    found = tallies(
        served,
        past,
        by=By(split.value) if split else None,
        among=Among(category=asked.category, from_month=asked.from_month, to_month=asked.to_month),
        **known,
    )
    if unknown is None:
        return found
    kept = [row for row in found.tallies if not getattr(row, unknown)] or [
        TallyRow.model_validate({unknown: "", **dict.fromkeys(COUNTS, 0)})
    ]
    return found.model_copy(update={"tallies": kept})


def _charted(lines: list[tuple[str, str, TallyRow]], by: Split) -> list[tuple[str, str, TallyRow]]:
    """What a chart has room for: the last months, else those with the most."""
    if by is Split.MONTH:
        return lines[-IN_CHART:]
    return sorted(lines, key=lambda line: -line[2].received)[:IN_CHART]


def _label(view: View, by: Split, row: TallyRow) -> str:
    match by:
        case Split.MONTH:
            return view.speech.month(row.month or "")
        case Split.CATEGORY:
            return view.speech.term(row.category)
        case Split.AREA:
            return view.names.place(row.area) or view.speech.gettext("未知或保密")
        case Split.UNIT:
            return view.names.unit(row.unit) or view.speech.gettext("尚无单位或保密")


def _within(request: Request, asked: Figures, row: TallyRow | None) -> str:
    """The query that names the petitions of a row, or of all rows, but for what is counted."""
    query: dict[str, Any] = {
        "category": (row and row.category) or asked.category,
        "area": (row and asked.by is Split.AREA and (row.area or UNKNOWN)) or asked.area,
        "unit": (row and asked.by is Split.UNIT and (row.unit or UNKNOWN)) or asked.unit,
        "from_month": (row and row.month) or asked.from_month,
        "to_month": (row and row.month) or asked.to_month,
    } | past_asked(request)
    return urlencode({name: value for name, value in query.items() if value})
