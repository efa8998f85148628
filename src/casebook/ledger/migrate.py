"""Bring a database to the current schema, as its owner, once, however many processes ask at the same time."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING

import psycopg

from casebook.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = 4_104_12345
_BOOKKEEPING = """
CREATE TABLE IF NOT EXISTS public.casebook_migrations (
  name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
"""


def files() -> Iterator[tuple[str, str]]:
    """Name and text of every migration, in order."""
    folder = resources.files("casebook.ledger") / "schema"
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".sql"):
            yield path.name, path.read_text(encoding="utf-8")


def migrate(owner_dsn: str, *, zone: str = "Asia/Shanghai", origin: str = "casebook.example/log") -> list[str]:
    """Apply what is missing and return its names. Safe when many processes start at once.

    Raises:
        Misconfigured: an applied migration differs from the file of that name, the database is of another time zone, or
            the role may not do what is needed.
        Unavailable: the database does not answer.
    """
    try:
        with psycopg.connect(owner_dsn, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            return _apply(connection, zone, origin)
    except psycopg.errors.InsufficientPrivilege as error:
        reason = str(error).splitlines()[0]
        raise Misconfigured(
            f"该数据库账号无权建立或升级结构：{reason}", f"This login may not create or upgrade the schema: {reason}"
        ) from error
    except psycopg.OperationalError as error:
        raise Unavailable from error


def _apply(connection: psycopg.Connection[tuple[object, ...]], zone: str, origin: str) -> list[str]:
    known: dict[object, object] = {}
    if connection.execute("SELECT to_regclass('public.casebook_migrations')").fetchone() != (None,):
        known = dict(connection.execute("SELECT name, sha256 FROM public.casebook_migrations").fetchall())  # type: ignore[arg-type]
    done = []
    for name, text in files():
        digest = hashlib.sha256(text.encode()).hexdigest()
        if name in known:
            if known[name] != digest:
                raise Misconfigured(
                    f"数据库的结构版本与程序不符：{name}。",
                    f"The database was made by another release: {name} differs.",
                )
            continue
        with connection.transaction():
            connection.execute(_BOOKKEEPING)
            connection.execute(text)
            connection.execute("RESET ROLE")
            connection.execute("INSERT INTO public.casebook_migrations (name, sha256) VALUES (%s, %s)", (name, digest))
        done.append(name)
    _configure(connection, zone, origin)
    return done


def _configure(connection: psycopg.Connection[tuple[object, ...]], zone: str, origin: str) -> None:
    row = connection.execute("SELECT zone FROM ledger.config").fetchone()
    if row is None:
        connection.execute("INSERT INTO ledger.config (origin, zone) VALUES (%s, %s)", (origin, zone))
    elif row[0] != zone:
        raise Misconfigured(
            f"账本按时区 {row[0]} 计日，与设置的 {zone} 不同。", f"The ledger counts days in {row[0]}, not in {zone}."
        )
