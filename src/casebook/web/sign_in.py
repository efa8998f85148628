"""Coming in and going out: forms that are sent, and where the browser goes then.

A form that does not come from a page of ours is refused. What goes wrong is answered as a problem.
"""

from typing import Final
from urllib.parse import quote, urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from casebook.accounts.access_log import Kind
from casebook.accounts.oidc import LIFE, OpenIdConnect
from casebook.accounts.signing_in import Admitted
from casebook.accounts.trouble import CodeWrong, ProviderFailed
from casebook.errors import NotFound
from casebook.petitions.command import Phone
from casebook.web.audience import public
from casebook.web.identity import NotIdentified
from casebook.web.posting import Form, FormRoute
from casebook.web.problems import Invalid
from casebook.web.services import Served, Services
from casebook.web.sessions import (
    DEVICE,
    DEVICE_SECONDS,
    JOURNEY,
    SESSION,
    cookie,
    drop_cookie,
    origin_of,
    session_of,
    set_cookie,
    visitor_of,
)

router = APIRouter(include_in_schema=False, route_class=FormRoute, dependencies=[Depends(public())])
BACK: Final = "/sign-in/oidc/back"
PHONE: Final = TypeAdapter(Phone)


@router.post("/sign-in")
def sign_in(request: Request, served: Served, form: Form) -> RedirectResponse:
    """Fields `login`, `password`, `next`: in, and on to `next`."""
    admitted = served.accounts.signing_in.by_password(
        form.get("login", ""), form.get("password", ""), visitor_of(request)
    )
    return _let_in(request, served, admitted, form.get("next", ""))


@router.post("/sign-out")
def sign_out(request: Request, served: Served, _form: Form) -> RedirectResponse:
    """Out; what the browser remembers of its devices stays."""
    session, token = session_of(request), cookie(request, SESSION)
    if token:
        served.accounts.sessions.end(token)
    if session is not None:
        served.accounts.log.note(Kind.SIGNED_OUT, session.person_id, visitor_of(request).network)
    answer = RedirectResponse("/", 303)
    drop_cookie(request, answer, SESSION)
    return answer


@router.post("/hat")
def hat(request: Request, served: Served, form: Form) -> RedirectResponse:
    """Fields `role`, `unit`, `next`: on under another of one's hats, with another session token."""
    session, token = session_of(request), cookie(request, SESSION)
    if session is None or session.actor is None or token is None:
        raise NotIdentified
    wanted = form.get("role", ""), form.get("unit") or None
    fresh = served.accounts.signing_in.change_hat(token, session, lambda hat: (hat.role.value, hat.unit) == wanted)
    answer = RedirectResponse(inside(form.get("next", "")), 303)
    set_cookie(request, answer, SESSION, fresh)
    return answer


@router.post("/sign-in/code")
def send_code(request: Request, served: Served, form: Form) -> RedirectResponse:
    """Fields `phone`, `next`: a code goes to the telephone, and the browser to where it is typed."""
    try:
        phone = PHONE.validate_python(form.get("phone", ""))
    except ValidationError:
        raise Invalid("电话号码的格式不正确。", "This is no telephone number.") from None
    awaited = served.accounts.codes.send(phone, visitor_of(request).network)
    return RedirectResponse(f"/sign-in?awaited={awaited}&next={quote(inside(form.get('next', '')))}", 303)


@router.post("/sign-in/code/check")
def check_code(request: Request, served: Served, form: Form) -> RedirectResponse:
    """Fields `awaited`, `code`, `next`: in as the citizen of that telephone, and on to `next`."""
    try:
        awaited = UUID(form.get("awaited", ""))
    except ValueError:
        raise CodeWrong from None
    _leave(request, served)
    token, _ = served.accounts.codes.take(awaited, form.get("code", ""), visitor_of(request).network)
    answer = RedirectResponse(inside(form.get("next", "")), 303)
    set_cookie(request, answer, SESSION, token)
    return answer


@router.get("/sign-in/oidc")
def to_provider(request: Request, served: Served, next: str = "") -> RedirectResponse:  # noqa: A002  as in the forms
    """Off to the service that knows staff."""
    address, browser = _provider(request, served).begin(inside(next))
    answer = RedirectResponse(address, 303)
    set_cookie(request, answer, JOURNEY, browser, LIFE)
    return answer


@router.get(BACK)
def from_provider(request: Request, served: Served, state: str = "", code: str = "") -> RedirectResponse:
    """Back from there, and in."""
    browser = cookie(request, JOURNEY)
    if browser is None or not state or not code:
        raise ProviderFailed
    external, destination = _provider(request, served).end(state, code, browser)
    admitted = served.accounts.signing_in.by_provider(external, visitor_of(request))
    answer = _let_in(request, served, admitted, destination)
    drop_cookie(request, answer, JOURNEY)
    return answer


def inside(destination: str) -> str:
    """An address of ours to go on to; the front page for every other."""
    parts = urlsplit(destination) if destination.isascii() and destination.isprintable() else None
    if parts is None or parts.scheme or parts.netloc or not destination.startswith("/"):
        return "/"
    return "/" if destination.startswith("//") or "\\" in destination else destination


def _let_in(request: Request, served: Services, admitted: Admitted, destination: str) -> RedirectResponse:
    _leave(request, served)
    answer = RedirectResponse(inside(destination), 303)
    set_cookie(request, answer, SESSION, admitted.token)
    set_cookie(request, answer, DEVICE, admitted.device, DEVICE_SECONDS)
    return answer


def _leave(request: Request, served: Services) -> None:
    """End the session that the browser had before."""
    if token := cookie(request, SESSION):
        served.accounts.sessions.end(token)


def _provider(request: Request, served: Services) -> OpenIdConnect:
    """The service that knows staff.

    Raises:
        NotFound: there is none.
    """
    provider = served.accounts.provider(origin_of(request) + BACK)
    if provider is None:
        raise NotFound
    return provider
