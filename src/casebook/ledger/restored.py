"""What a database that was restored from an old copy lacks: words without their keys, and keys without words.

Words whose key is missing are not erased, and not lost as long as a newer copy of the key store is somewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keystore import KeyStore

NEWEST: Final = 1000
"""So many events at the ledger's end are looked at when it is opened: an old key store lacks keys of these first."""

AT_ONCE: Final = 10_000
"""So many people are compared at a time."""

_NEWEST: Final = """
SELECT e.notification_id, e.recorded_at, w.subject_id
FROM ledger.events e JOIN vault.words w ON (w.petition_id, w.version) = (e.originator_id, e.originator_version)
WHERE e.notification_id > (SELECT max(notification_id) FROM ledger.events) - %s ORDER BY 1
"""
_NEXT: Final = """
SELECT subject_id FROM vault.subjects WHERE erased_at IS NULL AND subject_id > %s ORDER BY subject_id LIMIT %s
"""


class Lack(NamedTuple):
    """From which position of the ledger on, and since when, words lack their keys."""

    position: int
    since: datetime


class Compared(NamedTuple):
    """How the two databases fit each other.

    Attributes:
        words_without_key: of so many people there are words and no key: the key store is older than the ledger.
        keys_without_words: of so many there is a key and no word: the ledger is older, or something was refused.
    """

    words_without_key: int
    keys_without_words: int


def lack_of_keys(datastore: Datastore, store: KeyStore) -> Lack | None:
    """Where among the newest events the first is whose words lack their key; None where none does.

    Raises:
        Unavailable: a database is gone.
    """
    with datastore.connection() as connection:
        newest = connection.execute(_NEWEST, (NEWEST,), prepare=True, binary=True).fetchall()
    standing = store.standing({subject for _, _, subject in newest})
    return next((Lack(position, since) for position, since, subject in newest if subject not in standing), None)


def compared(datastore: Datastore, store: KeyStore) -> Compared:
    """Compare everybody of whom the ledger has words with everybody of whom the key store has a key.

    Raises:
        Unavailable: a database is gone.
    """
    people = found = 0
    last = UUID(int=0)
    with datastore.connection() as connection:
        while rows := connection.execute(_NEXT, (last, AT_ONCE), prepare=True, binary=True).fetchall():
            people += len(rows)
            found += len(store.standing({subject for (subject,) in rows}))
            (last,) = rows[-1]
    return Compared(people - found, sum(store.counts().values()) - found)
