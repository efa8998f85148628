"""What everybody may take along: feeds of each list, tables to download, and a frame for other sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.petitions.words import Code  # noqa: TC001  the framework reads the signature
from casebook.web.api.analysts import COUNTS, By, tallies
from casebook.web.api.headers import Month  # noqa: TC001  the same
from casebook.web.api.past import PUBLIC
from casebook.web.api.public import Filters, RegisterRow, register
from casebook.web.api.rankings import rankings
from casebook.web.api.stories import stories
from casebook.web.audience import public
from casebook.web.html.downloads import Form, Sections, download
from casebook.web.html.feeds import Feed, Item
from casebook.web.html.page import POLICY, View, page
from casebook.web.html.shelf import SharedRoute
from casebook.web.services import Served, Services

router = APIRouter(tags=["pages"], route_class=SharedRoute, dependencies=[Depends(public())], include_in_schema=False)

Told = Callable[[Services, View], list[Item]]
"""How a list is told, the newest first."""

A_FEED: Final = 50
A_SECTION: Final = 500
IN_FRAME: Final = 5
EVERYWHERE: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Open data is read by other sites' scripts too."""
BY_LANGUAGE: Final = {"Vary": "Accept-Language, Cookie"}
"""What is written in the reader's language."""


class ListName(StrEnum):
    """What has a feed."""

    REGISTER = "register"
    FOLLOW_UPS = "follow-ups"
    RANKINGS = "rankings"
    STORIES = "stories"


class TableName(StrEnum):
    """What can be downloaded."""

    REGISTER = "register"
    TALLIES = "tallies"
    DECLINES = "declines"


@router.get("/data")
def data(request: Request) -> Response:
    """What there is to take along."""
    return page(request, "public/data.html", lists=list(ListName), tables=list(TableName), forms=list(Form))


@router.get("/feeds/{name}.atom")
def atom(request: Request, served: Served, name: ListName, filters: Annotated[Filters, Depends()]) -> Response:
    """A list as Atom; of the register also a part, say of an area or a unit."""
    headers = EVERYWHERE | BY_LANGUAGE
    return Response(_feed(request, served, name, filters).atom(), 200, headers, "application/atom+xml; charset=utf-8")


@router.get("/feeds/{name}.json")
def json_feed(request: Request, served: Served, name: ListName, filters: Annotated[Filters, Depends()]) -> Response:
    """A list, or a part of the register, as JSON Feed."""
    return Response(
        _feed(request, served, name, filters).json(), 200, EVERYWHERE | BY_LANGUAGE, "application/feed+json"
    )


@router.get("/data/register.{form}")
def register_table(served: Served, form: Form, filters: Annotated[Filters, Depends()]) -> Response:
    """The register or a part of it, however long: section by section, as it is sent."""
    return download(
        TableName.REGISTER, form, tuple(RegisterRow.model_fields), _whole_register(served, filters), EVERYWHERE
    )


@router.get("/data/tallies.{form}")
def tallies_table(served: Served, form: Form) -> Response:
    """The tallies by month and category, each row with the position of the ledger that it counts up to."""
    found = tallies(served, None, by=By.MONTH_AND_CATEGORY)
    rows = [row.model_dump(mode="json") | {"position": found.position} for row in found.tallies]
    headers = EVERYWHERE | {"Link": f'</api/v1/log/checkpoints/{found.position}>; rel="describedby"'}
    return download(TableName.TALLIES, form, ("month", "category", *COUNTS, "position"), iter([rows]), headers)


@router.get("/data/declines.{form}")
def declines_table(
    served: Served, form: Form, from_month: Month | None = None, to_month: Month | None = None
) -> Response:
    """Why petitions were not accepted; grounds with fewer than five stand together, under an empty name."""
    asked = {"from_month": from_month, "to_month": to_month}
    rows = served.reader.ask("decline_statistics", "by_reason", asked, PUBLIC)
    return download(
        TableName.DECLINES,
        form,
        ("reason", "declined", "reviews_requested", "upheld", "overturned"),
        iter([rows]),
        EVERYWHERE,
    )


@router.get("/widget")
def widget(
    request: Request,
    served: Served,
    area: Annotated[Code | None, Query()] = None,
    unit: Annotated[Code | None, Query()] = None,
) -> Response:
    """The figures and the newest petitions, for a frame in the page of a site that the settings name."""
    (totals,) = tallies(served, None, area=area).tallies
    newest = register(served, Filters(area=area, unit=unit), limit=IN_FRAME).petitions
    answer = page(request, "public/widget.html", totals=totals, newest=newest)
    sites = " ".join(served.settings.framed_by) or "'none'"
    policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {sites}")
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _whole_register(served: Services, filters: Filters) -> Sections:
    after: str | None = None
    while True:
        found = register(served, filters, after=after, limit=A_SECTION)
        yield [row.model_dump(mode="json") for row in found.petitions]
        if (after := found.next) is None:
            return


def _feed(request: Request, served: Services, name: ListName, filters: Filters) -> Feed:
    view, part = View(request), filters if name is ListName.REGISTER else Filters()
    names = [view.speech.term(part.category), view.names.place(part.area), view.names.unit(part.unit)]
    title = " · ".join([view.speech.gettext("民呼必应"), view.speech.term(name, "list"), *filter(None, names)])
    items = _of_register(served, view, part) if name is ListName.REGISTER else ITEMS[name](served, view)
    return Feed(name, title, view.origin, PAGES[name], request.url.path, view.speech.tag, items, part.as_query())


def _of_register(served: Services, view: View, part: Filters) -> list[Item]:
    def item(row: RegisterRow) -> Item:
        changed = max(day for day in (row.submitted_on, row.accepted_on, row.closed_on) if day)
        about = view.names.matter(row.matter) or view.speech.term(row.category)
        said = [about, _where(view, row.area, row.street), view.speech.term(row.status)]
        unit = view.names.unit(row.unit)
        return Item(
            row.number,
            f"{row.number} {about}",
            " · ".join(filter(None, [*said, unit])),
            f"/petitions/{row.number}",
            _begin(view, changed),
        )

    return [item(row) for row in register(served, part, limit=A_FEED).petitions]


def _of_follow_ups(served: Services, view: View) -> list[Item]:
    rows = served.reader.ask("follow_ups", "newest", {"limit": A_FEED}, PUBLIC)
    return [
        Item(
            f"{row['number']}:{row['nth']}:{row['round']}",
            f"{row['number']} {view.speech.term(row['result'], 'verification')}",
            " · ".join(filter(None, [_where(view, row["area"], row["street"]), view.names.unit(row["unit"])])),
            f"/petitions/{row['number']}",
            _begin(view, row["signed_on"]),
        )
        for row in rows
    ]


def _of_rankings(served: Services, view: View) -> list[Item]:
    return [
        Item(
            f"{row.month}:{row.profile}",
            f"{view.speech.month(row.month)} {view.speech.term(ListName.RANKINGS, 'list')}",
            f"{row.profile} @{row.position}",
            f"/rankings/{row.month}",
            row.at,
        )
        for row in rankings(served).rankings
    ]


def _of_stories(served: Services, view: View) -> list[Item]:
    def item(found: Any) -> Item:
        units = view.speech.gettext("、").join(map(view.names.unit, found.units))
        text = found.text or units
        return Item(str(found.id), found.title or units, text, f"/stories/{found.id}", found.since)

    return [item(found) for found in stories(served, limit=A_FEED).stories]


def _where(view: View, area: str | None, street: str | None) -> str:
    return view.names.where(area, street)


def _begin(view: View, day: date) -> datetime:
    """The day's first moment in the city."""
    return datetime.combine(day, time(), view.speech.zone)


ITEMS: Final[dict[ListName, Told]] = {
    ListName.FOLLOW_UPS: _of_follow_ups,
    ListName.RANKINGS: _of_rankings,
    ListName.STORIES: _of_stories,
}
PAGES: Final = {
    ListName.REGISTER: "/petitions",
    ListName.FOLLOW_UPS: "/follow-ups",
    ListName.RANKINGS: "/rankings",
    ListName.STORIES: "/stories",
}
"""The page of each list."""
