"""A socket between casebook and PostgreSQL that can swallow an answer and hang up: the lost COMMIT."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from psycopg.conninfo import conninfo_to_dict, make_conninfo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAME = ".s.PGSQL.5432"


class Cutter:
    """Passes everything on, until it is armed: then the server's next answer is lost, and the connection with it.

    Attributes:
        dsn: the server's connection string, by way of the cutter.
        armed: set it to lose the next answer.
        cut: set when one was lost.
    """

    def __init__(self, folder: Path, dsn: str) -> None:
        self.dsn = make_conninfo(dsn, host=str(folder))
        self.target = f"{conninfo_to_dict(dsn)['host']}/{_NAME}"
        self.armed = threading.Event()
        self.cut = threading.Event()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / _NAME))
        self.listener.listen()

    def serve(self) -> None:
        """Accept until the listener is shut down."""
        with suppress(OSError):
            while True:
                threading.Thread(target=self._pass_on, args=(self.listener.accept()[0],), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(self.target)
            while True:
                for giver in select.select([client, server], [], [])[0]:
                    data = giver.recv(65536)
                    if giver is server and self.armed.is_set():
                        self.armed.clear()
                        self.cut.set()
                        return
                    if not data:
                        return
                    (server if giver is client else client).sendall(data)


@contextmanager
def cutter(folder: Path, dsn: str) -> Iterator[Cutter]:
    """A cutter that listens in `folder`, before the server of `dsn`."""
    between = Cutter(folder, dsn)
    thread = threading.Thread(target=between.serve)
    thread.start()
    try:
        yield between
    finally:
        between.listener.shutdown(socket.SHUT_RDWR)
        between.listener.close()
        thread.join()
