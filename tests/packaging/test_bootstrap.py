"""`bin/bootstrap`: a checkout prepares its own environment. Here its lists are empty, so no registry is asked."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOUSE = Path(__file__).parent.parent.parent
NEEDS_SOMETHING = f"nowhere-to-be-had==1.0 --hash=sha256:{'0' * 64}\n"
HELLO = ("run", "-c", "import casebook; print('hello')")


@pytest.fixture
def checkout() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="casebook-test-")) / "签出 checkout"
    shutil.copytree(HOUSE / "bin", folder / "bin")
    (folder / "src" / "casebook").mkdir(parents=True)
    (folder / "src" / "casebook" / "__init__.py").touch()
    for name in ("requirements.lock", "requirements-dev.lock"):
        (folder / name).touch()
    yield folder
    shutil.rmtree(folder.parent)


def start(checkout: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [checkout / "bin" / "bootstrap", *arguments],
        env=environment,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def outcome(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    said, told = process.communicate(timeout=120)
    return process.returncode, said, told


def test_with_an_empty_environment_it_prepares_once(checkout: Path) -> None:
    status, said, told = outcome(start(checkout, *HELLO))
    assert (status, said) == (0, "hello\n")
    assert "setting up" in told
    assert "ready" in told
    assert outcome(start(checkout, *HELLO)) == (0, "hello\n", "")


def spent(command: Sequence[str | Path]) -> float:
    """The processor's seconds that a command takes, at best: what else the machine does hardly shows in them."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, env={}, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_what_is_ready_costs_a_few_starts_of_python(checkout: Path) -> None:
    outcome(start(checkout, "run", "-c", "pass"))
    bare = spent([checkout / ".venv" / "bin" / "python", "-ISc", "pass"])
    assert spent([checkout / "bin" / "bootstrap", "run", "-ISc", "pass"]) < 10 * bare


def test_the_tests_packages_come_on_top(checkout: Path) -> None:
    outcome(start(checkout, *HELLO))
    made = (checkout / ".venv" / "pyvenv.cfg").stat().st_ino
    assert "setting up" in outcome(start(checkout, "dev", "-c", "pass"))[2]
    assert outcome(start(checkout, *HELLO)) == (0, "hello\n", "")
    assert (checkout / ".venv" / "pyvenv.cfg").stat().st_ino == made
    (checkout / "requirements.lock").write_text("# another list\n")
    assert "setting up" in outcome(start(checkout, *HELLO))[2]


def test_several_at_once_wait_for_one(checkout: Path) -> None:
    outcomes = [outcome(each) for each in [start(checkout, *HELLO) for _ in range(4)]]
    assert [(status, said) for status, said, _ in outcomes] == [(0, "hello\n")] * 4
    assert sum("ready" in told for _, _, told in outcomes) == 1


@pytest.mark.parametrize("after", [0.05, 0.2, 0.4, 0.8])
def test_what_was_interrupted_heals(checkout: Path, after: float) -> None:
    first = start(checkout, *HELLO)
    time.sleep(after)
    first.kill()
    outcome(first)
    assert outcome(start(checkout, *HELLO))[:2] == (0, "hello\n")


def test_a_moved_checkout_prepares_anew(checkout: Path) -> None:
    outcome(start(checkout, *HELLO))
    moved = checkout.rename(checkout.with_name("moved"))
    assert "setting up" in outcome(start(moved, *HELLO))[2]
    assert outcome(start(moved, *HELLO)) == (0, "hello\n", "")


def test_packages_that_cannot_be_had_are_told_in_one_line(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(NEEDS_SOMETHING)
    status, said, told = outcome(start(checkout, *HELLO, PIP_NO_INDEX="1"))
    assert (status, said) == (2, "")
    last = told.splitlines()[-1]
    assert "the packages cannot be installed" in last
    assert "nowhere-to-be-had" in last
    assert "Traceback" not in told


def test_a_damaged_installer_is_not_run(checkout: Path) -> None:
    pip = next((checkout / "bin").glob("pip-*.whl"))
    pip.write_bytes(pip.read_bytes()[:-1])
    status, _, told = outcome(start(checkout, *HELLO))
    assert status == 2
    assert "damaged" in told


def test_a_checkout_that_cannot_be_written_to(checkout: Path) -> None:
    # Root may write everywhere, but nobody may put a folder where a file is.
    (checkout / ".venv").touch() if os.geteuid() == 0 else checkout.chmod(0o555)
    status, said, told = outcome(start(checkout, *HELLO))
    checkout.chmod(0o755)
    assert (status, said) == (2, "")
    assert len(told.splitlines()) == 1
    assert "cannot set up" in told


def test_a_path_without_a_python(checkout: Path) -> None:
    tools = checkout / "tools"
    tools.mkdir()
    for name in ("dirname", "readlink"):
        (tools / name).symlink_to(shutil.which(name) or name)
    status, said, told = outcome(start(checkout, *HELLO, PATH=str(tools)))
    assert (status, said) == (2, "")
    assert told == "casebook: 需要 Python 3.11 或更新版本。 / Python 3.11 or newer is needed.\n"
