"""The user a server runs as: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from casebook.postgres.trouble import NoUnprivilegedUser

if TYPE_CHECKING:
    from pathlib import Path

_CANDIDATES = ("casebook", "postgres", "nobody")


class Identity(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that say who the child is."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system.

    Attributes:
        uid: its number.
        gid: the number of its group.
        name: its name, for messages.
        switch: whether a child must change to it: we are root, and it is not.
    """

    uid: int
    gid: int
    name: str
    switch: bool

    def identity(self) -> Identity:
        """The arguments for a child process; none where we already are this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def own(self, path: Path) -> None:
        """Give `path` to this user."""
        if self.switch:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can walk down to `folder`. Access lists are not looked at: without them it is stricter."""
        real = folder.resolve()
        return all(self._has(each, stat.S_IXUSR) for each in (real, *real.parents))

    def can_run(self, program: Path) -> bool:
        """Whether this user can start `program`."""
        return self.can_enter(program.parent) and self._has(program, stat.S_IRUSR | stat.S_IXUSR)

    def _has(self, path: Path, wanted: int) -> bool:
        status = path.stat()
        # The three groups of permission bits: the owner's, the group's, everybody's.
        shift = 0 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 6
        return status.st_mode & (wanted >> shift) == wanted >> shift


def server_account(cluster: Path) -> Account:
    """The user the server of `cluster` runs as: ourselves; for root, who owns the cluster, else the first that exists.

    Raises:
        NoUnprivilegedUser: we are root and there is none of `casebook`, `postgres`, `nobody`.
    """
    if os.geteuid():
        return Account(os.geteuid(), os.getegid(), str(os.geteuid()), switch=False)
    if cluster.exists() and (owner := cluster.stat()).st_uid:
        return Account(owner.st_uid, owner.st_gid, str(owner.st_uid), switch=True)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in _CANDIDATES:
        if name in known and known[name].pw_uid:
            return Account(known[name].pw_uid, known[name].pw_gid, name, switch=True)
    names = ", ".join(_CANDIDATES)
    raise NoUnprivilegedUser(
        f"PostgreSQL 不能以 root 运行，而系统中没有这些用户：{names}。请新建用户 casebook，或改用普通用户。",
        f"PostgreSQL does not run as root and none of the users {names} exists; add a user casebook or do not be root.",
    )
