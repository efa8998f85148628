"""Group commit: saves that wait at the same moment share one transaction, each with its own outcome.

There is no writer thread. Whoever comes first leads: it writes everything that waits, hands out the outcomes and wakes
one of those who came meanwhile to lead next.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casebook.ledger.stored import Outcome, Save

MOST_EVENTS: Final = 1000
"""About how many events one transaction carries, so that no save waits long for others."""


class _Ticket:
    __slots__ = ("error", "outcome", "save", "woken")

    def __init__(self, save: Save) -> None:
        self.save = save
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None
        self.woken = threading.Lock()
        self.woken.acquire()


class GroupCommit:
    """Gathers concurrent saves for `write`, which answers one outcome a save, or raises and has stored none."""

    def __init__(self, write: Callable[[Sequence[Save]], Sequence[Outcome]]) -> None:
        self._write = write
        self._waiting: deque[_Ticket] = deque()
        self._mutex = threading.Lock()
        self._busy = False

    def submit(self, save: Save) -> Outcome:
        """Store one save, together with whatever else waits.

        Raises:
            Exception: what `write` raised for this save.
        """
        ticket = _Ticket(save)
        with self._mutex:
            self._waiting.append(ticket)
            lead = not self._busy
            self._busy = True
        if not lead:
            ticket.woken.acquire()
        if ticket.outcome is None and ticket.error is None:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        assert ticket.outcome is not None  # noqa: S101  a leader's own ticket is in its batch
        return ticket.outcome

    def _lead(self) -> None:
        batch = self._batch()
        try:
            self._settle(batch)
        finally:
            with self._mutex:
                successor = self._waiting[0] if self._waiting else None
                self._busy = successor is not None
            for ticket in batch[1:]:
                ticket.woken.release()
            if successor is not None:
                successor.woken.release()

    def _batch(self) -> list[_Ticket]:
        """The waiting tickets, the leader's own first, up to about MOST_EVENTS events."""
        with self._mutex:
            batch = [self._waiting.popleft()]
            size = len(batch[0].save.events)
            while self._waiting and size < MOST_EVENTS:
                batch.append(self._waiting.popleft())
                size += len(batch[-1].save.events)
        return batch

    def _settle(self, batch: list[_Ticket]) -> None:
        try:
            outcomes = self._write([ticket.save for ticket in batch])
        except BaseException as error:  # noqa: BLE001  it is handed to those who wait for it
            if len(batch) == 1 or not isinstance(error, Exception):
                for ticket in batch:
                    ticket.error = error
                return
            for ticket in batch:  # one bad save must not fail its neighbours
                self._settle([ticket])
        else:
            for ticket, outcome in zip(batch, outcomes, strict=True):
                ticket.outcome = outcome
