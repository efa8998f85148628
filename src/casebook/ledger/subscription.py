"""The library's subscription, woken by the clock: nothing is notified inside an append."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY: Final = 0.05
"""Seconds between two looks at the ledger."""


class PollingSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """Follows the ledger by looking again every EVERY seconds."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._clock = Thread(target=self._tick, name="subscription", daemon=True)
        self._clock.start()

    def __exit__(self, *error: object, **_: Any) -> None:
        super().__exit__(*error)
        self._clock.join()

    def _tick(self) -> None:
        # the library's own stop event cannot be waited for, and this thread has nothing to finish
        while not self._has_been_stopped:
            self._has_been_notified.set()
            self._pull_thread.join(EVERY)
