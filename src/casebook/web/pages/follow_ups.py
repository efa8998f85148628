"""记者追访 as everybody sees it: where reporters went, what the unit had said, and what they found."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import TypeAdapter

from casebook.errors import NotFound
from casebook.petitions.vocabulary import Category, VerificationResult
from casebook.petitions.words import Code
from casebook.web.api.cursors import After, cursor, keys_of
from casebook.web.api.headers import Number
from casebook.web.api.past import PUBLIC
from casebook.web.api.public import register_entry
from casebook.web.audience import public
from casebook.web.html.page import page
from casebook.web.html.shelf import SharedRoute
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=SharedRoute, dependencies=[Depends(public())], include_in_schema=False)

A_PAGE: Final = 30
KEYS: Final = TypeAdapter(tuple[date, UUID])


@dataclass(frozen=True)
class Filters:
    """Which follow-ups are asked for."""

    result: Annotated[VerificationResult | None, Query()] = None
    category: Annotated[Category | None, Query()] = None
    area: Annotated[Code | None, Query()] = None
    unit: Annotated[Code | None, Query()] = None


@router.get("/follow-ups")
def follow_ups(
    request: Request, served: Served, filters: Annotated[Filters, Depends()], after: After = None
) -> Response:
    """Every finding that an editor has signed, the newest first."""
    day, last = keys_of(after, KEYS) or (None, None)
    asked = asdict(filters) | {"after_on": day, "after_id": last, "limit": A_PAGE + 1}
    rows = served.reader.ask("follow_ups", "newest", asked, PUBLIC)
    shown = rows[:A_PAGE]
    return page(
        request,
        "follow_ups/list.html",
        found=shown,
        following=cursor(shown[-1]["signed_on"], shown[-1]["petition_id"]) if len(rows) > len(shown) else None,
        filters=filters,
        after=after,
        results=list(VerificationResult),
        categories=list(Category),
    )


@router.get("/follow-ups/{number}")
def follow_up(request: Request, served: Served, number: Number) -> Response:
    """What reporters found about one petition, round by round, with what the newspaper and the register tell of it.

    Raises:
        NotFound: no finding about such a petition is signed, or it is not for everybody; nobody can tell which.
    """
    petition_id = served.ledger.by_number(number)
    rows = petition_id and served.reader.ask("follow_ups", "of_petition", {"petition_id": petition_id}, PUBLIC)
    if not rows:
        raise NotFound
    return page(request, "follow_ups/one.html", petition=register_entry(served, number), rounds=rows)
