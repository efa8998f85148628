"""A ledger that is signed."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from signed_ledger import SignedLedger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database


@pytest.fixture
def signed(database: Database, tmp_path: Path) -> Iterator[SignedLedger]:
    folder = tmp_path / "log"
    folder.mkdir(mode=0o700)
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        yield SignedLedger(ledger, database, folder)
