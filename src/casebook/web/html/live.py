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

    from casebook.web.html.marks import Mark, Marks

PAUSE: Final = 2.0
"""Seconds between two looks at the mark, and at the least between two looks at what the page shows."""

AT_LEAST: Final = 3
"""At every third look at the mark it looks although nothing was recorded: the session may be over, the reader gone."""

OVER: Final = "event: over\ndata: \n\n"
"""Tells the page to close the stream: the session has ended."""

QUIET: Final = ":\n\n"
"""Nothing new; it keeps the connection open, and shows whether the reader is still there."""


def live(request: Request, look: Callable[[], str | None]) -> StreamingResponse:
    """A stream that looks again when something was recorded, and sends what `look` gives: HTML, or None for no news.

    It ends with the session, whose use it does not count as: a page that is only left open keeps nobody signed in.
    """
    token, sessions = cookie(request, SESSION) or "", services(request).accounts.sessions
    marks: Marks = request.app.state.marks

    def turn() -> str:
        try:
            if not sessions.runs(token):
                return OVER
            news = look()
        except CasebookError:  # the database is away for a moment; the next look may find it
            return QUIET
        return QUIET if news is None else "".join(f"data: {line}\n" for line in news.splitlines()) + "\n"

    async def turns() -> AsyncIterator[str]:
        told = QUIET
        while told != OVER:
            seen = await _mark(marks)
            told = await run_in_threadpool(turn)
            yield told
            if told != OVER:
                await _moved(marks, seen)

    return StreamingResponse(turns(), media_type="text/event-stream")


async def _moved(marks: Marks, seen: Mark | None) -> None:
    """Wait until the mark is another, for six seconds at most."""
    for _ in range(AT_LEAST):
        await asyncio.sleep(PAUSE)
        if await _mark(marks) != seen:
            return


async def _mark(marks: Marks) -> Mark | None:
    """How far everything is; None while the database is away."""
    try:
        return await marks.now()
    except CasebookError:
        return None
