"""One loaded ledger for all tests that only read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import sql

from casebook.demo import load
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.postgres.cluster import APP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.demo import DemoReport
    from casebook.petitions.entry import Entry
    from casebook.postgres import Server

NAME = "test_demo"


@dataclass(frozen=True)
class Demo:
    """A loaded ledger, what loading reported, and everything in it."""

    ledger: Ledger
    report: DemoReport
    entries: list[Entry]


@pytest.fixture(scope="module")
def demo(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        copy = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(copy.format(sql.Identifier(NAME), sql.Identifier(template)))
    ledger = Ledger(server.dsn(APP, NAME), load_keys(tmp_path_factory.mktemp("keys")))
    report = load(ledger)
    yield Demo(ledger, report, list(ledger.since(0)))
    ledger.close()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(NAME)))
