"""Filing a petition in the browser: a form, what is alike, a code where the number is to be shown, a receipt."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.accounts.phones import phone_digests
from casebook.accounts.trouble import CodeWrong, TooManyTries
from casebook.casework.citizens import citizen_of
from casebook.casework.uploads import holder_of_filing
from casebook.errors import CasebookError, KeyReused, NotFound, Refused
from casebook.petitions.commands import SubmitPetition, SupplementPetition
from casebook.petitions.vocabulary import Category, Channel
from casebook.petitions.words import Code
from casebook.reference.kinds import Kind
from casebook.web.alike import alike_in_public
from casebook.web.api.public import register_entry
from casebook.web.audience import NOBODY, citizen
from casebook.web.filing import file_petition, filed_before, is_shown_to_be_theirs, notice_of_today, send_receipt
from casebook.web.forms.form import Form, blank, sent
from casebook.web.forms.limits import TOGETHER
from casebook.web.forms.options import Choices
from casebook.web.forms.photos import photographed
from casebook.web.forms.sending import Posted, Unsent, form_page, reading
from casebook.web.forms.showing import shown
from casebook.web.html.page import PageRoute, View, page
from casebook.web.passes import give_pass
from casebook.web.problems import Malformed, answering
from casebook.web.services import Served, Services
from casebook.web.sessions import SESSION, session_of, set_cookie, visitor_of

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)
Citizen = Annotated[Actor, Depends(citizen())]

FILER: Final = Actor(NOBODY, Role.CITIZEN)
OF_THE_PAGE: Final = frozenset({"_places", "_seen", "_same", "_awaited", "_code", "_again", "_edit", "_notice"})
"""What the page's own steps send beside the command's fields."""


@dataclass(frozen=True)
class Begun:
    """What a link to the form may know already: the kind, and the place."""

    category: Annotated[Category | None, Query()] = None
    area: Annotated[Code | None, Query()] = None
    street: Annotated[Code | None, Query()] = None
    community: Annotated[Code | None, Query()] = None


@router.get("/file")
def new(request: Request, served: Served, _citizen: Citizen, begun: Annotated[Begun, Depends()]) -> Response:
    """The form; what the address says stands in it already."""
    known = {name: value for name, value in vars(begun).items() if value is not None}
    return _form(request, served, Unsent(blank(SubmitPetition, None, known), 200))


@router.post("/file", max_body_size=TOGETHER)
def send(request: Request, served: Served, _citizen: Citizen, data: Posted) -> Response:
    """One step further: the lists of places, what is alike, the code, and at last the receipt."""
    steps = {name: str(value) for name, value in data.multi_items() if name in OF_THE_PAGE}
    form = sent(SubmitPetition, FormData([pair for pair in data.multi_items() if pair[0] not in OF_THE_PAGE]))
    form = photographed(request, served, form, holder_of_filing(served.ledger.keys, form.key))
    if form.unfinished or "_places" in steps or "_edit" in steps:
        return _form(request, served, Unsent(form, form.status))
    wish = _wish(request, served, form, steps)
    if isinstance(wish, Unsent):
        return _form(request, served, wish)
    token, answer = None, None
    try:
        if filed_before(served, wish, FILER, form.key) is None:
            answer, token = _still_to_ask(request, served, form, wish, steps)
        answer = answer or _file(request, served, form, wish, steps, shown_now=token is not None)
    except KeyReused as error:
        answer = _form(request, served, Unsent(form.anew(), 422, error))
    except (Refused, TooManyTries) as error:
        told = answering(error)
        answer = _form(request, served, Unsent(replace(form, wait=told["wait"]), told["status"], error))
    session = session_of(request)
    if token is not None and (session is None or session.actor is None):
        set_cookie(request, answer, SESSION, token)
    return answer


def _wish(request: Request, served: Services, form: Form, steps: dict[str, str]) -> SubmitPetition | Unsent:
    """What the form asks for, with the privacy notice that was on it, or the form with what is wrong with it."""
    content = reading(request, served, FILER).content(form)
    if isinstance(content, Form):
        return Unsent(content, content.status)
    typed = {name: getattr(content, name) for name in type(content).model_fields}
    seen = served.ledger.adoptions.reference().by_id(Kind.PRIVACY, steps.get("_notice", ""))
    notice = seen or notice_of_today(served)
    return SubmitPetition.model_validate(
        typed | {"channel": Channel.WEB, "notice_version": notice.id if notice else None}
    )


def _still_to_ask(
    request: Request, served: Services, form: Form, wish: SubmitPetition, steps: dict[str, str]
) -> tuple[Response | None, str | None]:
    """The page that asks what must be known first, or None; and the session of a number that was just shown."""
    if "_seen" not in steps and (alike := alike_in_public(served, wish, View(request).names)):
        return page(request, "citizens/alike.html", form=form, alike=alike, steps=steps), None
    if served.settings.phone_check == "never" or is_shown_to_be_theirs(request, served, wish):
        return None, None
    if "_code" not in steps or "_again" in steps:
        return _ask_for_code(request, served, form, wish, steps), None
    try:
        return None, _take_code(request, served, wish, steps)
    except CodeWrong as error:
        return _code_page(request, form, steps, error), None


def _file(  # noqa: PLR0913  a step's whole state
    request: Request, served: Services, form: Form, wish: SubmitPetition, steps: dict[str, str], *, shown_now: bool
) -> Response:
    """File it, and add with whose petition it is the same, if the citizen says so; the desk decides about merging."""
    filed = file_petition(request, served, wish, FILER, form.key, shown_now=shown_now)
    receipt = filed.receipt
    if number := steps.get("_same"):
        author = Actor(citizen_of(served.ledger.keys, receipt.petition_id), Role.CITIZEN)
        with suppress(Refused, NotFound):  # it stands as it was filed
            text = f"诉求人认为，本诉求与 {register_entry(served, number).number} 反映的是同一件事。"
            note = SupplementPetition(petition_id=receipt.petition_id, text=text)
            served.casework.handle(note, author, uuid5(form.key, "same"))
    if served.follower is not None:
        served.follower.wake()
    answer = RedirectResponse(f"/mine/{quote(receipt.number)}/receipt", 303)
    give_pass(request, answer, receipt.number)
    answer.background = BackgroundTask(
        send_receipt, served, wish, filed, served.bundles.receipt(receipt.petition_id).short
    )
    return answer


def _ask_for_code(
    request: Request, served: Services, form: Form, wish: SubmitPetition, steps: dict[str, str]
) -> Response:
    awaited = served.accounts.codes.send(wish.phone or "", visitor_of(request).network)
    return _code_page(request, form, steps | {"_awaited": str(awaited)}, None)


def _take_code(request: Request, served: Services, wish: SubmitPetition, steps: dict[str, str]) -> str:
    """The token of a session of the telephone number that the petition is filed with.

    Raises:
        CodeWrong: this is not the code that was sent there.
    """
    try:
        awaited = UUID(steps.get("_awaited", ""))
    except ValueError:
        raise Malformed from None
    token, session = served.accounts.codes.take(awaited, steps["_code"], visitor_of(request).network)
    if session.phone != phone_digests(served.ledger.keys)(wish.phone or ""):
        raise CodeWrong
    return token


def _code_page(request: Request, form: Form, steps: dict[str, str], error: CasebookError | None) -> Response:
    return page(request, "citizens/code.html", **answering(error), form=form, steps=steps, error=error)


def _form(request: Request, served: Services, unsent: Unsent) -> Response:
    """The form, its lists of streets and communities narrowed to what is chosen."""
    view, form = View(request), _without_strays(unsent.form)
    choices = Choices(view.names, view.speech, street=form.first("street") or None, area=form.first("area") or None)
    controls = [  # the number by the rules, unless it is anonymous: the hint says so
        replace(one, required=one.required or one.name == "phone") for one in shown(form, choices)
    ]
    return form_page(
        request,
        "citizens/file.html",
        replace(unsent, form=form),
        controls,
        notice=notice_of_today(served),
    )


def _without_strays(form: Form) -> Form:
    """The form without a street or community that lies elsewhere than in what was chosen above it."""
    typed = dict(form.typed)
    for whole, part in (("area", "street"), ("street", "community")):
        chosen = next(iter(typed.get(whole, ())), "")
        if not next(iter(typed.get(part, ())), "").startswith(chosen) or not chosen:
            typed.pop(part, None)
    return replace(form, typed=typed)
