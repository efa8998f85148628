"""The next version of a read model, built beside the live one by several connections at one fixed position."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from casebook.errors import Unavailable
from casebook.readmodels import progress, statements, tables
from casebook.readmodels.refresh import refresh
from casebook.readmodels.tables import SHADOW, Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection

    from casebook.ledger.datastore import Datastore
    from casebook.readmodels.definition import Definition

    Progress = Callable[[str, int, int], None]

RANGE: Final = 2_000_000
"""About so many events are loaded by one statement: few, since each range of petitions may read the whole ledger."""

PETITIONS: Final = 20_000
"""So many petitions are loaded by one statement where a model names those it has rows of."""

STEP: Final = 5_000
"""So many positions are caught up in one transaction."""

_SAMPLE: Final = 20_000
_TOO_FEW: Final = 5_000
_LOADING: Final = """
SET LOCAL work_mem = '128MB'; SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL random_page_cost = 1.1;
SET LOCAL synchronous_commit = off; SET LOCAL client_connection_check_interval = '1s';
SET LOCAL statement_timeout = '2h'; SET LOCAL jit = off
"""


class AlreadyRebuilding(Unavailable):
    """该读模型正在由另一进程重建。 | Another process is rebuilding this read model."""


def quiet(_name: str, _done: int, _total: int) -> None:
    """Takes the progress that nobody wants to see."""


@contextmanager
def alone(datastore: Datastore, name: str) -> Iterator[None]:
    """Be the only one who builds this model; a process that dies leaves no trace.

    Raises:
        AlreadyRebuilding: somebody else does.
    """
    with datastore.connection() as connection:
        key = f"casebook/rebuild/{name}"
        row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (key,)).fetchone()
        if row != (True,):
            raise AlreadyRebuilding
        try:
            yield
        finally:
            if not connection.broken:
                connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", (key,))


@dataclass(slots=True)
class Shadow:
    """Tables in the shadow schema.

    Attributes:
        position: everything up to here is in them.
    """

    datastore: Datastore
    definition: Definition
    shape: Shape
    position: int

    @classmethod
    def build(
        cls, datastore: Datastore, definition: Definition, position: int, workers: int, told: Progress = quiet
    ) -> Shadow:
        """Load everything up to `position`, with `workers` connections, then make the indexes.

        Raises:
            BadDefinition: PostgreSQL does not understand a section.
            psycopg.Error: an event cannot be taken in.
            Unavailable: the database is gone.
        """
        with datastore.connection() as connection, connection.transaction():
            connection.execute(_LOADING)
            shape = tables.make(connection, definition)
        shadow = cls(datastore, definition, shape, position)
        shadow._load(workers, told)
        with datastore.connection() as connection, connection.transaction():
            connection.execute(_LOADING)
            tables.index(connection, definition)
        return shadow

    def _load(self, workers: int, told: Progress) -> None:
        cuts = self._cuts(workers)
        told(self.definition.name, 0, self.position)
        with ThreadPoolExecutor(workers, "rebuild") as pool:
            loading = [pool.submit(self._load_cut, *cut) for cut in cuts]
            try:
                for done, future in enumerate(as_completed(loading), 1):
                    future.result()
                    told(self.definition.name, self.position * done // len(cuts), self.position)
            finally:
                for future in loading:
                    future.cancel()
        if self.definition.totals:
            self._load_totals()

    def _load_cut(self, cut: sql.Composable, span: dict[str, Any]) -> None:
        span = {"until": self.position} | span
        with self.datastore.connection() as connection, connection.transaction():
            connection.execute(_LOADING)
            if not self.definition.petitions:
                insert = statements.insert_rows(self.definition, self.shape, SHADOW, cut)
                connection.execute(insert, span, prepare=False)
                return
            # In two statements: with the petitions in hand PostgreSQL knows how few they are, and reads only those.
            insert = statements.insert_rows(self.definition, self.shape, SHADOW, statements.TOUCHED)
            found = connection.execute(statements.candidates(self.definition, cut), span, prepare=False, binary=True)
            while some := found.fetchmany(PETITIONS):
                connection.execute(insert, span | {"petitions": [petition for (petition,) in some]}, prepare=False)

    def _load_totals(self) -> None:
        parts = sql.Identifier(SHADOW, self.definition.parts)
        insert = sql.SQL("INSERT INTO {} ({}) {}").format(
            sql.Identifier(SHADOW, self.definition.name),
            statements.names(self.shape.keys + self.shape.sums),
            statements.sums(self.shape, parts),
        )
        with self.datastore.connection() as connection, connection.transaction():
            connection.execute(_LOADING)
            connection.execute(insert)

    def _cuts(self, workers: int) -> list[tuple[sql.Composable, dict[str, Any]]]:
        """Ranges that together are the whole history: of positions where rows are of events, else of petitions."""
        pieces = 1 if self.position < _TOO_FEW else workers * -(-self.position // (RANGE * workers))
        if self.definition.grain == "event":
            ends = [self.position * piece // pieces for piece in range(pieces + 1)]
            return [(statements.NEW, {"after": a, "until": b}) for a, b in pairwise(ends)]
        borders = [None, *self._borders(pieces), None]
        return [_between(low, high) for low, high in pairwise(borders)]

    def _borders(self, pieces: int) -> list[Any]:
        """Petition ids that cut the ledger into about equal pieces."""
        if pieces == 1:
            return []
        percent = min(100.0, 100.0 * _SAMPLE / self.position)
        with self.datastore.connection() as connection:
            row = connection.execute(
                "SELECT percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY originator_id) "
                "FROM ledger.events TABLESAMPLE SYSTEM (%s)",
                ([piece / pieces for piece in range(1, pieces)], percent),
            ).fetchone()
        return sorted({border for border in (row and row[0]) or [] if border is not None})

    def follow(self, until: int, told: Progress = quiet) -> None:
        """Catch up with the ledger, step by step.

        Raises:
            psycopg.Error: an event cannot be taken in.
        """
        while self.position < until:
            step = min(until, self.position + STEP)
            with self.datastore.connection() as connection, connection.transaction():
                connection.execute(progress.LIMITS)
                self.advance(connection, step)
            self.position = step
            told(self.definition.name, self.position, until)

    def advance(self, connection: Connection[Any], until: int) -> None:
        """One step in the caller's transaction, who sets `position` when it is committed."""
        refresh(connection, self.definition, self.shape, SHADOW, self.position, until)

    def drop(self) -> None:
        """Drop the tables."""
        with self.datastore.connection() as connection:
            tables.drop(connection, self.definition.name, SHADOW)


def _between(low: object, high: object) -> tuple[sql.Composable, dict[str, Any]]:
    cut = [statements.UNTIL]
    if low is not None:
        cut.append(sql.SQL("petition_id >= %(low)s"))
    if high is not None:
        cut.append(sql.SQL("petition_id < %(high)s"))
    return sql.SQL(" AND ").join(cut), {"low": low, "high": high}
