"""An error as a page: what is in the way and what can be done, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from casebook.web.html.page import page
from casebook.web.identity import NotIdentified

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from casebook.errors import CasebookError


OUR_FAULT: Final = 500
"""What went wrong with us: the log has a line about it under the number that the page tells."""


def is_for_people(request: Request) -> bool:
    """Whether whoever asks wants a page: they came to one, or a browser came to an address that is nowhere."""
    accepted = request.headers.get("accept", "")
    if "casebook.route" in request.scope:
        return "casebook.page" in request.scope and "json" not in accepted
    return "text/html" in accepted


def error_page(  # noqa: PLR0913  what the page tells
    request: Request,
    status: int,
    title: tuple[str, str],
    error: CasebookError,
    *,
    listed: Sequence[Mapping[str, str]] = (),
    wait: int = 0,
) -> Response:
    """The page that tells of an error; whoever has not signed in is led to where they can, and back.

    `listed` is what is wrong with which field. Where the same may be asked again, `wait` says after how many seconds.
    """
    if isinstance(error, NotIdentified):
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{error.door}?{urlencode({'next': back})}", 303)
    zh, en = title
    return page(
        request,
        "error.html",
        status=status,
        wait=wait,
        titles={"zh": zh, "en": en},
        error=error,
        listed=listed,
        request_id=request.scope["casebook.request_id"] if status == OUR_FAULT else None,
    )
