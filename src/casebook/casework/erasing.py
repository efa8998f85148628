"""Erasing a person's words in a petition: everything that holds them, or was made of them, goes; the events stay.

What ends by itself within a day (counts of tries, pages kept for the next reader) is left to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.accounts.phones import phone_digests
from casebook.ledger.forgetting import Gone, forget
from casebook.petitions.events import PersonalDataCorrected, Submitted

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from casebook.accounts import Accounts
    from casebook.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasing came to.

    Attributes:
        gone: words, files, and what was made of them.
        contacts: rows of the list of telephone numbers.
        messages: codes and messages on their way to the number.
        sessions: sessions that the number had begun.
    """

    gone: Gone
    contacts: int
    messages: int
    sessions: int

    @property
    def words(self) -> int:
        """How many fields of words these people have in the ledger, none of which can be read any more."""
        return self.gone.words

    @property
    def files(self) -> int:
        """How many files, of which the same holds."""
        return self.gone.files


class Eraser:
    """Erases. Whoever is stopped in the middle asks again; the same twice, or by two at once, is the same."""

    def __init__(self, ledger: Ledger, accounts: Accounts) -> None:
        self._ledger = ledger
        self._accounts = accounts

    def erase(self, petition_id: UUID, subjects: Collection[UUID]) -> Erasure:
        """Erase what these people wrote in this petition, and what is known of them because of it.

        What was made of the words goes first, since the words tell where it is; the words themselves go last, so that
        whoever is stopped in between finds it again.

        Args:
            petition_id: the petition.
            subjects: whose words, as the petition's entries name them; those of whoever filed it take the telephone
                number along.

        Raises:
            Unavailable: the database is gone; ask again.
        """
        contacts, messages, sessions = self._forget_number(petition_id, subjects)
        gone = forget(self._ledger.datastore, petition_id, subjects)
        self._ledger.vault.forget(subjects)
        return Erasure(gone, contacts, messages, sessions)

    def _forget_number(self, petition_id: UUID, subjects: Collection[UUID]) -> tuple[int, int, int]:
        """Forget the telephone number that the petition was filed with or put right to, where one of these filed it."""
        theirs = [entry for entry in self._ledger.entries(petition_id) if entry.subject in subjects]
        told = [entry for entry in theirs if isinstance(entry.event, Submitted | PersonalDataCorrected)]
        if not any(isinstance(entry.event, Submitted) for entry in told):
            return 0, 0, 0
        contacts = self._accounts.contacts.erase(petition_id)
        messages = sessions = 0
        for entry in self._ledger.open(told, lambda _entry, field: field == "phone"):
            if isinstance(phone := getattr(entry.event, "phone", None), str):
                digest = phone_digests(self._ledger.keys)(phone)
                messages += self._accounts.outbox.forget(phone) + self._accounts.codes.forget(digest)
                sessions += self._accounts.sessions.revoke(self._accounts.sessions.of_phone(digest))
        return contacts, messages, sessions
