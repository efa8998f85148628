"""My interests (回避): what I have declared, declaring one, and ending it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from casebook.access import DECLARING, Actor
from casebook.petitions.interests import RULES, DeclareInterest, EndInterest
from casebook.petitions.words import Code
from casebook.web.api.interests import interests
from casebook.web.audience import NUMBER, signed_in
from casebook.web.forms.form import Form, blank, sent
from casebook.web.forms.options import Choices
from casebook.web.forms.sending import Posted, Unsent, declare_by_form, form_page
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.services import Served, Services

HERE: Final = "/me/interests"

router = APIRouter(prefix=HERE, tags=["pages"], route_class=PageRoute, include_in_schema=False)

Declarer = Annotated[Actor, Depends(signed_in(*DECLARING))]
DONE: Final = frozenset(kind.spoken_name() for kind in RULES)
"""What the page can have been led back from."""


@router.get("")
def mine(request: Request, served: Served, person: Declarer, done: Annotated[str | None, Query()] = None) -> Response:
    """What I have declared and not ended, and what follows from it."""
    found = interests(served, person).interests
    return page(request, "interests.html", interests=found, done=done if done in DONE else None)


@router.get("/declare-interest")
def declare_form(request: Request, person: Declarer) -> Response:  # noqa: ARG001  who may come in
    """In which unit, or in which one petition of it."""
    return _form_page(request, Unsent(blank(DeclareInterest, None, {}), 200))


@router.post("/declare-interest")
def declare(request: Request, served: Served, person: Declarer, data: Posted) -> Response:
    """Declare it; back to what I have declared, or to the form with what is in the way."""
    return _given(request, served, person, sent(DeclareInterest, data))


@router.get("/end-interest")
def end_form(
    request: Request,
    person: Declarer,  # noqa: ARG001  who may come in
    unit: Annotated[Code, Query()],
    petition: Annotated[str | None, Query(pattern=NUMBER.pattern)] = None,
) -> Response:
    """Whether it is over; the address says which."""
    return _form_page(request, Unsent(blank(EndInterest, None, {"unit": unit, "petition": petition}), 200))


@router.post("/end-interest")
def end(request: Request, served: Served, person: Declarer, data: Posted) -> Response:
    """End it, as it was declared."""
    return _given(request, served, person, sent(EndInterest, data))


def _given(request: Request, served: Services, person: Actor, form: Form) -> Response:
    outcome = declare_by_form(request, served, person, form)
    if isinstance(outcome, Unsent):
        return _form_page(request, outcome)
    return RedirectResponse(f"{HERE}?done={form.kind.spoken_name()}", 303)


def _form_page(request: Request, unsent: Unsent) -> Response:
    view, form = View(request), unsent.form
    named = (view.names.unit(form.first("unit")), form.first("petition")) if form.kind is EndInterest else ()
    return form_page(
        request,
        "command.html",
        unsent,
        shown(form, Choices(view.names, view.speech)),
        caption=" · ".join(filter(None, named)),
        back=(HERE, view.speech.gettext("利害关系")),
        action=f"{HERE}/{form.kind.spoken_name()}",
    )
