"""A port to answer at, and an application that answers there."""

from __future__ import annotations

import errno
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from casebook.errors import Misconfigured, system_says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

HOST = "127.0.0.1"
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。 / The port."
)


@contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A listening socket, taken before anything else so that a port in use costs no set-up.

    Raises:
        Misconfigured: the port is in use or not ours to use.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError as error:
            taken, why = error.errno == errno.EADDRINUSE, system_says(error)
            zh, en = ("已被占用", "is in use") if taken else (f"不能使用（{why[0]}）", f"cannot be used ({why[1]})")
            raise Misconfigured(
                f"端口 {port} {zh}，请用 --port 另选一个。", f"port {port} {en}; choose another with --port"
            ) from error
        yield listener


def address_of(listener: socket.socket) -> str:
    """Where it is reached."""
    return f"http://{HOST}:{listener.getsockname()[1]}"


def run_application(application: FastAPI, listener: socket.socket) -> None:
    """Answer until told to stop."""
    import uvicorn  # noqa: PLC0415  slow to import

    from casebook.web.server import configured  # noqa: PLC0415  the same

    uvicorn.Server(configured(application, log_level="warning")).run(sockets=[listener])
