"""Keeps the embedded server running for as long as a service works with it.

Every process that keeps the server has a thread that watches it. When the server ends although it is still wanted, the
first thread to notice starts it again. The thread lives until nobody wants the server any more: on Linux the server
ends with the thread that started it (see `casebook.postgres.server`).
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Self

import psycopg

from casebook.errors import CasebookError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from casebook.postgres.server import Server

ATTEMPTS: Final = 6
"""So many starts in a row are tried, with pauses of 0, 1, 2, 4, 8 and 16 seconds before them."""

STEADY: Final = 60.0
"""A server that has run for so many seconds is a new beginning: what went wrong before does not count any more."""

_LOOK: Final = 0.5
_CONNECT_SECONDS: Final = 5


class Keeper:
    """Watches a server while the block lasts and starts it again when it ends by itself.

    Args:
        server: which.
        see_that_it_runs: starts it where it does not run, agreed with other processes; whether it had to.
        unwanted: set before the server is stopped on purpose.
        progress: is told, in Chinese and in English, what happened.
        lost: called in this thread when the server cannot be started; the block should end then.

    Raises:
        CasebookError: at the end of the block, why the server could not be started again.
    """

    def __init__(
        self,
        server: Server,
        see_that_it_runs: Callable[[], bool],
        unwanted: threading.Event,
        progress: Callable[[str, str], None],
        lost: Callable[[], None],
    ) -> None:
        self._server = server
        self._see_that_it_runs = see_that_it_runs
        self._unwanted = unwanted
        self._progress = progress
        self._lost = lost
        self._trouble: CasebookError | None = None
        self._thread = threading.Thread(target=self._keep, name="postgres-keeper")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble

    def _keep(self) -> None:
        tried = 0
        while not self._unwanted.is_set():
            began = time.monotonic()
            self._watch()
            tried = 0 if time.monotonic() - began > STEADY else tried
            if not self._unwanted.wait(2 ** (tried - 1) if tried else 0):
                tried += 1
                self._bring_back(last=tried == ATTEMPTS)
        self._server.stop()  # where it was being started just when it became unwanted

    def _watch(self) -> None:
        """Return when the server has gone or is not wanted any more."""
        try:
            with psycopg.connect(self._server.dsn(), autocommit=True, connect_timeout=_CONNECT_SECONDS) as line:
                while not self._unwanted.wait(_LOOK):
                    line.execute("SELECT 1")
        except (psycopg.Error, CasebookError):
            return  # why, the attempt to start it will say

    def _bring_back(self, *, last: bool) -> None:
        try:
            if self._see_that_it_runs():
                self._progress("数据库曾意外停止，已重新启动。", "the database had stopped by itself; it runs again")
        except CasebookError as error:
            if self._unwanted.is_set():
                return
            if isinstance(error, Unavailable) and not last:
                self._progress(
                    f"数据库意外停止，尚不能重新启动：{error.zh}",
                    f"the database stopped by itself and does not start yet: {error.en}",
                )
                return
            self._trouble = error
            self._unwanted.set()
            self._lost()
