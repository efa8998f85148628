"""What the events of a ranking amount to. `evolve` never refuses: what is in the ledger has happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never, cast

from casebook.petitions.vocabulary import Role
from casebook.rankings.events import (
    RankingCorrected,
    RankingDrafted,
    RankingEvent,
    RankingObjectionDecided,
    RankingObjectionFiled,
    RankingPublished,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from casebook.petitions.entry import Entry


@dataclass(frozen=True, slots=True)
class Frozen:
    """A table and what it was counted from.

    Attributes:
        definitions: the version of the definitions of the rates.
        position: it counts everything up to this place in the ledger.
        digest: SHA-256 of its document.
        at: when it was drafted, published, or stated as a correction.
    """

    definitions: int
    position: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """What a unit holds against a draft.

    Attributes:
        upheld: None while nobody has decided it.
    """

    number: int
    unit: str
    filed_by: UUID
    at: datetime
    upheld: bool | None = None
    decided_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranking of a month at one version of its history.

    Attributes:
        profile: name and version of the score profile, `pds_news:1`.
        drafted_by: who; None where the system did.
        published: None while it is a draft.
        corrections: beside the published table, oldest first.
    """

    id: UUID
    version: int
    month: str
    profile: str
    draft: Frozen
    drafted_by: UUID | None
    objections_until: datetime
    objections: tuple[Objection, ...] = ()
    published: Frozen | None = None
    recomputed: bool = False
    corrections: tuple[Frozen, ...] = ()

    @property
    def latest(self) -> Frozen:
        """The last table."""
        return (self.draft, *filter(None, (self.published, *self.corrections)))[-1]

    @property
    def has_upheld(self) -> bool:
        """Whether an objection was upheld, so that the table is counted anew."""
        return any(objection.upheld for objection in self.objections)

    def pending(self, number: int) -> Objection | None:
        """The objection of that number, while nobody has decided it."""
        return next((one for one in self.objections if one.number == number and one.upheld is None), None)


def fold(entries: Iterable[Entry]) -> Ranking | None:
    """The ranking that these entries amount to, or None where there are none.

    Raises:
        ValueError: the first of them is no draft, or one of them has no time yet.
    """
    ranking: Ranking | None = None
    for entry in entries:
        ranking = evolve(ranking, entry)
    return ranking


def evolve(ranking: Ranking | None, entry: Entry) -> Ranking:
    """The ranking after one more entry.

    Raises:
        ValueError: a history that does not begin with a draft, or an entry that has no time yet.
    """
    event = cast("RankingEvent", entry.event)
    if ranking is None:
        if not isinstance(event, RankingDrafted):
            raise ValueError(f"a ranking begins with its draft, not with {event.stored_name()}")
        return _begun(event, entry)
    return replace(_moved(ranking, event, entry), version=entry.version)


def _begun(event: RankingDrafted, entry: Entry) -> Ranking:
    return Ranking(
        id=entry.petition_id,
        version=entry.version,
        month=event.month,
        profile=event.profile,
        draft=_frozen(event, entry),
        drafted_by=None if entry.actor.role is Role.SYSTEM else entry.actor.id,
        objections_until=event.objections_until,
    )


def _moved(ranking: Ranking, event: RankingEvent, entry: Entry) -> Ranking:
    match event:
        case RankingDrafted():  # the first draft stands
            return ranking
        case RankingObjectionFiled():
            filed = Objection(event.objection, event.unit, entry.actor.id, entry.happened_at)
            return replace(ranking, objections=(*ranking.objections, filed))
        case RankingObjectionDecided():
            return replace(ranking, objections=tuple(_decided(one, event, entry) for one in ranking.objections))
        case RankingPublished():
            return replace(ranking, published=_frozen(event, entry), recomputed=event.recomputed)
        case RankingCorrected():
            return replace(ranking, corrections=(*ranking.corrections, _frozen(event, entry)))
        case _ as never:
            assert_never(never)


def _decided(objection: Objection, event: RankingObjectionDecided, entry: Entry) -> Objection:
    if objection.number != event.objection:
        return objection
    return replace(objection, upheld=event.upheld, decided_by=entry.actor.id)


def _frozen(event: RankingDrafted | RankingPublished | RankingCorrected, entry: Entry) -> Frozen:
    return Frozen(event.definitions, event.position, event.digest, entry.happened_at)
