"""How far the ledger and its read models are: asked once for all who want to know whether something has changed."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from casebook.web.services import Services

FRESH: Final = 1.0
"""So many seconds nobody asks again how far the read models are, where no step of this process says so."""

LONG_AGO: Final = datetime.fromtimestamp(0, UTC)
"""When models moved that are not there."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the ledger and each read model are, and when one of them last moved."""

    head: int = 0
    models: tuple[int, ...] = ()
    moved_at: datetime = LONG_AGO


class Marks:
    """Says the mark: a thousand open pages that ask every other second cost one query a second."""

    def __init__(self, served: Services) -> None:
        """Ask the read models of these services."""
        self._served = served
        self._mark = Mark()
        self._looked: tuple[float, int] = (float("-inf"), -1)
        self._looking = asyncio.Lock()

    async def now(self) -> Mark:
        """How far everything is, as known less than `FRESH` seconds ago.

        Raises:
            Unavailable: the database is gone.
        """
        async with self._looking:
            steps = self._served.follower.steps if self._served.follower else 0
            since, known = self._looked
            if steps != known or time.monotonic() - since > FRESH:
                now = time.monotonic()
                found = await run_in_threadpool(self._served.reader.status)
                self._mark = Mark(
                    head=max((one.head for one in found), default=0),
                    models=tuple(one.position for one in found),
                    moved_at=max((one.updated_at for one in found), default=LONG_AGO),
                )
                self._looked = (now, steps)
            return self._mark
