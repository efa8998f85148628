"""News for staff while a page is open: how much of the list has changed, and what somebody else did to a petition."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.access import Actor, Role
from casebook.web.api.headers import Number
from casebook.web.api.showing import timeline_answer
from casebook.web.api.staff import Waiting, news
from casebook.web.audience import signed_in
from casebook.web.casefile import looked_up
from casebook.web.disclosure import HOTLINE, STAFF, UNIT
from casebook.web.html.live import live
from casebook.web.html.page import PageRoute, View, fragment
from casebook.web.problems import Malformed
from casebook.web.services import Served

router = APIRouter(prefix="/staff/events", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Since = Annotated[int | None, Query(ge=-1, lt=2**63)]

OWN: Final = frozenset({"since", "had"})
"""Parameters of the stream; the others are the filters of the page it belongs to."""


@router.get("")
def of_list(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    person: Annotated[Actor, Depends(signed_in(*HOTLINE, *UNIT))],
    waiting: Annotated[Waiting, Depends()],
    since: Since = None,
    had: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """How many of the list have come, changed or gone behind the position `since`, when it `had` so many.

    At least: what came while another went can be told from neither.

    Raises:
        Malformed: nothing says since when.
    """
    if since is None:
        raise Malformed
    view, position, told = View(request), since, 0
    filters = urlencode([pair for pair in request.query_params.multi_items() if pair[0] not in OWN])

    def look() -> str | None:
        nonlocal position, told
        if (now := served.reader.position("inbox")) == position:
            return None
        position, found = now, news(served, person, waiting, since)
        count = max(found["changed"], had - (found["petitions"] - found["changed"]))
        if count == told:
            return None
        told = count
        return fragment(view, "staff/news_of_list.html", count=count, address=f"/staff?{filters}")

    return live(request, look)


@router.get("/{number}")
def of_petition(
    request: Request,
    served: Served,
    person: Annotated[Actor, Depends(signed_in(*STAFF, Role.RECORDS))],
    number: Number,
    since: Since = None,
) -> Response:
    """What happened to a petition behind the version `since`.

    Raises:
        Malformed: nothing says since when.
        NotFound: there is no such petition, or it is not theirs to see.
    """
    if since is None:
        raise Malformed
    petition_id = looked_up(served, number, person)[0].id
    view, known, told = View(request), since, since

    def look() -> str | None:
        nonlocal known, told
        if not served.ledger.door.select_events(petition_id, gt=known, limit=1):
            return None
        found, entries = looked_up(served, number, person)
        known = found.version
        steps = [step for step in timeline_answer(found, entries, person).steps if step.version > since]
        if not steps or steps[-1].version == told:
            return None
        told = steps[-1].version
        return fragment(view, "staff/news_of_petition.html", number=number, events=[step.event for step in steps])

    return live(request, look)
