"""What everybody may look at: the front page, the register, a petition in it, and the figures."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.responses import RedirectResponse

from casebook.petitions.numbers import plain_number
from casebook.petitions.vocabulary import Category, Status, WaiverGround
from casebook.web.api.analysts import COUNTS, By, tallies
from casebook.web.api.cursors import After
from casebook.web.api.headers import Month, Number
from casebook.web.api.past import PUBLIC, AsOfAsked, Question, ask
from casebook.web.api.public import Filters, public_texts, register, register_entry
from casebook.web.api.typed import Typed
from casebook.web.audience import public
from casebook.web.html.page import page
from casebook.web.html.shelf import SharedRoute
from casebook.web.pictures import public_picture
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=SharedRoute, dependencies=[Depends(public())], include_in_schema=False)


NEWEST = 8
"""So many petitions stand on the front page."""
A_PAGE = 30
GROUNDS = {
    "by_category": WaiverGround.CATEGORY,
    "by_word": WaiverGround.CITIZEN_SAID_SOLVED,
    "by_lot": WaiverGround.SAMPLED_OUT,
    "by_answer": WaiverGround.DIRECT_ANSWER,
}
"""In which column of `waiver_rate` each ground is counted."""


@router.get("/")
def front(request: Request, served: Served) -> Response:
    """How many petitions came in and what became of them, and the newest."""
    (totals,) = tallies(served, None).tallies
    newest = register(served, Filters(), limit=NEWEST).petitions
    return page(request, "public/front.html", totals=totals, newest=newest, texts=public_texts(served, newest))


@router.get("/petitions")
def petitions(
    request: Request, served: Served, filters: Annotated[Filters, Depends()], q: Typed = None, after: After = None
) -> Response:
    """The register, newest first, page by page; a whole number leads on to its petition."""
    number = plain_number(q or "")
    if number and served.reader.ask("public_register", "by_number", {"number": number}, PUBLIC):
        return RedirectResponse(f"/petitions/{quote(number)}", 303)
    found = register(served, filters, q, after=after, limit=A_PAGE)
    return page(
        request,
        "public/petitions.html",
        found=found,
        texts=public_texts(served, found.petitions),
        filters=filters,
        selection=filters.as_query(),
        q=q,
        after=after,
        categories=list(Category),
        statuses=list(Status),
        is_filtered=bool(q) or filters != Filters(),
    )


@router.get("/petitions/{number}")
def petition(request: Request, served: Served, number: Number) -> Response:
    """A petition as everybody may see it."""
    return page(request, "public/petition.html", petition=register_entry(served, number))


@router.get("/petitions/{number}/pictures/{id}")
def picture(served: Served, number: Number, file_id: Annotated[UUID, Path(alias="id")]) -> Response:
    """A picture of the reporter's that an editor has published, as long as the text stands that it goes with."""
    return public_picture(served, number, file_id)


@router.get("/petitions/{number}/pictures/{id}/small")
def small_picture(served: Served, number: Number, file_id: Annotated[UUID, Path(alias="id")]) -> Response:
    """The same, at most 320 pixels long."""
    return public_picture(served, number, file_id, small=True)


@router.get("/tallies")
def figures(request: Request, served: Served, past: AsOfAsked) -> Response:
    """How many came in each month and area and how far they got, and who was looked at; now or as of a past day."""
    months = tallies(served, past, by=By.MONTH)
    kinds = tallies(served, past, by=By.CATEGORY)
    areas = tallies(served, past, by=By.AREA)
    (totals,) = tallies(served, past).tallies
    return page(
        request,
        "public/tallies.html",
        months=months.tallies,
        kinds=kinds.tallies,
        areas=areas.tallies,
        looks=ask(served, Question("waiver_rate", "by_month", {}), past),
        totals=totals,
        position=months.position,
        checkpoint=months.checkpoint,
        as_of=request.query_params.get("as_of", ""),
        counts=COUNTS,
        grounds=GROUNDS,
    )


@router.get("/declines")
def declines(
    request: Request, served: Served, from_month: Month | None = None, to_month: Month | None = None
) -> Response:
    """Why petitions were not accepted, and what became of it on review."""
    asked = {"from_month": from_month, "to_month": to_month}
    reasons = served.reader.ask("decline_statistics", "by_reason", asked, PUBLIC)
    total = sum(int(one["declined"]) for one in reasons)
    return page(request, "public/declines.html", reasons=reasons, total=total, asked=asked)
