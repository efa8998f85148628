"""How the events at the end of a round move a petition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.ending.events import CitizenRated, Closed, EndingEvent, Reopened, Terminated
from casebook.petitions.standing import Rating
from casebook.petitions.vocabulary import ReopenGround, Status

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def ended(petition: Petition, event: EndingEvent, entry: Entry) -> Petition:
    """Closing and the other ends, what the citizen thinks of it, and a new round."""
    match event:
        case Reopened():
            return _reopened(petition, event)
        case Closed():
            return _closed(petition, entry)
        case Terminated():
            return replace(petition, status=Status.TERMINATED)
        case CitizenRated():
            return replace(petition, rating=_rated(petition, event, entry.happened_at))
        case _ as never:
            assert_never(never)


def _reopened(petition: Petition, event: Reopened) -> Petition:
    """A new round: what was said and found of the round before no longer counts."""
    return replace(
        petition,
        status=Status.IN_PROGRESS if petition.unit else Status.ACCEPTED,  # a source may name no unit
        round=event.round,
        reply=None,
        rejections=0,
        finding=None,
        waiver=None,
        merger=None,
        closed_at=None,
        closed_by=None,
        dissatisfied_reopenings=petition.dissatisfied_reopenings + (event.ground is ReopenGround.DISSATISFIED),
        dues=replace(petition.dues, reply=event.reply_due, redo=None, verify=None),
    )


def _closed(petition: Petition, entry: Entry) -> Petition:
    return replace(
        petition,
        status=Status.CLOSED,
        closures=petition.closures + 1,
        first_closed_at=petition.first_closed_at or entry.happened_at,
        closed_at=entry.happened_at,
        closed_by=entry.actor.id,
    )


def _rated(petition: Petition, event: CitizenRated, at: datetime) -> Rating:
    before = petition.current_rating
    return Rating(
        round=petition.round,
        solved=event.solved,
        score=event.score,
        revision=event.revision,
        first_at=before.first_at if before else at,
    )
