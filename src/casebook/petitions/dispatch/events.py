"""What can have happened while a petition finds its unit."""

from __future__ import annotations

from pydantic import AwareDatetime

from casebook.petitions.event import Count, Event
from casebook.petitions.vocabulary import AssignmentBasis
from casebook.petitions.words import Code, Private, Words


class Assigned(Event):
    """派单."""

    assignment: Count
    unit: Code
    basis: AssignmentBasis = AssignmentBasis.JUDGEMENT
    returnable: bool = True
    sign_due: AwareDatetime | None = None
    contact_due: AwareDatetime | None = None
    reply_due: AwareDatetime | None = None
    return_until: AwareDatetime | None = None
    provisional: bool = False
    instructions: Private[Words] | None = None


class Signed(Event):
    """签收."""

    assignment: Count
    on_time: bool | None = None


DispatchEvent = Assigned | Signed
