"""What follows from an order from above: the limits that run are those of the order, where no statute sets them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casebook.petitions.intake.reclassifying import moved_limits
from casebook.petitions.oversight.clocks import running
from casebook.petitions.oversight.codes import RecomputeCause
from casebook.petitions.oversight.events import DeadlineRecomputed, OrderedFromAbove
from casebook.petitions.oversight.standing import Order
from casebook.petitions.vocabulary import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.oversight.commands import RecordOrder
    from casebook.petitions.petition import Petition


def ordered(command: RecordOrder, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The order, and each limit that runs and ends at another time by it: as it names, or as the city has adopted."""
    event = OrderedFromAbove(by=command.by, due=command.due, document=command.document, demand=command.demand)
    named = tuple(_named(command, petition, context))
    clocks = {moved.clock for moved in named}
    after = replace(petition, order=Order(command.by, command.due))
    counted = moved_limits(petition, after, context, RecomputeCause.ORDER)
    return (event, *named, *(moved for moved in counted if moved.clock not in clocks))


def _named(command: RecordOrder, petition: Petition, context: Context) -> Iterator[DeadlineRecomputed]:
    """The unit's limit for its reply, or for mending it, at the end that the order names; what has passed stays so."""
    for clock in (Clock.REPLY, Clock.REDO):
        old = running(petition, clock)
        if command.due is not None and old is not None and old > context.now and old != command.due:
            yield DeadlineRecomputed(clock=clock, old_due=old, new_due=command.due, cause=RecomputeCause.ORDER)
