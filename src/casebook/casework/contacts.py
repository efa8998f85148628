"""Which petitions a telephone number has filed: read out of the ledger and the vault, as far as somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.accounts.phones import phone_digests
from casebook.casework.forgetting import corrected_among
from casebook.petitions.events import PersonalDataCorrected, Submitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from casebook.accounts.contacts import Contacts
    from casebook.ledger.ledger import Ledger

BATCH: Final = 500
"""So many petitions are read at a time."""


def phones_of(ledger: Ledger, petitions: Sequence[UUID]) -> dict[UUID, bytes]:
    """The keyed digest of the telephone number of each of these petitions; without those that have none.

    It is the number that the petition was filed with, or the one that it was put right to; what was erased has none any
    more.
    """
    digest = phone_digests(ledger.keys)
    corrected = ledger.histories(list(corrected_among(ledger, petitions)))
    entries = [*ledger.firsts(petitions), *(one for one in corrected if isinstance(one.event, PersonalDataCorrected))]
    found = {}
    for entry in ledger.open(entries, lambda _entry, field: field == "phone"):
        event = entry.event
        if isinstance(event, Submitted | PersonalDataCorrected) and isinstance(phone := event.phone, str):
            found[entry.petition_id] = digest(phone)
    return found


def catch_up(ledger: Ledger, contacts: Contacts) -> None:
    """Bring the list of contacts to where the ledger stands."""
    while (read := contacts.unread(BATCH)).petitions:
        contacts.note(read, phones_of(ledger, read.petitions))
