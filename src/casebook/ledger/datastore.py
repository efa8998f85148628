"""The library's datastore over one connection pool of ours."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Any

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from casebook.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType

    from psycopg import Connection

    Rows = Connection[tuple[Any, ...]]

OPTIONS = "-c role=casebook_app -c timezone=UTC -c idle_in_transaction_session_timeout=60s"
"""Every session acts as the role that may only use the door; a frozen one loses its locks after a minute."""

RETRYING = 3.0
"""So many seconds a lost connection is tried again; then whoever asks next tries. By the pool's own measure a database
that comes back after an hour would be noticed half an hour later."""


def as_application(dsn: str) -> str:
    """The connection string with what every session of the application asks for.

    Raises:
        Misconfigured: the connection string cannot be read.
    """
    try:
        return make_conninfo(dsn, options=OPTIONS, tcp_user_timeout=10_000)
    except psycopg.ProgrammingError as error:
        raise Misconfigured("数据库连接串有误。", "The connection string cannot be read.") from error


def open_pool(dsn: str, size: int) -> ConnectionPool[Rows]:
    """A pool of at most `size` autocommit connections with tuple rows.

    Raises:
        Misconfigured: the connection string cannot be read.
    """
    return ConnectionPool(
        as_application(dsn),
        min_size=1,
        max_size=size,
        timeout=10,
        reconnect_timeout=RETRYING,
        check=_still_there,
        open=False,
        kwargs={"autocommit": True, "row_factory": tuple_row},
    )


def _still_there(connection: Rows) -> None:
    """See that the server has not hung up meanwhile: one look at the socket, no round trip.

    Raises:
        psycopg.OperationalError: it has.
    """
    if select.select([connection.fileno()], [], [], 0)[0]:
        connection.pgconn.consume_input()


class Datastore(PostgresDatastore):
    """The library's datastore, from a connection string, as the role of the application."""

    def __init__(self, dsn: str, *, size: int = 8) -> None:
        super().__init__(dbname="", host="", port="", user="", password="", schema="ledger")
        self.rows = open_pool(dsn, size)
        self.pool = self.rows  # type: ignore[assignment]  # the library asks for dict rows; our recorder reads tuples

    def connection(self) -> AbstractContextManager[Rows]:
        """A connection with tuple rows, out of the pool.

        Raises:
            Unavailable: none could be had.
        """
        return _connection(self.rows)

    def opened(self) -> Datastore:
        """Open the pool now and see that the database answers.

        Raises:
            Unavailable: it does not.
        """
        self.rows.open()
        with self.connection() as connection:
            connection.execute("SELECT 1")
        return self


class _connection:  # noqa: N801  # used as a function
    """Borrow a connection; what psycopg raises for a server that is gone becomes `Unavailable`."""

    def __init__(self, pool: ConnectionPool[Rows]) -> None:
        self.lent = pool.connection()

    def __enter__(self) -> Rows:
        try:
            return self.lent.__enter__()
        except psycopg.OperationalError as error:
            raise Unavailable from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lent.__exit__(kind, error, trace)
        if isinstance(error, psycopg.OperationalError):
            raise Unavailable from error
