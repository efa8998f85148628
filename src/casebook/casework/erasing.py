"""Erasing a person's words in a petition: everything that holds them, or was made of them, goes; the events stay.

What ends by itself within a day (counts of tries, pages kept for the next reader) is left to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casebook.accounts.phones import phone_digests
from casebook.ledger.vault import sealed_fields
from casebook.petitions.event import FILE_KEYS, files_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from casebook.accounts import Accounts
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry


KNOWN_BY: Final = ("phone", "name")
"""What tells the way to more than the words: messages and sessions of the number, filters with it or with the name."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is gone, as the ledger has it: the same however often it was asked for.

    Attributes:
        words: fields of words.
        files: files.
    """

    words: int
    files: int


class Eraser:
    """Erases. Whoever is stopped in the middle asks again; the same twice, or by two at once, is the same."""

    def __init__(self, ledger: Ledger, accounts: Accounts) -> None:
        self._ledger = ledger
        self._accounts = accounts

    def erase(self, petition_id: UUID, subjects: Collection[UUID]) -> Erasure:
        """Erase what these people wrote in this petition, and what is known of them because of it.

        What is found by the words goes first, the words themselves last, so that whoever is stopped in between finds it
        again.

        Args:
            petition_id: the petition.
            subjects: whose words, as the petition's entries name them; those of whoever filed it take the telephone
                number along.

        Raises:
            Unavailable: the database is gone; ask again.
        """
        theirs = [entry for entry in self._ledger.entries(petition_id) if entry.subject in subjects]
        opened = self._ledger.open(theirs, lambda _entry, field: field in KNOWN_BY)
        phones, names = (_words(opened, field) for field in KNOWN_BY)
        for phone in phones:
            self._forget_number(phone)
        self._accounts.selections.forget_words(phones | names)
        self._ledger.vault.erase(subjects)
        return Erasure(
            words=sum(name != FILE_KEYS for entry in theirs for name in sealed_fields(entry)),
            files=sum(len(files_in(entry.event)) for entry in theirs if FILE_KEYS in sealed_fields(entry)),
        )

    def _forget_number(self, phone: str) -> None:
        """Nothing is on its way to the number any more, and nobody is in because of it."""
        digest = phone_digests(self._ledger.keys)(phone)
        self._accounts.outbox.forget(phone)
        self._accounts.codes.forget(digest)
        self._accounts.sessions.revoke(self._accounts.sessions.of_phone(digest))


def _words(opened: Sequence[Entry], field: str) -> set[str]:
    """What stands in this field, as far as it can still be read."""
    return {value for entry in opened if isinstance(value := getattr(entry.event, field, None), str)}
