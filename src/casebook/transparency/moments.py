"""The times of events between those at which witnesses saw the log: nobody dates one back or forward past them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from casebook.errors import Tampered
from casebook.proof.trail import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casebook.proof.checkpoint import Signed
    from casebook.transparency.leaves import Fault, Row


class Moments:
    """Compares the times of events, which come in order, with the checkpoints around them, smallest first.

    An event is later than the last cosigned checkpoint that it is not in, and earlier than the first that it is in. Of
    several cosignatures the earliest counts: a late one says nothing of when a checkpoint was there.
    """

    def __init__(self, signed: Iterator[Signed], fault: Fault) -> None:
        self._coming = ((each.checkpoint.size, min(each.witnesses.values())) for each in signed if each.witnesses)
        self._fault = fault
        self._not_before = -math.inf
        self._size: float = 0
        self._not_after: float = -math.inf
        self._go_on()

    def check(self, events: Iterable[Row]) -> None:
        """See to these events, which come next."""
        for _, _, _, _, position, at, *_ in events:
            while position > self._size:
                self._not_before = self._not_after - TOLERANCE
                self._go_on()
            if not self._not_before <= at.timestamp() <= self._not_after + TOLERANCE:
                self._fault(_misdated(position))

    def _go_on(self) -> None:
        self._size, self._not_after = next(self._coming, (math.inf, math.inf))


def _misdated(position: int) -> Tampered:
    return Tampered(
        position,
        f"账本第 {position} 号事件的时间与见证方所见不符：被提前或推后了，或者记入后久未签名。",
        f"The time at position {position} does not fit what witnesses saw: it was dated back or forward, or stayed "
        "unsigned for long.",
    )
