"""The leaves of the ledger, each computed anew from the bytes that are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Never

from casebook.errors import Tampered
from casebook.ledger import layout
from casebook.ledger.links import unchained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from casebook.ledger.datastore import Rows

    Row = tuple[Any, ...]
    """An event as `events_behind` reads it: the columns of `ledger.events`, and the leaf before it in its stream."""

    Fault = Callable[[Tampered], object]
    """Takes note of what is wrong; one that raises ends the reading."""

AT_ONCE: Final = 10_000
"""Events of one reading: some 10 MB."""

# Bounded on both sides, so that no plan can read on to the ledger's end.
_EVENTS: Final = """
SELECT e.originator_id, e.originator_version, e.topic, e.state, e.notification_id, e.recorded_at, e.previous, e.leaf,
  before.leaf
FROM ledger.events e LEFT JOIN ledger.events before
  ON before.originator_id = e.originator_id AND before.originator_version = e.originator_version - 1
WHERE e.notification_id > %(position)s AND e.notification_id <= %(until)s AND e.notification_id < %(portion)s + (
  SELECT min(notification_id) FROM ledger.events WHERE notification_id > %(position)s)
ORDER BY e.notification_id
"""


def events_behind(connection: Rows, position: int, until: int = 2**62) -> list[Row]:
    """At most `AT_ONCE` events behind the position, up to `until`, as they are stored; none where there are no more."""
    asked = {"position": position, "until": until, "portion": AT_ONCE}
    return connection.execute(_EVENTS, asked, prepare=True, binary=True).fetchall()


def _refuse(fault: Tampered) -> Never:
    raise fault


class Leaves:
    """Recomputes the leaves of a ledger from behind a position on, and sees that the events follow each other.

    Attributes:
        origin: the log's name.
        position: up to where it has come.
    """

    def __init__(self, origin: str, position: int = 0, fault: Fault = _refuse) -> None:
        self.origin = origin
        self.position = position
        self._fault = fault
        self._at: datetime | None = None

    def of(self, rows: Iterable[Row]) -> Iterator[tuple[int, bytes]]:
        """The position and the leaf hash of each of these events, which come next.

        Told as a fault is that positions have a gap or come twice, time runs back, an event does not follow the one
        before it in its stream, or a leaf is not that of the bytes beside it.

        Raises:
            Tampered: there is a fault, unless something else was to be done about it.
        """
        for stream, version, topic, state, position, at, previous, stored, before in rows:
            if position <= self.position:
                self._fault(_doubled(position))
                continue
            if position != self.position + 1:
                self._fault(missing(self.position + 1, position - 1))
            head = layout.header(self.origin, position, at, previous, (stream, version, topic))
            leaf = layout.leaf(head, state)
            if self._at is not None and at < self._at:
                self._fault(back_in_time(position))
            elif previous != (before or layout.ZERO) or (before is None and version > 1):
                self._fault(unchained(position))
            elif leaf != stored:
                self._fault(Tampered(position))
            self.position, self._at = position, at
            yield position, leaf


def missing(first: int, last: int) -> Tampered:
    """What is said where there are no events at these positions."""
    if first == last:
        return Tampered(first, f"账本第 {first} 号事件缺失。", f"The event at position {first} is missing.")
    return Tampered(
        first,
        f"账本第 {first} 至 {last} 号事件缺失。",
        f"The events at positions {first} to {last} are missing.",
    )


def back_in_time(position: int) -> Tampered:
    """What is said where an event is earlier than the one at the position before."""
    return Tampered(position, f"账本第 {position} 号事件的时间倒退。", f"Time runs back at position {position}.")


def _doubled(position: int) -> Tampered:
    return Tampered(position, f"账本有两个第 {position} 号事件。", f"There are two events at position {position}.")
