"""A ledger on a fresh database, and imports into it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

import importing
from casebook.exchange.mapping import load_mapping
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.report import Report
    from casebook.postgres import Database


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as opened:
        yield opened


@pytest.fixture
def bring(ledger: Ledger, tmp_path: Path) -> Callable[[Path, Mapping], Report]:
    """Imports a file; the bad rows are in `bad.jsonl`."""
    return lambda file, mapping: importing.bring(ledger, file, mapping, bad_rows=tmp_path / "bad.jsonl")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a text file."""

    def _write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8", newline="")
        return file

    return _write


@pytest.fixture
def mapping_of(write: Callable[[str, str], Path]) -> Callable[[str], Mapping]:
    """A mapping out of TOML."""
    return lambda text: load_mapping(write("mapping.toml", text))


@pytest.fixture
def count(ledger: Ledger, database: Database) -> Callable[[str, str], dict[Any, int]]:
    """Counts events of one name by what `ledger.history` says of them."""

    def _count(event: str, by: str = "event") -> dict[Any, int]:
        statement = f"select {by}, count(*) from ledger.history where event = %s group by 1 order by 1"
        with psycopg.connect(database.app_dsn) as connection:
            return dict(connection.execute(statement, (event,)).fetchall())

    return _count
