"""A throwaway PostgreSQL for the tests that want one: one server a run, one fresh database a test."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from casebook.postgres import Database, Server
from casebook.postgres.cluster import APP
from databases import LoadedDemo, copied, copy, furnish, made_once

if TYPE_CHECKING:
    from collections.abc import Iterator

# What the developer's shell sets must not reach a test.
for name in [name for name in os.environ if name.startswith("CASEBOOK_")]:
    del os.environ[name]

_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}
_SERVER: Final = "server"
_RUN: Final = pytest.StashKey[ExitStack]()
_FOLDER: Final = pytest.StashKey[Path]()
_MEMORY = Path("/dev/shm")
_ENOUGH = 3 * 2**30

# A machine that is busy with something else makes no test wrong.
settings.register_profile("busy", deadline=None)
settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the tests of the pages keep their pictures, and how long those of the description look."""
    parser.addoption("--pictures", type=Path, help="a folder for pictures of the pages")
    parser.addoption("--calls", type=int, help="so many calls of each kind, by every role, on the demo ledger")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that root's server gets to as another user, which the folders of pytest are not for long.

    It is in memory, where there is enough: a disk takes seconds to make sure of a new server's files.
    """
    in_memory = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="casebook-test-", dir=_MEMORY if in_memory else None))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _run() -> Iterator[Path]:
    """The folder of a run, with its server in `SERVER`: it forgets everything with the run."""
    with open_folder() as folder, Server(folder / _SERVER, _THROWAWAY):
        yield folder


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Whoever deals the tests out to processes has the server for all of them."""
    run = node.config.stash.setdefault(_RUN, ExitStack())
    if _FOLDER not in node.config.stash:
        node.config.stash[_FOLDER] = run.enter_context(_run())
    node.workerinput["run"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The server goes, when all processes are gone."""
    config.stash.get(_RUN, ExitStack()).close()


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder that the processes of the run share."""
    with ExitStack() as alone:
        shared = getattr(request.config, "workerinput", {}).get("run")
        yield Path(shared) if shared else alone.enter_context(_run())


@pytest.fixture(scope="session")
def server(run: Path) -> Server:
    """The server that the processes of the run share."""
    return Server(run / _SERVER)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder for a server of the test's own."""
    with open_folder() as folder:
        yield folder


@pytest.fixture
def durable(reachable: Path) -> Iterator[Server]:
    """A server of the test's own with an empty, migrated database, and with fsync on: to be killed."""
    from casebook.ledger.migrate import migrate, migrate_keys  # noqa: PLC0415 - as below

    with Server(reachable) as server:
        migrate(server.dsn())
        migrate_keys(server.dsn())
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """The name of an empty, migrated database, which is its own key store too."""
    from casebook.ledger.migrate import migrate, migrate_keys  # noqa: PLC0415 - the tests of the layers below need none

    def make(name: str) -> None:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        migrate(server.dsn(dbname=name))
        migrate_keys(server.dsn(dbname=name))

    return made_once(server, "casebook_template", make)


@pytest.fixture(scope="session")
def furnished(server: Server, template: str) -> str:
    """The name of a database with an empty ledger and our read models in it: building them takes longer."""
    return made_once(server, "casebook_furnished", partial(furnish, server, template))


@pytest.fixture
def database(server: Server, furnished: str) -> Iterator[Database]:
    """A fresh copy of a furnished database, dropped after the test."""
    with copied(server, furnished) as database:
        yield database


@pytest.fixture(scope="session")
def loaded_demo(server: Server, template: str, run: Path) -> LoadedDemo:
    """The demo ledger: loading takes half a minute, copying does not."""
    from casebook.demo import load  # noqa: PLC0415 - as above
    from casebook.ledger.keys import load_keys  # noqa: PLC0415
    from casebook.ledger.ledger import Ledger  # noqa: PLC0415

    keys, told = run / "demo-keys", run / "demo-told"

    def make(name: str) -> None:
        copy(server, template, name)
        progress = list[tuple[int, int]]()
        with closing(Ledger(server.dsn(APP, name), load_keys(keys))) as ledger:
            report = load(ledger, lambda done, total: progress.append((done, total)))
        told.write_bytes(pickle.dumps((report, progress)))

    name = made_once(server, "casebook_demo", make)
    return LoadedDemo(name, keys, *pickle.loads(told.read_bytes()))


@pytest.fixture(scope="session")
def openssl() -> str:
    """The OpenSSL command; skipped where there is none."""
    found = shutil.which("openssl")
    if found is None:
        pytest.skip("no OpenSSL command on this machine")
    return found
