"""The register of files that were handed out with words in them: who holds one can be told once they are erased."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

_NOTE: Final = "INSERT INTO ledger.handed_out (petition_id, kind, digest) VALUES (%s, %s, %s)"
_OF: Final = "SELECT kind, digest, at FROM ledger.handed_out WHERE petition_id = %s ORDER BY n"


class HandedOutKind(StrEnum):
    """What it was."""

    BUNDLE = "bundle"
    PERSONAL_COPY = "personal-copy"


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file: what it was, SHA-256 of it in hexadecimal, and when it was made."""

    kind: HandedOutKind
    digest: str
    at: datetime


def hand_out(datastore: Datastore, petition_id: UUID, kind: HandedOutKind, file: bytes) -> bytes:
    """The same file, once it is on record that it leaves the house.

    Raises:
        Unavailable: the database is gone; then it does not leave.
    """
    with datastore.connection() as connection:
        connection.execute(_NOTE, (petition_id, kind.value, hashlib.sha256(file).digest()))
    return file


def handed_out(datastore: Datastore, petition_id: UUID) -> list[HandedOut]:
    """What was handed out of a petition, the oldest first."""
    with datastore.connection() as connection:
        rows = connection.execute(_OF, (petition_id,)).fetchall()
    return [HandedOut(HandedOutKind(kind), digest.hex(), at) for kind, digest, at in rows]
