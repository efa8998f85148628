"""Reporters: what to look at and where, and the form of a visit, which waits on the phone where there is no network."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.errors import NotPermitted
from casebook.petitions.entry import Entry
from casebook.petitions.petition import Petition
from casebook.petitions.verification.commands import RecordVerification
from casebook.petitions.vocabulary import VerificationMethod
from casebook.web.api.headers import Number
from casebook.web.api.reporters import verifications
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.api.worklist import WAITS_ON, Asked, WaitingAnswer
from casebook.web.audience import signed_in
from casebook.web.casefile import pictures_seen, seen
from casebook.web.forms.form import Form, blank, sent
from casebook.web.forms.limits import TOGETHER
from casebook.web.forms.options import Choices
from casebook.web.forms.sending import Posted, Unsent, form_page, give_by_form
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.offers import offers
from casebook.web.services import Served, Services

router = APIRouter(prefix="/reporters", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Reporter = Annotated[Actor, Depends(signed_in(Role.REPORTER))]
Done = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
By = Annotated[UUID | None, Query()]
MINUTE = "%Y-%m-%dT%H:%M"
"""How a browser writes a moment."""


@router.get("")
def visits(
    request: Request, served: Served, person: Reporter, asked: Annotated[Asked, Depends()], done: Done = None
) -> Response:
    """What is to be looked at, area by area, in each what is due first."""
    found = verifications(served, person, asked)
    return page(
        request,
        "reporters/visits.html",
        found=found,
        asked=asked,
        areas=_by_area(found.petitions),
        everywhere=_everywhere(served, person),
        done=done,
    )


@router.get("/visits/{number}")
def visit(request: Request, served: Served, person: Reporter, number: Number) -> Response:
    """A petition as who goes there must know it, and the form of what was found."""
    found, entries = seen(request, number, person)
    known: Mapping[str, object] = {
        "method": VerificationMethod.SITE,
        "visited_at": View(request).now.strftime(MINUTE),
        "area": found.area,
        "street": found.street,
    }
    form = blank(RecordVerification, found.version, known)
    return _visit_page(request, served, person, (found, entries), Unsent(form, 200))


@router.post("/visits/{number}", max_body_size=TOGETHER)
def record(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, person: Reporter, number: Number, data: Posted, by: By = None
) -> Response:
    """Record what was found, once for each form however often it is sent; `by` says whose phone had kept it.

    Raises:
        NotPermitted: it was kept for somebody else, who was signed in in this browser before.
    """
    if by not in {None, person.id}:
        raise NotPermitted(
            "这份记录是另一位记者填写的，请由其本人登录后发送。",
            "Another reporter wrote this. Let them sign in and send it.",
        )
    outcome = give_by_form(request, served, person, number, sent(RecordVerification, data))
    if isinstance(outcome, Unsent):
        return _visit_page(request, served, person, seen(request, number, person), outcome)
    return RedirectResponse(f"/reporters?done={quote(number)}&not_before={outcome.position}", 303)


def _everywhere(served: Services, person: Actor) -> list[dict[str, Any]]:
    """In which areas how much waits for this reporter, and how much of it too long; without an area last."""
    wanted = {"waiting_on": WAITS_ON[Role.REPORTER], "reporter": person.id, "now": datetime.now(UTC)}
    return served.reader.ask("inbox", "areas", wanted, person.role)


def _by_area(petitions: Sequence[WaitingAnswer]) -> dict[str | None, list[WaitingAnswer]]:
    """Areas in the order of what is due first in each."""
    found: dict[str | None, list[WaitingAnswer]] = {}
    for petition in petitions:
        found.setdefault(petition.area, []).append(petition)
    return found


def _visit_page(
    request: Request, served: Services, person: Actor, case: tuple[Petition, list[Entry]], unsent: Unsent
) -> Response:
    found, entries = case
    view = View(request)
    context = served.casework.context(found, person)
    return form_page(
        request,
        "reporters/visit.html",
        unsent,
        shown(unsent.form, Choices(view.names, view.speech, street=found.street)),
        petition=petition_answer(found, entries, context, []),
        history=timeline_answer(found, entries, person).steps,
        kept=_kept(unsent.form),
        pictures_seen=pictures_seen(person, found, entries),
        closed=None if unsent.status != 200 else _in_the_way(served, person, found),  # noqa: PLR2004  not an answer
    )


def _kept(form: Form) -> Sequence[str]:
    """What was said of each promise."""
    return form.typed.get("commitments_kept", ())


def _in_the_way(served: Services, person: Actor, found: Petition) -> object:
    """Why nothing can be recorded now, whatever was found; None where it can."""
    return next((one.refusal for one in offers(served, person, found) if one.command is RecordVerification), None)
