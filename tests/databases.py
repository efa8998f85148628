"""Databases that are copied: an empty one for each test, and one with the demo ledger."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from casebook.postgres import Database
from casebook.postgres.cluster import APP, OWNER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.demo import DemoReport
    from casebook.postgres import Server

_numbers = count(1)


def copy(server: Server, template: str, name: str) -> None:
    """Copy a database that nobody is connected to."""
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        statement = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


@contextmanager
def copied(server: Server, template: str) -> Iterator[Database]:
    """A fresh copy, dropped in the end."""
    name = f"test_{next(_numbers)}"
    copy(server, template, name)
    owner, app = (server.dsn(user, name) for user in (OWNER, APP))
    yield Database(owner, app, owner, app, embedded=True)
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def furnish(server: Server, template: str, name: str) -> str:
    """Copy a database and build the read models of this repository in it; gives its name back."""
    from casebook.ledger.datastore import Datastore  # noqa: PLC0415 - the tests of the layers below do not need it
    from casebook.readmodels import Follower, load  # noqa: PLC0415

    copy(server, template, name)
    with closing(Datastore(server.dsn(APP, name)).opened()) as store:
        Follower(store, load()).catch_up()
    return name


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
