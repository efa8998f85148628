"""What can have happened at the end of a round."""

from __future__ import annotations

from pydantic import AwareDatetime

from casebook.petitions.event import Count, Event, LimitSet
from casebook.petitions.vocabulary import ClosingBasis, Fault, ReopenGround, TerminationGround
from casebook.petitions.words import Private, Words


class Reopened(LimitSet):
    """重办: by the same unit, or as one that awaits a new assignment."""

    round: Count
    ground: ReopenGround
    fault: Fault = Fault.NONE
    reply_due: AwareDatetime | None = None
    new_unit: bool = False
    dispatch_due: AwareDatetime | None = None
    reason: Private[Words] | None = None


class ClosingProposed(Event):
    """提请办结: everything that a closing needs is there; a person of the desk still decides."""

    round: Count


class Closed(Event):
    """办结."""

    basis: ClosingBasis
    rounds: Count = 1
    first_closure: bool
    summary: Private[Words] | None = None


class Terminated(Event):
    """终止办理."""

    ground: TerminationGround
    explanation: Private[Words] | None = None


EndingEvent = Reopened | ClosingProposed | Closed | Terminated
