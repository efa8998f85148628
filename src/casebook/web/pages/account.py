"""My account: the hat I wear and my others, where I am signed in, my password."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.access import DECLARING, Actor, Role
from casebook.accounts.trouble import SignInFailed, TooManyTries, WeakPassword
from casebook.errors import CasebookError
from casebook.web.api.me import me, revoke, revoke_others, sessions
from casebook.web.audience import signed_in
from casebook.web.forms.posting import Form
from casebook.web.html.navigation import home_of
from casebook.web.html.page import PageRoute, page
from casebook.web.identity import NotIdentified
from casebook.web.problems import Malformed, answering
from casebook.web.services import Served, Services
from casebook.web.sessions import session_of, visitor_of

router = APIRouter(prefix="/me", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Anybody = Annotated[Actor, Depends(signed_in(*Role))]

OTHERS: Final = "others"
"""What a form says that ends every session but its own."""

DONE: Final = frozenset({"ended", "password", "factor-removed"})
"""What the page can have been led back from."""


@router.get("")
def account(request: Request, served: Served, person: Anybody, done: Annotated[str | None, Query()] = None) -> Response:
    """Who I am here, and where I am signed in."""
    return _shown(request, served, person, done=done if done in DONE else None)


@router.post("/sessions")
def end_sessions(request: Request, served: Served, person: Anybody, form: Form) -> Response:
    """Field `which`: the id of a session of mine, or `others`; it ends."""
    which = form.get("which", "")
    if which == OTHERS:
        revoke_others(request, served, person)
    else:
        try:
            revoke(request, served, person, UUID(which))
        except ValueError:
            raise Malformed from None
    return RedirectResponse("/me?done=ended", 303)


@router.post("/password")
def change_password(request: Request, served: Served, person: Anybody, form: Form) -> Response:
    """Fields `old`, `new`, `again`: another password; my other sessions end."""
    old, new, again = (form.get(name) for name in ("old", "new", "again"))
    session = session_of(request)
    if old is None or new is None or again is None:
        raise Malformed
    if session is None:
        raise NotIdentified
    try:
        if new != again:
            return _shown(request, served, person, error=Differs(), field="again")
        served.accounts.signing_in.change_password(session, old, new, visitor_of(request))
    except (SignInFailed, TooManyTries) as error:
        return _shown(request, served, person, error=error, field="old")
    except WeakPassword as error:
        return _shown(request, served, person, error=error, field="new")
    return RedirectResponse("/me?done=password", 303)


class Differs(WeakPassword):
    """两次输入的新密码不一致。 | The new password was not typed the same twice."""


def _shown(  # noqa: PLR0913  what the page shows
    request: Request,
    served: Services,
    person: Actor,
    *,
    done: str | None = None,
    error: CasebookError | None = None,
    field: str = "",
) -> Response:
    known = served.accounts.people.by_id(person.id)
    mine = me(request, served, person)
    return page(
        request,
        "account.html",
        **answering(error),
        mine=mine,
        login=known.login if known else None,
        has_password=known is not None and known.password is not None,
        has_factor=served.accounts.factors.has(person.id),
        hats=[(hat, home_of(hat.role)) for hat in mine.hats if (hat.role, hat.unit) != (mine.role, mine.unit)],
        declares=person.role in DECLARING,
        sessions=sessions(request, served, person).sessions,
        done=done,
        error=error,
        field=field,
    )
