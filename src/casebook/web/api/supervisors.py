"""Supervisors: urging, limits, supervision, false replies, corrections, confidentiality."""

from typing import Annotated

from fastapi import APIRouter, Depends

from casebook.access import Role
from casebook.petitions.commands import (
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    RecomputeDeadline,
    RecordOrder,
    UrgeUnit,
)
from casebook.web.api.appointments import AppointmentsAnswer, SuspensionsAsked
from casebook.web.api.appointments import suspensions as suspended
from casebook.web.api.commands import command_route
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["staff"], route_class=StrictRoute)


@router.get(
    "/suspensions",
    operation_id="suspensions",
    summary="What is suspended (挂账)",
    responses=problems(401, 403, 422, 503),
    dependencies=[Depends(allow(Role.SUPERVISOR))],
)
def suspensions(served: Served, asked: Annotated[SuspensionsAsked, Depends()]) -> AppointmentsAnswer:
    """The soonest review first. On that day the clockwork ends the suspension, if nobody has kept it until another."""
    return suspended(served, asked)


command_route(
    router,
    UrgeUnit,
    "Urge the unit (催办)",
    "About a limit that runs: when half of it is gone, when one working day is left, when it is over; each once.",
)
command_route(
    router,
    MissDeadline,
    "Put a missed limit on record (逾期)",
    "The system does so when a limit has passed and its step is not done; once for each limit.",
)
command_route(
    router,
    RecomputeDeadline,
    "Move a limit (时限重算)",
    "A limit that runs ends at another time; the record keeps the old end and the cause.",
)
command_route(
    router,
    RecordOrder,
    "Put an order from above on record (上级交办)",
    "Its limits go before the city's own, and behind those of a statute for the matter: the time that it names for the "
    "unit's answer, or what the city has adopted for such orders. They also hold when the petition is assigned anew.",
)
command_route(
    router,
    OpenSupervision,
    "Open supervision (督办)",
    "At a level and on a ground. While it is open the petition cannot be closed.",
)
command_route(
    router,
    EscalateSupervision,
    "Raise the level of supervision (督办升级)",
    "From daily to listed, to a summons, to the leaders.",
)
command_route(
    router,
    CloseSupervision,
    "Close supervision (督办办结)",
    "With what came of it.",
)
command_route(
    router,
    FindFalseReply,
    "Find a reply false (虚假办结认定)",
    "With evidence and consequence. Where the petition still rests on that reply, it is reopened at once.",
)
command_route(
    router,
    CorrectRecord,
    "Correct the record (勘误)",
    "The correction stands beside the event that it corrects; nothing is ever edited.",
)
command_route(
    router,
    ChangeConfidentiality,
    "Change the confidentiality (保密级别变更)",
    "The citizen, with the petition's query code, can ask for more protection; a supervisor can also lower it.",
)
