"""PostgreSQL dies under a service, and comes back: the embedded one by itself, another's when its keeper starts it."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from casebook.postgres import Server
from journeys.test_processes import gone, serving

if TYPE_CHECKING:
    from pathlib import Path

    from journeys.conftest import Shell

WISH = {
    "category": "complaint",
    "title": "小巷路灯不亮",
    "body": "土产巷的路灯坏了半个月，晚上出行不便。",
    "phone": "19900001234",
}


def code(address: str) -> int:
    return httpx.get(f"{address}/ready", timeout=20).status_code


def becomes(address: str, wanted: int) -> bool:
    """Whether the service answers so within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if code(address) == wanted:
            return True
        time.sleep(0.1)
    return False


def files(address: str) -> bool:
    """Whether a petition is filed and read back."""
    key = {"Idempotency-Key": "5b1f9f0a-54ce-4a43-b5c0-0a3d4a1c7e11"}
    filed = httpx.post(f"{address}/api/v1/petitions", json=WISH, headers=key, timeout=20)
    return filed.status_code == httpx.codes.CREATED


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_the_embedded_database_killed_under_a_service_is_started_again(demo_shell: Shell, command: str) -> None:
    with serving(demo_shell, command) as (process, address):
        before = httpx.get(f"{address}/status").json()["position"]
        pid = Server(demo_shell.data).home.cluster / "postmaster.pid"
        os.kill(int(pid.read_text().split()[0]), signal.SIGKILL)
        assert process.stderr is not None
        said = process.stderr.readline()
        while "it runs again" not in said:
            assert said
            said = process.stderr.readline()
        assert "已重新启动" in said
        assert becomes(address, httpx.codes.OK)
        assert files(address)
        assert httpx.get(f"{address}/status").json()["position"] >= before
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 128 + signal.SIGTERM
    assert gone(demo_shell)


def test_a_service_whose_database_cannot_be_started_ends_with_one_line(shell: Shell) -> None:
    with serving(shell) as (process, _):
        cluster = Server(shell.data).home.cluster
        killed = int((cluster / "postmaster.pid").read_text().split()[0])
        os.kill(killed, signal.SIGSTOP)  # it must not notice before it is killed
        cluster.rename(cluster.with_name("aside"))
        os.kill(killed, signal.SIGKILL)
        assert process.wait(timeout=30) == 2
        assert process.stderr is not None
        [line] = [line for line in process.stderr if line.startswith("casebook: ")]
        assert f"数据目录 {shell.data} 中的数据库已不存在。" in line
        assert f"The database in the data folder {shell.data} is gone." in line


def test_a_service_with_another_database_goes_on_when_that_is_back(shell: Shell, reachable: Path) -> None:
    server = Server(reachable / "another")
    server.start()
    try:
        with serving(shell, CASEBOOK_DSN=server.dsn(), CASEBOOK_KEYS_DSN=server.dsn()) as (process, address):
            server.kill()
            assert becomes(address, httpx.codes.SERVICE_UNAVAILABLE)
            time.sleep(4)  # longer than lost connections are tried again by themselves
            server.start()
            assert becomes(address, httpx.codes.OK)
            assert files(address)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 128 + signal.SIGTERM
    finally:
        server.stop()
