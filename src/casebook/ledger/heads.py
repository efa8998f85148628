"""The last event of every stream: the tree of these heads out of the ledger, and the event that publishes its root.

What a record of it is and how it is checked stands in `casebook.proof.heads`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

from pydantic import Field

from casebook.petitions.event import Event, Sha256
from casebook.proof.heads import Place, Record
from casebook.proof.merkle import Unproven, leaf_hash
from casebook.proof.tiles import WIDTH, Appender, Tile, Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.ledger.datastore import Rows
    from casebook.proof.merkle import Head

STREAM: Final = UUID("6d1f4f0a-52c3-5b0e-9d57-3a1c0b7e8f42")
"""The stream of these events: one for each ledger."""

_AT_ONCE: Final = 10_000
_Many = Annotated[int, Field(ge=1, le=2**53)]

_LAST: Final = """
SELECT DISTINCT ON (originator_id) originator_id, originator_version, notification_id, leaf
FROM ledger.events WHERE notification_id <= %s ORDER BY originator_id, originator_version DESC
"""
_KEEP: Final = """
INSERT INTO casework.heads_tiles (level, number, hashes, first_stream)
SELECT * FROM unnest(%b::int[], %b::bigint[], %b::bytea[], %b::uuid[])
"""
_INDEX: Final = """
SELECT t.number * %(width)s + (
  SELECT count(DISTINCT e.originator_id) FROM ledger.events e
  WHERE e.originator_id >= t.first_stream AND e.originator_id < %(stream)s AND e.notification_id <= %(size)s)
FROM casework.heads_tiles t WHERE t.level = 0 AND t.first_stream <= %(stream)s ORDER BY t.first_stream DESC LIMIT 1
"""
_TILE: Final = "SELECT hashes FROM casework.heads_tiles WHERE level = %s AND number = %s"


class HeadsPublished(Event):
    """公布各诉求的最末事件: the root over the last event of each of so many streams, among the log's first events."""

    root: Sha256
    streams: _Many
    size: _Many


EVENTS: Final[dict[str, type[Event]]] = {HeadsPublished.stored_name(): HeadsPublished}
"""The one there is, under its stored name."""


def keep_heads(connection: Rows, size: int) -> Head:
    """The tree of heads among the first `size` events, kept in place of the one before; in memory is a part of it."""
    growing, firsts = Appender(), dict[int, UUID]()
    with connection.transaction(), connection.cursor(name="heads", binary=True) as cursor:
        connection.execute("DELETE FROM casework.heads_tiles")
        cursor.execute(_LAST, (size,))
        while rows := cursor.fetchmany(_AT_ONCE):
            nth = enumerate(rows, growing.size)
            firsts |= {index // WIDTH: stream for index, (stream, *_) in nth if index % WIDTH == 0}
            records = (Record(position - 1, leaf, str(stream), version) for stream, version, position, leaf in rows)
            _keep(connection, growing.extend(leaf_hash(bytes(record)) for record in records), firsts)
        _keep(connection, growing.partial(), firsts)
    return growing.head()


def _keep(connection: Rows, tiles: Sequence[tuple[Tile, bytes]], firsts: dict[int, UUID]) -> None:
    names = [tile for tile, _ in tiles]
    streams = [None if tile.level else firsts.pop(tile.number) for tile in names]
    columns = [tile.level for tile in names], [tile.number for tile in names], [hashes for _, hashes in tiles], streams
    connection.execute(_KEEP, columns)


def place_of(connection: Rows, stream: UUID, head: Head, size: int) -> Place | None:
    """Where a stream's record stands in the tree that is kept; None where that is another than this one.

    `size` says how many events of the log were counted; the stream must have begun among them.
    """
    tree = Tree(head.size, lambda tile: _hashes(connection, tile))
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        asked = {"width": WIDTH, "stream": stream, "size": size}
        row = connection.execute(_INDEX, asked).fetchone()
        try:
            if row is None or tree.head() != head:
                return None
            return Place(row[0], head.size, tree.inclusion(row[0]))
        except Unproven:
            return None


def _hashes(connection: Rows, tile: Tile) -> bytes:
    row = connection.execute(_TILE, (tile.level, tile.number), binary=True).fetchone()
    return b"" if row is None else bytes(row[0])
