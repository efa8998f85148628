"""How far each read model has read, and who may write it: the rows of `readmodels.progress`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg

from casebook.errors import CasebookError

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from psycopg import Connection

    from casebook.readmodels.definition import Definition

LEASE_SECONDS: Final = 10
"""A follower that has not written for so long may be taken over."""

_TRANSACTION_STATE: Final = "25"  # the class of SQLSTATEs that say the session was cut off or may only read

LIMITS: Final = f"""
SET LOCAL idle_in_transaction_session_timeout = '{LEASE_SECONDS}s'; SET LOCAL statement_timeout = '60s';
SET LOCAL synchronous_commit = off; SET LOCAL client_connection_check_interval = '1s'; SET LOCAL enable_seqscan = off
"""
"""For a transaction that writes a read model: a frozen writer must not hold others up for longer than its lease. What
a crash of the server takes back, position and rows together, is done again; so no commit waits for the disk. A step
touches few petitions, whatever PostgreSQL thinks of a table that was not analysed yet; so no table is read whole."""

_HOLD: Final = """
SELECT sha256, position FROM readmodels.progress
WHERE name = %s AND (holder = %s OR holder IS NULL OR lease_until < clock_timestamp()) FOR UPDATE SKIP LOCKED
"""
_MOVE: Final = """
UPDATE readmodels.progress SET position = %(until)s, state = 'running', error_position = NULL, error_event = NULL,
  error = CASE WHEN state = 'running' THEN error END, holder = %(holder)s,
  lease_until = clock_timestamp() + make_interval(secs => %(seconds)s), updated_at = clock_timestamp()
WHERE name = %(name)s AND position = %(after)s AND sha256 = %(sha256)s
"""
_STOP: Final = """
UPDATE readmodels.progress SET state = 'stopped', error = %(reason)s, error_position = %(position)s,
  error_event = (SELECT topic FROM ledger.events WHERE notification_id = %(position)s), updated_at = clock_timestamp()
WHERE name = %(name)s AND position = %(position)s - 1 AND (state, error) IS DISTINCT FROM ('stopped', %(reason)s)
"""
_PUBLISH: Final = """
INSERT INTO readmodels.progress (name, sha256, source, position) VALUES (%(name)s, %(sha256)s, %(source)s, %(position)s)
ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, source = excluded.source, position = excluded.position,
  state = 'running', error = NULL, error_position = NULL, error_event = NULL, updated_at = clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a read model stands.

    Attributes:
        name: of the model.
        position: everything up to here is in its tables.
        head: the last position of the ledger.
        state: `running`, or `stopped` where an event cannot be taken in.
        error: why it stopped, or why its changed file cannot take over.
        error_position: the event that cannot be taken in.
        error_event: its stored name.
        updated_at: when it last moved or stopped.
    """

    name: str
    position: int
    head: int
    state: str
    error: str | None
    error_position: int | None
    error_event: str | None
    updated_at: datetime

    @property
    def lag(self) -> int:
        """How many positions it is behind."""
        return max(0, self.head - self.position)


def head(connection: Connection[Any]) -> int:
    """The last position of the ledger; 0 when it is empty."""
    row = connection.execute("SELECT position FROM ledger.head").fetchone()
    return row[0] if row else 0


def standings(connection: Connection[Any]) -> list[Standing]:
    """Where every read model stands, by name."""
    found = connection.execute(
        "SELECT p.name, p.position, h.position, state, error, error_position, error_event, updated_at "
        "FROM readmodels.progress p, ledger.head h ORDER BY p.name"
    )
    return [Standing(*row) for row in found]


def versions(connection: Connection[Any]) -> dict[str, str]:
    """The hash of the file each read model was made of, by name."""
    return dict(connection.execute("SELECT name, sha256 FROM readmodels.progress").fetchall())


def hold(connection: Connection[Any], name: str, holder: UUID) -> tuple[str, int] | None:
    """Lock the row for this transaction; hash and position, or None where another follower has it or there is none."""
    row: tuple[str, int] | None = connection.execute(_HOLD, (name, holder)).fetchone()
    return row


def lock(connection: Connection[Any], name: str) -> tuple[str, int] | None:
    """Lock the row for this transaction, whoever has the lease; hash and position, or None where there is none."""
    row: tuple[str, int] | None = connection.execute(
        "SELECT sha256, position FROM readmodels.progress WHERE name = %s FOR UPDATE", (name,)
    ).fetchone()
    return row


def move(connection: Connection[Any], definition: Definition, holder: UUID, after: int, until: int) -> bool:
    """Move the position from `after` to `until` and renew the lease; False where it did not stand there."""
    given = {"name": definition.name, "sha256": definition.sha256, "holder": holder, "after": after, "until": until}
    return connection.execute(_MOVE, given | {"seconds": LEASE_SECONDS}).rowcount == 1


def stop(connection: Connection[Any], name: str, position: int, reason: str) -> None:
    """Note that the event at `position` cannot be taken in."""
    connection.execute(_STOP, {"name": name, "position": position, "reason": reason})


def note(connection: Connection[Any], name: str, reason: str) -> None:
    """Note what is wrong, of a model that goes on."""
    connection.execute("UPDATE readmodels.progress SET error = %s WHERE name = %s", (reason, name))


def publish(connection: Connection[Any], definition: Definition, position: int) -> None:
    """Note that the tables are made of this file, up to `position`."""
    given = {"name": definition.name, "sha256": definition.sha256, "source": definition.source, "position": position}
    connection.execute(_PUBLISH, given)


def release(connection: Connection[Any], holder: UUID) -> None:
    """Give up every lease of a follower."""
    connection.execute("UPDATE readmodels.progress SET holder = NULL WHERE holder = %s", (holder,))


def cannot_take(error: BaseException | None) -> bool:
    """Whether an event cannot be taken in, rather than the database being gone or read-only."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return True
    if not isinstance(error, psycopg.Error) or isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return False
    return not (error.sqlstate or "").startswith(_TRANSACTION_STATE)


def reason_of(error: BaseException) -> str:
    """Why something failed, without any value: PostgreSQL's own sentence may repeat what stands in a row."""
    if isinstance(error, CasebookError):
        return error.en
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()
    if not isinstance(error, psycopg.Error):
        return words
    places = [error.diag.table_name, error.diag.column_name, error.diag.constraint_name]
    return f"{words} ({', '.join([error.sqlstate or 'no code', *(place for place in places if place)])})"
