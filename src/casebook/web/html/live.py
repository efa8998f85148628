"""Live news of a page that is open: a stream of server-sent events, which costs little while nothing happens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from casebook.errors import CasebookError
from casebook.web.services import services
from casebook.web.sessions import SESSION, cookie

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request

SOON: Final = 2.0
"""Seconds between two looks while there is news."""

LATEST: Final = 15.0
"""While there is none, the pause grows to so many seconds."""

GROWTH: Final = 1.5

OVER: Final = "event: over\ndata: \n\n"
"""Tells the page to close the stream: the session has ended."""

QUIET: Final = ":\n\n"
"""Nothing new; it keeps the connection open, and shows whether the reader is still there."""


def live(request: Request, look: Callable[[], str | None]) -> StreamingResponse:
    """A stream that looks again and again, and sends what `look` gives: HTML to show, or None for nothing new.

    It ends with the session, whose use it does not count as: a page that is only left open keeps nobody signed in.
    """
    token, sessions = cookie(request, SESSION) or "", services(request).accounts.sessions

    def turn() -> str:
        try:
            if not sessions.runs(token):
                return OVER
            news = look()
        except CasebookError:  # the database is away for a moment; the next look may find it
            return QUIET
        return QUIET if news is None else "".join(f"data: {line}\n" for line in news.splitlines()) + "\n"

    async def turns() -> AsyncIterator[str]:
        told, pause = QUIET, SOON
        while told != OVER:
            told = await run_in_threadpool(turn)
            yield told
            pause = min(pause * GROWTH, LATEST) if told == QUIET else SOON
            await asyncio.sleep(pause if told != OVER else 0)

    return StreamingResponse(turns(), media_type="text/event-stream")
