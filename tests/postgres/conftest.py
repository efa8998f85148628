"""Folders and processes for the tests of the embedded server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest

from casebook.postgres import Server
from conftest import open_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
ROOT = os.geteuid() == 0
MAY_MOUNT = ROOT and subprocess.run(["unshare", "--mount", "true"], check=False, capture_output=True).returncode == 0
# What only root can see or do is asked of root only.
collect_ignore = [*([] if ROOT else ["test_as_root.py"]), *([] if MAY_MOUNT else ["test_mounts.py"])]


class Command:
    """Another process with the database of a data folder open: `holder.py`."""

    def __init__(self, data: Path, *how: str) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        self.process = subprocess.Popen(
            [sys.executable, HERE / "holder.py", data, *how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )

    def _pipe(self, pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe

    def wait_for(self, word: str) -> list[str]:
        """The lines it says up to the first with `word`."""
        lines = []
        for line in self._pipe(self.process.stdout):
            lines.append(line.strip())
            if word in line:
                return lines
        raise AssertionError(f"never said {word!r}: {lines}")

    def finish(self) -> int:
        """Let it end by itself; its exit status."""
        self.tell_to_finish()
        return self.process.wait(60)

    def tell_to_finish(self) -> None:
        """Let it end by itself, when it can."""
        self._pipe(self.process.stdin).write("end\n")
        self._pipe(self.process.stdin).flush()

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._pipe(self.process.stdin).close()
        self._pipe(self.process.stdout).close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder everybody can walk through; what root's server keeps elsewhere for it is removed as well."""
    with open_folder() as folder:
        yield folder
        for pointer in folder.rglob("postgres.at"):
            shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)


@pytest.fixture
def data(folder: Path) -> Path:
    """A data folder that is not there yet."""
    return folder / "data"


@pytest.fixture
def command(data: Path) -> Iterator[Callable[..., Command]]:
    """Starts processes that hold the database of `data` open."""
    commands: list[Command] = []

    def start(*how: str) -> Command:
        commands.append(Command(data, *how))
        return commands[-1]

    yield start
    for each in commands:
        each.close()
    # The server follows its killed parent, but not in the same instant.
    deadline = time.monotonic() + 20
    while list(data.rglob("postmaster.pid")) and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.fixture
def made(data: Path) -> Path:
    """A data folder with a cluster that does not run."""
    with Server(data):
        pass
    return data
