"""Analysts: tallies and rates as charts and tables, what each number means, and the petitions that make it up."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from casebook.access import Actor, Role
from casebook.figures.rates import DEFINITIONS, VERSION, Rate, percent, rates_of
from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Code
from casebook.readmodels.reader import AsOf
from casebook.web.api.analysts import COUNTS, By, TalliesAnswer, TallyRow, tallies
from casebook.web.api.cursors import After, cursor, keys_of
from casebook.web.api.headers import Month
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.audience import signed_in
from casebook.web.html.downloads import Form, download
from casebook.web.html.page import PageRoute, View, page
from casebook.web.services import Served, Services

router = APIRouter(prefix="/analysis", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Analyst = Annotated[Actor, Depends(signed_in(Role.ANALYST, Role.AUDITOR))]
KEYS: Final = TypeAdapter(tuple[str])
A_PAGE: Final = 50
IN_CHART: Final = 12
SHOWN: Final = ("received", "accepted", "closed")
UNKNOWN: Final = "unknown"
"""Stands in an address for the area that is not known."""


class Split(StrEnum):
    """What figures are split by."""

    MONTH = "month"
    CATEGORY = "category"
    AREA = "area"


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
class Figures:
    """Which figures were asked for."""

    by: Annotated[Split, Query()] = Split.MONTH
    category: Annotated[Category | None, Query()] = None
    area: Annotated[Code | None, Query()] = None
    from_month: Annotated[Month | None, Query()] = None
    to_month: Annotated[Month | None, Query()] = None


@router.get("")
def figures(
    request: Request, served: Served, _person: Analyst, past: AsOfAsked, asked: Annotated[Figures, Depends()]
) -> Response:
    """The figures by month, kind or area, each number with the way to the petitions in it."""
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
        charted=lines[-IN_CHART:],
        shown=SHOWN,
        counts=COUNTS,
        splits=list(Split),
        forms=list(Form),
        categories=list(Category),
        past=_past(request),
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
    (last,) = keys_of(after, KEYS) or (None,)
    wanted = {name: value for name, value in asdict(asked).items() if name != "by"}
    parameters = wanted | {"what": what.value, "after_number": last, "limit": A_PAGE + 1}
    rows = ask(served, Question("milestones", "reached", parameters, person.role), past)
    return page(
        request,
        "analysts/petitions.html",
        asked=asked,
        what=what,
        number=getattr(totals, what),
        rows=rows[:A_PAGE],
        next=cursor(rows[A_PAGE - 1]["number"]) if len(rows) > A_PAGE else None,
        after=after,
        past=_past(request),
    )


@router.get("/rates")
def rates(request: Request, served: Served, person: Analyst, past: AsOfAsked, month: Month | None = None) -> Response:
    """Every rate of every unit in a month, with numerator, denominator and meaning."""
    month = month or f"{datetime.now(served.settings.zone):%Y-%m}"
    rows = ask(served, Question("unit_month", "of_month", {"month": month}, person.role), past)
    found = [(row["unit"], rates_of(row)) for row in rows]
    return page(
        request,
        "analysts/rates.html",
        month=month,
        units=found,
        whole=_together([each for _, each in found]),
        definitions=DEFINITIONS,
        version=VERSION,
        percent=percent,
        past=_past(request),
        asked=urlencode({"month": month} | {name: value for name, value in _past(request).items() if value}),
    )


def _counted(served: Services, past: AsOf | None, asked: Figures, by: Split | None) -> TalliesAnswer:
    """The tallies that were asked for; those of an area that is not known are a group of the split by area."""
    split = By(by.value) if by else None
    unknown = asked.area == UNKNOWN
    found = tallies(
        served,
        past,
        by=By.AREA if unknown else split,
        category=asked.category,
        area=None if unknown else asked.area,
        from_month=asked.from_month,
        to_month=asked.to_month,
    )
    if not unknown:
        return found
    kept = [row for row in found.tallies if not row.area] or [
        TallyRow.model_validate({"area": "", **dict.fromkeys(COUNTS, 0)})
    ]
    return TalliesAnswer(position=found.position, tallies=kept)


def _label(view: View, by: Split, row: TallyRow) -> str:
    if by is Split.MONTH:
        return view.speech.month(row.month or "")
    if by is Split.CATEGORY:
        return view.speech.term(row.category)
    return view.names.place(row.area) or view.speech.gettext("未知或保密")


def _within(request: Request, asked: Figures, row: TallyRow | None) -> str:
    """The query that names the petitions of a row, or of all rows, but for what is counted."""
    query: dict[str, Any] = {
        "category": (row and row.category) or asked.category,
        "area": (row and asked.by is Split.AREA and (row.area or UNKNOWN)) or asked.area,
        "from_month": (row and row.month) or asked.from_month,
        "to_month": (row and row.month) or asked.to_month,
    } | _past(request)
    return urlencode({name: value for name, value in query.items() if value})


def _past(request: Request) -> dict[str, str]:
    """As of when was asked, as it stands in the address."""
    return {name: request.query_params.get(name, "") for name in ("as_of", "as_known")}


def _together(units: list[dict[str, Rate]]) -> dict[str, Rate]:
    """The rates of all units together: of sums, not the means of shares."""
    return {
        name: Rate(
            sum(each[name].numerator for each in units),
            sum(each[name].denominator for each in units),
            sum(each[name].asked for each in units),
        )
        for name in DEFINITIONS
    }
