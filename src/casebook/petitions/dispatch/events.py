"""What can have happened while a petition finds its unit."""

from __future__ import annotations

from pydantic import AwareDatetime

from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.event import Count, Event, LimitSet
from casebook.petitions.vocabulary import AssignmentBasis, Fault
from casebook.petitions.words import Code, Private, Words


class Assigned(LimitSet):
    """派单; 指定承办 where `designated`."""

    assignment: Count
    unit: Code
    basis: AssignmentBasis = AssignmentBasis.JUDGEMENT
    returnable: bool = True
    sign_due: AwareDatetime | None = None
    contact_due: AwareDatetime | None = None
    reply_due: AwareDatetime | None = None
    return_until: AwareDatetime | None = None
    instructions: Private[Words] | None = None
    co_units: tuple[Code, ...] = ()
    designated: bool = False
    matter: Code | None = None
    unit_version: Count | None = None
    why: Private[Words] | None = None


class Signed(Event):
    """签收."""

    assignment: Count
    on_time: bool | None = None


class ReturnRequested(LimitSet):
    """退单申请."""

    assignment: Count
    reason: ReturnReason
    legal_basis: Private[Words] | None = None
    explanation: Private[Words] | None = None
    suggested_unit: Code | None = None
    ruling_due: AwareDatetime | None = None


class ReturnApproved(LimitSet):
    """同意退单: the petition waits for its next unit, under a new limit for assigning it."""

    assignment: Count
    fault: Fault = Fault.NONE
    ruling: Private[Words] | None = None
    dispatch_due: AwareDatetime | None = None


class ReturnRejected(Event):
    """不同意退单: the unit keeps it, and its limits run on."""

    assignment: Count
    fault: Fault = Fault.UNIT
    ruling: Private[Words] | None = None


class Reassigned(Event):
    """改派: taken from one unit; `assigned` of the next number follows."""

    from_assignment: Count
    from_unit: Code
    to_unit: Code
    why: Private[Words] | None = None
    fault: Fault = Fault.NONE


class CoHandlingRequested(Event):
    """请求协办."""

    assignment: Count
    unit: Code
    question: Private[Words] | None = None
    due: AwareDatetime | None = None


class CoOpinionSubmitted(Event):
    """协办意见."""

    assignment: Count
    unit: Code
    opinion: Private[Words] | None = None


class Recalled(LimitSet):
    """收回派单: taken from a unit that must not have it; the petition waits for another, under a new limit."""

    assignment: Count
    from_unit: Code
    dispatch_due: AwareDatetime | None = None


DispatchEvent = (
    Assigned
    | Signed
    | ReturnRequested
    | ReturnApproved
    | ReturnRejected
    | Reassigned
    | Recalled
    | CoHandlingRequested
    | CoOpinionSubmitted
)
