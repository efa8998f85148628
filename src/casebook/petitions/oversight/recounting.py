"""Counting the end of a limit again as it came about: the limit itself, what was granted, what a halt had left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.context import Due
from casebook.petitions.handling.terms import Left
from casebook.petitions.standing import Extended, Fixed, OfClass, RestOf, Way

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casebook.petitions.handling.terms import HandlingTerms
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Start
    from casebook.petitions.vocabulary import Clock


def recounted(clock: Clock, start: Start, terms: HandlingTerms) -> Due | None:
    """When a limit ends, counted again in the calendar of these terms; None where its end was named and not counted."""
    return None if isinstance(start.way, Fixed) else end_of(start.way, clock, start.at, terms)


def end_of(way: Way, clock: Clock, start: datetime, terms: HandlingTerms) -> Due | None:
    """The end that a way leads to, or None where these terms know no such limit."""
    match way:
        case OfClass():
            return _of_class(way, clock, start, terms)
        case RestOf():
            return terms.run_on(Left(working_days=way.working_days), way.since)
        case Fixed():
            return Due(way.at)
        case Extended():
            before = end_of(way.before, clock, start, terms)
            return terms.extended(before.at, way.working_days) if before else None
        case _ as never:
            assert_never(never)


def taking(way: Way, clock: Clock, petition: Petition) -> Mapping[Clock, Start]:
    """The starts of a petition's limits, where the end of one came about in another way."""
    return {**petition.started, clock: replace(petition.start_of(clock), way=way)}


def _of_class(way: OfClass, clock: Clock, start: datetime, terms: HandlingTerms) -> Due | None:
    due = terms.due(clock, way.category, way.urgency, start, way.matter, way.order)
    if due is None or way.anew is None or due.at > way.anew:
        return due
    return terms.due(clock, way.category, way.urgency, way.anew, way.matter, way.order)
