"""What can have happened to the ranking of a month. Stored for ever, like the events of petitions, in its own stream.

The table itself stands in `ledger.documents` under its digest, so it is covered by the leaf. `position` is the place in
the ledger up to which the table counts: whoever has the ledger up to there gets the same table.
"""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from casebook.petitions.event import Count, Event, Sha256
from casebook.petitions.words import Code, Private, Words

_STREAMS: Final = UUID("0d9bb4b2-6e0b-5b52-9a3c-6f1f41041235")

Position = Annotated[int, Field(ge=0, le=2**53)]
"""A place in the ledger; what any JSON reader still counts exactly."""


class RankingDrafted(Event):
    """排行初稿: the table as it stands, for the units to look at, and until when they may object."""

    month: Code
    profile: Code
    definitions: Count
    position: Position
    digest: Sha256
    objections_until: AwareDatetime
    calendar: Code | None = None


class RankingObjectionFiled(Event):
    """排行异议: the so-many-th of this ranking, by a unit that stands in the table."""

    objection: Count
    unit: Code
    words: Private[Words] | None = None


class RankingObjectionDecided(Event):
    """异议裁定: upheld, so that the table is counted anew, or rejected."""

    objection: Count
    upheld: bool
    reasons: Private[Words] | None = None


class RankingPublished(Event):
    """排行公布: for ever. `recomputed` where an objection was upheld and the table counts up to a later position."""

    month: Code
    profile: Code
    definitions: Count
    position: Position
    digest: Sha256
    recomputed: bool = False


class RankingCorrected(Event):
    """排行更正: another table beside the one published, and why. The published one stays as it is."""

    month: Code
    profile: Code
    definitions: Count
    position: Position
    digest: Sha256
    reason: Private[Words] | None = None


RankingEvent = RankingDrafted | RankingObjectionFiled | RankingObjectionDecided | RankingPublished | RankingCorrected
"""The closed union of what happens in the streams of rankings."""

EVENTS: Final[dict[str, type[Event]]] = {
    event.stored_name(): event
    for event in (
        RankingDrafted,
        RankingObjectionFiled,
        RankingObjectionDecided,
        RankingPublished,
        RankingCorrected,
    )
}
"""Every one under its stored name."""


def stream_of(month: str, profile: str) -> UUID:
    """The stream of a month's ranking under a profile (its name, without the version): the same in every ledger."""
    return uuid5(_STREAMS, f"{month}:{profile}")
