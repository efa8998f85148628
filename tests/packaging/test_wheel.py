"""What is handed out: a source archive, a wheel made of it, and that installed elsewhere."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "build", "--no-isolation", "--sdist", "--outdir", folder, HOUSE, cwd=folder)
    (archive,) = folder.glob("*.tar.gz")
    return archive


@pytest.fixture(scope="module")
def wheel(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(archive) as packed:
        packed.extractall(folder)  # our own archive
    (source,) = (path for path in folder.iterdir() if path.is_dir())
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, source, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, which borrows the packages the wheel depends on from this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = next((HOUSE / "bin").glob("pip-*.whl")) / "pip"
    options = ("--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--root-user-action=ignore")
    run(python, "-I", pip, "install", *options, wheel, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def test_the_archive_has_what_a_developer_needs(archive: Path) -> None:
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    for needed in (
        "bin/bootstrap.py",
        "bin/casebook",
        "requirements.lock",
        "requirements-dev.lock",
        "tests/conftest.py",
    ):
        assert needed in names
    assert any(name.startswith("bin/pip-") for name in names)


def test_the_wheel_has_all_code_all_sql_and_all_that_pages_are_made_of(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    source, projections = HOUSE / "src", HOUSE / "projections"
    kept = [path for path in source.rglob("*") if path.suffix in (".py", ".sql", ".typed")]
    kept += [path for path in (source / "casebook" / "web").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    expected = {str(path.relative_to(source)) for path in kept}
    files = [path for path in projections.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    expected |= {f"casebook/projections/{path.relative_to(projections)}" for path in files}
    assert expected - names == set()
    for part in ("casebook/ledger/", "casebook/projections/"):
        assert [name for name in names if name.startswith(part) and name.endswith(".sql")], part


@pytest.mark.parametrize("question", ["--version", "--help"])
def test_the_installed_program_answers(installed: Path, tmp_path: Path, question: str) -> None:
    assert "casebook" in run(installed / "casebook", question, cwd=tmp_path)
    assert "casebook" in run(installed / "python", "-m", "casebook", question, cwd=tmp_path)


def test_the_installed_program_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    place = Path(run(installed / "python", "-c", "import casebook; print(casebook.__file__)", cwd=tmp_path).strip())
    assert place.is_relative_to(installed.parent)
