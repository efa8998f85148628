"""Making a cluster: all of it, or nothing."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from casebook.postgres.binaries import ENVIRONMENT, major_version
from casebook.postgres.place import sync_folder, write_durably
from casebook.postgres.trouble import OtherVersion, explain, explained

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres.place import Home

OWNER = "casebook"
APP = "casebook_app"
DATABASE = "casebook"
KEYS = "casebook_keys"
_BUILTIN_LOCALE_SINCE = 17


def make_cluster(home: Home, binaries: Path) -> None:
    """Make the cluster of `home` with its database and its two logins, or leave nothing behind.

    Raises:
        DiskFull: there is no space for it.
        DataFolderNotWritable: the folder may not be written to.
        ServerFailed: `initdb` failed for another reason.
    """
    unfinished = home.path / "cluster.new"
    with explained(home.data):
        if unfinished.exists():
            shutil.rmtree(unfinished)
        try:
            unfinished.mkdir(mode=0o700)
            home.account.own(unfinished)
            _fill(home, binaries, unfinished)
            (unfinished / "cluster").rename(home.cluster)
            sync_folder(home.path)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def _fill(home: Home, binaries: Path, unfinished: Path) -> None:
    cluster = unfinished / "cluster"
    owner, app = (_new_password(home.password(user)) for user in (OWNER, APP))
    handed = unfinished / "password"
    write_durably(handed, owner)
    home.account.own(handed)
    common = ("--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums", "--no-instructions", "--no-sync")
    initdb = ("initdb", f"--pgdata={cluster}", f"--username={OWNER}", f"--pwfile={handed}")
    _run(home, binaries, *initdb, *common, *_locale(major_version(binaries)))
    single = ("postgres", "--single", "-c", "fsync=off", "-D", str(cluster), "postgres")
    # The passwords are made of letters that need no quoting. Each line is a statement in this mode.
    login = f"create role {APP} login nosuperuser nocreatedb nocreaterole password '{app}'"
    _run(home, binaries, *single, words=f"{login}\ncreate database {DATABASE}\n")
    _run(home, binaries, "initdb", "--sync-only", f"--pgdata={cluster}")


def _new_password(file: Path) -> str:
    password = secrets.token_urlsafe(24)
    write_durably(file, password)
    return password


def _locale(major: int) -> tuple[str, ...]:
    if major < _BUILTIN_LOCALE_SINCE:
        return ("--locale=C.UTF-8",)
    # Sorting does not change with the host. The character types matter too: with those of C, word search loses every
    # Chinese character; macOS has no C.UTF-8.
    types = () if sys.platform == "darwin" else ("--lc-ctype=C.UTF-8",)
    return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", *types)


def _run(home: Home, binaries: Path, program: str, *arguments: str, words: str = "") -> None:
    ran = subprocess.run(  # noqa: S603 - the programs come from `find_binaries`
        [binaries / program, *arguments],
        input=words,
        env=ENVIRONMENT,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        umask=0o077,
        **home.account.identity(),
    )
    # In single mode a statement that fails is only reported.
    if ran.returncode or "ERROR:" in ran.stdout:
        raise explain(home.data, program, ran.stdout)


def check_version(home: Home, binaries: Path) -> None:
    """Check that the cluster of `home` is one these binaries can run.

    Raises:
        OtherVersion: another major version made it.
        OSError: it cannot be read.
    """
    made_by, ours = (home.cluster / "PG_VERSION").read_text().strip(), str(major_version(binaries))
    if made_by != ours:
        raise OtherVersion(
            f"数据目录 {home.data} 由 PostgreSQL {made_by} 建立，而现有程序是 {ours}："
            f"请用 CASEBOOK_PG_BIN 指明 {made_by} 的程序。",
            f"PostgreSQL {made_by} made the data folder {home.data}, these programs are {ours}: "
            f"name those of {made_by} in CASEBOOK_PG_BIN.",
        )
