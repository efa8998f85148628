"""One loaded ledger for all tests of a file."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from databases import copied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.demo import DemoReport
    from casebook.petitions.entry import Entry
    from casebook.postgres import Server
    from databases import LoadedDemo


@dataclass(frozen=True)
class Demo:
    """A loaded ledger, what loading reported, and everything in it."""

    ledger: Ledger
    report: DemoReport
    entries: list[Entry]


@pytest.fixture(scope="module")
def demo(server: Server, loaded_demo: LoadedDemo) -> Iterator[Demo]:
    with (
        copied(server, loaded_demo.template) as database,
        closing(Ledger(database.app_dsn, load_keys(loaded_demo.keys))) as ledger,
    ):
        yield Demo(ledger, loaded_demo.report, list(ledger.since(0)))
