"""The leaves of the ledger, each computed anew from the bytes that are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.errors import Tampered
from casebook.ledger import layout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casebook.ledger.datastore import Rows

AT_ONCE: Final = 10_000
"""Events of one reading: some 10 MB."""

_EVENTS: Final = """
SELECT e.originator_id, e.originator_version, e.topic, e.state, e.notification_id, e.recorded_at, e.previous, e.leaf,
  before.leaf
FROM ledger.events e LEFT JOIN ledger.events before
  ON before.originator_id = e.originator_id AND before.originator_version = e.originator_version - 1
WHERE e.notification_id > %s AND e.notification_id <= %s ORDER BY e.notification_id LIMIT %s
"""


class Leaves:
    """Reads a ledger from behind a position on, as `connection` sees it, and recomputes every leaf.

    Attributes:
        origin: the log's name.
        position: up to where it has read.
    """

    def __init__(self, connection: Rows, origin: str, position: int = 0) -> None:
        self.origin = origin
        self.position = position
        self._connection = connection
        self._at: datetime | None = None

    def next(self, until: int = 2**62) -> list[bytes]:
        """At most `AT_ONCE` leaf hashes behind the position, up to `until`; none where there are no more.

        Raises:
            Tampered: positions have a gap, time runs back, an event does not follow the one before it in its stream, or
                a leaf is not that of the bytes beside it. Nothing of this reading counts then.
        """
        rows = self._connection.execute(_EVENTS, (self.position, until, AT_ONCE), prepare=True, binary=True).fetchall()
        leaves = list(self._checked(rows))
        self.position += len(leaves)
        return leaves

    def _checked(self, rows: list[tuple]) -> Iterator[bytes]:  # type: ignore[type-arg]  # the columns are named below
        for place, row in enumerate(rows, self.position + 1):
            stream, version, topic, state, position, at, previous, stored, before = row
            if position != place:
                raise Tampered(place, f"账本第 {place} 号事件缺失。", f"The event at position {place} is missing.")
            if self._at is not None and at < self._at:
                raise Tampered(place, f"账本第 {place} 号事件的时间倒退。", f"Time runs back at position {place}.")
            if previous != (before or layout.ZERO):
                raise Tampered(
                    place,
                    f"账本第 {place} 号事件未接续同一诉求的上一事件。",
                    f"The event at position {place} does not follow the one before it in its stream.",
                )
            leaf = layout.leaf(layout.header(self.origin, position, at, previous, (stream, version, topic)), state)
            if leaf != stored:
                raise Tampered(place)
            self._at = at
            yield leaf
