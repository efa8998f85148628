"""Programs that we did not write and that check our proofs: Go's own packages, and OpenSSL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casebook.postgres import Database

GO = shutil.which("go")
PACKAGES = Path("/usr/share/gocode")


@pytest.fixture(scope="session")
def referee(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[dict[str, Any]]], list[str]]:
    """Asks Go's `golang.org/x/mod/sumdb`; its answer to each case is empty where all is well.

    Skipped where there is no Go with that package (Debian: golang-go, golang-golang-x-mod-dev).
    """
    if GO is None or not (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("no Go with golang.org/x/mod on this machine")
    folder = tmp_path_factory.mktemp("referee")
    without_network = {"GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOCACHE": str(folder / "cache"), "GOFLAGS": ""}
    source = Path(__file__).parent / "interop" / "main.go"
    build = [GO, "build", "-o", str(folder / "referee"), str(source)]
    built = subprocess.run(build, env=os.environ | without_network, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr

    def ask(cases: list[dict[str, Any]]) -> list[str]:
        asked = subprocess.run([folder / "referee"], input=json.dumps(cases).encode(), capture_output=True, check=True)
        answers: list[str] = json.loads(asked.stdout)
        assert len(answers) == len(cases)
        return answers

    return ask


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as opened:
        yield opened
