"""Commands that run: demo, serve, follow."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from casebook import __version__
from casebook.casework.followers import keep_following
from casebook.cli.output import Progress, ProgressOfEach, say
from casebook.cli.session import Session, data_option, session
from casebook.errors import Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fastapi import FastAPI

HOST = "127.0.0.1"
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口。 / The port."
)


@click.command()
@data_option
@port_option
@click.option("--no-serve", is_flag=True, help="只准备数据，不启动服务。 / Set up and load, then leave.")
def demo(data: Path | None, port: int, no_serve: bool) -> None:
    """装入示例账本并启动服务。 / Load the demo ledger and serve it."""
    from casebook.demo import load, open_accounts, tell_rankings, what_to_try  # noqa: PLC0415  only this command needs the texts

    with _listening(port, wanted=not no_serve) as listener, session(data, lost=_leave) as opened:
        load(opened.ledger, Progress("正在装入示例诉求", "loading the demo ledger"))
        opened.follower.catch_up(ProgressOfEach("正在建立读模型", "building the read models"))
        tell_rankings(opened.ledger, opened.rankings.tables.months)
        opened.search.catch_up(ProgressOfEach("正在建立检索", "building the search"))
        if listener is not None:
            click.echo(what_to_try(_address(listener)))
            click.echo(open_accounts(opened.accounts.people))  # a password that is printed is for this machine only
            _serve(opened, listener)
        else:
            say("示例账本已就绪。", "the demo ledger is ready")


@click.command()
@data_option
@port_option
def serve(data: Path | None, port: int) -> None:
    """启动服务。 / Serve."""
    with _listening(port) as listener, session(data, lost=_leave) as opened:
        if listener is not None:
            click.echo(_address(listener))
            _serve(opened, listener)


@click.command()
@data_option
def follow(data: Path | None) -> None:
    """只更新读模型，不提供服务。 / Keep the read models up to date, without serving."""
    with session(data, lost=_leave) as opened:
        say("正在跟随账本，按 Ctrl-C 结束。", "following the ledger; Ctrl-C ends it")
        with _meanwhile(opened) as stopping:
            opened.follower.run(stopping)


def _leave() -> None:
    """End this command as SIGTERM does, whatever its main thread waits for."""
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


@contextmanager
def _listening(port: int, *, wanted: bool = True) -> Iterator[socket.socket | None]:
    """A listening socket, taken before anything else so that a port in use costs no set-up.

    Raises:
        Misconfigured: the port is in use or not ours to use.
    """
    if not wanted:
        yield None
        return
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            zh, en = ("已被占用", "is in use") if taken else ("不能使用", f"cannot be used ({error.strerror})")
            raise Misconfigured(
                f"端口 {port} {zh}，请用 --port 另选一个。", f"port {port} {en}; choose another with --port"
            ) from error
        yield listener


def _address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


def application(opened: Session, *, follow: bool) -> FastAPI:
    """The web application over what is opened."""
    from casebook.web.app import create_app  # noqa: PLC0415  the web framework is slow to import
    from casebook.web.services import Services  # noqa: PLC0415

    follower = opened.follower if follow else None
    services = Services(
        opened.casework, opened.reader, opened.ledger, opened.settings, __version__, opened.library, follower
    )
    return create_app(services)


@contextmanager
def _meanwhile(opened: Session, *further: Callable[[threading.Event], None]) -> Iterator[threading.Event]:
    """What goes on in the background while the block lasts: search, sweep and `further`. In the end all of it stops."""
    stopping = threading.Event()
    jobs: list[Callable[[threading.Event], None]] = [opened.search.run, *further]
    if opened.settings.sweep:
        jobs.append(partial(opened.sweeper.run, seconds=opened.settings.sweep, wake=opened.follower.wake))
    threads = [threading.Thread(target=job, args=(stopping,)) for job in jobs]
    for thread in threads:
        thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        opened.follower.wake()
        for thread in threads:
            thread.join()


def _serve(opened: Session, listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415  slow to import

    from casebook.web.server import configured  # noqa: PLC0415  the same

    with _meanwhile(opened, opened.follower.run, partial(keep_following, opened.casework, opened.reader)):
        config = configured(application(opened, follow=True), log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


COMMANDS = (demo, serve, follow)
