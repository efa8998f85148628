"""Commands that run: demo, serve, follow."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from casebook import __version__
from casebook.casework.followers import keep_following
from casebook.cli.listening import address_of, listening, port_option, run_application
from casebook.cli.output import Progress, ProgressOfEach, say
from casebook.cli.session import Session, data_option, session
from casebook.cli.transparency import signing

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from fastapi import FastAPI

    from casebook.readmodels.follower import Follower
    from casebook.web.services import Services

GRACE: Final = 3.0
"""Seconds in which what goes on ends by itself. Then whoever still waits for a connection, as while the database is
away, is told that there is none: who stops a container kills what is not gone after ten."""


@click.command()
@data_option
@port_option
@click.option("--no-serve", is_flag=True, help="只准备数据，不启动服务。 / Set up and load, then leave.")
def demo(data: Path | None, port: int, no_serve: bool) -> None:
    """装入示例账本并启动服务。 / Load the demo ledger and serve it."""
    from casebook.demo import introduce_colleagues, load, open_accounts, tell_rankings, what_to_try  # noqa: PLC0415  only this command needs the texts

    with nullcontext() if no_serve else listening(port) as listener, session(data, begin=True, lost=_leave) as opened:
        load(opened.ledger, Progress("正在装入示例诉求", "loading the demo ledger"))
        opened.follower.catch_up(ProgressOfEach("正在建立读模型", "building the read models"))
        tell_rankings(opened.ledger, opened.rankings.tables.months)
        opened.search.catch_up(ProgressOfEach("正在建立检索", "building the search"))
        if listener is not None:
            click.echo(what_to_try(address_of(listener)))
            introduce_colleagues(opened.accounts.people)
            click.echo(open_accounts(opened.accounts.people))  # a password that is printed is for this machine only
            _serve(opened, listener)
        else:
            say("示例账本已就绪。", "the demo ledger is ready")


@click.command()
@data_option
@port_option
def serve(data: Path | None, port: int) -> None:
    """启动服务。 / Serve."""
    with listening(port) as listener, session(data, begin=True, lost=_leave) as opened:
        click.echo(address_of(listener))
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


def application(opened: Session, *, follow: bool) -> FastAPI:
    """The web application over what is opened."""
    from casebook.web.app import create_app  # noqa: PLC0415  the web framework is slow to import

    return create_app(services_of(opened, opened.follower if follow else None))


def services_of(opened: Session, follower: Follower | None = None) -> Services:
    """What the web application works with, over what is opened."""
    from casebook.web.services import Services  # noqa: PLC0415  as above

    return Services(
        opened.casework, opened.reader, opened.ledger, opened.settings, __version__, opened.library, follower
    )


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
        _join(threads, until=time.monotonic() + GRACE)
        if any(thread.is_alive() for thread in threads):
            opened.ledger.close()
            _join(threads)


def _join(threads: Sequence[threading.Thread], until: float | None = None) -> None:
    for thread in threads:
        thread.join(None if until is None else max(0.0, until - time.monotonic()))


def _serve(opened: Session, listener: socket.socket) -> None:
    jobs: list[Callable[[threading.Event], None]] = [
        opened.follower.run,
        partial(keep_following, opened.casework, opened.reader),
    ]
    if opened.database.embedded:  # with a database of its own the city runs `casebook sign`, as another user
        jobs += signing(opened.settings, opened.database.signer_dsn, opened.ledger.door.origin)
    with _meanwhile(opened, *jobs):
        run_application(application(opened, follow=True), listener)


COMMANDS = (demo, serve, follow)
