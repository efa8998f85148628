"""Who sweeps, how far the sweep came, and which petitions it could not move: the tables of `casework`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from uuid import UUID

    from casebook.ledger.datastore import Datastore, Rows

LEASE_SECONDS: Final = 30
"""A sweep that has not moved for so long may be taken over."""

_HOLD: Final = """
UPDATE casework.sweep SET holder = %(holder)s, lease_until = clock_timestamp() + make_interval(secs => %(seconds)s)
WHERE holder = %(holder)s OR holder IS NULL OR lease_until < clock_timestamp()
"""
_DONE: Final = """
UPDATE casework.sweep SET swept_until = %(until)s, updated_at = clock_timestamp()
WHERE swept_until IS NULL OR swept_until <= %(until)s
"""
_STANDING: Final = """
SELECT swept_until, fired, updated_at, count(petition_id), min(since), (array_agg(error ORDER BY since))[1]
FROM casework.sweep LEFT JOIN casework.sweep_faults ON true
GROUP BY swept_until, fired, updated_at
"""


@dataclass(frozen=True, slots=True)
class SweepStanding:
    """How far the sweep is.

    Attributes:
        swept_until: what was due by then has fired; None before the first sweep.
        fired: how many timers have fired so far.
        updated_at: when the last sweep ended.
        faults: how many petitions it could not move.
        fault_since: since when, of the oldest of them.
        fault: why, without any value.
    """

    swept_until: datetime | None
    fired: int
    updated_at: datetime | None
    faults: int
    fault_since: datetime | None
    fault: str | None


class Sweeps:
    """The sweep's own records."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def hold(self, holder: UUID) -> bool:
        """Take or renew the lease; False where another process sweeps.

        Raises:
            Unavailable: the database is gone.
        """
        with self._writing() as connection:
            return connection.execute(_HOLD, {"holder": holder, "seconds": LEASE_SECONDS}).rowcount == 1

    def release(self, holder: UUID) -> None:
        """Give up the lease."""
        with self._writing() as connection:
            connection.execute("UPDATE casework.sweep SET holder = NULL WHERE holder = %s", (holder,))

    def fired(self, count: int) -> None:
        """Count what has fired."""
        with self._writing() as connection:
            connection.execute("UPDATE casework.sweep SET fired = fired + %s", (count,))

    def done(self, until: datetime, faults: Collection[UUID]) -> None:
        """What was due `until` then has fired, but for the petitions at fault; others are so no longer."""
        with self._writing() as connection:
            moved = connection.execute(_DONE, {"until": until}).rowcount
            if moved:
                connection.execute("DELETE FROM casework.sweep_faults WHERE petition_id <> ALL(%s)", (list(faults),))

    def fault(self, petition_id: UUID, timer: str, error: str) -> None:
        """Note that a petition cannot be moved."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO casework.sweep_faults (petition_id, timer, error) VALUES (%s, %s, %s) "
                "ON CONFLICT (petition_id) DO UPDATE SET timer = excluded.timer, error = excluded.error",
                (petition_id, timer, error),
            )

    def standing(self) -> SweepStanding:
        """How far the sweep is.

        Raises:
            Unavailable: the database is gone.
        """
        with self._datastore.connection() as connection:
            [row] = connection.execute(_STANDING).fetchall()
        return SweepStanding(*row)

    @contextmanager
    def _writing(self) -> Iterator[Rows]:
        """A transaction that does not wait for the disk: what a crash takes back is done again."""
        with self._datastore.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL synchronous_commit = off")
            yield connection
