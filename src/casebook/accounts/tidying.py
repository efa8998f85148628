"""What nobody needs any more goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from casebook.ledger.datastore import Datastore

DEVICE_DAYS: Final = 180
"""A browser that was not used for so long is a stranger again."""

_EXPIRED: Final = (
    *(
        f"DELETE FROM accounts.{table} WHERE ends_at < now()"  # noqa: S608  names of our own
        for table in ("sessions", "throttles", "codes", "outbox", "journeys", "halfway")
    ),
    f"DELETE FROM accounts.devices WHERE used_at < now() - interval '{DEVICE_DAYS} days'",  # noqa: S608
)


def tidy(datastore: Datastore) -> int:
    """Delete what has run out; how many rows went.

    A session that was only left alone stays until its last hour: it opens nothing, and the setting may change.
    """
    with datastore.connection() as connection:
        return sum(connection.execute(statement).rowcount for statement in _EXPIRED)
