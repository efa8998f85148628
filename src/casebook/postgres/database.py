"""A database to work with: another's, named by a connection string, or the embedded server's."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from casebook.errors import Misconfigured, Unavailable
from casebook.postgres.binaries import require_supported
from casebook.postgres.cluster import APP, KEYS, OWNER
from casebook.postgres.place import was_begun
from casebook.postgres.server import quiet
from casebook.postgres.sharing import CONNECT_SECONDS, shared_server
from casebook.postgres.trouble import decisive_line, disk_full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casebook.settings import Settings

_LITTLE: Final = 32 * 2**20
"""Bytes. The server takes room for its journal in pieces of 16 MiB, and gives one up that it cannot fill."""


@dataclass(frozen=True, slots=True)
class Database:
    """Where to connect.

    Attributes:
        owner_dsn: connection string of the login that may change the schema.
        app_dsn: connection string of the login the application works with.
        keys_owner_dsn: connection string of the login that may change the schema of the key store.
        keys_dsn: connection string of the key store for the application.
        embedded: whether it is our own server.
    """

    owner_dsn: str
    app_dsn: str
    keys_owner_dsn: str
    keys_dsn: str
    embedded: bool

    @property
    def signer_dsn(self) -> str:
        """Connection string of a login that may act as the log's signer."""
        return self.owner_dsn if self.embedded else self.app_dsn


def require_database(settings: Settings) -> None:
    """See that there is a database to ask, so that a slip of the pen does not make an empty one.

    Raises:
        Misconfigured: the data folder has none.
    """
    if not settings.dsn and not was_begun(settings.data):
        raise Misconfigured(
            f"{settings.data} 中没有账本；casebook demo、serve、migrate 或 import 会在那里新建一个。",
            f"There is no ledger in {settings.data}; casebook demo, serve, migrate or import begin one there.",
        )


@contextmanager
def open_database(
    settings: Settings, progress: Callable[[str, str], None] = quiet, lost: Callable[[], None] | None = None
) -> Iterator[Database]:
    """A database that answers, for as long as the block lasts.

    With `settings.dsn` that one. Otherwise the embedded server of `settings.data`: the one that runs, or one started
    here, to be stopped after the block, when its other users have finished. Enter the block in the main thread or in
    one that lives as long: the server ends with the thread that started it (see `casebook.postgres.server`).

    Args:
        settings: which database.
        progress: is told, in Chinese and in English, what takes long.
        lost: where given, an embedded server that ends by itself is started again; this is called, in another thread,
            when that fails: the block should end then, and the reason is raised at its end.

    Raises:
        Misconfigured: the connection string, the server's version or the data folder is wrong.
        Unavailable: the database does not answer or cannot be started now.
    """
    if settings.dsn:
        _check("CASEBOOK_DSN", settings.dsn)
        if settings.owner_dsn:
            _check("CASEBOOK_OWNER_DSN", settings.owner_dsn)
        if not settings.keys_dsn:
            raise Misconfigured(
                "CASEBOOK_KEYS_DSN：请指明存放密钥的数据库，不要与账本的相同。",
                "CASEBOOK_KEYS_DSN: name a database for the keys of what people wrote, other than that of the ledger.",
            )
        _check("CASEBOOK_KEYS_DSN", settings.keys_dsn)
        yield Database(
            settings.owner_dsn or settings.dsn, settings.dsn, settings.keys_dsn, settings.keys_dsn, embedded=False
        )
        return
    with shared_server(settings.data, progress, lost) as server:
        try:
            if settings.keys_dsn:
                _check("CASEBOOK_KEYS_DSN", settings.keys_dsn)
                keys = settings.keys_dsn, settings.keys_dsn
            else:
                _make_key_store(server.dsn(OWNER))
                keys = server.dsn(OWNER, KEYS), server.dsn(APP, KEYS)
            yield Database(server.dsn(OWNER), server.dsn(APP), *keys, embedded=True)
        except Unavailable as error:
            if shutil.disk_usage(server.home.path).free < _LITTLE:
                raise disk_full(settings.data) from error  # whatever the server says of it, or cannot say any more
            raise


def _make_key_store(owner_dsn: str) -> None:
    """Make the database of the key store where there is none: clusters of earlier releases have none."""
    try:
        with psycopg.connect(owner_dsn, autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (KEYS,)).fetchone() is None:
                connection.execute(f"CREATE DATABASE {KEYS}")
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        pass  # another process was first
    except psycopg.OperationalError as error:
        raise Unavailable from error


def _check(name: str, dsn: str) -> None:
    try:
        conninfo_to_dict(dsn)
        with psycopg.connect(dsn, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version
    except (psycopg.ProgrammingError, ValueError):
        # What the library says about a malformed string may repeat the password.
        raise _malformed(name) from None
    except psycopg.Error as error:
        if ": invalid " in str(error):
            raise _malformed(name) from None
        reason = decisive_line(str(error))
        raise Unavailable(
            f"无法连接 {name} 所指的数据库：{reason}", f"The database of {name} does not answer: {reason}"
        ) from error
    require_supported(version // 10_000)


def _malformed(name: str) -> Misconfigured:
    return Misconfigured(
        f"{name}：连接字符串的格式不对，应如 postgresql://用户@主机/数据库。",
        f"{name}: this is no connection string; it should look like postgresql://user@host/database.",
    )
