"""The library's own way to a read model: its ProjectionRunner, with a tally as its documents have it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL

if TYPE_CHECKING:
    from eventsourcing.persistence import Tracking


class Noted(DomainEvent):
    """One small event."""


class Source(Application[UUID]):
    """The application whose events are counted."""

    name = "source"


class TallyView(PostgresTrackingRecorder):
    """A count that moves with the position in one transaction."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS tally (name text PRIMARY KEY, n bigint)").format()
        )

    def count(self, name: str, tracking: Tracking) -> None:
        """One more of this kind."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("INSERT INTO tally VALUES (%s, 1) ON CONFLICT (name) DO UPDATE SET n = tally.n + 1", (name,))


class Tally(Projection[TallyView]):
    """Counts events by kind."""

    name = "tally"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """One event."""
        self.view.count(type(domain_event).__name__, tracking)


def store_events(dsn: str, events: int) -> None:
    """Store so many events in a table of the library's."""
    source = Source(_environment(dsn))
    for _ in range(events // 10):
        source.save(*(Noted(uuid4(), 1, Noted.create_timestamp()) for _ in range(10)))
    source.close()


def events_a_second(dsn: str, events: int) -> float:
    """Count them all from the first on; returns events a second."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS tally, tally_tracking")
    began = time.monotonic()
    with ProjectionRunner(
        application_class=Source, projection_class=Tally, view_class=TallyView, env=_environment(dsn)
    ) as runner:
        runner.wait(events, timeout=120)
        return events / (time.monotonic() - began)


def _environment(dsn: str) -> dict[str, str]:
    parts = conninfo_to_dict(dsn)
    names = {"DBNAME": "dbname", "HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    settings = {f"POSTGRES_{key}": str(parts.get(name, "")) for key, name in names.items()}
    return settings | {"PERSISTENCE_MODULE": "eventsourcing.postgres"}
