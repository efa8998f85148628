"""One embedded server for all processes that work on a data folder."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import psycopg

from casebook.postgres.keeping import Keeper
from casebook.postgres.locks import Users, starting
from casebook.postgres.server import Server
from casebook.postgres.trouble import DataFolderLost, decisive_line, explained, in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Progress = Callable[[str, str], None]

CONNECT_SECONDS = 5
_PATIENCE = 60.0
_TICK = 0.1


@contextmanager
def shared_server(data: Path, progress: Progress, lost: Callable[[], None] | None = None) -> Iterator[Server]:
    """The server of `data`: the one that runs, or one started here and stopped when its last user has finished.

    Whoever started it waits at the end of the block for the others, but not when interrupted (`KeyboardInterrupt`,
    `SystemExit`): then it stops the server at once. With `lost` it is kept running: see `casebook.postgres.keeping`.

    Raises:
        CasebookError: one of `casebook.postgres.trouble`, saying why there is none, or none any more.
    """
    server, unwanted = Server(data), threading.Event()
    with explained(data):
        users = Users(server.home)
    with users, ExitStack() as until_stopped:
        _see_that_it_runs(server, progress, users)
        if lost is not None:
            again = partial(_see_that_it_runs_again, server, progress, users)
            until_stopped.enter_context(Keeper(server, again, unwanted, progress, lost))
        with _stopped_after(server, users, progress, unwanted):
            yield server


def _see_that_it_runs(server: Server, progress: Progress, users: Users) -> bool:
    """Start the server where it does not run; whether it had to be."""
    with explained(server.folder), starting(server.home, progress):
        users.join()
        if _runs(server):
            return False
        server.start(progress)
        return True


def _see_that_it_runs_again(server: Server, progress: Progress, users: Users) -> bool:
    """The same for a server that ran before: an empty database must not take the place of one that is gone."""
    if not server.home.cluster.exists():
        raise DataFolderLost(
            f"数据目录 {server.folder} 中的数据库已不存在。",
            f"The database in the data folder {server.folder} is gone.",
        )
    return _see_that_it_runs(server, progress, users)


@contextmanager
def _stopped_after(server: Server, users: Users, progress: Progress, unwanted: threading.Event) -> Iterator[None]:
    with ExitStack() as alone:
        try:
            yield
        except Exception:
            _wait_for_others(server, users, progress, alone)
            raise
        else:
            _wait_for_others(server, users, progress, alone)
        finally:
            unwanted.set()
            server.stop()


def _wait_for_others(server: Server, users: Users, progress: Progress, alone: ExitStack) -> None:
    """Returns when this process is the last user, with `start.lock` held in `alone` so that nobody comes any more.

    A server that others started is theirs to stop, and one that is gone nobody's.
    """
    told = False
    while server.pid is not None:
        with ExitStack() as attempt:
            attempt.enter_context(starting(server.home, progress))
            if users.is_last():
                alone.push(attempt.pop_all())
                return
        if not told:
            told = True
            progress(
                "其他进程还在使用数据库，等它们结束后再停止（Ctrl-C 立即停止）……",
                "other processes still use the database; it stops after them (Ctrl-C stops it now)…",
            )
        time.sleep(_TICK)


def _runs(server: Server) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while _listens(server.home.socket / ".s.PGSQL.5432"):
        try:
            psycopg.connect(server.dsn(), connect_timeout=CONNECT_SECONDS).close()
        except psycopg.errors.ConnectionTimeout as error:
            pid = _pid(server.home.cluster)
            raise in_use(
                server.folder, f"PostgreSQL（进程 {pid}）没有应答", f"PostgreSQL (process {pid}) does not answer"
            ) from error
        except psycopg.OperationalError as error:
            # It is starting or stopping.
            if time.monotonic() > deadline:
                reason = decisive_line(str(error))
                raise in_use(server.folder, reason, reason) from error
            time.sleep(_TICK)
        else:
            return True
    return False


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
    return True


def _pid(cluster: Path) -> str:
    try:
        return (cluster / "postmaster.pid").read_text().partition("\n")[0]
    except FileNotFoundError:
        return "?"
