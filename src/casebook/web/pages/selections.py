"""Selections of the inbox that somebody keeps under a name."""

from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor
from casebook.accounts.selections import Selection
from casebook.web.audience import signed_in
from casebook.web.disclosure import HOTLINE, UNIT
from casebook.web.forms.posting import Form
from casebook.web.html.page import PageRoute
from casebook.web.problems import Malformed
from casebook.web.services import Served

router = APIRouter(prefix="/staff/selections", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Office = Annotated[Actor, Depends(signed_in(*HOTLINE, *UNIT))]

FILTERS: Final = ("waiting_on", "unit", "helping", "category", "area", "status", "q", "overdue", "due", "mark")
"""What is kept of an address; which page of the list it was is not."""


@router.post("")
def keep(served: Served, person: Office, form: Form) -> Response:
    """Fields `name`, `query`: keep these filters under this name, and show what they find."""
    if "name" not in form or "query" not in form:
        raise Malformed
    query = urlencode([(name, value) for name, value in parse_qsl(form["query"]) if name in FILTERS])
    served.accounts.selections.keep(person.id, Selection(form["name"].strip(), query))
    return RedirectResponse(f"/staff?{query}", 303)


@router.post("/forget")
def forget(served: Served, person: Office, form: Form) -> Response:
    """Field `name`: keep it no longer."""
    if "name" not in form:
        raise Malformed
    served.accounts.selections.forget(person.id, form["name"])
    return RedirectResponse("/staff", 303)
