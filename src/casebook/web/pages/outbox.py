"""The outbox: messages that somebody of the desk reads out on the telephone, where no program sends them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from casebook.access import Actor, Role
from casebook.web.api.access import outbox
from casebook.web.audience import signed_in
from casebook.web.html.page import PageRoute, page
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)


@router.get("/outbox")
def waiting(request: Request, served: Served, person: Annotated[Actor, Depends(signed_in(Role.DESK))]) -> Response:
    """What waits, the oldest first. Every look is on record, so the page does not look again by itself."""
    messages = outbox(request, served, person).messages
    return page(request, "staff/outbox.html", messages=messages, is_sent=served.settings.sender is not None)
