"""Keeps what can be searched up to date: fills it from ledger and vault, follows, forgets."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg

from casebook.errors import Behind, CasebookError, Unavailable
from casebook.petitions.events import Submitted
from casebook.petitions.petition import fold
from casebook.readmodels import progress
from casebook.readmodels.search.grams import grams
from casebook.readmodels.search.texts import is_searched, texts_of
from casebook.readmodels.shadow import quiet

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from psycopg import Connection

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.readmodels.shadow import Progress

NAME: Final = "search"
PETITIONS: Final = 500
"""So many petitions are taken in by one step."""

POSITIONS: Final = 1_000
"""So many positions of the ledger are looked at by one step."""

CLEANED_EVERY: Final = 3600
"""Seconds: after words were erased the table is written anew, at most so often."""

_PAUSES: Final = (0.01, 0.2)
_PAUSE_AFTER_TROUBLE: Final = 1.0
_LONGEST_LOOK: Final = 0.05
_log = logging.getLogger(__name__)

_BEGIN: Final = """
INSERT INTO search.progress (position, total)
SELECT (SELECT position FROM ledger.head), (SELECT count(*) FROM ledger.events WHERE topic = 'submitted')
ON CONFLICT DO NOTHING
"""
_NEXT: Final = """
SELECT originator_id FROM ledger.events
WHERE originator_version = 1 AND topic = 'submitted' AND (%(last)s::uuid IS NULL OR originator_id > %(last)s)
ORDER BY originator_id LIMIT %(limit)s
"""
_TOUCHED: Final = (
    "SELECT DISTINCT originator_id FROM ledger.events WHERE notification_id > %s AND notification_id <= %s"
)
_INSERT: Final = """
INSERT INTO search.texts (petition_id, circles, content, grams) VALUES (%s, %s, %s, array_to_tsvector(%s::text[]))
"""
_INDEX: Final = "CREATE INDEX IF NOT EXISTS texts_grams ON search.texts USING gin (grams) WITH (fastupdate = off)"
_UNCLEAN: Final = """
SELECT 1 FROM search.progress
WHERE NOT building AND forgotten > cleaned AND cleaned_at < now() - make_interval(secs => %s) FOR UPDATE SKIP LOCKED
"""
_STANDING: Final = """
SELECT p.position, h.position, p.building, p.built, p.total, p.updated_at FROM search.progress p, ledger.head h
"""


@dataclass(frozen=True, slots=True)
class SearchStanding:
    """How far the search is.

    Attributes:
        position: everything up to here can be found.
        head: the last position of the ledger.
        building: whether it is being filled: then nothing is answered yet.
        built: of how many petitions the words are in while it is filled.
        total: how many there were when that began.
        updated_at: when it last moved.
    """

    position: int
    head: int
    building: bool
    built: int
    total: int
    updated_at: datetime

    @property
    def lag(self) -> int:
        """How many positions it is behind."""
        return max(0, self.head - self.position)


class SearchIndex:
    """What can be searched; any number of processes may keep it: each step is one's alone and whole."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._datastore = ledger.datastore

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop` is set; whatever happens meanwhile, it goes on."""
        shortest, longest = _PAUSES
        pause = shortest
        while not stop.is_set():
            try:
                pause = shortest if self.step() else min(longest, pause * 2)
            except (CasebookError, psycopg.Error) as error:
                _log.warning("the search waits: %s", progress.reason_of(error))
                pause = _PAUSE_AFTER_TROUBLE
            stop.wait(pause)

    def catch_up(self, told: Progress = quiet) -> None:
        """Fill it where it is empty, and bring it to where the head is now.

        Raises:
            Unavailable: the database is gone.
        """
        while True:
            moved = self.step()
            found = self.standing()
            if found is not None and found.building:
                told(NAME, found.built, found.total)
            elif not moved and found is not None and found.lag == 0:
                return
            elif not moved:
                time.sleep(_PAUSES[0])  # another process is at it

    def step(self) -> bool:
        """Take in the next petitions, all or nothing; False where there was nothing to do or another process does it.

        Raises:
            Unavailable: the database is gone.
            psycopg.Error: something cannot be stored.
        """
        with self._datastore.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL synchronous_commit = off; SET LOCAL enable_seqscan = off")
            row = connection.execute(
                "SELECT position, built_to, building FROM search.progress FOR UPDATE SKIP LOCKED"
            ).fetchone()
            if row is None:
                return self._begun(connection)
            position, built_to, building = row
            moved = self._fill(connection, built_to) if building else self._follow(connection, position)
        return moved or self._clean()

    def standing(self) -> SearchStanding | None:
        """How far it is; None before it is begun, as after a crash of the server."""
        with self._datastore.connection() as connection:
            row = connection.execute(_STANDING).fetchone()
        return None if row is None else SearchStanding(*row)

    def wait(self, position: int | None, timeout: float) -> None:
        """Return when everything up to `position`, or what was there when it was filled, can be found.

        Raises:
            Behind: it cannot after `timeout` seconds, or is being filled.
        """
        deadline = time.monotonic() + timeout
        while True:
            found = self.standing()
            if found is not None and not found.building and found.position >= (position or 0):
                return
            if found is None or found.building or time.monotonic() > deadline:
                raise Behind("检索正在建立，请稍后再试。", "The search is being built; try again later.")
            time.sleep(_LONGEST_LOOK)

    def _begun(self, connection: Connection[Any]) -> bool:
        """Begin where nothing is there; the index comes last, which is faster."""
        if connection.execute(_BEGIN).rowcount == 0:
            return False
        connection.execute("TRUNCATE search.texts, search.stale")
        connection.execute("DROP INDEX IF EXISTS search.texts_grams")
        return True

    def _fill(self, connection: Connection[Any], built_to: UUID | None) -> bool:
        rows = connection.execute(_NEXT, {"last": built_to, "limit": PETITIONS}).fetchall()
        petitions = [row[0] for row in rows]
        self._take_in(connection, petitions)
        last = petitions[-1] if petitions else built_to
        connection.execute(
            "UPDATE search.progress SET built_to = %s, built = built + %s, updated_at = clock_timestamp()",
            (last, len(petitions)),
        )
        if len(petitions) < PETITIONS:
            connection.execute(_INDEX)
            connection.execute("ANALYZE search.texts")
            connection.execute("UPDATE search.progress SET building = false, built_to = NULL")
        return True

    def _follow(self, connection: Connection[Any], position: int) -> bool:
        stale = [row[0] for row in connection.execute("DELETE FROM search.stale RETURNING petition_id")]
        until = min(progress.head(connection), position + POSITIONS)
        if until == position and not stale:
            return False
        touched = [row[0] for row in connection.execute(_TOUCHED, (position, until))]
        self._take_in(connection, list({*stale, *touched}))
        connection.execute("UPDATE search.progress SET position = %s, updated_at = clock_timestamp()", (until,))
        return True

    def _clean(self) -> bool:
        """Write the table anew where words were erased: till then the index, and the pages, have bytes of them."""
        with self._datastore.connection() as connection, connection.transaction():
            if connection.execute(_UNCLEAN, (CLEANED_EVERY,)).fetchone() is None:
                return False
            connection.execute("SELECT search.write_anew()")
        return True

    def _take_in(self, connection: Connection[Any], petitions: Sequence[UUID]) -> None:
        """Make the texts of these petitions anew, as they stand now."""
        connection.execute("DELETE FROM search.texts WHERE petition_id = ANY (%s)", (list(petitions),))
        rows = self._rows(petitions)
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)

    def _rows(self, petitions: Sequence[UUID]) -> list[tuple[Any, ...]]:
        """The rows of these petitions; one that cannot be read is left out and named in the log, and stops no other."""
        try:
            opened = self._ledger.open(self._ledger.histories(petitions), is_searched)
        except Unavailable:
            raise
        except CasebookError as error:
            if len(petitions) > 1:
                return [row for petition in petitions for row in self._rows([petition])]
            _log.warning("petition %s cannot be searched: %s", petitions[0], error.en)
            return []
        return [row for history in _by_petition(opened) for row in _rows_of(history)]


def _by_petition(entries: Sequence[Entry]) -> list[list[Entry]]:
    found: dict[UUID, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.petition_id, []).append(entry)
    return [history for history in found.values() if isinstance(history[0].event, Submitted)]


def _rows_of(history: Sequence[Entry]) -> list[tuple[Any, ...]]:
    petition = fold(history)
    texts = texts_of(petition, history) if petition else {}
    return [(history[0].petition_id, sorted(map(str, of)), text, sorted(grams(text))) for text, of in texts.items()]
