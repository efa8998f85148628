"""Asks read models: who may, what stands there now, and what stood there on a past day."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003  dataclass fields
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from casebook.errors import Behind, CasebookError, NotFound, NotPermitted, Unavailable
from casebook.readmodels import progress, statements, tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casebook.ledger.datastore import Datastore, Rows
    from casebook.readmodels.definition import Definition, Query
    from casebook.readmodels.progress import Standing

_LONGEST_LOOK: Final = 0.02
_POSITION: Final = "SELECT position FROM readmodels.progress WHERE name = %s"
_MIDNIGHT: Final = "((%(as_of)s::date + 1)::timestamp AT TIME ZONE (SELECT zone FROM ledger.config))"


class TooSlow(CasebookError):
    """查询时间过长，请缩小范围。 | This takes too long to answer; ask for less."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """A past state: exactly one of the three.

    Attributes:
        position: with everything up to this place in the ledger.
        until: with everything that had happened by this instant.
        on: with everything that had happened by the end of this day in the city.
        known: count what the ledger had recorded by then, not what had happened by then.
        as_sealed_then: leave open what has been sealed since, even in what everybody reads: for whoever counts again a
            table that was published then.
    """

    position: int | None = None
    until: datetime | None = None
    on: date | None = None
    known: bool = False
    as_sealed_then: bool = False

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.position, self.until, self.on)) != 1:
            raise ValueError("one of position, until and on")

    @property
    def value(self) -> int | datetime | date | None:
        """The one that is given."""
        return next(value for value in (self.position, self.until, self.on) if value is not None)

    def cut(self) -> sql.Composable:
        """The condition that the history is cut with; its parameter is `as_of`."""
        if self.position is not None:
            return sql.SQL("position <= %(as_of)s")
        if self.until is not None:
            return sql.SQL("recorded_at <= %(as_of)s" if self.known else "happened_at <= %(as_of)s")
        return sql.SQL(f"recorded_at < {_MIDNIGHT}" if self.known else "happened_on <= %(as_of)s")


class Reader:
    """Answers questions out of read models."""

    def __init__(self, datastore: Datastore, definitions: Mapping[str, Definition], *, timeout: float = 10.0) -> None:
        """Read from `datastore`; a question that takes longer than `timeout` seconds is given up."""
        self._datastore = datastore
        self._definitions = definitions
        self._begin = sql.SQL(
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = {}; "
            "SET LOCAL search_path = {}, pg_temp; "
        ).format(sql.Literal(f"{round(timeout * 1000)}ms"), sql.Identifier(tables.LIVE))

    def patient(self, timeout: float) -> Reader:
        """The same reader, for questions that may take so many seconds."""
        return Reader(self._datastore, self._definitions, timeout=timeout)

    def definition(self, model: str) -> Definition:
        """What a model is, whoever asks.

        Raises:
            NotFound: there is no such model.
        """
        if model not in self._definitions:
            raise NotFound(f"没有读模型 {model}。", f"There is no read model {model}.")
        return self._definitions[model]

    def ask(
        self,
        model: str,
        query: str,
        params: Mapping[str, Any] | None = None,
        role: str = "public",
        *,
        at: AsOf | None = None,
    ) -> list[dict[str, Any]]:
        """The rows that answer a query section of a model, for somebody in `role`, now or `at` a past state.

        Parameters (`params`) that are not given are NULL; `limit` should be given where the query has it.

        Raises:
            NotFound: no such model, query or parameter.
            NotPermitted: this role may not read the model.
            Behind: the model is not built yet.
            TooSlow: the answer takes too long.
            Unavailable: the database is gone.
        """
        definition, asked, given = self._asked(model, query, params or {}, role)
        with self._answering(definition) as connection:
            statement: sql.Composable = sql.SQL(asked.text)
            if at is not None:
                shape = tables.shape_of(connection, definition)
                if shape is None:
                    raise Behind
                hides = definition.is_told_outside and not at.as_sealed_then
                whence = statements.SEALED_SINCE if hides else statements.HISTORY
                statement = statements.as_of(definition, shape, at.cut(), asked.text, whence)
                given |= {"as_of": at.value}
            return _rows(connection, statement, given)

    def counted(
        self, model: str, query: str, params: Mapping[str, Any] | None = None, role: str = "public"
    ) -> tuple[int, list[dict[str, Any]]]:
        """The rows that answer a query now, and the position up to which exactly they count; raises what `ask` does."""
        definition, asked, given = self._asked(model, query, params or {}, role)
        with self._answering(definition) as connection:
            row = connection.execute(_POSITION, (definition.name,)).fetchone()
            if row is None:
                raise Behind
            return int(row[0]), _rows(connection, sql.SQL(asked.text), given)

    def wait(self, model: str, position: int, timeout: float = 5.0) -> None:
        """Return when the model has taken in everything up to `position`.

        Raises:
            NotFound: no such model.
            Behind: it has not after `timeout` seconds.
        """
        self.definition(model)
        deadline, pause = time.monotonic() + timeout, 0.001
        while True:
            if self.position(model) >= position:
                return
            left = deadline - time.monotonic()
            if left <= 0:
                raise Behind
            time.sleep(min(pause, left))
            pause = min(_LONGEST_LOOK, pause * 2)

    def position(self, model: str) -> int:
        """Up to which position of the ledger a model has taken everything in; -1 where it is not built yet."""
        with self._datastore.connection() as connection:
            row = connection.execute(_POSITION, (model,)).fetchone()
        return -1 if row is None else int(row[0])

    def status(self) -> list[Standing]:
        """Where every model stands, by name; those without a row are not built yet."""
        with self._datastore.connection() as connection:
            return progress.standings(connection)

    def _asked(
        self, model: str, query: str, params: Mapping[str, Any], role: str
    ) -> tuple[Definition, Query, dict[str, Any]]:
        definition = self.definition(model)
        if not definition.may_read(role):
            raise NotPermitted
        asked = definition.queries.get(query)
        if asked is None:
            raise NotFound(f"{model} 没有查询 {query}。", f"{model} has no query {query}.")
        return definition, asked, _given(f"{model}.{query}", asked, params)

    @contextmanager
    def _answering(self, definition: Definition) -> Iterator[Rows]:
        """One moment of the database, with our limits; what goes wrong in it is told in our errors.

        The table is locked before the moment is chosen: whoever waits for a swap with an older moment in hand would
        look into the new table for rows that, for that moment, are not there yet.
        """
        lock = sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(sql.Identifier(tables.LIVE, definition.name))
        try:
            with self._datastore.connection() as connection, _transaction(connection, self._begin + lock):
                yield connection
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise Behind from error  # a new or changed file that is not built yet
        except psycopg.DataError as error:
            raise NotFound from error  # a parameter that cannot be what the column is: an id that is no id
        except Unavailable as error:
            if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                raise TooSlow from error
            raise


@contextmanager
def _transaction(connection: Rows, begin: sql.Composed) -> Iterator[None]:
    """Begins with our limits in the same round trip; ends without a trace: nothing is written."""
    try:
        connection.execute(begin)
        yield
    finally:
        if not connection.broken:
            connection.execute("ROLLBACK")


def _rows(connection: Rows, statement: sql.Composable, given: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql.SQL("{}").format(statement), given, prepare=False).fetchall()


def _given(name: str, asked: Query, params: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(params) - asked.parameters)
    if unknown:
        raise NotFound(f"{name} 没有参数 {unknown[0]}。", f"{name} has no parameter {unknown[0]}.")
    return dict.fromkeys(asked.parameters) | dict(params)
