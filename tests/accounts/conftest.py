"""Accounts on a fresh database."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from casebook.accounts import Accounts
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        yield ledger


@pytest.fixture
def accounts(ledger: Ledger) -> Accounts:
    return Accounts(ledger.datastore, ledger.keys, Settings())
