"""What every page needs: static files, the choice of language, signing in and out."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from casebook.errors import NotFound
from casebook.web import identity
from casebook.web.audience import public
from casebook.web.html.assets import FOR_EVER, assets
from casebook.web.html.navigation import home_of
from casebook.web.html.origin import local
from casebook.web.html.page import PageRoute, page
from casebook.web.html.speech import COOKIE
from casebook.web.language import Language
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=PageRoute, dependencies=[Depends(public())], include_in_schema=False)

A_YEAR: Final = 365 * 24 * 3600
LONGEST: Final = 2000
"""No address that a page leads back to is longer, and no token."""

Back = Annotated[str, Form(max_length=LONGEST)]


@router.get("/static/{digest}/{name:path}")
def static_file(request: Request, digest: str, name: str) -> Response:
    """A static file, for ever: its address changes with its content."""
    asset = assets().get(name)
    if asset is None or asset.digest != digest:
        raise NotFound
    packed = "gzip" in request.headers.get("accept-encoding", "")
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
    return Response(asset.packed if packed else asset.body, 200, headers, asset.media)


@router.post("/language")
def choose_language(request: Request, language: Annotated[Language, Form()], back: Back = "/") -> Response:
    """Remember the reader's language and go back to the same page."""
    answer = RedirectResponse(local(back), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, language, max_age=A_YEAR, samesite="lax", secure=secure, httponly=True)
    return answer


@router.get("/sign-in")
def sign_in(request: Request, back: Annotated[str, Query(alias="next", max_length=LONGEST)] = "") -> Response:
    """Where people of staff sign in."""
    return page(request, "sign_in.html", back=back, failed=False)


@router.post("/sign-in")
def signed_in(
    request: Request, served: Served, token: Annotated[str, Form(max_length=LONGEST)] = "", back: Back = ""
) -> Response:
    """Take the identity token and go on to where the person wanted to go, or to their work."""
    try:
        person = identity.read(served.ledger.keys.token, token.strip())
    except identity.NotIdentified:
        return page(request, "sign_in.html", status=401, back=back, failed=True)
    answer = RedirectResponse(local(back, home_of(person.role)), 303)
    identity.remember(request, answer, token.strip())
    return answer


@router.post("/sign-out")
def sign_out() -> Response:
    """Forget who was signed in."""
    answer = RedirectResponse("/", 303)
    identity.forget(answer)
    return answer
