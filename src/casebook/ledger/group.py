"""Group commit: saves that wait at the same moment share one transaction, each with its own outcome.

There is no writer thread. Whoever comes first leads: it writes everything that waits, hands out the outcomes and wakes
one of those who came meanwhile to lead next. Two groups may be under way: while the database commits one, the next
crosses over and waits there for the lock, so that neither side stands idle. The second leaves only with half of those
who have lately been about: two groups of eight cost less than one of fifteen and one of one.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from casebook.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_EVENTS: Final = 1000
"""About how many events one transaction carries, so that no save waits long for others."""

Save = TypeVar("Save")
Outcome = TypeVar("Outcome")

_MOST_GROUPS: Final = 2


class _Ticket(Generic[Save, Outcome]):
    __slots__ = ("error", "outcome", "save", "woken")

    def __init__(self, save: Save) -> None:
        self.save = save
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None
        self.woken = threading.Lock()
        self.woken.acquire()


class GroupCommit(Generic[Save, Outcome]):
    """Gathers concurrent saves for `write`, which answers one outcome a save, or raises and has stored none.

    `write` may be called by two threads at a time. `size` tells how many events a save has.
    """

    def __init__(self, write: Callable[[Sequence[Save]], Sequence[Outcome]], size: Callable[[Save], int]) -> None:
        self._write = write
        self._size = size
        self._mutex = threading.Lock()  # guards what follows
        self._waiting: deque[_Ticket[Save, Outcome]] = deque()
        self._groups = 0  # under way
        self._saves = 0  # in them
        self._crowd = 0  # so many saves have lately been under way at a time

    def submit(self, save: Save) -> Outcome:
        """Store one save, together with whatever else waits.

        Raises:
            Exception: what `write` raised for this save.
        """
        ticket = _Ticket[Save, Outcome](save)
        with self._mutex:
            self._waiting.append(ticket)
            leader = self._leader()
        if leader is not ticket:
            if leader is not None:
                leader.woken.release()
            ticket.woken.acquire()
        if ticket.outcome is None and ticket.error is None:
            self._lead(ticket)
        if ticket.error is not None:
            raise ticket.error
        assert ticket.outcome is not None  # noqa: S101  a leader's own ticket is in its batch
        return ticket.outcome

    def _leader(self) -> _Ticket[Save, Outcome] | None:
        """The ticket that leads the next group, taken from those that wait, if that group should leave now."""
        full = 2 * len(self._waiting) >= self._crowd
        if self._waiting and (self._groups == 0 or (self._groups < _MOST_GROUPS and full)):
            self._groups += 1
            return self._waiting.popleft()
        return None

    def _lead(self, leader: _Ticket[Save, Outcome]) -> None:
        batch = self._batch(leader)
        try:
            self._settle(batch)
        finally:
            with self._mutex:
                self._groups -= 1
                self._saves -= len(batch)
                successor = self._leader()
            if successor is not None:
                successor.woken.release()
            for ticket in batch[1:]:
                ticket.woken.release()

    def _batch(self, leader: _Ticket[Save, Outcome]) -> list[_Ticket[Save, Outcome]]:
        """The leader's ticket and those that wait, up to about MOST_EVENTS events."""
        with self._mutex:
            batch = [leader]
            size = self._size(leader.save)
            while self._waiting and size < MOST_EVENTS:
                batch.append(self._waiting.popleft())
                size += self._size(batch[-1].save)
            self._saves += len(batch)
            self._crowd = max(self._saves, self._crowd - 1)
        return batch

    def _settle(self, batch: list[_Ticket[Save, Outcome]]) -> None:
        try:
            outcomes = self._write([ticket.save for ticket in batch])
        except BaseException as error:  # noqa: BLE001  it is handed to those who wait for it
            if len(batch) == 1 or isinstance(error, Unavailable) or not isinstance(error, Exception):
                for ticket in batch:
                    ticket.error = error
                return
            for ticket in batch:  # one bad save must not fail its neighbours
                self._settle([ticket])
        else:
            for ticket, outcome in zip(batch, outcomes, strict=True):
                ticket.outcome = outcome
