"""What must be kept for the time being, whoever asks: what somebody has placed, and what follows from the petition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.forgetting.codes import HoldGround
from casebook.petitions.forgetting.standing import Hold
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from casebook.petitions.petition import Petition


def holds(petition: Petition, today: date) -> tuple[Hold, ...]:
    """Every hold that stands: that somebody placed, of a supervision, of the archive.

    Source: Personal Information Protection Law art. 47: where a period that a law sets is not over, every use but
    storage stops.
    """
    placed = tuple(hold for hold in petition.forgetting.holds if hold.stands(today))
    grounds = {hold.ground for hold in placed}
    return (*placed, *(hold for hold in _following(petition, today) if hold.ground not in grounds))


def _following(petition: Petition, today: date) -> Iterator[Hold]:
    if petition.supervision is not None and not petition.supervision.closed:
        yield Hold(HoldGround.SUPERVISION, None)
    kept = petition.retention if petition.status is Status.ARCHIVED else None
    if kept is not None and not kept.to_be_destroyed:
        archived = Hold(HoldGround.ARCHIVE, kept.until)
        if archived.stands(today):
            yield archived


def held_until(standing: tuple[Hold, ...]) -> date | None:
    """The last day of these holds; None where one of them has no day, or there are none."""
    days = [hold.until for hold in standing if hold.until is not None]
    return max(days) if days and len(days) == len(standing) else None
