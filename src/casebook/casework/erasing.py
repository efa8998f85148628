"""Erasing a person's words in a petition: everything that holds them, or was made of them, goes; the events stay.

What ends by itself within a day (counts of tries, pages kept for the next reader) is left to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.accounts.phones import phone_digests
from casebook.ledger.vault import sealed_fields
from casebook.petitions.event import files_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from casebook.accounts import Accounts
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry


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
        phones = self._words(theirs, "phone")
        for phone in phones:
            self._forget_number(phone)
        self._accounts.selections.forget_words(phones | self._words(theirs, "name"))
        self._ledger.vault.erase(subjects)
        return Erasure(
            words=sum(name != "file_keys" for entry in theirs for name in sealed_fields(entry)),
            files=sum(len(files_in(entry.event)) for entry in theirs if "file_keys" in sealed_fields(entry)),
        )

    def _words(self, entries: Sequence[Entry], name: str) -> set[str]:
        """What stands in these fields, as far as it can still be read."""
        opened = self._ledger.open(entries, lambda _entry, field: field == name)
        return {value for entry in opened if isinstance(value := getattr(entry.event, name, None), str)}

    def _forget_number(self, phone: str) -> None:
        """Nothing is on its way to the number any more, and nobody is in because of it."""
        digest = phone_digests(self._ledger.keys)(phone)
        self._accounts.outbox.forget(phone)
        self._accounts.codes.forget(digest)
        self._accounts.sessions.revoke(self._accounts.sessions.of_phone(digest))
