"""Search: every petition that somebody of staff may see, open or finished, by number, words or a caller's telephone."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from casebook.access import Actor
from casebook.errors import NotFound
from casebook.petitions.numbers import plain_number
from casebook.petitions.vocabulary import Category, Status
from casebook.petitions.words import Code
from casebook.web.accesses import note_refusal
from casebook.web.api.cursors import After
from casebook.web.api.searching import FoundByPhone, FoundPage, PhoneAsked, by_phone, search
from casebook.web.api.typed import Typed
from casebook.web.audience import NUMBER, signed_in
from casebook.web.casefile import looked_up
from casebook.web.disclosure import HOTLINE, STAFF
from casebook.web.forms.posting import Form
from casebook.web.html.page import PageRoute, page
from casebook.web.services import Served, Services

router = APIRouter(prefix="/search", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Finder = Annotated[Actor, Depends(signed_in(*STAFF))]
Found = FoundPage | FoundByPhone | None
"""What was found; None where nothing was asked."""
Hotline = Annotated[Actor, Depends(signed_in(*HOTLINE))]


@router.get("")
def by_words(  # noqa: PLR0913, PLR0917  each is a query parameter
    request: Request,
    served: Served,
    person: Finder,
    q: Typed = None,
    category: Annotated[Category | None, Query()] = None,
    area: Annotated[Code | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    after: After = None,
) -> Response:
    """What was found, newest first; whole numbers lead on to their petition."""
    typed = (q or "").strip()
    if number := _number(request, served, person, plain_number(typed)):
        return RedirectResponse(f"/staff/petitions/{quote(number)}", 303)
    found = search(served, person, typed, category, area, status, after) if typed else None
    asked = {"q": typed, "category": category, "area": area, "status": status, "after": after}
    return _page(request, person, found, asked)


@router.post("")
def by_telephone(request: Request, served: Served, person: Hotline, form: Form) -> Response:
    """Field `phone`: what was filed with this number. Sent as a form, so that no address has it."""
    phone = form.get("phone", "")
    try:
        asked = PhoneAsked(phone=phone)
    except ValidationError:
        return _page(request, person, None, {"phone": phone, "is_wrong": True}, status=422)
    return _page(request, person, by_phone(request, served, person, asked), {"phone": asked.phone})


def _number(request: Request, served: Services, person: Actor, typed: str) -> str | None:
    """The number that was typed, if it is that of a petition that they may see; who may not has that noted."""
    if not NUMBER.fullmatch(typed) or served.ledger.by_number(typed) is None:
        return None
    try:
        return looked_up(served, typed, person)[0].number
    except NotFound as error:
        note_refusal(request, error, typed)
        return None


def _page(request: Request, person: Actor, found: Found, asked: Mapping[str, object], status: int = 200) -> Response:
    return page(
        request,
        "staff/search.html",
        status=status,
        found=found,
        asked=asked,
        categories=list(Category),
        statuses=list(Status),
        is_hotline=person.role in HOTLINE,
    )
