"""One server on one folder."""

from __future__ import annotations

import os
import stat
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from casebook.postgres import Server
from casebook.postgres.binaries import find_binaries
from casebook.postgres.cluster import APP


def one(dsn: str, query: str) -> tuple[object, ...]:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row


def test_the_cluster_is_as_it_should_be(data: Path) -> None:
    with Server(data) as server:
        settings = {
            "data_checksums": "on",
            "fsync": "on",
            "synchronous_commit": "on",
            "listen_addresses": "",
            "jit": "off",
            "max_connections": "100",
            "TimeZone": "UTC",
        }
        with psycopg.connect(server.dsn()) as connection:
            for name, value in settings.items():
                assert connection.execute("select current_setting(%s)", [name]).fetchone() == (value,), name
        assert one(server.dsn(), "select current_user::text, '积' ~ '\\w', 'é' < 'z'") == ("casebook", True, False)
        rights = "select rolcanlogin, rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user"
        assert one(server.dsn(APP), rights) == (True, False, False, False)
        methods = "select array_agg(distinct auth_method) from pg_hba_file_rules"
        assert one(server.dsn(), methods) == (["scram-sha-256"],)


def test_strangers_are_kept_out(data: Path) -> None:
    with Server(data) as server:
        assert stat.S_IMODE(server.home.socket.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.home.cluster.stat().st_mode) == 0o700
        for user in ("casebook", APP):
            assert stat.S_IMODE(server.home.password(user).stat().st_mode) == 0o600
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.dsn(), password="guess")


def test_a_second_start_takes_less_than_half_a_second_and_finds_what_was_written(data: Path) -> None:
    with Server(data) as server, psycopg.connect(server.dsn()) as connection:
        connection.execute("create table note as select 'kept' as word")
    begun = time.monotonic()
    with Server(data) as server:
        assert time.monotonic() - begun < 0.5
        assert one(server.dsn(), "select word from note") == ("kept",)


def test_our_settings_give_way_to_the_callers(data: Path) -> None:
    with Server(data, {"fsync": "off"}) as server:
        assert one(server.dsn(), "select current_setting('fsync')") == ("off",)


def test_every_postgresql_of_this_machine_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = [find_binaries(), *Path("/usr/lib/postgresql").glob("*/bin")]
    for number, binaries in enumerate(installed):
        monkeypatch.setenv("CASEBOOK_PG_BIN", str(binaries))
        with Server(folder / str(number)) as server:
            assert one(server.dsn(APP), "select '积' ~ '\\w'") == (True,)


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    data = folder / ("long" * 30)
    with Server(data) as server:
        assert len(os.fsencode(server.home.socket)) < 90
        assert stat.S_IMODE(server.home.socket.stat().st_mode) == 0o700
        assert one(server.dsn(), "select 1") == (1,)
        used = server.home.socket
    used.rmdir()


def test_what_was_committed_survives_kill_9(made: Path) -> None:
    server = Server(made)
    server.start()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("create table note (word text)")
        connection.execute("insert into note values ('kept')")
        server.kill()
    with server:
        assert one(server.dsn(), "select word from note") == ("kept",)


def test_the_next_start_waits_for_a_killed_servers_children(made: Path) -> None:
    server = Server(made)
    server.start()
    alone = "-c max_parallel_workers_per_gather=0"
    with psycopg.connect(server.dsn(), autocommit=True, options=alone) as connection:
        backend = Path(f"/proc/{connection.info.backend_pid}/cwd")

        def work() -> None:
            # A busy backend notices only when it is done that its server is gone, and holds the memory until then.
            with suppress(psycopg.OperationalError):
                connection.execute("select count(*) from generate_series(1, 10000000)")

        worker = threading.Thread(target=work)
        worker.start()
        time.sleep(0.2)
        server.kill()
        assert backend.readlink() == server.home.cluster
        server.start()
        assert not backend.exists()
        worker.join()
    assert one(server.dsn(), "select 1") == (1,)
    server.stop()


def test_a_lock_file_that_names_another_program_does_not_stop_the_start(made: Path) -> None:
    cluster = Server(made).home.cluster
    with subprocess.Popen(["sleep", "60"], **Server(made).home.account.identity()) as other:
        (cluster / "postmaster.pid").write_text(f"{other.pid}\n{cluster}\n")
        with Server(made) as server:
            assert one(server.dsn(), "select 1") == (1,)
        other.kill()


def test_the_log_does_not_grow_for_ever(made: Path) -> None:
    log = Server(made).home.log
    with log.open("ab") as file:
        file.truncate(9 * 2**20)
    with Server(made):
        assert log.stat().st_size < 2**20
    assert log.with_suffix(".old").stat().st_size == 9 * 2**20


def test_stopping_twice_and_killing_what_does_not_run_is_nothing(made: Path) -> None:
    server = Server(made)
    server.start()
    server.stop()
    server.stop()
    server.kill()
    assert server.pid is None
