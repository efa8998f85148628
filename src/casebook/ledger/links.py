"""Whether the events of a stream follow each other: each names the leaf of the one before it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from casebook.errors import Tampered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.ledger.stored import Stored


def check_links(events: Sequence[Stored], *, whole: bool) -> None:
    """See that the events of a stream, in order, follow each other; those of a `whole` one from the first on.

    Raises:
        Tampered: one does not follow the one before it, or that one is missing.
    """
    if whole and events and events[0].originator_version > 1:
        raise unchained(events[0].position)
    for before, event in pairwise(events):
        if (event.originator_version, event.previous) != (before.originator_version + 1, before.leaf):
            raise unchained(event.position)


def unchained(position: int) -> Tampered:
    """What is said where an event does not name the leaf of the one before it in its stream."""
    return Tampered(
        position,
        f"账本第 {position} 号事件未接续同一诉求的上一事件。",
        f"The event at position {position} does not follow the one before it in its stream.",
    )
