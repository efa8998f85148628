"""The library's datastore over one connection pool of ours."""

from __future__ import annotations

import select
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import make_conninfo
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool, PoolTimeout

from casebook.errors import Misconfigured, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from types import TracebackType

    from psycopg import Connection

    Rows = Connection[tuple[Any, ...]]

APPLICATION: Final = "casebook_app"
"""The role that may only use the door."""

PATIENCE: Final = 15.0
"""For so many seconds a lost connection is tried again, by whoever may ask twice, before `Unavailable` is said."""

RETRYING = 3.0
"""So many seconds a lost connection is tried again; then whoever asks next tries. By the pool's own measure a database
that comes back after an hour would be noticed half an hour later."""

WAITING: Final = 10.0
"""So many seconds whoever asks waits for a connection while others have them all."""

LOOKING: Final = 1.0
"""After so many whoever waits looks whether the database is known to be away, and waits no longer then: it is enough
for an attempt to find it back."""


def as_application(dsn: str, role: str = APPLICATION) -> str:
    """The connection string with what every session asks for: to act as `role`, and that a frozen one loses its locks.

    Raises:
        Misconfigured: the connection string cannot be read.
    """
    try:
        options = f"-c role={role} -c timezone=UTC -c idle_in_transaction_session_timeout=60s"
        return make_conninfo(dsn, options=options, tcp_user_timeout=10_000)
    except psycopg.ProgrammingError as error:
        raise Misconfigured("数据库连接串有误。", "The connection string cannot be read.") from error


class Pool(ConnectionPool["Rows"]):
    """A pool of at most `size` autocommit connections with tuple rows, whose sessions act as `role`.

    While its database is known to be away nobody waits long for a connection: a page that cannot be shown says so at
    once, and does not keep a thread from others.

    Raises:
        Misconfigured: the connection string cannot be read.
    """

    def __init__(self, dsn: str, size: int, role: str = APPLICATION) -> None:
        self.is_away = False
        super().__init__(
            as_application(dsn, role),
            min_size=1,
            max_size=size,
            timeout=LOOKING,
            reconnect_timeout=RETRYING,
            reconnect_failed=self._went,
            configure=self._came,
            check=_still_there,
            open=False,
            kwargs={"autocommit": True, "row_factory": tuple_row},
        )

    def _went(self, _: ConnectionPool[Rows]) -> None:
        self.is_away = True

    def _came(self, _: Rows) -> None:
        self.is_away = False


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
        self.rows = Pool(dsn, size)
        self.pool = self.rows  # type: ignore[assignment]  # the library asks for dict rows; our recorder reads tuples

    def connection(self) -> AbstractContextManager[Rows]:
        """A connection with tuple rows, out of the pool.

        Raises:
            Unavailable: none could be had.
        """
        return borrowed(self.rows)

    def opened(self) -> Datastore:
        """Open the pool now and see that the database answers.

        Raises:
            Unavailable: it does not.
        """
        self.rows.open()
        with self.connection() as connection:
            connection.execute("SELECT 1")
        return self


@contextmanager
def erasing(lent: AbstractContextManager[Rows]) -> Iterator[Rows]:
    """The connection in a transaction, as the role that erases and reads neither words nor keys.

    Raises:
        Misconfigured: the login may not act as that role.
        Unavailable: the database is gone.
    """
    try:
        with lent as connection, connection.transaction():
            connection.execute("SET LOCAL ROLE casebook_erase")
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        raise Misconfigured(
            "该数据库账号无权删除个人信息，请授予 casebook_erase。",
            "This login may not erase what people wrote: grant it casebook_erase.",
        ) from error


class borrowed:  # noqa: N801  # used as a function
    """Borrow a connection; what psycopg raises for a server that is gone becomes `Unavailable`."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def __enter__(self) -> Rows:
        until = time.monotonic() + WAITING
        while True:
            self.lent = self.pool.connection()
            try:
                return self.lent.__enter__()
            except PoolTimeout as error:
                if self.pool.is_away or time.monotonic() > until:
                    raise Unavailable from error
            except psycopg.OperationalError as error:
                raise Unavailable from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.lent.__exit__(kind, error, trace)
        if isinstance(error, psycopg.OperationalError):
            raise Unavailable from error
