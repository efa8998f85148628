"""Routes for finding the unit and for its work, from the assignment to the reply."""

from fastapi import APIRouter

from casebook.petitions.commands import (
    ApproveReturn,
    AssignPetition,
    DesignateUnit,
    GrantExtension,
    ReassignPetition,
    RecordContact,
    RefuseExtension,
    RejectReturn,
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
from casebook.web.api.commands import command_route
from casebook.web.bodies import StrictRoute

router = APIRouter(prefix="/api/v1", tags=["staff"], route_class=StrictRoute)

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
