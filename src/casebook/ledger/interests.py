"""Interests that people have declared: out of the ledger, kept in memory until there is another event of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.petitions.interests import EVENTS, Interest, standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.mapper import EntryMapper
    from casebook.ledger.recorder import LedgerRecorder
    from casebook.petitions.entry import Entry

_LAST: Final = (
    "SELECT max(notification_id) FROM ledger.events "
    "WHERE topic IN ('conflict-of-interest-declared', 'conflict-of-interest-ended')"
)


class Interests:
    """Who has declared an interest in what."""

    def __init__(self, datastore: Datastore, door: LedgerRecorder, mapper: EntryMapper) -> None:
        self._datastore = datastore
        self._door = door
        self._mapper = mapper
        self._known: tuple[int | None, Mapping[UUID, tuple[Interest, ...]]] = (None, {})

    def standing(self) -> Mapping[UUID, tuple[Interest, ...]]:
        """The interests of every person who has any, as they stand in the ledger now.

        Raises:
            Tampered: an event does not match its leaf.
            Unavailable: the database is gone.
        """
        with self._datastore.connection() as connection:
            row = connection.execute(_LAST, prepare=True, binary=True).fetchone()
        last = row[0] if row else None
        position, known = self._known
        if last != position:
            known = self._read()
            self._known = (last, known)
        return known

    def _read(self) -> Mapping[UUID, tuple[Interest, ...]]:
        people: dict[UUID, list[Entry]] = {}
        for stored in self._door.select_named(tuple(EVENTS)):
            entry = self._mapper.to_domain_event(stored)
            people.setdefault(entry.actor.id, []).append(entry)
        return {person: found for person, entries in people.items() if (found := standing(entries))}
