"""Publishes the last event of every stream, once a day or when somebody asks: so a history that lost its end shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.casework.publishing import alone, append
from casebook.ledger.heads import STREAM, HeadsPublished, keep_heads

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from casebook.ledger.datastore import Rows
    from casebook.ledger.ledger import Ledger
    from casebook.ledger.stored import Receipt

_ONE_AT_A_TIME: Final = 4_104_12347
_LATEST: Final = """
SELECT originator_version, notification_id, recorded_at FROM ledger.events
WHERE originator_id = %s ORDER BY originator_version DESC LIMIT 1
"""


class Heads:
    """Publishes the heads of a ledger whose days are those of `zone`."""

    def __init__(self, ledger: Ledger, zone: tzinfo) -> None:
        self._ledger = ledger
        self._zone = zone

    def publish_daily(self, now: datetime) -> Receipt | None:
        """Publish them, but not a second time on the day that it is now.

        Raises:
            Unavailable: the database is gone.
        """
        return self.publish(unless_on=now.astimezone(self._zone).date())

    def publish(self, unless_on: date | None = None) -> Receipt | None:
        """Publish the heads as they are now; None where nothing has happened since the last time.

        With `unless_on` not a second time on that day. Where another process is about to, it is left to that.

        Raises:
            Unavailable: the database is gone.
        """
        with alone(self._ledger, _ONE_AT_A_TIME) as connection:
            return None if connection is None else self._publish(connection, unless_on)

    def _publish(self, connection: Rows, unless_on: date | None) -> Receipt | None:
        size, version = self._ledger.position(), 0
        latest = connection.execute(_LATEST, (STREAM,)).fetchone()
        if latest is not None:
            version, position, at = latest
            if position == size or at.astimezone(self._zone).date() == unless_on:
                return None
        if size == 0:
            return None
        head = keep_heads(connection, size)  # before the event: if it stays without one, the next is for all again
        event = HeadsPublished(root=head.root.hex(), streams=head.size, size=size)
        return append(self._ledger, STREAM, version + 1, event)
