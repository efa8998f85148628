"""One PostgreSQL server as a child of this process, gone when this process is gone.

On Linux the kernel sends the server a fast shutdown when the *thread* that started it ends, however it ends. So start
it in the main thread, or in one that lives as long as the server is wanted. Elsewhere a SIGKILL of this process leaves
the server running, and the next command uses it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

from psycopg.conninfo import make_conninfo

from casebook.postgres.binaries import ENVIRONMENT, reachable_binaries
from casebook.postgres.cluster import DATABASE, OWNER, check_version, make_cluster
from casebook.postgres.leftovers import remove_stale_locks
from casebook.postgres.place import Home, find_home
from casebook.postgres.trouble import ServerFailed, disk_full, explain, explained, is_in_use

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

_SET_PARENT_DEATH_SIGNAL = 1
_FAST, _IMMEDIATE = signal.SIGINT, signal.SIGQUIT
_TICK = 0.005
_PATIENCE = 30.0
_SLOW = 2.0
_LARGEST_LOG = 8 * 2**20
_LEAST_SPACE = 16 * 2**20
_ENOUGH_MEMORY = 2 * 2**30
# Loaded before any fork: the child may not load libraries.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def quiet(zh: str, en: str) -> None:
    """Takes the progress lines nobody wants to see."""


class Server:
    """An embedded server on a data folder. It takes no locks: `open_database` does.

    Args:
        folder: the data folder; the cluster in it is made at the first start.
        options: settings of PostgreSQL that go before ours.
    """

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None) -> None:
        self.folder = Path(folder)
        self._options = dict(options or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._home: Home | None = None

    @property
    def home(self) -> Home:
        """Where the server keeps its things.

        Raises:
            DataFolderNotWritable: it cannot be made there.
            DataFolderLost: it was kept elsewhere and is gone.
            DiskFull: there is no space to make it.
            NoUnprivilegedUser: we are root and there is nobody to run it as.
        """
        if self._home is None:
            with explained(self.folder):
                self._home = find_home(self.folder)
        return self._home

    @property
    def pid(self) -> int | None:
        """The process number while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def dsn(self, user: str = OWNER, dbname: str = DATABASE) -> str:
        """The connection string for `user` on `dbname`.

        Raises:
            DataFolderNotWritable: the user's password may not be read.
            ServerFailed: the user has no password.
        """
        with explained(self.folder):
            password = self.home.password(user).read_text()
        return make_conninfo(host=str(self.home.socket), port=5432, user=user, password=password, dbname=dbname)

    def start(self, progress: Callable[[str, str], None] = quiet, patience: float = _PATIENCE) -> None:
        """Start it, make the cluster first if there is none, and return when it answers.

        Args:
            progress: is told what takes long.
            patience: seconds to wait for what a killed server left to go away.

        Raises:
            CasebookError: one of `casebook.postgres.trouble`, saying why it cannot be started.
        """
        home = self.home
        with explained(self.folder):
            binaries = reachable_binaries(home.account)
            if not home.cluster.exists():
                progress("首次使用，正在建立数据库……", "first use: making the database…")
                make_cluster(home, binaries)
            check_version(home, binaries)
            home.make_socket_folder()
            self._start_until_ready(binaries, progress, time.monotonic() + patience)

    def _start_until_ready(self, binaries: Path, progress: Callable[[str, str], None], deadline: float) -> None:
        while True:
            words = self._start_once(binaries, progress)
            if words is None:
                return
            # After a kill -9 the old server's children hold its memory until they notice.
            if not is_in_use(words) or time.monotonic() > deadline:
                raise self._failure(words)
            remove_stale_locks(self.home.cluster, self.home.socket)
            time.sleep(0.1)

    def _start_once(self, binaries: Path, progress: Callable[[str, str], None]) -> str | None:
        home, parent = self.home, os.getpid()
        if home.log.exists() and home.log.stat().st_size > _LARGEST_LOG:
            home.log.replace(home.log.with_suffix(".old"))
        with os.fdopen(home.open(home.log.name, os.O_WRONLY | os.O_APPEND), "ab") as log:
            said_before = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - the program comes from `find_binaries`
                [binaries / "postgres", "-D", str(home.cluster), *self._arguments()],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C goes to the whole foreground group: we decide when the server stops.
                start_new_session=True,
                preexec_fn=lambda: _die_with(parent),  # noqa: PLW1509 - two system calls, no locks
                umask=0o077,
                **home.account.identity(),
            )
        try:
            ready = self._wait_ready(progress)
        except BaseException:
            self.stop()
            raise
        if ready:
            return None
        with home.log.open("rb") as log:
            log.seek(said_before)
            return log.read().decode(errors="replace")

    def _arguments(self) -> list[str]:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        ours = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.home.socket),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "cluster_name": "casebook",
            "fsync": "on",
            "synchronous_commit": "on",
            "max_connections": "100",
            "shared_buffers": "256MB" if memory >= _ENOUGH_MEMORY else "64MB",
            "max_wal_size": "2GB",
            "wal_compression": "on",
            # What was erased leaves the log within a day: a full segment is deleted, not kept to be written over.
            "wal_recycle": "off",
            "archive_timeout": "1d",
            "log_error_verbosity": "terse",  # no line of the log quotes a row
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        return [f"--{name}={value}" for name, value in (ours | self._options).items()]

    def _wait_ready(self, progress: Callable[[str, str], None]) -> bool:
        process = self._process  # another thread may stop it meanwhile
        slow_at: float | None = time.monotonic() + _SLOW
        while process is not None and process.poll() is None:
            if _is_ready(self.home.cluster, process.pid):
                return True
            if slow_at and time.monotonic() > slow_at:
                # A crash recovery takes as long as it takes; the server itself gives up when it must.
                progress("数据库正在恢复，请稍候……", "the database is recovering; please wait…")
                slow_at = None
            time.sleep(_TICK)
        return False

    def _failure(self, words: str) -> Exception:
        space = os.statvfs(self.home.path)
        if not words.strip() and space.f_bavail * space.f_frsize < _LEAST_SPACE:
            # On a full disk the server cannot even write down that the disk is full.
            return disk_full(self.folder)
        return explain(self.folder, "PostgreSQL", words)

    def stop(self) -> None:
        """Stop it at once: running transactions end, what was committed is kept.

        Raises:
            ServerFailed: it does not stop, not even when killed.
        """
        process, self._process = self._process, None
        if process is None:
            return
        for blow in (_FAST, _IMMEDIATE, signal.SIGKILL):
            process.send_signal(blow)
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                continue
            return
        raise ServerFailed("PostgreSQL 无法停止。", "PostgreSQL does not stop.")

    def kill(self) -> None:
        """End it as a power cut would; the next start recovers."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _is_ready(cluster: Path, pid: int) -> bool:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    state = 7
    return len(lines) > state and lines[0] == str(pid) and lines[state].strip() == "ready"


def _die_with(parent: int) -> None:
    if _LIBC is not None:
        _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, int(_FAST))
        # The parent may have ended before the kernel knew whom to tell.
        if os.getppid() != parent:
            os._exit(1)
