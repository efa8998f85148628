"""Analysts: the rates by unit, month, kind and area: what each is made of, what it means, and the petitions in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from casebook.access import Actor, Role
from casebook.errors import NotFound
from casebook.figures.rates import DEFINITIONS, VERSION, Rate, percent, rates_of
from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Code
from casebook.readmodels.reader import AsOf
from casebook.web.accesses import note_download
from casebook.web.api.cursors import After
from casebook.web.api.headers import Month
from casebook.web.api.past import AsOfAsked, Question, ask
from casebook.web.audience import signed_in
from casebook.web.html.downloads import Form, download
from casebook.web.html.figures import UNKNOWN, Filters, Listing, Rows, Split, past_asked
from casebook.web.html.page import PageRoute, View, page
from casebook.web.problems import Invalid
from casebook.web.services import Served, Services

router = APIRouter(prefix="/analysis/rates", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Analyst = Annotated[Actor, Depends(signed_in(Role.ANALYST, Role.AUDITOR))]
KEYS: Final = TypeAdapter(tuple[str, str])
FIRST: Final = next(iter(DEFINITIONS))
COLUMNS: Final = ("number", "category", "area", "unit", "times")
LINES: Final = 50
"""So many groups are on a page; the file has them all."""


class Part(StrEnum):
    """Which part of a rate."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True)
class Asked(Filters):
    """Which rates were asked for; split by month, `month` says nothing."""

    by: Annotated[Split, Query()] = Split.UNIT
    month: Annotated[Month | None, Query()] = None


@dataclass(frozen=True, slots=True)
class Line:
    """The rates of one group: what it is called, its code, and the query that names the petitions in it."""

    label: str
    key: str
    within: str
    rates: Mapping[str, Rate]


@router.get("")
def rates(  # noqa: PLR0913, PLR0917  each is a parameter
    request: Request,
    served: Served,
    person: Analyst,
    past: AsOfAsked,
    asked: Annotated[Asked, Depends()],
    after: Annotated[str | None, Query(max_length=64, description="The last group of the page before (翻页).")] = None,
) -> Response:
    """Every rate of a month by unit, kind or area, or month by month, with what it is made of and what it means."""
    month = _month(served, asked)
    lines = _lines(request, served, person, past, asked)
    left = sorted((line for line in lines if after is None or line.key > after), key=attrgetter("key"))
    return page(
        request,
        "analysts/rates.html",
        asked=asked,
        month=month,
        lines=left[:LINES],
        place=(len(lines) - len(left) + 1, len(lines)),
        next=left[LINES - 1].key if len(left) > LINES else None,
        after=after,
        whole=_together(lines),
        within=None if asked.by is Split.MONTH else _within(request, served, asked, None),
        splits=list(Split),
        categories=list(Category),
        forms=list(Form),
        definitions=DEFINITIONS,
        version=VERSION,
        percent=percent,
        past=past_asked(request),
    )


@router.get("/file.{form}")
def rates_file(  # noqa: PLR0913, PLR0917  each is a parameter
    request: Request,
    served: Served,
    person: Analyst,
    past: AsOfAsked,
    asked: Annotated[Asked, Depends()],
    form: Form,
) -> Response:
    """The same as a file: a row for each rate of each group."""
    rows = [
        {
            asked.by.value: line.key,
            "rate": name,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "asked": one.asked,
            "percent": percent(one.value),
        }
        for line in _lines(request, served, person, past, asked)
        for name, one in line.rates.items()
    ]
    columns = (asked.by.value, "rate", "numerator", "denominator", "asked", "percent")
    return download(f"rates-by-{asked.by}", form, columns, iter([rows]), {})


@router.get("/petitions")
def petitions(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Analyst,
    past: AsOfAsked,
    asked: Annotated[Asked, Depends()],
    rate: Code = FIRST,
    part: Part = Part.NUMERATOR,
    after: After = None,
) -> Response:
    """The petitions that make up the numerator or the denominator of a rate, and how often each is in it."""
    counts = _counts(rate, part)
    rows, following = _made_of(served, person, past, asked, counts).page(after)
    whole = _together(_lines(request, served, person, past, asked))[rate]
    return page(
        request,
        "analysts/made_of.html",
        asked=asked,
        month=_month(served, asked),
        rate=rate,
        part=part,
        number=getattr(whole, part),
        definition=DEFINITIONS[rate],
        rows=rows,
        next=following,
        after=after,
        forms=list(Form),
        unknown=UNKNOWN,
        past=past_asked(request),
    )


@router.get("/petitions.{form}")
def petitions_file(  # noqa: PLR0913, PLR0917  each is a parameter
    request: Request,
    served: Served,
    person: Analyst,
    past: AsOfAsked,
    asked: Annotated[Asked, Depends()],
    form: Form,
    rate: Code = FIRST,
    part: Part = Part.NUMERATOR,
) -> Response:
    """The same as a file, all of them; who takes it is put on record."""
    note_download(request, person)
    listing = _made_of(served, person, past, asked, _counts(rate, part))
    return download(f"petitions-{rate}-{part}", form, COLUMNS, listing.sections(), {})


def _counts(rate: str, part: Part) -> list[str]:
    """The counts whose sum is a part of a rate.

    Raises:
        NotFound: there is no such rate.
    """
    definition = DEFINITIONS.get(rate)
    if definition is None:
        raise NotFound
    return list(definition.over if part is Part.NUMERATOR else definition.of)


def _month(served: Services, asked: Asked) -> str:
    return asked.month or f"{datetime.now(served.settings.zone):%Y-%m}"


def _lines(request: Request, served: Services, person: Actor, past: AsOf | None, asked: Asked) -> list[Line]:
    """The rates group by group, in the order of their codes.

    Raises:
        Invalid: month by month in one area, which nobody counts.
    """
    view = View(request)
    if asked.by is Split.MONTH:
        if asked.area:
            raise Invalid("逐月的比率不能按地区筛选。", "Rates month by month are not of one area.")
        wanted: dict[str, Any] = {"unit": asked.unit, "category": asked.category}
        rows = ask(served, Question("unit_month", "by_month", wanted, person.role), past)
        keyed = [(row["month"], row) for row in rows]
    else:
        wanted = {"unit": asked.unit, "category": asked.category, "area": asked.area}
        wanted |= {"by": asked.by.value, "month": _month(served, asked)}
        keyed = [
            (row["key"], row) for row in ask(served, Question("unit_cases", "of_month", wanted, person.role), past)
        ]
    return [
        Line(_label(view, asked.by, key), key, _within(request, served, asked, key), rates_of(row))
        for key, row in keyed
    ]


def _made_of(served: Services, person: Actor, past: AsOf | None, asked: Asked, counts: list[str]) -> Listing:
    """Which petitions are in the sum of some counts, and how often each."""
    wanted: dict[str, Any] = {"unit": asked.unit, "category": asked.category, "area": asked.area}
    wanted |= {"month": _month(served, asked), "counts": counts}

    def behind(last: Sequence[str | None], limit: int) -> Rows:
        further = {"after_number": last[0], "after_unit": last[1], "limit": limit}
        return ask(served, Question("unit_cases", "made_of", wanted | further, person.role), past)

    return Listing(("number", "unit"), KEYS, behind)


def _label(view: View, by: Split, key: str) -> str:
    match by:
        case Split.MONTH:
            return view.speech.month(key)
        case Split.CATEGORY:
            return view.speech.term(Category(key))
        case Split.AREA:
            return view.names.place(key) or view.speech.gettext("未知")
        case Split.UNIT:
            return view.names.unit(key)


def _within(request: Request, served: Services, asked: Asked, key: str | None) -> str:
    """The query that names the petitions of a group, or of all, but for rate and part."""
    query: dict[str, Any] = {
        "month": _month(served, asked),
        "category": asked.category,
        "area": asked.area,
        "unit": asked.unit,
    } | past_asked(request)
    if key is not None:
        query[asked.by.value] = key or UNKNOWN
    return urlencode({name: value for name, value in query.items() if value})


def _together(lines: list[Line]) -> dict[str, Rate]:
    """The rates of all groups together: of sums, not the means of shares."""
    return {
        name: Rate(
            sum(each.rates[name].numerator for each in lines),
            sum(each.rates[name].denominator for each in lines),
            sum(each.rates[name].asked for each in lines),
        )
        for name in DEFINITIONS
    }
