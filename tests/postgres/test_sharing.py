"""Several processes on one data folder, and how they end."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from casebook.postgres import Server, open_database
from casebook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgres.conftest import Command

    Starter = Callable[..., Command]


def postmaster(data: Path) -> int:
    return int((Server(data).home.cluster / "postmaster.pid").read_text().split()[0])


def at_work(data: Path) -> set[int]:
    """Every process of the data folder's server."""
    cluster, found = Server(data).home.cluster, set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == cluster:
                found.add(int(process.name))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def wait_until_nothing_runs(data: Path) -> None:
    deadline = time.monotonic() + 20
    while at_work(data):
        assert time.monotonic() < deadline, at_work(data)
        time.sleep(0.02)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("how", [(), ("exit-on-term",)])
def test_nothing_is_left_behind(data: Path, command: Starter, blow: signal.Signals, how: tuple[str, ...]) -> None:
    first = command(*how)
    first.wait_for("ready")
    assert len(at_work(data)) > 3
    first.process.send_signal(blow)
    first.process.wait(20)
    wait_until_nothing_runs(data)
    assert not (Server(data).home.cluster / "postmaster.pid").exists()


def test_the_next_start_recovers_when_both_were_killed(data: Path, command: Starter) -> None:
    first = command()
    first.wait_for("ready")
    with psycopg.connect(Server(data).dsn(), autocommit=True) as connection:
        connection.execute("create table note as select 'kept' as word")
        os.kill(postmaster(data), signal.SIGKILL)
        first.process.kill()
        with open_database(Settings(data=data)) as database, psycopg.connect(database.owner_dsn) as again:
            assert again.execute("select word from note").fetchone() == ("kept",)


def test_ten_commands_at_once_on_an_empty_folder_make_one_server(data: Path, command: Starter) -> None:
    commands = [command() for _ in range(10)]
    started = {each.wait_for("ready")[-1] for each in commands}
    assert len(started) == 1
    # Whoever started it ends only after all others: so all are told before any is awaited.
    for each in commands:
        each.tell_to_finish()
    assert [each.process.wait(60) for each in commands] == [0] * 10
    wait_until_nothing_runs(data)


def test_who_started_it_waits_for_the_others(data: Path, command: Starter) -> None:
    owner = command()
    line = owner.wait_for("ready")[-1]
    guest = command()
    assert guest.wait_for("ready")[-1] == line
    owner.tell_to_finish()
    assert "其他进程还在使用数据库" in owner.wait_for("other processes")[-1]
    late = command()
    assert late.wait_for("ready")[-1] == line
    assert guest.finish() == 0
    assert owner.process.poll() is None
    assert late.finish() == 0
    assert owner.process.wait(20) == 0
    wait_until_nothing_runs(data)


def test_who_started_it_stops_at_once_when_interrupted_while_it_waits(data: Path, command: Starter) -> None:
    owner, guest = command(), None
    owner.wait_for("ready")
    guest = command()
    guest.wait_for("ready")
    owner.tell_to_finish()
    owner.wait_for("other processes")
    owner.process.send_signal(signal.SIGINT)
    assert owner.process.wait(20) == 128 + signal.SIGINT
    wait_until_nothing_runs(data)
    assert guest.finish() == 0


def test_a_guest_that_ends_leaves_the_server_alone(data: Path, command: Starter) -> None:
    owner, guest = command(), None
    owner.wait_for("ready")
    guest = command()
    guest.wait_for("ready")
    guest.process.send_signal(signal.SIGINT)
    guest.process.wait(20)
    assert at_work(data)
    assert owner.finish() == 0


def test_an_error_in_the_block_comes_out_and_the_server_stops(data: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_database(Settings(data=data)):
        _ = 1 / 0
    wait_until_nothing_runs(data)
