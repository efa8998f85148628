"""A ledger, a datastore and the read models of this repository on a fresh database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casebook.ledger.datastore import Datastore
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.readmodels import Follower, Reader, load
from databases import copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casebook.postgres import Database, Server
    from casebook.readmodels import Definition

    Following = Callable[..., Follower]


@pytest.fixture
def database(server: Server, template: str) -> Iterator[Database]:
    """Nothing is built in it yet."""
    with copied(server, template) as database:
        yield database


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(database.app_dsn, load_keys(tmp_path / "keys"), connections=2) as ledger:
        yield ledger


@pytest.fixture
def store(database: Database) -> Iterator[Datastore]:
    datastore = Datastore(database.app_dsn, size=8).opened()
    yield datastore
    datastore.close()


@pytest.fixture(scope="session")
def definitions() -> dict[str, Definition]:
    return load()


@pytest.fixture
def follower(store: Datastore, definitions: dict[str, Definition]) -> Follower:
    return Follower(store, definitions)


@pytest.fixture
def following(store: Datastore, definitions: dict[str, Definition]) -> Following:
    """A follower of a few models only, for tests that catch up a hundred times."""
    return lambda *names: Follower(store, {name: definitions[name] for name in names})


@pytest.fixture
def reader(store: Datastore, definitions: dict[str, Definition]) -> Reader:
    return Reader(store, definitions)
