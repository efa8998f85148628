"""Where in (or for) a data folder the embedded server keeps its things.

Usually `<data>/postgres`. Root's server runs as another user, who cannot reach a data folder in a private home: then
the home is `/var/lib/casebook/<random>` and the file `<data>/postgres.at` says which. Whoever deletes the data folder
gets a new cluster; the old one is never picked up silently.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from casebook.postgres.account import Account, server_account
from casebook.postgres.binaries import SHARED
from casebook.postgres.trouble import DataFolderLost, not_writable

# A socket's path has at most 103 bytes on macOS; `/.s.PGSQL.5432` is appended to the folder's.
_LONGEST_SOCKET_FOLDER = 89


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one embedded server: cluster, socket, passwords, log and locks.

    Attributes:
        data: the data folder it was asked for with, for messages.
        path: the folder itself; belongs to whoever runs casebook.
        account: the user the server runs as; only the cluster and the socket's folder belong to it.
    """

    data: Path
    path: Path
    account: Account

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder. That it exists means it is complete."""
        return self.path / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.path / "log"

    def password(self, user: str) -> Path:
        """The file with the password of `user`."""
        return self.path / f"{user}.password"

    @property
    def socket(self) -> Path:
        """The folder of the socket: a short one elsewhere when this one's path would be too long for a socket."""
        usual = self.path / "socket"
        if len(os.fsencode(usual)) <= _LONGEST_SOCKET_FOLDER:
            return usual
        # Every process must come to the same folder, so TMPDIR is not asked.
        return Path("/tmp") / f"casebook-{hashlib.sha256(os.fsencode(usual)).hexdigest()[:16]}"  # noqa: S108

    def open(self, name: str, flags: int) -> int:
        """A file of casebook's own, made if there is none; never through a link, and never root's in another's home.

        Raises:
            OSError: it cannot be opened.
        """
        file = os.open(self.path / name, flags | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        if self.account.switch:
            owner = self.path.stat()
            os.fchown(file, owner.st_uid, owner.st_gid)
        return file

    def make_socket_folder(self) -> Path:
        """The socket's folder, existing, for the server's user alone.

        Raises:
            DataFolderNotWritable: somebody else has put something in its place.
            OSError: it cannot be made.
        """
        folder = self.socket
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (os.geteuid(), self.account.uid):
            raise not_writable(self.data, f"{folder} 属于别人", f"{folder} belongs to somebody else")
        self.account.own(folder)
        folder.chmod(0o700)
        return folder


def find_home(data: Path) -> Home:
    """The home for `data`, made if there is none yet.

    Raises:
        DataFolderLost: the data folder points to a home that is gone.
        NoUnprivilegedUser: see `server_account`.
        OSError: it cannot be made.
    """
    data = data.absolute()
    # Root's data folder can be walked through, so that the server's user reaches what is its own inside.
    data.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    pointer, usual = data / "postgres.at", data / "postgres"
    if pointer.exists():
        path = Path(pointer.read_text().strip())
        if not path.is_dir():
            raise DataFolderLost(
                f"{pointer} 指向的 {path} 已不存在。请恢复它；若要从空白数据库开始，请删除 {pointer}。",
                f"{pointer} points to {path}, which is gone. Restore it, "
                f"or delete {pointer} to begin with an empty database.",
            )
        return Home(data, path, server_account(path / "cluster"))
    account = server_account(usual / "cluster")
    if usual.exists() or not account.switch or account.can_enter(data):
        usual.mkdir(mode=0o711 if account.switch else 0o700, exist_ok=True)
        return Home(data, usual, account)
    return Home(data, _elsewhere(pointer), account)


def was_begun(data: Path) -> bool:
    """Whether a data folder has a cluster, or says where one is; nothing is made."""
    return (data / "postgres.at").exists() or (data / "postgres" / "cluster").exists()


def write_durably(file: Path, text: str) -> None:
    """Write a new file that only its owner can read, and that a power cut after this does not take away.

    Raises:
        OSError: it cannot be written.
    """
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Make sure that the names in `folder` outlast a power cut.

    Raises:
        OSError: it cannot be done.
    """
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _elsewhere(pointer: Path) -> Path:
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    path = SHARED / secrets.token_hex(8)
    path.mkdir(mode=0o711)
    (path / "belongs-to").write_text(f"{pointer.parent}\n")
    unfinished = pointer.with_name(f"{pointer.name}.{os.getpid()}")
    write_durably(unfinished, f"{path}\n")
    try:
        # Of several processes that come here at once the first decides.
        os.link(unfinished, pointer)
    except FileExistsError:
        (path / "belongs-to").unlink()
        path.rmdir()
        return Path(pointer.read_text().strip())
    finally:
        unfinished.unlink()
    sync_folder(pointer.parent)
    return path
