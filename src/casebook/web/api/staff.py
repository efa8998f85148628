"""Staff: the hotline's desk, its dispatchers and supervisors, and the handling units."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from casebook.access import Actor, Role
from casebook.petitions.commands import (
    AcceptPetition,
    ApproveReply,
    ApproveReturn,
    AssignPetition,
    ClosePetition,
    DeclinePetition,
    DesignateUnit,
    GrantExtension,
    ReassignPetition,
    RecordContact,
    RefuseExtension,
    RejectReply,
    RejectReturn,
    ReopenPetition,
    ReportProgress,
    RequestCoHandling,
    RequestExtension,
    RequestReturn,
    ResumePetition,
    ReviewSuspension,
    SignAssignment,
    SubmitCoOpinion,
    SubmitReply,
    SuspendPetition,
)
from casebook.petitions.words import Code
from casebook.web.api.commands import command_route
from casebook.web.api.extensions import ExtensionRequestsAnswer, RequestsAsked, requests_of_units
from casebook.web.api.worklist import WAITS_ON, Asked, WorklistAnswer, worklist
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.disclosure import HOTLINE, UNIT
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["staff"], route_class=StrictRoute)


class WaitingOn(StrEnum):
    """On whom a petition waits."""

    DESK = "desk"
    DISPATCHER = "dispatcher"
    UNIT = "unit"
    REPORTER = "reporter"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"


@router.get(
    "/inbox",
    operation_id="inbox",
    summary="What waits for me (待办)",
    responses=problems(401, 403, 422, 503),
)
def inbox(  # noqa: PLR0913, PLR0917  each is a query parameter
    served: Served,
    asker: Annotated[Actor, Depends(allow(*HOTLINE, *UNIT))],
    asked: Annotated[Asked, Depends()],
    waiting_on: Annotated[WaitingOn | None, Query(description="Supervisors: on whom it waits.")] = None,
    unit: Annotated[Code | None, Query(description="Supervisors: only this unit (承办单位).")] = None,
    helping: Annotated[bool, Query(description="Units: what others ask of us (协办), not our own.")] = False,  # noqa: FBT002  a query parameter
) -> WorklistAnswer:
    """The most urgent first: the desk's, the dispatchers' or the own unit's; supervisors see all that is open."""
    if asker.role in UNIT:
        return worklist(served, asker, "of_helper" if helping else "of_unit", {"unit": asker.unit}, asked)
    if asker.role is Role.SUPERVISOR:
        return worklist(served, asker, "of_desk", {"waiting_on": waiting_on, "unit": unit}, asked)
    return worklist(served, asker, "of_role", {"waiting_on": WAITS_ON[asker.role]}, asked)


@router.get(
    "/extension-requests",
    operation_id="extension-requests",
    summary="Requests for more time (延期申请)",
    responses=problems(401, 403, 422, 503),
)
def extension_requests(
    served: Served,
    asker: Annotated[Actor, Depends(allow(Role.DISPATCHER, Role.SUPERVISOR))],
    asked: Annotated[RequestsAsked, Depends()],
) -> ExtensionRequestsAnswer:
    """Those that nobody has decided, the soonest due first: silence until the reply is due is a refusal."""
    return requests_of_units(served, asker.role, asked)


command_route(
    router,
    AcceptPetition,
    "Accept a petition (受理)",
    "The desk takes it on, corrects the kind where the citizen chose another, and says how urgent it is.",
)
command_route(
    router,
    DeclinePetition,
    "Decline a petition (不予受理)",
    "On one of the grounds of the law, with an explanation to the citizen. Some grounds need a route to turn to, "
    "some a second person.",
)
command_route(
    router,
    AssignPetition,
    "Assign it to a unit (派单)",
    "The dispatcher chooses the handling unit; only a supervisor designates one.",
)
command_route(
    router,
    SignAssignment,
    "Sign for the assignment (签收)",
    "An officer of the unit takes the work over.",
)
command_route(
    router,
    RecordContact,
    "Record a contact with the citizen (联系诉求人)",
    "Each attempt counts, whether the citizen was reached or not. Without one there is no reply.",
)
command_route(
    router,
    ReportProgress,
    "Report progress (阶段性反馈)",
    "What was done so far, and when the next step follows.",
)
command_route(
    router,
    RequestExtension,
    "Ask for more time (延期申请)",
    "Before the reply is due, as often and as long as the city's limits allow. The clock goes on until it is decided.",
)
command_route(
    router,
    GrantExtension,
    "Grant more time (同意延期)",
    "Another person than the one who asked; the second time only a supervisor. The citizen is told.",
)
command_route(
    router,
    RefuseExtension,
    "Refuse more time (不同意延期)",
    "With a reason; the limit stays as it is.",
)
command_route(
    router,
    SuspendPetition,
    "Suspend it (挂账)",
    "What cannot be solved for the time being, on a ground of the city's list, with a plan and a day of review. "
    "The reply's limit stops.",
)
command_route(
    router,
    ReviewSuspension,
    "Review a suspension (挂账复核)",
    "It stays suspended until another day, or work goes on.",
)
command_route(
    router,
    ResumePetition,
    "Resume it (销账)",
    "Work goes on, with what was left of the limit. On the day of review the clockwork does so by itself.",
)
command_route(
    router,
    RequestReturn,
    "Ask to return the assignment (退单申请)",
    "Once, within the time for it, with the law or list of duties that says so. The limit for the reply runs on.",
)
command_route(
    router,
    ApproveReturn,
    "Let the unit return it (同意退单)",
    "Somebody else than who assigned it rules. The petition then waits for another unit.",
)
command_route(
    router,
    RejectReturn,
    "Have the unit keep it (不同意退单)",
    "Somebody else than who assigned it rules. The unit's limits run on, and it may not ask again.",
)
command_route(
    router,
    ReassignPetition,
    "Give it to another unit (改派)",
    "The dispatcher takes it from one unit and assigns it to the next. The fourth time only a supervisor does so.",
)
command_route(
    router,
    DesignateUnit,
    "Designate a unit (指定承办)",
    "A supervisor decides whose it is, after a return or where duties are unclear. The unit may not return it.",
)
command_route(
    router,
    RequestCoHandling,
    "Ask another unit for help (请求协办)",
    "The unit that has the lead, or the hotline, asks a question and says by when it needs the opinion.",
)
command_route(
    router,
    SubmitCoOpinion,
    "Give an opinion (协办意见)",
    "An officer of a unit that was asked for help answers.",
)
command_route(
    router,
    SubmitReply,
    "Reply for the unit (回复)",
    "The unit's approver signs what an officer has drafted. The citizen was contacted before.",
)
command_route(
    router,
    ApproveReply,
    "Let the reply pass (审核通过)",
    "The desk finds the reply fit. A reply is not a solution: a reporter's follow-up comes next.",
)
command_route(
    router,
    RejectReply,
    "Send the reply back (退回补正)",
    "With what is wrong with it. The third time only a supervisor does so.",
)
command_route(
    router,
    ReopenPetition,
    "Work on it again (重办)",
    "A new round of handling, within thirty days of the closing; later only when the reply was false.",
)
command_route(
    router,
    ClosePetition,
    "Close it (办结)",
    "Only what was verified, or whose verification was waived, is closed.",
)
