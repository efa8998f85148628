"""What a browser keeps so that a citizen need not type the query code at every step: one petition, half an hour.

It says which petition and until when, and carries a keyed digest of both, so that nothing is stored about it here.
"""

from __future__ import annotations

import hmac
import time
from typing import TYPE_CHECKING, Final

from casebook.web.services import services
from casebook.web.sessions import cookie, drop_cookie, set_cookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE: Final = "casebook-petition"
LIFE: Final = 30 * 60
"""Seconds from the last time that it was given."""


def give_pass(request: Request, response: Response, number: str) -> None:
    """Let this browser come back to the petition of that number for a while; it takes the place of any other."""
    until = str(int(time.time()) + LIFE)
    set_cookie(request, response, COOKIE, f"{number}~{until}~{_digest(request, number, until)}", LIFE)


def has_pass(request: Request, number: str) -> bool:
    """Whether this browser may come back to the petition of that number."""
    held, _, rest = (cookie(request, COOKIE) or "").partition("~")
    until, _, digest = rest.partition("~")
    true = hmac.compare_digest(digest.encode(), _digest(request, held, until).encode())
    return true and held == number and until.isdecimal() and int(until) > time.time()


def take_pass(request: Request, response: Response) -> None:
    """Let this browser forget the petition: whoever has it next does not see it."""
    drop_cookie(request, response, COOKIE)


def _digest(request: Request, number: str, until: str) -> str:
    return services(request).ledger.keys.fingerprint("pass", f"{number}~{until}".encode()).hex()
