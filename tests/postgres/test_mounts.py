"""Disks that are full or may not be written to, and a machine without users. Mounting takes root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casebook.ledger import keystore, recorder
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.migrate import migrate, migrate_keys
from casebook.postgres import Server, open_database
from casebook.postgres.trouble import DataFolderNotWritable, DiskFull
from casebook.settings import Settings
from petitions_at_hand import submitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def disk(folder: Path, options: str) -> Iterator[Callable[[str], object]]:
    """A disk of its own at `folder`; yields what mounts it again with other options."""

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"mode=711,{options}", "tmpfs", folder], check=True)

    mount(options)
    try:
        yield lambda changed: mount(f"remount,{changed}")
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while True:
            filler.write(bytes(4096))
    assert shutil.disk_usage(file.parent).free == 0


@pytest.mark.parametrize("size", ["0", "4k", "1m", "24m"])
def test_a_full_disk_leaves_nothing_half_made(folder: Path, data: Path, size: str) -> None:
    with disk(folder, f"size={size}" if size != "0" else "nr_inodes=1") as remount:
        with pytest.raises(DiskFull), open_database(Settings(data=data)):
            pass
        assert not list(data.glob("postgres/cluster*"))
        remount("size=200m,nr_inodes=100k")
        with open_database(Settings(data=data)):
            pass


def test_a_disk_that_is_full_when_the_server_starts(folder: Path, data: Path) -> None:
    with disk(folder, "size=200m") as remount:
        with Server(data):
            pass
        fill(folder / "filler")
        with pytest.raises(DiskFull), open_database(Settings(data=data)):
            pass
        remount("size=300m")
        with open_database(Settings(data=data)):
            pass


def file_until_full(data: Path, keys: Path, filler: Path | None) -> None:
    with open_database(Settings(data=data)) as database:
        migrate(database.owner_dsn)
        migrate_keys(database.keys_owner_dsn)
        if filler:
            fill(filler)
        with closing(Ledger(database.app_dsn, load_keys(keys), database.keys_dsn)) as ledger:
            while True:
                ledger.append_all([[submitted(title="门前积水")]])


@pytest.mark.parametrize(("size", "filler"), [("200m", True), ("60m", False), ("75m", False)])
def test_a_disk_that_fills_while_it_is_worked_on(  # noqa: PLR0913  what the disk is, and what is on it
    folder: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str, *, filler: bool
) -> None:
    for module in (recorder, keystore):  # a server that died of it comes back only with room
        monkeypatch.setattr(module, "PATIENCE", 1.0)
    with disk(folder, f"size={size}") as remount:
        with pytest.raises(DiskFull):
            file_until_full(data, tmp_path, folder / "filler" if filler else None)
        remount("size=400m")
        with open_database(Settings(data=data)) as database:
            assert migrate(database.owner_dsn) == []


def test_a_disk_for_reading_only(folder: Path, data: Path) -> None:
    with disk(folder, "size=200m") as remount:
        with Server(data):
            pass
        remount("ro")
        with pytest.raises(DataFolderNotWritable), open_database(Settings(data=data)):
            pass


def test_root_without_anybody_else_is_told_what_to_do(folder: Path, data: Path) -> None:
    users = folder / "passwd"
    users.write_text("root:x:0:0:root:/root:/bin/sh\n")
    # In a mount space of its own, where the machine has no user but root.
    alone = 'mount --bind "$1" /etc/passwd && exec "$2" "$3" "$4"'
    holder = Path(__file__).with_name("holder.py")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    ran = subprocess.run(
        ["unshare", "--mount", "sh", "-c", alone, "sh", users, sys.executable, holder, data],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "NoUnprivilegedUser" in ran.stdout
