"""What can have happened at the end of a round."""

from __future__ import annotations

from pydantic import AwareDatetime

from casebook.petitions.event import Count, Event
from casebook.petitions.vocabulary import ClosingBasis, Fault, ReopenGround, TerminationGround
from casebook.petitions.words import Private, Words


class Reopened(Event):
    """重办: by the same unit, or as one that awaits a new assignment."""

    round: Count
    ground: ReopenGround
    fault: Fault = Fault.NONE
    reply_due: AwareDatetime | None = None
    provisional: bool = False
    new_unit: bool = False
    dispatch_due: AwareDatetime | None = None
    reason: Private[Words] | None = None


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


EndingEvent = Reopened | Closed | Terminated
