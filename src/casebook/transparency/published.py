"""The log as everybody may read it: the newest checkpoint, the tiles, and the proofs that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from casebook.errors import Tampered
from casebook.ledger import layout
from casebook.proof.merkle import HASH, fold
from casebook.proof.tiles import ENTRIES, HEIGHT, WIDTH, Tile, Tree
from casebook.transparency.leaves import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from casebook.ledger.datastore import Rows

_NEWEST: Final = """
SELECT c.note, array_agg(s.line ORDER BY s.witness) FILTER (WHERE s.line IS NOT NULL)
FROM (SELECT size, note FROM transparency.checkpoints WHERE size <= %s ORDER BY size DESC LIMIT 1) c
  LEFT JOIN transparency.cosignatures s USING (size)
GROUP BY c.note
"""
_BEST: Final = """
SELECT size FROM (
  SELECT size, count(*) AS witnesses FROM transparency.cosignatures WHERE size >= %s GROUP BY size ORDER BY size DESC
  LIMIT 100) newest
ORDER BY witnesses DESC, size DESC LIMIT 1
"""
_FIRST: Final = "SELECT min(size) FROM transparency.checkpoints WHERE size >= %s"
_SIZE: Final = "SELECT max(size) FROM transparency.checkpoints"
_FULL: Final = "SELECT hashes FROM transparency.tiles WHERE level = %s AND number = %s"
_LEAVES: Final = """
SELECT leaf FROM ledger.events WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id
"""
_GAP: Final = """
SELECT min(n) FROM generate_series(%s::bigint, %s::bigint) n
WHERE NOT EXISTS (SELECT 1 FROM ledger.events e WHERE e.notification_id = n)
"""
_DIGESTS: Final = "SELECT encode(digest, 'hex') FROM ledger.documents ORDER BY 1"
_DOCUMENT: Final = "SELECT content FROM ledger.documents WHERE digest = decode(%s, 'hex')"
_ROOTS: Final = """
SELECT root FROM transparency.tiles WHERE level = %s AND number >= %s AND number < %s ORDER BY number
"""
_TILES: Final = """
SELECT t.level, t.number, t.hashes, t.root FROM unnest(%b::int[], %b::bigint[]) u (level, number)
JOIN transparency.tiles t ON (t.level, t.number) = (u.level, u.number)
"""
_COSIGNED: Final = """
SELECT c.size, c.note, array_agg(s.witness), array_agg(s.line)
FROM transparency.checkpoints c LEFT JOIN transparency.cosignatures s USING (size)
WHERE c.size > %(behind)s AND c.size <= %(until)s AND (c.size = %(until)s OR s.size IS NOT NULL
  OR EXISTS (SELECT 1 FROM transparency.stamps t WHERE t.size = c.size))
GROUP BY c.size ORDER BY c.size LIMIT 1000
"""
_STAMPS: Final = "SELECT size, stamped_at FROM transparency.stamps ORDER BY size"
_STAMP: Final = """
SELECT size, note, token, stamped_at FROM transparency.stamps JOIN transparency.checkpoints USING (size) WHERE size = %s
"""
_ENTRIES: Final = """
SELECT originator_id, originator_version, topic, state, notification_id, recorded_at, previous
FROM ledger.events WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id
"""


class Cosigned(NamedTuple):
    """What is kept at a size: the note as the log signed it, and by witness the line that is said to be theirs."""

    size: int
    note: bytes
    lines: dict[str | None, str | None]


class Stamp(NamedTuple):
    """What a time-stamping authority answered (RFC 3161), the note whose text it is about, and the time in it."""

    size: int
    note: bytes
    token: bytes
    at: datetime


class PublishedLog:
    """Reads what the signer has published; each question is answered from the tables' indexes."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Rows]], origin: str) -> None:
        self._connect = connect
        self._origin = origin

    def checkpoint(self, at_most: int = 2**62) -> bytes | None:
        """The newest signed note (of at most that size) with the cosignatures there are; None before the first.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            row = connection.execute(_NEWEST, (at_most,), prepare=True).fetchone()
        return None if row is None else bytes(row[0]) + "".join(f"{line}\n" for line in row[1] or ()).encode()

    def covering(self, position: int) -> bytes | None:
        """A signed note of a tree that has the event at this position: of the newest one that most witnesses cosigned.

        Without cosignatures the newest there is; None where the event is not signed yet.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            row = connection.execute(_BEST, (position,), prepare=True).fetchone()
        if row is not None:
            return self.checkpoint(row[0])
        return self.checkpoint() if position <= self.size() else None

    def first_covering(self, position: int) -> bytes | None:
        """The signed note of the smallest tree that has the event at this position; None where it is not signed yet.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            row = connection.execute(_FIRST, (position,), prepare=True).fetchone()
        return self.checkpoint(row[0]) if row and row[0] is not None else None

    def size(self) -> int:
        """How many entries are signed.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            row = connection.execute(_SIZE, prepare=True).fetchone()
        return row[0] if row and row[0] else 0

    def tile(self, tile: Tile) -> bytes | None:
        """Its hashes; None where the signed tree has no such tile.

        Raises:
            Unavailable: the database is gone.
        """
        return self._hashes(tile) if self._is_signed(tile) else None

    def tiles(self, wanted: Sequence[Tile]) -> dict[Tile, bytes]:
        """The hashes of these tiles as they are kept; a full one beside which another root is kept is left out.

        Raises:
            Unavailable: the database is gone.
        """
        full = [tile for tile in wanted if tile.width == WIDTH]
        asked = [tile.level for tile in full], [tile.number for tile in full]
        with self._connect() as connection:
            rows = connection.execute(_TILES, asked, prepare=True, binary=True).fetchall()
        kept = {Tile(level, number): hashes for level, number, hashes, root in rows if fold(hashes) == root}
        return kept | {tile: self._hashes(tile) for tile in wanted if tile.width < WIDTH}

    def cosigned(self, until: int) -> Iterator[Cosigned]:
        """Every signed note up to that of the size `until` that was cosigned or stamped, and that one, by size.

        Raises:
            Unavailable: the database is gone.
        """
        behind = -1
        while behind < until:
            with self._connect() as connection:
                rows = connection.execute(_COSIGNED, {"behind": behind, "until": until}).fetchall()
            if not rows:
                return
            yield from (Cosigned(size, note, dict(zip(names, lines, strict=True))) for size, note, names, lines in rows)
            behind = rows[-1][0]

    def stamps(self) -> list[tuple[int, datetime]]:
        """The sizes that an authority has stamped, and when, smallest first.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            return [(size, at) for size, at in connection.execute(_STAMPS).fetchall()]

    def stamp(self, size: int) -> Stamp | None:
        """The stamp of this size; None where there is none.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            row = connection.execute(_STAMP, (size,), binary=True).fetchone()
        return None if row is None else Stamp(*row)

    def entries(self, tile: Tile) -> bytes | None:
        """The entries as an entry bundle: each behind its length in two bytes, big-endian. Not for everybody.

        Raises:
            Unavailable: the database is gone.
        """
        if tile.level != ENTRIES or not self._is_signed(Tile(0, tile.number, tile.width)):
            return None
        first = tile.number * WIDTH
        with self._connect() as connection:
            rows = connection.execute(_ENTRIES, (first, first + tile.width), prepare=True, binary=True).fetchall()
        return b"".join(len(each).to_bytes(2) + each for each in map(self._entry, rows))

    def documents(self, kept: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """What events name by digest, but for those that are `kept` already: SHA-256, hexadecimal, and content.

        Raises:
            Unavailable: the database is gone.
        """
        with self._connect() as connection:
            digests = [row[0] for row in connection.execute(_DIGESTS).fetchall()]
        for digest in digests:
            if digest not in kept:
                with self._connect() as connection:
                    [(content,)] = connection.execute(_DOCUMENT, (digest,), binary=True).fetchall()
                yield digest, content

    def tree(self, size: int) -> Tree:
        """The tree of a signed size, for proofs; reads its tiles as they are asked for.

        Its methods raise `Tampered` where events or hashes are missing that were signed.
        """
        return Tree(size, self._whole)

    def _entry(self, row: tuple[Any, ...]) -> bytes:
        stream, version, topic, state, position, at, previous = row
        return layout.entry(layout.header(self._origin, position, at, previous, (stream, version, topic)), state)

    def _is_signed(self, tile: Tile) -> bool:
        return tile.number * WIDTH + tile.width <= self.size() >> HEIGHT * tile.level

    def _whole(self, tile: Tile) -> bytes:
        hashes = self._hashes(tile)
        if len(hashes) < tile.width * HASH:
            raise self._lacking(tile)
        return hashes

    def _lacking(self, tile: Tile) -> Tampered:
        first = (tile.number << HEIGHT * (tile.level + 1)) + 1
        if tile.level == 0 and tile.width < WIDTH:
            with self._connect() as connection:
                row = connection.execute(_GAP, (first, first + tile.width - 1)).fetchone()
            if row and row[0]:
                return missing(row[0], row[0])
        return Tampered(first, f"日志的 {tile.path} 不完整。", f"{tile.path} of the log is not whole.")

    def _hashes(self, tile: Tile) -> bytes:
        first = tile.number * WIDTH
        with self._connect() as connection:
            if tile.width == WIDTH:
                found = connection.execute(_FULL, (tile.level, tile.number), prepare=True, binary=True)
            elif tile.level:
                below = (tile.level - 1, first, first + tile.width)
                found = connection.execute(_ROOTS, below, prepare=True, binary=True)
            else:
                found = connection.execute(_LEAVES, (first, first + tile.width), prepare=True, binary=True)
            return b"".join(row[0] for row in found.fetchall())
