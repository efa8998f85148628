"""The second factor: the code that follows a password, and where people of staff set it up or remove it."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind
from casebook.accounts.people import Person
from casebook.accounts.trouble import CodeWrong, TooManyTries
from casebook.errors import CasebookError, NotFound
from casebook.web.audience import public, signed_in
from casebook.web.forms.posting import Form
from casebook.web.html.codes import squares
from casebook.web.html.navigation import home_of
from casebook.web.html.page import PageRoute, page
from casebook.web.identity import NotIdentified
from casebook.web.problems import answering
from casebook.web.services import Served, Services
from casebook.web.sessions import (
    DEVICE,
    DEVICE_SECONDS,
    HALFWAY,
    SESSION,
    cookie,
    drop_cookie,
    local,
    set_cookie,
    visitor_of,
)

router = APIRouter(tags=["pages"], route_class=PageRoute, include_in_schema=False)

Anybody = Annotated[Actor, Depends(signed_in(*Role))]

LONGEST: Final = 2000
"""No address that a page leads back to is longer."""
HERE: Final = "/me/second-factor"
SECOND: Final = "/sign-in/second"


@router.get(SECOND, dependencies=[Depends(public())])
def asked_for_code(
    request: Request, served: Served, destination: Annotated[str, Query(alias="next", max_length=LONGEST)] = ""
) -> Response:
    """Where the code is typed that follows a password; whoever has no device yet types first what they were given."""
    person = _halfway(request, served)[1]
    if not served.accounts.factors.has(person.id):
        return _invited(request, destination)
    return _asked(request, served, person, SECOND, destination)


@router.post(SECOND, dependencies=[Depends(public())])
def come_in(request: Request, served: Served, form: Form) -> Response:
    """Fields `code`, `next`: in; whoever has set up their device just now is shown their recovery codes first.

    Whoever has none yet sends `invitation`, first alone, then with the first `code` of the device.
    """
    token, person = _halfway(request, served)
    signing_in, destination, invitation = served.accounts.signing_in, form.get("next", ""), form.get("invitation", "")
    if not served.accounts.factors.has(person.id):
        try:
            signing_in.invited(person, invitation, visitor_of(request))
        except (CodeWrong, TooManyTries) as error:
            return _invited(request, destination, error=error)
        if "code" not in form:
            return _asked(request, served, person, SECOND, destination, invitation=invitation)
    try:
        admitted, recovery = signing_in.by_code(token, form.get("code", ""), visitor_of(request), invitation)
    except (CodeWrong, TooManyTries) as error:
        return _asked(request, served, person, SECOND, destination, error=error, invitation=invitation)
    onward = local(destination, home_of(admitted.session.role))
    answer = _recovery(request, recovery, onward) if recovery else RedirectResponse(onward, 303)
    if before := cookie(request, SESSION):
        served.accounts.sessions.end(before)
    set_cookie(request, answer, SESSION, admitted.token)
    set_cookie(request, answer, DEVICE, admitted.device, DEVICE_SECONDS)
    drop_cookie(request, answer, HALFWAY)
    return answer


@router.get(HERE)
def factor(request: Request, served: Served, person: Anybody) -> Response:
    """Set it up, or remove it."""
    return _asked(request, served, _account(served, person), HERE, "")


@router.post(HERE)
def set_up(request: Request, served: Served, person: Anybody, form: Form) -> Response:
    """Field `code`: whoever has none needs a code from now on, and is told recovery codes; whoever has one, none."""
    account = _account(served, person)
    had = served.accounts.factors.has(account.id)
    try:
        recovery = served.accounts.signing_in.take_code(account, form.get("code", ""), visitor_of(request))
    except (CodeWrong, TooManyTries) as error:
        return _asked(request, served, account, HERE, "", error=error)
    if not had:
        return _recovery(request, recovery, "/me")
    served.accounts.factors.forget(account.id)
    served.accounts.log.note(Kind.FACTOR_FORGOTTEN, account.id, visitor_of(request).network)
    return RedirectResponse("/me?done=factor-removed", 303)


def _halfway(request: Request, served: Services) -> tuple[str, Person]:
    """Who has shown their password in this browser.

    Raises:
        NotIdentified: nobody, or too long ago.
    """
    token = cookie(request, HALFWAY)
    person_id = served.accounts.factors.halfway(token) if token else None
    person = served.accounts.people.by_id(person_id) if person_id is not None else None
    if token is None or person is None:
        raise NotIdentified
    return token, person


def _account(served: Services, person: Actor) -> Person:
    """The account of whoever is in.

    Raises:
        NotFound: they have no password here: they come by a code, or another service knows them.
    """
    account = served.accounts.people.by_id(person.id)
    if account is None or account.password is None:
        raise NotFound
    return account


def _asked(  # noqa: PLR0913  what the page shows
    request: Request,
    served: Services,
    person: Person,
    action: str,
    destination: str,
    *,
    error: CasebookError | None = None,
    invitation: str = "",
) -> Response:
    factors = served.accounts.factors
    offer = None if factors.has(person.id) else factors.offer(person.id, person.login)
    return page(
        request,
        "second_factor.html",
        **answering(error),
        offer=offer,
        squares=squares(offer.address) if offer else None,
        action=action,
        inside=action == HERE,
        destination=destination,
        invitation=invitation,
        error=error,
    )


def _invited(request: Request, destination: str, *, error: CasebookError | None = None) -> Response:
    return page(request, "first_device.html", **answering(error), action=SECOND, destination=destination, error=error)


def _recovery(request: Request, recovery: list[str], onward: str) -> Response:
    return page(request, "recovery_codes.html", codes=recovery, onward=onward)
