"""Publishes the access log's entries, as the root over those that are new: so a change or a removal of one shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.casework.publishing import alone, append
from casebook.ledger.accesses import BEGINNING, STREAM, AccessLogPublished, stretch

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.ledger.datastore import Rows
    from casebook.ledger.ledger import Ledger
    from casebook.ledger.stored import Receipt

EVERY: Final = timedelta(hours=1)
"""Entries wait no longer than that, while there is a sweep; until then whoever owns the database can change them."""

_ONE_AT_A_TIME: Final = 4_104_12348
_LATEST: Final = """
SELECT originator_version, (body -> 'data' ->> 'last')::bigint, recorded_at FROM ledger.events
WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1
"""


class Accesses:
    """Publishes the access log of a ledger, and removes entries that were kept for long enough."""

    def __init__(self, ledger: Ledger, keep: timedelta) -> None:
        self._ledger = ledger
        self._keep = keep

    def publish_hourly(self, now: datetime) -> Receipt | None:
        """Publish what is new where the last time was an hour ago; then remove what is older than is kept.

        Raises:
            Unavailable: the database is gone.
        """
        receipt = self.publish(unless_since=now - EVERY)
        if receipt is not None:
            self.remove_old()
        return receipt

    def publish(self, unless_since: datetime | None = None) -> Receipt | None:
        """Publish the entries that are new; None where there are none, or it was done after `unless_since`.

        Where another process is about to, it is left to that.

        Raises:
            Unavailable: the database is gone.
        """
        with alone(self._ledger, _ONE_AT_A_TIME) as connection:
            return None if connection is None else self._publish(connection, unless_since)

    def remove_old(self) -> int:
        """Remove the published entries that are older than is kept, never one of the last 180 days; how many.

        Raises:
            Unavailable: the database is gone.
        """
        with self._ledger.datastore.connection() as connection:
            [(gone,)] = connection.execute("SELECT access_log.remove_old(%s)", (self._keep,)).fetchall()
        return int(gone)

    def _publish(self, connection: Rows, unless_since: datetime | None) -> Receipt | None:
        latest = connection.execute(_LATEST, (STREAM,)).fetchone()
        version, after, at = latest or (0, BEGINNING, None)
        if unless_since is not None and at is not None and at > unless_since:
            return None
        [(last,)] = connection.execute("SELECT access_log.settled()").fetchall()
        found = stretch(connection, after, last)
        if found is None:
            return None
        event = AccessLogPublished(**found._asdict())
        return append(self._ledger, STREAM, version + 1, event)
