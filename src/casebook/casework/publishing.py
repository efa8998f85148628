"""What the publications of the ledger's own standing share: one process at a time, and one event of the system."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from casebook.casework.timers import SYSTEM
from casebook.petitions.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.ledger.datastore import Rows
    from casebook.ledger.ledger import Ledger
    from casebook.ledger.stored import Receipt


@contextmanager
def alone(ledger: Ledger, lock: int) -> Iterator[Rows | None]:
    """A connection for whoever publishes; None where another process is about to.

    Raises:
        Unavailable: the database is gone.
    """
    with ledger.datastore.connection() as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", (lock,)).fetchone() != (True,):
            yield None
            return
        try:
            yield connection
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (lock,))


def append(ledger: Ledger, stream: UUID, version: int, event: Any) -> Receipt:
    """Append an event of the system to a stream that is no petition.

    Raises:
        Outdated: the stream has this version already.
        Unavailable: the database is gone.
    """
    key = uuid4()
    entry = Entry(stream, version, event, SYSTEM, key)
    return ledger.append([entry], key, hashlib.sha256(event.model_dump_json().encode()).digest())
