"""What can go wrong with a PostgreSQL server, and how its own words tell which it was."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from casebook.errors import CasebookError, Misconfigured, Unavailable, system_says

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST)
# The server is run with LC_ALL=C, so its words are these on every machine.
_WORDS_OF_FULL = ("No space left on device", "Disk quota exceeded")
_WORDS_OF_FORBIDDEN = ("Permission denied", "Read-only file system", "Operation not permitted")
_WORDS_OF_IN_USE = ('lock file "postmaster.pid" already exists', "pre-existing shared memory block", ".lock")


class DataFolderInUse(Unavailable):
    """数据目录正被另一个进程占用。 | Another process holds the data folder."""


class DataFolderNotWritable(Misconfigured):
    """数据目录不可写。 | The data folder cannot be written to."""


class DataFolderLost(Misconfigured):
    """数据目录所指的数据库已不存在。 | The database the data folder points to is gone."""


class DiskFull(Unavailable):
    """磁盘空间不足。 | The disk is full."""


class OtherVersion(Misconfigured):
    """数据目录由另一主版本的 PostgreSQL 建立。 | Another major version of PostgreSQL made the data folder."""


class ServerTooOld(Misconfigured):
    """PostgreSQL 版本过低。 | The PostgreSQL server is too old."""


class BinariesMissing(Misconfigured):
    """找不到 PostgreSQL 程序。 | The programs of PostgreSQL were not found."""


class NoUnprivilegedUser(Misconfigured):
    """没有可用来运行 PostgreSQL 的普通用户。 | There is no unprivileged user to run PostgreSQL as."""


class ServerFailed(Unavailable):
    """PostgreSQL 无法启动。 | PostgreSQL does not start."""


def not_writable(folder: Path, why_zh: str, why_en: str) -> DataFolderNotWritable:
    """The data folder cannot be written to, and why."""
    return DataFolderNotWritable(
        f"数据目录 {folder} 不可写：{why_zh}。", f"The data folder {folder} cannot be written to: {why_en}."
    )


def disk_full(folder: Path) -> DiskFull:
    """There is no room at `folder`."""
    return DiskFull(
        f"磁盘空间不足：{folder} 所在的磁盘已满。", f"The disk is full: there is no space left for {folder}."
    )


def in_use(folder: Path, detail_zh: str, detail_en: str) -> DataFolderInUse:
    """Another process holds the data folder, and how that shows."""
    return DataFolderInUse(
        f"数据目录 {folder} 正被另一个进程占用：{detail_zh}。",
        f"Another process holds the data folder {folder}: {detail_en}.",
    )


def is_in_use(words: str) -> bool:
    """Whether the server refused to start because another one, or what a killed one left, holds the cluster."""
    return any(each in words for each in _WORDS_OF_IN_USE)


def explain(folder: Path, program: str, words: str) -> CasebookError:
    """The error for what a program of PostgreSQL wrote before it failed."""
    if any(each in words for each in _WORDS_OF_FULL):
        return disk_full(folder)
    reason = decisive_line(words)
    if is_in_use(words):
        return in_use(folder, reason, reason)
    if any(each in words for each in _WORDS_OF_FORBIDDEN):
        return not_writable(folder, reason, reason)
    return ServerFailed(f"{program} 运行失败：{reason}", f"{program} failed: {reason}")


def decisive_line(words: str) -> str:
    """The first line that says what went wrong, else the last line there is."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    marks = ("FATAL:", "PANIC:", "error:", "failed:")
    return next((line for line in lines if any(mark in line for mark in marks)), lines[-1] if lines else "?")


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turns what the operating system refuses inside the block into an error that names the data folder.

    Raises:
        DiskFull: there is no space left.
        DataFolderNotWritable: the folder may not be written to.
        ServerFailed: anything else the operating system refused.
    """
    try:
        yield
    except OSError as error:
        zh, en = system_says(error)
        if error.errno in _FULL:
            raise disk_full(folder) from error
        if error.errno in _FORBIDDEN:
            raise not_writable(folder, zh, en) from error
        raise ServerFailed(f"PostgreSQL 无法启动：{zh}", f"PostgreSQL does not start: {en}") from error
