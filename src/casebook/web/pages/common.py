"""What every page needs: static files and the choice of language."""

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from starlette.responses import RedirectResponse

from casebook.errors import NotFound
from casebook.web.audience import public
from casebook.web.html.assets import FOR_EVER, assets
from casebook.web.html.page import PageRoute
from casebook.web.html.speech import COOKIE
from casebook.web.language import Language
from casebook.web.sessions import local

router = APIRouter(tags=["pages"], route_class=PageRoute, dependencies=[Depends(public())], include_in_schema=False)

A_YEAR: Final = 365 * 24 * 3600
LONGEST: Final = 2000
"""No address that a page leads back to is longer."""

WORKERS: Final[Mapping[str, dict[str, str]]] = {
    "visits-worker.js": {
        "Service-Worker-Allowed": "/reporters",
        "Content-Security-Policy": "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
    }
}
"""Scripts that work beside pages: for which pages, and that they may fetch what those need from us."""

Back = Annotated[str, Form(max_length=LONGEST)]


@router.get("/static/{digest}/{name:path}")
def static_file(request: Request, digest: str, name: str) -> Response:
    """A static file, for ever: its address changes with its content."""
    asset = assets().get(name)
    if asset is None or asset.content.tag != digest:
        raise NotFound
    headers = {"Cache-Control": FOR_EVER, "Content-Type": asset.media} | WORKERS.get(name, {})
    return asset.content.answer(request, headers)


@router.post("/language")
def choose_language(request: Request, language: Annotated[Language, Form()], back: Back = "/") -> Response:
    """Remember the reader's language and go back to the same page."""
    answer = RedirectResponse(local(back), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, language, max_age=A_YEAR, samesite="lax", secure=secure, httponly=True)
    return answer
