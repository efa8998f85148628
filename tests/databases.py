"""Databases that are copied: those that a run makes once, for all its processes, and one for each test."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from casebook.postgres import Database
from casebook.postgres.cluster import APP, OWNER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casebook.demo import DemoReport
    from casebook.postgres import Server

_numbers = count(1)
_worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def copy(server: Server, template: str, name: str) -> None:
    """Copy a database that nobody is connected to."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        statement = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


@contextmanager
def copied(server: Server, template: str) -> Iterator[Database]:
    """A fresh copy, dropped in the end."""
    name = f"test_{_worker}_{next(_numbers)}"
    copy(server, template, name)
    owner, app = (server.dsn(user, name) for user in (OWNER, APP))
    yield Database(owner, app, owner, app, embedded=True)
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def only_one(server: Server, what: str) -> Iterator[None]:
    """Whoever is first makes it; the other processes of the run wait meanwhile."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", (what,))
        yield


def made_once(server: Server, name: str, make: Callable[[str], None]) -> str:
    """The name of a database that the first process of the run makes under another name, and that is whole then."""
    with only_one(server, name), psycopg.connect(server.dsn(), autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", (name,)).fetchone() is None:
            draft, whole = sql.Identifier(f"{name}_draft"), sql.Identifier(name)
            connection.execute(sql.SQL("drop database if exists {}").format(draft))
            make(f"{name}_draft")
            connection.execute(sql.SQL("alter database {} rename to {}").format(draft, whole))
    return name


def furnish(server: Server, template: str, name: str) -> None:
    """Copy a database and build the read models of this repository in it."""
    from casebook.ledger.datastore import Datastore  # noqa: PLC0415 - the tests of the layers below do not need it
    from casebook.readmodels import Follower, load  # noqa: PLC0415

    copy(server, template, name)
    with closing(Datastore(server.dsn(APP, name)).opened()) as store:
        Follower(store, load()).catch_up()


@dataclass(frozen=True)
class LoadedDemo:
    """The demo ledger, loaded once a run, to be copied.

    Attributes:
        template: the name of its database, to which nobody is connected.
        keys: the folder of its keys.
        report: what loading reported.
        told: the progress it told.
    """

    template: str
    keys: Path
    report: DemoReport
    told: list[tuple[int, int]]
