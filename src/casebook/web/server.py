"""The server under the application, which takes no head of a request that is longer than any of ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from casebook.web.envelope import HEADERS
from casebook.web.problems import KINDS, MEDIA_TYPE, HeadTooLarge, type_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HEAD: Final = 32 * 1024
"""The most bytes that a request may have before its body: its address with what is asked, and its headers."""


LINGER: Final = 0.5
"""Seconds from the refusal of a head to the end of the line."""


class BoundedHeads(HttpToolsProtocol):
    """Counts a head while it comes, so that nobody fills the memory with one; says 431 (RFC 6585) and hangs up."""

    came = 0
    is_head = True
    is_refused = False

    def on_message_begin(self) -> None:
        """Another request, on the same line perhaps."""
        super().on_message_begin()
        self.came, self.is_head = 0, True

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A whole header."""
        super().on_header(name, value)
        self._count(len(name) + len(value))

    def on_headers_complete(self) -> None:
        """The head ends; what comes now is the body, which is bounded elsewhere."""
        self.is_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """What came, be it a part of a header that has no end."""
        if self.is_refused:
            return
        unfinished = self.is_head and self.came
        super().data_received(data)
        if unfinished and self.is_head:
            self.came += len(data)
            if self.came > HEAD and not self.is_refused:
                self.send_400_response("")

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong, and hang up a moment later: at once, what is still on its way would undo the answer."""
        if self.came <= HEAD:
            super().send_400_response(msg)
            return
        self.is_refused = True
        self.transport.write(_answer())
        self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.close)

    def _count(self, length: int) -> None:
        self.came += length
        if self.came > HEAD:
            raise HeadTooLarge  # the parser stops, and `send_400_response` is called


def _answer() -> bytes:
    kind = KINDS[HeadTooLarge]
    error = HeadTooLarge()
    content = {"type": type_of(kind), "title": kind.zh, "status": kind.status, "detail": error.in_language("zh")}
    body = json.dumps(content, ensure_ascii=False).encode()
    told = HEADERS | {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [
        f"HTTP/1.1 {kind.status} Request Header Fields Too Large",
        *(f"{name}: {value}" for name, value in told.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def configured(app: ASGIApp, **more: Any) -> uvicorn.Config:
    """How the application is served, by the command line and by the tests."""
    return uvicorn.Config(
        app, http=BoundedHeads, access_log=False, timeout_graceful_shutdown=3, server_header=False, **more
    )
