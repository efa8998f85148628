"""Ten processes on an empty database, another release's schema, a login without rights."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from casebook.errors import Misconfigured, Unavailable
from casebook.ledger.mapper import KNOWN
from casebook.ledger.migrate import files, migrate, migrate_keys
from casebook.petitions.events import EVENTS
from casebook.postgres.cluster import APP

if TYPE_CHECKING:
    from casebook.postgres import Database, Server

ONE = "import sys; from casebook.ledger.migrate import migrate; print(len(migrate(sys.argv[1])))"


def test_ten_processes_may_start_on_an_empty_database_at_once(server: Server) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE ten")
    command = [sys.executable, "-c", ONE, server.dsn(dbname="ten")]
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": os.environ | path}
    started = [subprocess.Popen(command, **pipes) for _ in range(10)]
    answers = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0] * 10, answers
    assert sorted(int(output) for output, _ in answers) == [0] * 9 + [len(list(files()))]


def test_a_second_migration_does_nothing(database: Database) -> None:
    assert migrate(database.owner_dsn) == []


def test_the_application_may_ask_whether_all_is_migrated(database: Database) -> None:
    assert migrate(database.app_dsn) == []


def test_the_application_cannot_migrate(server: Server) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE not_migrated")
    with pytest.raises(Misconfigured, match="may not create"):
        migrate(server.dsn(APP, "not_migrated"))


def test_a_login_that_is_no_superuser_may_migrate_its_own_database(server: Server, template: str) -> None:
    assert template  # its migration has made the roles, which belong to the whole server
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE ROLE city LOGIN PASSWORD 'of the test'")
        connection.execute("GRANT casebook_owner, casebook_app, casebook_keys_owner, casebook_keys TO city")
        connection.execute("CREATE DATABASE city OWNER city")
    dsn = make_conninfo(server.dsn(dbname="city"), user="city", password="of the test")
    assert migrate(dsn) == [name for name, _ in files()]
    assert migrate(dsn) == []
    assert migrate_keys(dsn) == [name for name, _ in files("keys_schema")]
    assert migrate_keys(dsn) == []


def test_a_database_of_another_release_is_refused(database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("UPDATE public.casebook_migrations SET sha256 = 'other' WHERE name = '001_ledger.sql'")
    with pytest.raises(Misconfigured, match="001_ledger"):
        migrate(database.owner_dsn)


def test_every_event_that_is_of_no_petition_is_left_out_of_the_history(database: Database) -> None:
    with psycopg.connect(database.app_dsn) as connection:
        named = {name for (name,) in connection.execute("SELECT event FROM ledger.beside_petitions")}
    assert named == KNOWN.keys() - EVENTS.keys()


def test_a_ledger_of_another_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(Misconfigured, match="Asia/Shanghai"):
        migrate(database.owner_dsn, zone="Europe/London")


def test_a_database_that_does_not_answer_is_said_to_be_unavailable() -> None:
    with pytest.raises(Unavailable):
        migrate("host=/nowhere dbname=casebook")
