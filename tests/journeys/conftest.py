"""The command line as a person types it, in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from casebook.casework.adopting import adopt_shipped
from conftest import open_folder
from databases import only_one
from journeys.browsing import CHROMIUM, FLAGS, Visits
from web.service_at_hand import Service, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from casebook.postgres import Database, Server


@dataclass(frozen=True)
class Shell:
    """Types commands, with one data folder and an otherwise empty environment.

    Attributes:
        folder: where it is.
        data: the data folder.
    """

    folder: Path
    data: Path

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Begin `casebook WORDS…` and do not wait."""
        return self.start_into(subprocess.PIPE, *words, **environment)

    def start_into(self, stdout: IO[str] | int, *words: str, **environment: str) -> subprocess.Popen[str]:
        """The same, its answer into a file."""
        path = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "CASEBOOK_DATA": str(self.data)}
        pipes: dict[str, Any] = {"stdout": stdout, "stderr": subprocess.PIPE, "text": True}
        command = [sys.executable, "-m", "casebook", *words]
        return subprocess.Popen(command, cwd=self.folder, env=path | environment, **pipes)

    def type(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`casebook WORDS…`, and what came of it."""
        process = self.start(*words, **environment)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def answer(self, *words: str) -> Any:
        """What `casebook WORDS… --json` answers."""
        done = self.type(*words, "--json")
        assert done.returncode == 0, (words, done.stderr)
        return json.loads(done.stdout)


@pytest.fixture
def shell(reachable: Path) -> Shell:
    """A shell in an empty folder."""
    return Shell(reachable, reachable / "data")


@pytest.fixture(scope="session")
def demo_shell(run: Path, server: Server) -> Iterator[Shell]:
    """A shell whose data folder has the demo ledger: the first process of the run makes it, each works with a copy."""
    original = Shell(run, run / "demo-data")
    with only_one(server, "demo-data"):
        if not (made := run / "demo-data-made").exists():
            done = original.type("demo", "--no-serve")
            assert done.returncode == 0, done.stderr
            made.touch()
    with open_folder() as folder:
        subprocess.run(["cp", "-a", original.data, folder / "data"], check=True)
        yield Shell(folder, folder / "data")


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Iterator[Service]:
    """The service of a city that has adopted what casebook comes with."""
    with running(database, tmp_path) as service:
        adopt_shipped(service.ledger)
        yield service


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser without a window. Where there is none the tests of the pages are skipped, and the run says so."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visits(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """People at their browsers, whose consoles have nothing to complain of."""
    visits = Visits(browser, service, request.config.getoption("--pictures"))
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.complaints == []
