"""A throwaway PostgreSQL for the tests that want one: one server a run, one fresh database a test."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from casebook.postgres import Database, Server
from casebook.postgres.cluster import APP
from databases import LoadedDemo, copied, copy, furnish

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the developer's shell sets must not reach a test.
for name in [name for name in os.environ if name.startswith("CASEBOOK_")]:
    del os.environ[name]

_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_TEMPLATE = "casebook_template"
_FURNISHED = "casebook_furnished"
_DEMO = "casebook_demo"
_MEMORY = Path("/dev/shm")
_ENOUGH = 2**30

# A machine that is busy with something else makes no test wrong.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the tests of the pages keep their pictures, and how long those of the description look."""
    parser.addoption("--pictures", type=Path, help="a folder for pictures of the pages")
    parser.addoption("--calls", type=int, help="so many calls of each kind, by every role, on the demo ledger")


@contextmanager
def open_folder(parent: Path | None = None) -> Iterator[Path]:
    """A new folder that root's server gets to as another user, which the folders of pytest are not for long."""
    folder = Path(tempfile.mkdtemp(prefix="casebook-test-", dir=parent))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server that forgets everything with the run."""
    in_memory = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
    with open_folder(_MEMORY if in_memory else None) as folder, Server(folder, _THROWAWAY) as server:
        yield server


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder for a server of the test's own, on disk."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """The name of an empty, migrated database, which is its own key store too."""
    from casebook.ledger.migrate import migrate, migrate_keys  # noqa: PLC0415 - the tests of the layers below need none

    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(_TEMPLATE)))
    migrate(server.dsn(dbname=_TEMPLATE))
    migrate_keys(server.dsn(dbname=_TEMPLATE))
    return _TEMPLATE


@pytest.fixture(scope="session")
def furnished(server: Server, template: str) -> str:
    """The name of a database with an empty ledger and our read models in it: building them takes longer."""
    return furnish(server, template, _FURNISHED)


@pytest.fixture
def database(server: Server, furnished: str) -> Iterator[Database]:
    """A fresh copy of a furnished database, dropped after the test."""
    with copied(server, furnished) as database:
        yield database


@pytest.fixture(scope="session")
def loaded_demo(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> LoadedDemo:
    """The demo ledger: loading takes half a minute, copying does not."""
    from casebook.demo import load  # noqa: PLC0415 - as above
    from casebook.ledger.keys import load_keys  # noqa: PLC0415
    from casebook.ledger.ledger import Ledger  # noqa: PLC0415

    copy(server, template, _DEMO)
    keys, told = tmp_path_factory.mktemp("demo") / "keys", list[tuple[int, int]]()
    with closing(Ledger(server.dsn(APP, _DEMO), load_keys(keys))) as ledger:
        report = load(ledger, lambda done, total: told.append((done, total)))
    return LoadedDemo(_DEMO, keys, report, told)
