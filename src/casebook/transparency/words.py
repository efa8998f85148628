"""Sees that the vault's words are those whose digests the ledger has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.errors import CasebookError, Tampered
from casebook.ledger.stored import Stored
from casebook.ledger.vault import KeyLacking, sealed_fields
from casebook.petitions.events import ErasureBegun, PersonalDataErased

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.transparency.leaves import Fault, Row

_BEGUN: Final = ErasureBegun.stored_name()
_DONE: Final = PersonalDataErased.stored_name()
_ERASED: Final = """
SELECT originator_id, (body -> 'data' ->> 'subject')::uuid FROM ledger.events
WHERE originator_id = ANY (%(petitions)s) AND topic = %(done)s
UNION ALL
SELECT originator_id, NULL FROM ledger.events
WHERE originator_id = ANY (%(petitions)s) AND topic IN (%(begun)s, %(done)s)
GROUP BY 1 HAVING count(*) FILTER (WHERE topic = %(begun)s) > count(*) FILTER (WHERE topic = %(done)s)
"""


class Words:
    """Opens the envelopes of events with the installation's keys; what was erased cannot be compared."""

    def __init__(self, ledger: Ledger, fault: Fault) -> None:
        """Compare the words of this ledger, and tell each fault.

        Among them are words of whom the list says that they were erased, and the ledger does not: it was restored from
        an older copy, or somebody has erased them outside of the procedure. `unsaid` are the petitions of these.
        """
        self._ledger = ledger
        self._fault = fault
        self._listed = ledger.vault.listed()
        self.unsaid: set[UUID] = set()

    def check(self, events: Iterable[Row]) -> None:
        """Compare all words of these events with their digests.

        Told as a fault is an event that cannot be read, an envelope that does not open or has other words, and one that
        is gone, or whose key is, although the ledger says nowhere that this person's words are being or were erased.
        """
        entries = [entry for event in events if (entry := self._entry(event)) is not None and sealed_fields(entry)]
        gone = self._without_words(entries)
        erased = self._erased({entry.petition_id for entry in gone})
        for entry in gone:
            if erased & {(entry.petition_id, entry.subject), (entry.petition_id, None)}:
                continue
            self._tell(entry.position, "的文字不在保密库中", "has words that are not in the vault")
            if entry.subject in self._listed:
                self.unsaid.add(entry.petition_id)

    def _erased(self, petitions: set[UUID]) -> set[tuple[UUID, UUID | None]]:
        """In which of these petitions whose words were erased; None where that has begun and is not on record yet."""
        if not petitions:
            return set()
        with self._ledger.datastore.connection() as connection:
            asked = {"petitions": list(petitions), "begun": _BEGUN, "done": _DONE}
            rows = connection.execute(_ERASED, asked).fetchall()
        return {(petition_id, subject) for petition_id, subject in rows}

    def _entry(self, event: Row) -> Entry | None:
        stream, version, topic, state, position, at, previous, leaf, _ = event
        try:
            return self._ledger.entry_mapper.to_domain_event(
                Stored(stream, version, topic, state, position, at, previous, leaf)
            )
        except CasebookError:
            self._tell(position, "无法读取", "cannot be read")
            return None

    def _without_words(self, entries: Sequence[Entry]) -> list[Entry]:
        """Of these entries those whose words are gone; all at once, and where some do not match, by halves."""
        if not entries:
            return []
        try:
            found = self._ledger.vault.disclosures(entries)
        except CasebookError as error:
            if len(entries) > 1:
                middle = len(entries) // 2
                return self._without_words(entries[:middle]) + self._without_words(entries[middle:])
            if isinstance(error, KeyLacking):
                self._tell(entries[0].position, "的文字在密钥库中没有密钥", "has words whose key the key store lacks")
            else:
                self._tell(entries[0].position, "的文字与账本中的摘要不符", "has other words than its digests say")
            return []
        return [entry for entry, words in zip(entries, found, strict=True) if not words]

    def _tell(self, position: int | None, zh: str, en: str) -> None:
        at = position or 0
        self._fault(Tampered(at, f"账本第 {at} 号事件{zh}。", f"The event at position {at} {en}."))
