"""What a killed server leaves: lock files that name a process which is no server any more."""

from __future__ import annotations

from pathlib import Path

_PROCESSES = Path("/proc")
_GONE = (FileNotFoundError, ProcessLookupError, PermissionError)


def remove_stale_locks(cluster: Path, socket: Path) -> None:
    """Remove the lock files of a server that is dead and none of whose children works in `cluster`.

    PostgreSQL does so itself, but not when the process number still, or again, belongs to something: a dead server that
    nobody has reaped (slow or careless first processes of containers), or another program after a restart. Does nothing
    where the processes cannot be seen.

    Raises:
        OSError: a file cannot be removed.
    """
    for lock in (cluster / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
        if _names_no_server(lock) and not any(_works_in(cluster, process) for process in _PROCESSES.glob("[0-9]*")):
            lock.unlink(missing_ok=True)


def _names_no_server(lock: Path) -> bool:
    try:
        number = lock.read_text().split()[0]
        name, _, state = (_PROCESSES / number / "stat").read_text().rpartition(")")
    except (*_GONE, IndexError):
        return False
    return not name.endswith("(postgres") or state.split()[0] in "ZX"


def _works_in(cluster: Path, process: Path) -> bool:
    # Every process of a server has the cluster as its working folder.
    try:
        return (process / "cwd").readlink() == cluster
    except _GONE:
        return False
