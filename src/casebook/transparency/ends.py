"""The last events of streams as they were published last, for bundles that are to show that nothing is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast
from uuid import UUID

from casebook.ledger.heads import STREAM, HeadsPublished, place_of
from casebook.ledger.stored import Stored
from casebook.proof.heads import Record
from casebook.proof.merkle import Head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.ledger.ledger import Ledger
    from casebook.proof.heads import Place


class Ends(NamedTuple):
    """The heads that the event `published` has published."""

    ledger: Ledger
    published: Stored

    def of(self, events: Sequence[Stored]) -> tuple[Record, Place] | None:
        """The record of the stream that has these events, and its place.

        None where the stream began later, or other heads were published meanwhile.
        """
        event = cast("HeadsPublished", self.ledger.entry_mapper.to_domain_event(self.published).event)
        counted = [each for each in events if each.position <= event.size]
        if not counted:
            return None
        last, stream = counted[-1], UUID(str(counted[-1].originator_id))
        with self.ledger.datastore.connection() as connection:
            place = place_of(connection, stream, Head(event.streams, bytes.fromhex(event.root)), event.size)
        if place is None:
            return None
        return Record(last.position - 1, last.leaf, str(stream), last.originator_version), place


def ends_at(ledger: Ledger, size: int) -> Ends | None:
    """The heads that were published last; None where that event is not among the first `size`, or none were."""
    published = next(iter(ledger.door.select_events(STREAM, desc=True, limit=1)), None)
    return Ends(ledger, published) if isinstance(published, Stored) and published.position <= size else None
