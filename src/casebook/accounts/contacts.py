"""Which petitions were filed with which telephone number: a list that is read from the ledger and can be made anew.

The ledger itself does not show that two petitions share a citizen. This list does, to whoever has the index key; it is
kept outside the ledger so that it can be forgotten. A number that its owner has deleted stays out of it for those
petitions, also when it is read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

_NEXT: Final = """
SELECT notification_id, originator_id FROM ledger.events
WHERE notification_id > %s AND topic IN ('submitted', 'personal-data-corrected') ORDER BY notification_id LIMIT %s
"""
_ADD: Final = """
INSERT INTO accounts.contacts (petition_id, phone)
SELECT * FROM unnest(%s::uuid[], %s::bytea[])
ON CONFLICT (petition_id) DO UPDATE SET phone = excluded.phone WHERE contacts.phone IS NOT NULL
"""
_MINE: Final = """
SELECT c.petition_id FROM accounts.contacts c
JOIN ledger.events e ON e.originator_id = c.petition_id AND e.originator_version = 1
WHERE c.phone = %s ORDER BY e.notification_id DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Filings:
    """The next petitions of the ledger, in its order.

    Attributes:
        petitions: their ids.
        position: where the last of them was filed or its number put right; where the reading stands, if there are none.
    """

    petitions: Sequence[UUID]
    position: int


class Contacts:
    """The list."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def unread(self, size: int) -> Filings:
        """The next petitions, at most `size`."""
        with self._datastore.connection() as connection:
            [(position,)] = connection.execute("SELECT position FROM accounts.contacts_read").fetchall()
            rows = connection.execute(_NEXT, (position, size)).fetchall()
        return Filings([petition_id for _, petition_id in rows], rows[-1][0] if rows else position)

    def note(self, read: Filings, phones: Mapping[UUID, bytes]) -> None:
        """Keep the digests of these petitions' telephone numbers: done twice, or by two at once, it is the same."""
        with self._datastore.connection() as connection, connection.transaction():
            connection.execute(_ADD, (list(phones), list(phones.values())))
            connection.execute("UPDATE accounts.contacts_read SET position = greatest(position, %s)", (read.position,))

    def of_phone(self, phone: bytes, limit: int) -> list[UUID]:
        """The petitions that were filed with this number, the newest first."""
        with self._datastore.connection() as connection:
            return [row[0] for row in connection.execute(_MINE, (phone, limit)).fetchall()]

    def forget(self, phone: bytes) -> int:
        """Nobody finds the petitions by this number any more; how many there were."""
        with self._datastore.connection() as connection:
            return connection.execute("UPDATE accounts.contacts SET phone = NULL WHERE phone = %s", (phone,)).rowcount

    def is_forgotten(self, petition_id: UUID) -> bool:
        """Whether the number that a petition was filed with was deleted."""
        statement = "SELECT 1 FROM accounts.contacts WHERE petition_id = %s AND phone IS NULL"
        with self._datastore.connection() as connection:
            return connection.execute(statement, (petition_id,)).fetchone() is not None
