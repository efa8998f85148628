"""Forms come from our own pages: what another site makes a browser send is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from casebook.errors import CasebookError

if TYPE_CHECKING:
    from starlette.requests import Request

SAFE: Final = frozenset({"GET", "HEAD"})


class CrossSite(CasebookError):
    """这个请求不是从本站页面发出的，没有办理。请回到本站页面重新提交。 | This was not sent from a page of ours, so nothing was done. Go back to the page and send it again."""  # noqa: E501  one sentence in two languages


def check_origin(request: Request) -> None:
    """See that whatever may change something comes from our own pages.

    Browsers say so in `Sec-Fetch-Site`; older ones in `Origin`, whose host must be the one that was asked.

    Raises:
        CrossSite: it comes from elsewhere, or nobody says where from.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise CrossSite
    elif urlsplit(request.headers.get("origin", "")).netloc != request.headers.get("host"):
        raise CrossSite


def local(address: str, otherwise: str = "/") -> str:
    """An address of ours, so that nobody is led away by a link to us; `otherwise` for any other."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith("//") and not parts.scheme and not parts.netloc
    return address if ours and "\\" not in address and address.isprintable() else otherwise
