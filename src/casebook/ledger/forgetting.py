"""Erasing on the side of the ledger: keys, words, files, what is searched, and digests of commands; never an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

_ERASE: Final = "SELECT * FROM vault.erase_words(%s, %s)"


@dataclass(frozen=True, slots=True)
class Gone:
    """What is gone from the database of the ledger.

    Attributes:
        words: fields of words that the ledger has of these people: the same at every repetition.
        files: files that it has of them: that too.
        keys: keys that were still there.
        envelopes: sealed words of an event that were.
        contents: contents of files that were, of those that waited for a command too.
        texts: texts of the search that were.
        receipts: receipts that still had a digest of the command.
    """

    words: int
    files: int
    keys: int
    envelopes: int
    contents: int
    texts: int
    receipts: int


def forget(datastore: Datastore, petition_id: UUID, subjects: Collection[UUID]) -> Gone:
    """Erase these people's words in one petition, all or nothing; nothing of theirs comes in again.

    Raises:
        Unavailable: the database is gone; ask again.
    """
    with datastore.connection() as connection:
        (row,) = connection.execute(_ERASE, (petition_id, list(subjects)), binary=True).fetchall()
    return Gone(*row)
