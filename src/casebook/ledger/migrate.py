"""Bring a database to the current schema, as its owner, once, however many processes ask at the same time."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

import psycopg

from casebook.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Connection = psycopg.Connection[tuple[Any, ...]]

_LOCK = 4_104_12345
_KEYS = "keys_schema"
_BOOKKEEPING = """
CREATE TABLE IF NOT EXISTS public.casebook_migrations (
  name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
"""


def files(folder_name: str = "schema") -> Iterator[tuple[str, str]]:
    """Name and text of every migration of the ledger, or of another folder, in order."""
    folder = resources.files("casebook.ledger") / folder_name
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".sql"):
            yield path.name, path.read_text(encoding="utf-8")


def migrate(owner_dsn: str, *, zone: str = "Asia/Shanghai", origin: str = "casebook.example/log") -> list[str]:
    """Apply what is missing and return its names. Safe when many processes start at once.

    Where nothing is missing, any login that may read the ledger will do.

    Raises:
        Misconfigured: an applied migration differs from the file of that name, the database is of another time zone, or
            the role may not do what is needed.
        Unavailable: the database does not answer.
    """
    with owner_of(owner_dsn) as connection:
        if not _missing(connection, files()):
            _check_zone(connection, zone)
            return []
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        with connection.transaction():  # all or nothing, and with its settings: nobody sees a half-made ledger
            done = [_apply(connection, name, text, "casebook_app") for name, text in _missing(connection, files())]
            connection.execute(
                "INSERT INTO ledger.config (origin, zone) VALUES (%s, %s) ON CONFLICT DO NOTHING", (origin, zone)
            )
        _check_zone(connection, zone)
        return done


def migrate_keys(owner_dsn: str) -> list[str]:
    """Apply what the key store is missing and return its names, as `migrate` does.

    Raises:
        Misconfigured, Unavailable: as with `migrate`.
    """
    with owner_of(owner_dsn) as connection:
        if not _missing(connection, files(_KEYS)):
            return []
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        with connection.transaction():
            return [
                _apply(connection, name, text, "casebook_keys") for name, text in _missing(connection, files(_KEYS))
            ]


@contextmanager
def owner_of(dsn: str) -> Iterator[Connection]:
    """A connection for whoever may change the schema.

    Raises:
        Misconfigured: the login may not.
        Unavailable: the database does not answer.
    """
    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        reason = str(error).splitlines()[0]
        raise Misconfigured(
            f"该数据库账号无权建立或升级结构：{reason}", f"This login may not create or upgrade the schema: {reason}"
        ) from error
    except psycopg.OperationalError as error:
        raise Unavailable from error


def _missing(connection: Connection, wanted: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    known: dict[str, str] = {}
    if connection.execute("SELECT to_regclass('public.casebook_migrations')").fetchone() != (None,):
        known = dict(connection.execute("SELECT name, sha256 FROM public.casebook_migrations").fetchall())
    texts = list(wanted)
    for name, text in texts:
        if name in known and known[name] != _digest(text):
            raise Misconfigured(
                f"数据库的结构版本与程序不符：{name}。", f"The database was made by another release: {name} differs."
            )
    return [(name, text) for name, text in texts if name not in known]


def _apply(connection: Connection, name: str, text: str, reader: str) -> str:
    connection.execute(_BOOKKEEPING)
    connection.execute(text)
    connection.execute("RESET ROLE")
    connection.execute("INSERT INTO public.casebook_migrations (name, sha256) VALUES (%s, %s)", (name, _digest(text)))
    connection.execute(f"GRANT SELECT ON public.casebook_migrations TO {reader}")
    return name


def _check_zone(connection: Connection, zone: str) -> None:
    row = connection.execute("SELECT zone FROM ledger.config").fetchone()
    if row != (zone,):
        stands = row[0] if row else ""
        raise Misconfigured(
            f"账本按时区 {stands} 计日，与设置的 {zone} 不同。", f"The ledger counts days in {stands}, not in {zone}."
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
