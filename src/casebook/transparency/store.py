"""The tables of the log, as the signer's own role sees them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.conninfo import make_conninfo

from casebook.errors import Misconfigured, Tampered, Unavailable
from casebook.proof.merkle import fold
from casebook.proof.tiles import HEIGHT, WIDTH, Tile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casebook.ledger.datastore import Rows

_OPTIONS: Final = "-c role=casebook_log -c timezone=UTC -c synchronous_commit=remote_apply"
"""Its commits wait for a synchronous standby, where there is one: what is signed is not lost with a machine."""

_ONE_SIGNER: Final = 4_104_12346

_KEEP: Final = """
INSERT INTO transparency.tiles (level, number, hashes, root)
SELECT * FROM unnest(%b::int[], %b::bigint[], %b::bytea[], %b::bytea[]) ON CONFLICT DO NOTHING
"""
_OTHERS: Final = """
SELECT u.level, u.number FROM unnest(%b::int[], %b::bigint[], %b::bytea[]) u(level, number, hashes)
WHERE NOT EXISTS (
  SELECT 1 FROM transparency.tiles t WHERE (t.level, t.number, t.hashes) = (u.level, u.number, u.hashes))
ORDER BY u.level, u.number LIMIT 1
"""
_ROOTS: Final = """
SELECT root FROM transparency.tiles WHERE level = %s AND number >= %s AND number < %s ORDER BY number
"""


@contextmanager
def log_connection(dsn: str) -> Iterator[Rows]:
    """A connection in the role that writes the log, each statement a transaction of its own.

    A statement that reads must not be left open: rows could be signed that are never committed.

    Raises:
        Misconfigured: the login may not act in that role.
        Unavailable: the database does not answer.
    """
    try:
        with psycopg.connect(make_conninfo(dsn, options=_OPTIONS), autocommit=True, connect_timeout=10) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise Misconfigured("该数据库账号不能用于签名。", "This login may not act as the signer.") from error
    except psycopg.OperationalError as error:
        raise Unavailable from error


@contextmanager
def signers_connection(dsn: str) -> Iterator[Rows]:
    """The same for the one signer there is.

    Raises:
        Misconfigured: as with `log_connection`.
        Unavailable: that too, or another signer is at work.
    """
    with log_connection(dsn) as connection:
        try:
            connection.execute("SET lock_timeout = '3s'")  # one that has just gone may still be seen
            connection.execute("SELECT pg_advisory_lock(%s)", (_ONE_SIGNER,))
        except psycopg.errors.LockNotAvailable as error:
            raise Unavailable("已有另一个签名进程在运行。", "Another signer is at work.") from error
        yield connection


class Store:
    """Tiles and checkpoints, written once and never changed."""

    def __init__(self, connection: Rows) -> None:
        self.connection = connection

    def origin(self) -> str:
        """The log's name."""
        [(origin,)] = self.connection.execute("SELECT origin FROM ledger.config").fetchall()
        return str(origin)

    def position(self) -> int:
        """Where the ledger ends."""
        [(position,)] = self.connection.execute("SELECT position FROM ledger.head", prepare=True).fetchall()
        return int(position)

    def keep(self, full: Sequence[tuple[Tile, bytes]]) -> None:
        """Keep these full tiles; those that are there must be the same.

        Raises:
            Tampered: another one is kept in the place of one.
        """
        if not full:
            return
        levels, numbers = [tile.level for tile, _ in full], [tile.number for tile, _ in full]
        hashes = [each for _, each in full]
        self.connection.execute(_KEEP, (levels, numbers, hashes, list(map(fold, hashes))), prepare=True)
        other = self.connection.execute(_OTHERS, (levels, numbers, hashes), prepare=True).fetchone()
        if other is not None:
            raise differs(Tile(*other))

    def roots(self, tile: Tile) -> bytes:
        """The hashes of a tile above the lowest level, from the tiles below it; fewer where some are missing."""
        first = tile.number * WIDTH
        found = self.connection.execute(_ROOTS, (tile.level - 1, first, first + tile.width)).fetchall()
        return b"".join(root for (root,) in found)

    def publish(self, size: int, note: bytes) -> None:
        """Let everybody see this checkpoint."""
        self.connection.execute(
            "INSERT INTO transparency.checkpoints (size, note) VALUES (%s, %s) ON CONFLICT DO NOTHING", (size, note)
        )

    def has_signed(self) -> int | None:
        """The size of the largest checkpoint that is published."""
        [(size,)] = self.connection.execute("SELECT max(size) FROM transparency.checkpoints").fetchall()
        return None if size is None else int(size)

    def alarm(self, why: Tampered) -> None:
        """Put down why nothing is signed, once for each reason."""
        self.connection.execute(
            "INSERT INTO transparency.alarms (position, zh, en) SELECT %(position)s, %(zh)s, %(en)s "
            "WHERE NOT EXISTS (SELECT 1 FROM transparency.alarms WHERE position = %(position)s AND en = %(en)s)",
            {"position": why.position, "zh": why.zh, "en": why.en},
        )


def differs(tile: Tile, nth: int = 0) -> Tampered:
    """What is said where the `nth` hash of a tile (or the tile as a whole) is not that of the ledger."""
    each = 1 << HEIGHT * tile.level
    first = (tile.number * WIDTH + nth) * each + 1
    last = first + each - 1
    return Tampered(
        first,
        f"账本第 {first} 至 {last} 号事件与已签名的不同。",
        f"The events at positions {first} to {last} are not those that were signed.",
    )
