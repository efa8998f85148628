"""What every answer has: an id, headers that keep browsers careful, a line in the log, and never a stack trace."""

from __future__ import annotations

import json
import logging
import time
import traceback
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request

from casebook.errors import CasebookError
from casebook.web.problems import TooLarge, problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Set on every answer that does not set them itself."""

NOWHERE: Final = "frame-ancestors 'none'"
"""What nearly every policy says: no other site may frame this."""

log = logging.getLogger("casebook.web")


class Envelope:
    """The outermost layer: what goes wrong inside becomes an answer here, and its text is not written down."""

    def __init__(self, app: ASGIApp, *, most: int, most_of_forms: int = 0) -> None:
        """Wrap `app`; of a body no more than `most` bytes are read, of a form `most_of_forms`."""
        self.app = app
        self.most = most
        self.most_of_forms = most_of_forms or most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}  # the same answer, of which the server sends the headers only
        scope["casebook.request_id"] = uuid4()
        answer = _Answer(scope, send)
        try:
            most = self.most_of_forms if _is_form(scope) else self.most
            if _declared(scope) > most:
                await problem(Request(scope), TooLarge())(scope, receive, answer.send)
            else:
                await self.app(scope, _bounded(receive, most), answer.send)
        except Exception as error:  # noqa: BLE001  the last catch: an answer for the asker, a line for the operator
            _note(scope, error)
            if answer.status is None:
                await problem(Request(scope), CasebookError())(scope, receive, answer.send)
        answer.note()


class _Answer:
    """Watches one answer go out."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._started = time.perf_counter()
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        """Pass a message on, the first one with our headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["Request-Id"] = str(self._scope["casebook.request_id"])
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if NOWHERE not in headers["Content-Security-Policy"]:
                del headers["X-Frame-Options"]  # the old word for the same knows no list of sites
        await self._send(message)

    def note(self) -> None:
        """One line for the access log: the address as the application declares it, so without numbers or codes."""
        line = {
            "request": str(self._scope["casebook.request_id"]),
            "method": self._scope["method"],
            "route": self._scope.get("casebook.route", "-"),
            "status": self.status,
            "ms": round((time.perf_counter() - self._started) * 1000, 1),
        }
        log.info("%s", json.dumps(line))


def _bounded(receive: Receive, most: int) -> Receive:
    """What comes, until it is more than `most` bytes, whether or not it said how long it is."""
    came = 0

    async def received() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise HTTPException(413)
        return message

    return received


def _declared(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _is_form(scope: Scope) -> bool:
    return Headers(scope=scope).get("content-type", "").lower().startswith("multipart/form-data")


def _note(scope: Scope, error: Exception) -> None:
    """Where it went wrong, without what the error says: its text may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    line = {
        "request": str(scope["casebook.request_id"]),
        "error": type(error).__qualname__,
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }
    log.error("%s", json.dumps(line))
