"""Who may start and stop the embedded server, between processes: two files locked with flock.

`start.lock` is held by whoever looks whether the server runs, starts it or stops it. `users.lock` is held, shared, by
everybody who uses it. The kernel lets go of both when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from casebook.postgres.trouble import in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from casebook.postgres.place import Home

_PATIENCE = 60.0
_SLOW = 1.0
_TICK = 0.02


@contextmanager
def starting(home: Home, progress: Callable[[str, str], None], patience: float = _PATIENCE) -> Iterator[None]:
    """Hold `start.lock`.

    Raises:
        DataFolderInUse: another process has held it for `patience` seconds.
        OSError: the file cannot be made.
    """
    with _opened(home, "start.lock") as file:
        begun, told = time.monotonic(), False
        while not _locked(file, fcntl.LOCK_EX):
            waited = time.monotonic() - begun
            if waited > patience:
                seconds = round(patience)
                raise in_use(
                    home.data,
                    f"它已启动或停止数据库 {seconds} 秒以上",
                    f"it has been starting or stopping the database for more than {seconds} seconds",
                )
            if waited > _SLOW and not told:
                told = True
                progress(
                    "另一个进程正在启动或停止数据库，请稍候……", "another process starts or stops the database; waiting…"
                )
            time.sleep(_TICK)
        yield


class Users:
    """This process's share in `users.lock`, until the end of the block.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(self, home: Home) -> None:
        self._file = home.open("users.lock", os.O_RDWR)

    def join(self) -> None:
        """Become a user. Only inside `starting`, where nobody holds the lock alone for longer than a moment."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Whether nobody else uses the server. Only inside `starting`, so that nobody comes while it is being stopped.

        Asking gives up the share; the process that asks is the one that stops the server.
        """
        return _locked(self._file, fcntl.LOCK_EX)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)


@contextmanager
def _opened(home: Home, name: str) -> Iterator[int]:
    file = home.open(name, os.O_RDWR)
    try:
        yield file
    finally:
        os.close(file)


def _locked(file: int, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
