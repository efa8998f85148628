"""The library's recorder, with one door for every append and reads that verify."""

from __future__ import annotations

import time
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import psycopg
from eventsourcing.persistence import DataError, IntegrityError, Notification, OperationalError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder

from casebook.errors import Tampered, Unavailable
from casebook.ledger import layout
from casebook.ledger.datastore import PATIENCE
from casebook.ledger.links import check_links
from casebook.ledger.stored import Drafted, Outcome, Save, Stored
from casebook.ledger.subscription import PollingSubscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from eventsourcing.persistence import ApplicationRecorder, Subscription

    from casebook.ledger.datastore import Datastore

APPEND: Final = """
SELECT outcome, petition_id, version, first_position, last_position, at FROM ledger.append(
  %b::uuid[], %b::bytea[], %b::int[], %b::int[],
  %b::uuid[], %b::bigint[], %b::int[], %b::text[], %b::bytea[], %b::text[],
  %b::int[], %b::uuid[], %b::bytea[])
"""
"""The one statement that writes; its parameters are those of `parameters`."""
_COLUMNS: Final = "originator_id, originator_version, topic, state, notification_id, recorded_at, previous, leaf"


class LedgerRecorder(PostgresApplicationRecorder):
    """Records through `ledger.append`; never locks the table, never notifies inside the append, creates no tables."""

    def __init__(self, datastore: Datastore, *, events_table_name: str = "events") -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.sql_create_statements.clear()  # the schema is the migrations'
        self.store = datastore
        self._origin: str | None = None

    @property
    def origin(self) -> str:
        """The log's own name, which is hashed into every entry."""
        if self._origin is None:
            with self.store.connection() as connection:
                row = connection.execute("SELECT origin FROM ledger.config").fetchone()
            if row is None:
                raise Unavailable("数据库尚未初始化。", "The database is not migrated yet.")
            self._origin = str(row[0])
        return self._origin

    def append_with(self, save: Save, document: bytes) -> Outcome:
        """Store one save, and in the same transaction the document whose digest its last event holds.

        Raises:
            Unavailable: the database is gone.
        """
        with self.store.connection() as connection, connection.transaction():
            (row,) = connection.execute(APPEND, parameters([save]), prepare=True, binary=True).fetchall()
            outcome = Outcome(*row)
            if outcome.kind == "stored":
                connection.execute("SELECT ledger.keep(%s, %s)", (outcome.last_position, document))
        return outcome

    def append_all(self, saves: Sequence[Save]) -> Sequence[Outcome]:
        """Store many saves in one transaction, each with its own outcome.

        Where the connection is lost it is settled by key: who asks the door again gets the first answer.

        Raises:
            Unavailable: the database is gone; if all saves have keys, it stayed gone for PATIENCE seconds.
        """
        arrays = parameters(saves)
        settled_by_key = all(save.key is not None for save in saves)
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                with self.store.connection() as connection:
                    rows = connection.execute(APPEND, arrays, prepare=True, binary=True).fetchall()
                    return [Outcome(*row) for row in rows]
            except Unavailable:
                if not settled_by_key or time.monotonic() > give_up:
                    raise
                time.sleep(0.05)

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The library's way in; returns positions.

        Raises:
            IntegrityError: another version was there.
        """
        if not stored_events:
            return None
        try:
            (outcome,) = self.append_all([Save(stored_events)])
        except psycopg.DataError as error:
            raise DataError(str(error)) from error
        except psycopg.IntegrityError as error:
            raise IntegrityError(str(error)) from error
        except Unavailable as error:
            raise OperationalError(str(error)) from error
        if outcome.kind != "stored" or outcome.first_position is None:
            raise IntegrityError(f"{outcome.petition_id} stands at version {outcome.version}")
        return list(range(outcome.first_position, outcome.first_position + len(stored_events)))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one petition, each checked against its leaf and the one before it.

        Raises:
            Tampered: one does not match, or is missing between two others.
        """
        order = "DESC" if desc else "ASC"
        found = self._select(
            "originator_id = %s AND originator_version > %s AND originator_version <= %s "
            f"ORDER BY originator_version {order} LIMIT %s",
            (originator_id, -1 if gt is None else gt, 2**62 if lte is None else lte, limit),
        )
        check_links(found[::-1] if desc else found, whole=gt is None and not desc)
        return found

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The events from a position on, each checked against its leaf.

        Raises:
            Tampered: one does not match.
        """
        after = (start or 0) - (1 if inclusive_of_start else 0)
        stored = self.select_range(after, limit, stop, topics)
        return [Notification(s.originator_id, s.originator_version, s.topic, s.state, s.position) for s in stored]

    def select_range(self, after: int, limit: int, stop: int | None = None, topics: Sequence[str] = ()) -> list[Stored]:
        """At most `limit` events behind position `after`, in order, each checked against its leaf.

        Raises:
            Tampered: one does not match.
        """
        return self._select(
            "notification_id > %s AND notification_id <= %s AND (%s::text[] IS NULL OR topic = ANY (%s)) "
            "ORDER BY notification_id LIMIT %s",
            (after, 2**62 if stop is None else stop, list(topics) or None, list(topics) or None, limit),
        )

    def select_firsts(self, originators: Sequence[UUID]) -> list[Stored]:
        """The first event of each petition, in one query, each checked against its leaf.

        Raises:
            Tampered: one does not match.
        """
        return self._select("originator_id = ANY (%s) AND originator_version = 1", (list(originators),))

    def select_histories(self, originators: Sequence[UUID]) -> list[Stored]:
        """Every event of each petition in its order, in one query, each checked against its leaf.

        Raises:
            Tampered: one does not match.
        """
        return self._select("originator_id = ANY (%s) ORDER BY originator_id, originator_version", (list(originators),))

    def select_named(self, topics: Sequence[str]) -> list[Stored]:
        """Every event of these names in order, each checked against its leaf; for names that an index knows.

        Raises:
            Tampered: one does not match.
        """
        names = ", ".join(f"'{topic}'" for topic in topics)  # written out, or the index of few names is not seen
        return self._select(f"topic IN ({names}) ORDER BY notification_id", ())

    def max_notification_id(self) -> int | None:
        """The last position, or None in an empty ledger."""
        with self.store.connection() as connection:
            row = connection.execute("SELECT nullif(position, 0) FROM ledger.head", prepare=True).fetchone()
        return None if row is None else row[0]

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Follow the ledger from behind position `gt`."""
        return PollingSubscription(self, gt, topics)

    def _select(self, condition: str, parameters: tuple[Any, ...]) -> list[Stored]:
        statement = f"SELECT {_COLUMNS} FROM ledger.events WHERE {condition}"  # noqa: S608  constants of this module
        with self.store.connection() as connection:
            rows = connection.execute(statement, parameters, prepare=True, binary=True).fetchall()
        return list(self.verified(Stored(*row) for row in rows))

    def verified(self, events: Iterable[Stored]) -> Iterable[Stored]:
        """The same events, each checked against its leaf.

        Raises:
            Tampered: one does not match.
        """
        origin = self.origin
        for stored in events:
            place = (stored.originator_id, stored.originator_version, stored.topic)
            head = layout.header(origin, stored.position, stored.recorded_at, stored.previous, place)  # type: ignore[arg-type]
            if layout.leaf(head, stored.state) != stored.leaf:
                raise Tampered(stored.position)
            yield stored


def parameters(saves: Sequence[Save]) -> tuple[list[Any], ...]:
    """The door's thirteen arrays; words name their event by its place, from 1."""
    events = [event for save in saves for event in save.events]
    lasts = list(accumulate(len(save.events) for save in saves))
    drafted = [(place, event) for place, event in enumerate(events, 1) if isinstance(event, Drafted)]
    words = [(place, event.words) for place, event in drafted if event.words]
    return (
        [save.key for save in saves],
        [save.digest for save in saves],
        [last - len(save.events) + 1 for last, save in zip(lasts, saves, strict=True)],
        lasts,
        [event.originator_id for event in events],
        [event.originator_version for event in events],
        [step for save in saves for step in _steps(save.events)],
        [event.topic for event in events],
        [event.state for event in events],
        [getattr(event, "series", None) for event in events],
        [place for place, _ in words],
        [word.subject for _, word in words],
        [word.envelope for _, word in words],
    )


def _steps(events: Sequence[StoredEvent]) -> Iterator[int]:
    """Each event's place among the save's events of the same petition, from 0."""
    seen: dict[UUID | str, int] = {}
    for event in events:
        step = seen.get(event.originator_id, 0)
        yield step
        seen[event.originator_id] = step + 1
