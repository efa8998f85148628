"""Coming in and going out: staff by password or by another service, citizens by a code to their telephone."""

from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from casebook.accounts.access_log import Kind
from casebook.accounts.factors import HALFWAY as HALFWAY_SECONDS
from casebook.accounts.oidc import LIFE, OpenIdConnect
from casebook.accounts.signing_in import Admitted
from casebook.accounts.trouble import CodeWrong, ProviderFailed, SecondFactorNeeded, SignInFailed, TooManyTries
from casebook.errors import CasebookError, NotFound
from casebook.petitions.command import Phone
from casebook.web.audience import public
from casebook.web.forms.posting import Form
from casebook.web.html.errors import is_for_people
from casebook.web.html.navigation import home_of
from casebook.web.html.page import PageRoute, page
from casebook.web.identity import NotIdentified
from casebook.web.problems import Invalid, answering
from casebook.web.services import Served, Services
from casebook.web.sessions import (
    DEVICE,
    DEVICE_SECONDS,
    FORGET,
    HALFWAY,
    JOURNEY,
    SESSION,
    cookie,
    drop_cookie,
    local,
    origin_of,
    session_of,
    set_cookie,
    visitor_of,
)

router = APIRouter(tags=["pages"], route_class=PageRoute, dependencies=[Depends(public())], include_in_schema=False)
BACK: Final = "/sign-in/oidc/back"
PHONE: Final = TypeAdapter(Phone)
LONGEST: Final = 2000
"""No address that a page leads back to is longer."""


@router.get("/sign-in")
def coming_in(
    request: Request,
    served: Served,
    destination: Annotated[str, Query(alias="next", max_length=LONGEST)] = "",
    awaited: UUID | None = None,
) -> Response:
    """Where people sign in; with `awaited`, where the code is typed that is on its way."""
    return _asked(request, served, destination, awaited=awaited)


@router.post("/sign-in")
def sign_in(request: Request, served: Served, form: Form) -> Response:
    """Fields `login`, `password`, `next`: in, and on to `next`; or on to where a code is typed too."""
    login, destination = form.get("login", ""), form.get("next", "")
    try:
        admitted = served.accounts.signing_in.by_password(login, form.get("password", ""), visitor_of(request))
    except (SignInFailed, TooManyTries) as error:
        return _asked(request, served, destination, error=error, field="login", typed=login)
    except SecondFactorNeeded as error:
        answer = RedirectResponse(f"/sign-in/second?{urlencode({'next': local(destination, '')})}", 303)
        set_cookie(request, answer, HALFWAY, error.token, HALFWAY_SECONDS)
        return answer
    return _let_in(request, served, admitted, destination)


@router.post("/sign-out")
def sign_out(request: Request, served: Served) -> RedirectResponse:
    """Out; what the browser remembers of its devices stays, and of pages nothing."""
    session, token = session_of(request), cookie(request, SESSION)
    if token:
        served.accounts.sessions.end(token)
    if session is not None:
        served.accounts.log.note(Kind.SIGNED_OUT, session.person_id, visitor_of(request).network)
    answer = RedirectResponse("/", 303, FORGET)
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
    answer = RedirectResponse(local(form.get("next", "")), 303)
    set_cookie(request, answer, SESSION, fresh)
    return answer


@router.post("/sign-in/code")
def send_code(request: Request, served: Served, form: Form) -> Response:
    """Fields `phone`, `next`: a code goes to the telephone, and the browser to where it is typed."""
    typed, destination = form.get("phone", ""), form.get("next", "")
    try:
        awaited = served.accounts.codes.send(_phone(typed), visitor_of(request).network)
    except (Invalid, TooManyTries) as error:
        return _asked(request, served, destination, error=error, field="phone", typed=typed)
    query = urlencode({"awaited": str(awaited), "next": local(destination)})
    return RedirectResponse(f"/sign-in?{query}", 303)


@router.post("/sign-in/code/check")
def check_code(request: Request, served: Served, form: Form) -> Response:
    """Fields `awaited`, `code`, `next`: in as the citizen of that telephone, and on to `next`."""
    destination = form.get("next", "")
    try:
        awaited = UUID(form.get("awaited", ""))
    except ValueError:
        raise CodeWrong from None
    _leave(request, served)
    try:
        token, _ = served.accounts.codes.take(awaited, form.get("code", ""), visitor_of(request).network)
    except (CodeWrong, TooManyTries) as error:
        return _asked(request, served, destination, error=error, field="code", awaited=awaited)
    answer = RedirectResponse(local(destination), 303)
    set_cookie(request, answer, SESSION, token)
    return answer


@router.get("/sign-in/oidc")
def to_provider(request: Request, served: Served, next: str = "") -> RedirectResponse:  # noqa: A002  as in the forms
    """Off to the service that knows staff."""
    address, browser = _provider(request, served).begin(next)
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


def _asked(  # noqa: PLR0913  what the page shows
    request: Request,
    served: Services,
    destination: str,
    *,
    error: CasebookError | None = None,
    field: str = "",
    typed: str = "",
    awaited: UUID | None = None,
) -> Response:
    """The page with its forms; after a mistake with what was typed, secrets left out, and what is wrong with `field`.

    Raises:
        CasebookError: the same error, to a program, which has no use for a page.
    """
    if error is not None and not is_for_people(request):
        raise error
    return page(
        request,
        "sign_in.html",
        **answering(error),
        destination=destination,
        awaited=awaited,
        is_sent=served.settings.sender is not None,
        error=error,
        field=field,
        typed=typed,
        has_provider=served.settings.provider is not None,
    )


def _phone(typed: str) -> str:
    """A telephone number.

    Raises:
        Invalid: it is none.
    """
    try:
        return PHONE.validate_python(typed)
    except ValidationError:
        raise Invalid("电话号码的格式不正确。", "This is no telephone number.") from None


def _let_in(request: Request, served: Services, admitted: Admitted, destination: str) -> RedirectResponse:
    _leave(request, served)
    answer = RedirectResponse(local(destination, home_of(admitted.session.role)), 303)
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
