"""A server that ends by itself while a service works with it is started again."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import psycopg
import pytest

from casebook.postgres import Server
from postgres.test_sharing import postmaster, wait_until_nothing_runs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from postgres.conftest import Command

    Starter = Callable[..., Command]

KEPT = ("kept", "exit-on-term")
AGAIN = "it runs again"


def kill_server(data: Path) -> int:
    killed = postmaster(data)
    os.kill(killed, signal.SIGKILL)
    return killed


def answers(data: Path) -> bool:
    with psycopg.connect(Server(data).dsn()) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def test_a_killed_server_runs_again_and_is_stopped_in_the_end(data: Path, command: Starter) -> None:
    service = command(*KEPT)
    service.wait_for("ready")
    for _ in range(2):
        killed = kill_server(data)
        service.wait_for(AGAIN)
        assert answers(data)
        assert postmaster(data) != killed
    assert service.finish() == 0
    wait_until_nothing_runs(data)


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_started_again_ends_with_its_service(data: Path, command: Starter, blow: signal.Signals) -> None:
    service = command(*KEPT)
    service.wait_for("ready")
    kill_server(data)
    service.wait_for(AGAIN)
    service.process.send_signal(blow)
    service.process.wait(20)
    wait_until_nothing_runs(data)


def test_a_service_goes_on_when_who_started_the_server_is_killed(data: Path, command: Starter) -> None:
    owner = command()
    owner.wait_for("ready")
    service = command(*KEPT)
    service.wait_for("ready")
    owner.process.kill()
    service.wait_for(AGAIN)
    assert answers(data)
    assert service.finish() == 0
    wait_until_nothing_runs(data)


def test_of_two_services_one_starts_it_and_ends_after_the_other(data: Path, command: Starter) -> None:
    services = [command(*KEPT), command(*KEPT)]
    for each in services:
        each.wait_for("ready")
    kill_server(data)
    late = command()
    late.wait_for("ready")
    for each in (*services, late):
        each.tell_to_finish()
    assert [each.process.wait(60) for each in (*services, late)] == [0, 0, 0]
    wait_until_nothing_runs(data)


def test_it_is_tried_again_until_it_starts(data: Path, command: Starter) -> None:
    service = command(*KEPT)
    service.wait_for("ready")
    settings = Server(data).home.cluster / "postgresql.conf"
    aside = settings.rename(settings.with_suffix(".aside"))
    kill_server(data)
    assert "尚不能重新启动" in service.wait_for("does not start yet")[-1]
    aside.rename(settings)
    service.wait_for(AGAIN)
    assert service.finish() == 0


def test_a_service_whose_database_is_gone_ends_and_says_so(data: Path, command: Starter) -> None:
    service = command(*KEPT)
    service.wait_for("ready")
    cluster = Server(data).home.cluster
    os.kill(postmaster(data), signal.SIGSTOP)  # it must not notice before it is killed
    killed = postmaster(data)
    aside = cluster.rename(cluster.with_name("aside"))
    os.kill(killed, signal.SIGKILL)
    assert "is gone" in service.wait_for("error")[-1]
    assert service.process.wait(20) == 1
    assert not cluster.exists()
    shutil.rmtree(aside)  # still there, with the file that says it runs
