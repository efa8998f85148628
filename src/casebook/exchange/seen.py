"""What a file has said so far, kept on disk: a file's size must not show in the importer's memory."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

from casebook.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from casebook.exchange.translate import Record

Standing = Literal["unchanged", "grown", "new"]
STANDINGS: Final[tuple[Standing, ...]] = ("unchanged", "grown", "new")
"""What an import can have meant for a petition, the strongest last."""

_TABLES: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE rows (petition BLOB, content BLOB, line INTEGER, PRIMARY KEY (petition, content)) WITHOUT ROWID;
CREATE TABLE petitions (petition BLOB PRIMARY KEY, standing INTEGER) WITHOUT ROWID;
"""
_PLACE: Final = """
INSERT INTO petitions VALUES (?, ?)
ON CONFLICT (petition) DO UPDATE SET standing = max(standing, excluded.standing)
"""


class Seen:
    """The rows of one file by petition and content, and how each petition stands. For several threads."""

    def __init__(self) -> None:
        # The empty name is a temporary database of its own, spilled to disk and gone when closed.
        self._store = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._store.executescript(_TABLES)
        self._mutex = threading.Lock()

    def close(self) -> None:
        """Forget everything."""
        self._store.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One thread at a time; a disk that is full is said as such."""
        try:
            with self._mutex:
                self._store.execute("BEGIN")
                yield self._store
                self._store.execute("COMMIT")
        except sqlite3.Error as error:
            raise Unavailable(
                "临时文件无法使用：可能磁盘已满。", f"A temporary file cannot be used: {error}"
            ) from error

    def first_time(self, records: Sequence[Record]) -> list[Record]:
        """Those records whose content is new in this file, each with the line where its key first stood.

        Raises:
            Unavailable: the disk is full.
        """
        known = self._known({record.petition_id.bytes for record in records})
        fresh = []
        for record in records:
            lines = known[record.petition_id.bytes]
            if record.content not in lines:
                record.first_line = min(lines.values(), default=None)
                lines[record.content] = record.line
                fresh.append(record)
        rows = [(record.petition_id.bytes, record.content, record.line) for record in fresh]
        with self._transaction() as store:
            store.executemany("INSERT INTO rows VALUES (?, ?, ?)", rows)
        return fresh

    def _known(self, petitions: set[bytes]) -> defaultdict[bytes, dict[bytes, int]]:
        known: defaultdict[bytes, dict[bytes, int]] = defaultdict(dict)
        marks = ",".join("?" * len(petitions))
        with self._transaction() as store:
            found = store.execute(
                f"SELECT petition, content, line FROM rows WHERE petition IN ({marks})",  # noqa: S608  question marks
                list(petitions),
            ).fetchall()
        for petition, content, line in found:
            known[petition][content] = line
        return known

    def place(self, standings: Iterable[tuple[UUID, Standing]]) -> None:
        """Note what the import meant for petitions; the strongest counts."""
        with self._transaction() as store:
            store.executemany(_PLACE, [(i.bytes, STANDINGS.index(standing)) for i, standing in standings])

    def standings(self) -> dict[Standing, int]:
        """How many petitions stand how."""
        with self._transaction() as store:
            found = dict(store.execute("SELECT standing, count(*) FROM petitions GROUP BY 1").fetchall())
        return {standing: found.get(place, 0) for place, standing in enumerate(STANDINGS)}
