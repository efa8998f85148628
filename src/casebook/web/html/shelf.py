"""Answers that are the same for everybody: made once for each position of the ledger, and kept for the next reader."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from casebook.web.html.content import Content
from casebook.web.html.page import SHARED, PageRoute, address_of
from casebook.web.html.speech import language_of_reader

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Coroutine

    from starlette.requests import Request

    from casebook.web.html.marks import Mark, Marks

OLDEST: Final = 60.0
"""So many seconds an answer is kept at most: what was erased, and what a new day calls otherwise, is gone by then."""

MOST: Final = 1000
LARGEST: Final = 256 * 1024
"""So many answers are kept, none longer than this: with what is compressed 512 MB at the worst, a few in practice."""

SHORT: Final = 64 * 1024
"""A stream is kept if it is no longer than this; nobody waits for more of it before its first byte."""

CACHED: Final = "public, max-age=1, s-maxage=10"
"""What others may keep. Browsers ask again at once, and are told that nothing has changed."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer on the shelf."""

    mark: Mark
    at: float
    content: Content
    headers: dict[str, str] = field(hash=False)

    def answer(self, request: Request) -> Response:
        """The answer for one more reader."""
        return self.content.answer(request, self.headers)


class Shelf:
    """Keeps answers. Whoever comes while one is made waits for it: a crowd costs what one reader costs."""

    def __init__(self, marks: Marks, *, most: int = MOST) -> None:
        """Keep at most so many answers, those that were read last."""
        self._marks = marks
        self._most = most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._being_made: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: Key, make: Callable[[], Awaitable[Response]]) -> Response | Kept:
        """The answer that is kept under `key` and still right, else the one that `make` gives, kept if it can be."""
        lock = self._being_made.setdefault(key, asyncio.Lock())
        async with lock:
            mark = await self._marks.now()
            kept = self._kept.get(key)
            if kept is None or kept.mark != mark or time.monotonic() - kept.at > OLDEST:
                answer = await _gathered(await make())
                if not _can_be_kept(answer):
                    return answer
                kept = await run_in_threadpool(_kept, answer, mark)
                self._put(key, kept)
            self._kept.move_to_end(key)
            return kept

    def _put(self, key: Key, kept: Kept) -> None:
        """Keep it; what was made at another mark is right no more, and may hold what was erased since: it goes."""
        if kept.mark != next(iter(self._kept.values()), kept).mark:
            self._kept.clear()
        self._kept[key] = kept
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


class SharedRoute(PageRoute):
    """A route whose answers are the same for everybody who asks in one language: they come from the shelf."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The page's handler, behind the shelf."""
        handle = super().get_route_handler()

        async def for_everybody(request: Request) -> Response:
            request.scope["casebook.route"] = self.path_format
            request.scope["casebook.page"] = request.scope[SHARED] = True
            url = request.url
            shelf: Shelf = request.app.state.shelf
            key = (url.path, url.query, language_of_reader(request), address_of(request))
            found = await shelf.get(key, lambda: handle(request))
            return found.answer(request) if isinstance(found, Kept) else found

        return for_everybody


async def _gathered(answer: Response) -> Response:
    """A short stream as one answer that can be kept; a longer one goes on as it began."""
    if not isinstance(answer, StreamingResponse):
        return answer
    parts, size, stream = [], 0, answer.body_iterator
    async for part in stream:
        parts.append(part.encode(answer.charset) if isinstance(part, str) else bytes(part))
        size += len(parts[-1])
        if size > SHORT:
            answer.body_iterator = _going_on(parts, stream)
            return answer
    return Response(b"".join(parts), answer.status_code, dict(answer.headers))


async def _going_on(parts: list[bytes], rest: AsyncIterable[Any]) -> AsyncIterator[Any]:
    for part in parts:
        yield part
    async for part in rest:
        yield part


def _can_be_kept(answer: Response) -> bool:
    """Only whole answers, for everybody, of a size that a shelf has room for."""
    body = getattr(answer, "body", None)
    return (
        answer.status_code == 200  # noqa: PLR2004  a page that was found
        and isinstance(body, bytes)
        and len(body) <= LARGEST
        and "set-cookie" not in answer.headers
    )


def _kept(answer: Response, mark: Mark) -> Kept:
    body = bytes(answer.body)
    headers = dict(answer.headers)
    headers.pop("content-length", None)
    headers["last-modified"] = format_datetime(mark.moved_at.astimezone(UTC), usegmt=True)
    headers["ledger-position"] = str(mark.head)
    headers.setdefault("cache-control", CACHED)
    return Kept(mark, time.monotonic(), Content.of(body, hashlib.sha256(body).hexdigest()[:32]), headers)
