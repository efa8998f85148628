"""Which petitions a telephone number has filed: read out of the ledger and the vault, as far as somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.accounts.phones import phone_digests
from casebook.petitions.events import Submitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from casebook.accounts.contacts import Contacts
    from casebook.ledger.ledger import Ledger

BATCH: Final = 500
"""So many petitions are read at a time."""


def phones_of(ledger: Ledger, petitions: Sequence[UUID]) -> dict[UUID, bytes]:
    """The keyed digest of the telephone number that each of these was filed with; without those that have none.

    What was erased has none any more.
    """
    digest = phone_digests(ledger.keys)
    found = {}
    for entry in ledger.open(ledger.firsts(petitions), lambda _entry, field: field == "phone"):
        if isinstance(entry.event, Submitted) and isinstance(phone := entry.event.phone, str):
            found[entry.petition_id] = digest(phone)
    return found


def catch_up(ledger: Ledger, contacts: Contacts) -> None:
    """Bring the list of contacts to where the ledger stands."""
    while (read := contacts.unread(BATCH)).petitions:
        contacts.note(read, phones_of(ledger, read.petitions))
