"""Sees that the vault's words are those whose digests the ledger has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.errors import CasebookError, Tampered
from casebook.ledger.stored import Stored
from casebook.ledger.vault import sealed_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.transparency.leaves import Fault, Row


class Words:
    """Opens the envelopes of events with the installation's keys; what was erased cannot be compared."""

    def __init__(self, ledger: Ledger, fault: Fault) -> None:
        self._ledger = ledger
        self._fault = fault

    def check(self, events: Iterable[Row]) -> None:
        """Compare all words of these events with their digests.

        Told as a fault is an event that cannot be read, an envelope that does not open or has other words, and one that
        is gone although the key of the person whose words they are was not erased.
        """
        entries = [entry for event in events if (entry := self._entry(event)) is not None and sealed_fields(entry)]
        gone = self._without_words(entries)
        kept = self._ledger.vault.not_erased([entry.subject for entry in gone if entry.subject])
        for entry in gone:
            if entry.subject in kept:
                self._tell(entry.position, "的文字不在保密库中", "has words that are not in the vault")

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
        except CasebookError:
            if len(entries) > 1:
                middle = len(entries) // 2
                return self._without_words(entries[:middle]) + self._without_words(entries[middle:])
            self._tell(entries[0].position, "的文字与账本中的摘要不符", "has other words than its digests say")
            return []
        return [entry for entry, words in zip(entries, found, strict=True) if not words]

    def _tell(self, position: int | None, zh: str, en: str) -> None:
        at = position or 0
        self._fault(Tampered(at, f"账本第 {at} 号事件{zh}。", f"The event at position {at} {en}."))
