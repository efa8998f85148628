"""What follows from classifying anew: the limits that run are those of the new class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casebook.petitions.dispatch.recall import recalled
from casebook.petitions.intake.events import Reclassified
from casebook.petitions.oversight.clocks import running
from casebook.petitions.oversight.codes import RecomputeCause
from casebook.petitions.oversight.events import DeadlineRecomputed
from casebook.petitions.vocabulary import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casebook.petitions.context import Context, Due
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.handling.terms import HandlingTerms
    from casebook.petitions.intake.commands import Reclassify
    from casebook.petitions.petition import Petition


def reclassified(command: Reclassify, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """What was put right, and each limit that runs and is another one for the new class.

    Whoever a sealed petition turns out to be about does not keep it: then the unit's limits end.
    """
    after = replace(
        petition,
        category=command.category or petition.category,
        urgency=command.urgency or petition.urgency,
        matter=command.matter or petition.matter,
        about_unit=command.about_unit or petition.about_unit,
    )
    event = Reclassified(**command.model_dump(exclude={"petition_id"}))
    taken = recalled(after, context)
    return (event, *taken) if taken else (event, *moved_limits(petition, after, context))


def moved_limits(
    petition: Petition, after: Petition, context: Context, cause: RecomputeCause = RecomputeCause.RECLASSIFIED
) -> Iterator[DeadlineRecomputed]:
    """Each limit that runs still and is another one for the new class, or by an order.

    What has passed has passed: nothing heals a missed limit. What was moved by order from above stays as ordered.
    """
    for clock in Clock:
        old = running(petition, clock)
        if old is None or old <= context.now or clock in petition.ordered_limits:
            continue
        new = _new_end(clock, old, petition, after, context)
        if new is not None and new.at != old:
            yield DeadlineRecomputed(
                clock=clock,
                old_due=old,
                new_due=new.at,
                cause=cause,
                provisional=new.provisional,
                policy=new.policy,
                calendar=new.calendar,
            )


def _new_end(clock: Clock, old: datetime, petition: Petition, after: Petition, context: Context) -> Due | None:
    """The end of the new class's limit, by what was in force when the old one was set, and from the same start.

    Where that is past already, nobody could have kept it: then the new limit runs from here, if it ends sooner than the
    old one. None where the class makes no difference, or the new one has no such limit.
    """
    start = petition.start_of(clock)
    terms = context.terms.when_set(start)
    before, then = _due(terms, clock, petition, start.at), _due(terms, clock, after, start.at)
    if before is None or then is None or before.at == then.at:
        return None
    if then.at > context.now:
        return then
    anew = _due(terms, clock, after, context.now)
    return anew if anew is not None and anew.at < old else None


def _due(terms: HandlingTerms, clock: Clock, petition: Petition, start: datetime) -> Due | None:
    order = petition.order.by if petition.order else None
    return terms.due(clock, petition.category, petition.urgency, start, petition.matter, order)
