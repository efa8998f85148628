"""Who is in, by the browser's cookie; and that what a cookie asks for comes from our own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from casebook.accounts.networks import Visitor, network_of
from casebook.errors import CasebookError
from casebook.web.services import services

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from casebook.accounts.sessions import Session

SESSION: Final = "casebook-session"
DEVICE: Final = "casebook-device"
JOURNEY: Final = "casebook-journey"
HALFWAY: Final = "casebook-halfway"
DEVICE_SECONDS: Final = 180 * 86_400
FORGET: Final = {"Clear-Site-Data": '"cache"'}
"""Tells a browser to drop the pages it holds (Clear Site Data section 3.1), those behind its button included.

Its storage is cleared by a script, since visits that were not sent yet wait there for their reporter.
"""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_FOUND: Final = "casebook.session"


class CrossSite(CasebookError):
    """此请求不是从本站页面发出的，未予执行。 | This request does not come from a page of ours, so it was not carried out."""  # noqa: E501  one sentence in two languages


class Unencrypted(CasebookError):
    """登录须经加密连接（https）。 | Signing in needs an encrypted connection (https)."""


def origin_of(request: Request) -> str:
    """The address of the service as this browser has it: as it is set, else as it was asked.

    Raises:
        Unencrypted: the connection is not encrypted and leads to another machine.
    """
    origin = _own(request)
    if urlsplit(origin).scheme != "https" and urlsplit(origin).hostname not in LOOPBACK:
        raise Unencrypted
    return origin


def _own(request: Request) -> str:
    return services(request).settings.url or f"{request.url.scheme}://{request.headers.get('host', '')}"


def local(address: str, otherwise: str = "/") -> str:
    """An address of ours to go on to, so that nobody is led away by a link to us; `otherwise` for any other."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith("//") and not parts.scheme and not parts.netloc
    return address if ours and "\\" not in address and address.isascii() and address.isprintable() else otherwise


def cookie_name(request: Request, name: str) -> str:
    """Over https with the prefix that binds a cookie to this host and to encryption (RFC 6265bis section 4.1.3.2)."""
    return f"__Host-{name}" if origin_of(request).startswith("https:") else name


def cookie(request: Request, name: str) -> str | None:
    """What the browser holds under this name."""
    try:
        return request.cookies.get(cookie_name(request, name))
    except Unencrypted:  # then it was given none
        return None


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Give the browser something to keep, until it is closed or for so many seconds; no script may read it."""
    secure = origin_of(request).startswith("https:")
    full = cookie_name(request, name)
    response.set_cookie(full, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def drop_cookie(request: Request, response: Response, name: str) -> None:
    """Let the browser forget it."""
    set_cookie(request, response, name, "", 0)


def check_origin(request: Request) -> None:
    """See that a request was made by a page of ours.

    A browser says so in `Sec-Fetch-Site`, which no page can write, an older one in `Origin`; a program says either.
    Pages that send no referrer send `Origin: null` (Fetch section 3.2.5), so `null` counts only beside the first.

    Raises:
        CrossSite: it was not, or nothing says so.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = _own(request)
    if origin not in {"same-origin": (ours, None, "null"), None: (ours,)}.get(site, ()):
        raise CrossSite


def session_of(request: Request) -> Session | None:
    """The session of whoever asks, staff or citizen; None for who is not in, or not any more.

    Raises:
        CrossSite: the request wants to change something and does not come from a page of ours.
    """
    if _FOUND not in request.scope:
        token = cookie(request, SESSION)
        session = services(request).accounts.sessions.find(token) if token else None
        if session is not None and request.method not in SAFE:
            check_origin(request)
        request.scope[_FOUND] = session
    return cast("Session | None", request.scope[_FOUND])


def visitor_of(request: Request) -> Visitor:
    """Where somebody comes from, and with which browser."""
    address = request.client.host if request.client else ""
    keys = services(request).ledger.keys
    return Visitor(network_of(keys, address), cookie(request, DEVICE))
