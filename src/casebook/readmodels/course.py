"""The course of one read model: step after step towards the head, and what to do where a step fails."""

from __future__ import annotations

import time
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import psycopg

from casebook.errors import Unavailable
from casebook.readmodels import progress, tables
from casebook.readmodels.definition import BadDefinition, Definition, parse
from casebook.readmodels.refresh import refresh

if TYPE_CHECKING:
    from uuid import UUID

    from psycopg import Connection

    from casebook.ledger.datastore import Datastore
    from casebook.readmodels.tables import Shape

BATCH: Final = 1_000
"""So many positions are taken in by one step."""

_LONGEST_DELAY: Final = 60.0


class Pace(Enum):
    """How a step went."""

    LEVEL = "the model is at the head"
    MOVED = "it moved, or will try a smaller step"
    HELD = "another follower has it, or it is not built yet"
    STOPPED = "its next event cannot be taken in"


class Course:
    """Follows one read model, as the version that its live tables were made of."""

    def __init__(self, datastore: Datastore, name: str, holder: UUID, batch: int = BATCH) -> None:
        self.name = name
        self.position = -1
        self._datastore = datastore
        self._holder = holder
        self._batch = self._limit = batch
        self._known: tuple[Definition, Shape] | None = None
        self._span = (0, 0)
        self._delay = 1.0
        self._retry_at = 0.0

    def step(self, head: int, *, at_once: bool = False) -> Pace:
        """Take in the next events, up to `head`. A stopped model is tried again from time to time, or `at_once`.

        Raises:
            Unavailable: the database is gone.
        """
        if self.position >= head:
            return Pace.LEVEL
        if time.monotonic() < self._retry_at and not at_once:
            return Pace.STOPPED
        self._span = (0, 0)
        try:
            return self._taken(head)
        except Unavailable as error:
            if not progress.cannot_take(error.__cause__):
                raise
            return self._failed(error.__cause__ or error)
        except psycopg.Error as error:
            if not progress.cannot_take(error):
                raise Unavailable from error
            return self._failed(error)
        except BadDefinition as error:
            return self._failed(error)

    def _taken(self, head: int) -> Pace:
        with self._datastore.connection() as connection, connection.transaction():
            connection.execute(progress.LIMITS)
            held = progress.hold(connection, self.name, self._holder)
            if held is None:
                return Pace.HELD
            sha256, after = held
            until = min(head, after + self._limit)
            if until > after:
                self._span = (after, until)
                definition, shape = self._version(connection, sha256)
                refresh(connection, definition, shape, tables.LIVE, after, until)
                if not progress.move(connection, definition, self._holder, after, until):
                    raise Unavailable
        self.position = max(after, until)
        self._limit = min(self._batch, self._limit * 2)
        self._delay, self._retry_at = 1.0, 0.0
        return Pace.MOVED if until > after else Pace.LEVEL

    def _version(self, connection: Connection[Any], sha256: str) -> tuple[Definition, Shape]:
        """What the live tables were made of: not always what the file says now."""
        if self._known is None or self._known[0].sha256 != sha256:
            query = "SELECT source FROM readmodels.progress WHERE name = %s"
            row = connection.execute(query, (self.name,)).fetchone()
            definition = parse(row[0] if row else "", f"{self.name}.sql")
            shape = tables.shape_of(connection, definition)
            if shape is None:
                raise Unavailable
            self._known = (definition, shape)
        return self._known

    def _failed(self, error: BaseException) -> Pace:
        """Narrow the step down to the one event that cannot be taken in; what comes before it is taken in."""
        after, until = self._span
        if until - after > 1:
            self._limit = (until - after) // 2
            return Pace.MOVED
        with self._datastore.connection() as connection, connection.transaction():
            if progress.hold(connection, self.name, self._holder) is None:
                return Pace.HELD
            progress.stop(connection, self.name, until, progress.reason_of(error))
        self._limit = 1
        self._retry_at = time.monotonic() + self._delay
        self._delay = min(_LONGEST_DELAY, self._delay * 2)
        return Pace.STOPPED
