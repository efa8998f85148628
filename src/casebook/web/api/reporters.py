"""The newsroom: reporters who follow up, editors who send them, sign and publish."""

from typing import Annotated

from fastapi import APIRouter, Depends

from casebook.access import Actor, Role
from casebook.petitions.commands import (
    CountersignVerification,
    Publish,
    PublishFollowUp,
    RecordVerification,
    RevisePublication,
    ScheduleVerification,
    Unpublish,
    WaiveVerification,
)
from casebook.web.api.commands import command_route
from casebook.web.api.worklist import WAITS_ON, Asked, WorklistAnswer, worklist
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.disclosure import NEWSROOM
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["reporters"], route_class=StrictRoute)


@router.get(
    "/verifications",
    operation_id="verifications",
    summary="What is to be verified or signed (追访任务)",
    responses=problems(401, 403, 422, 503),
)
def verifications(
    served: Served, asker: Annotated[Actor, Depends(allow(*NEWSROOM))], asked: Annotated[Asked, Depends()]
) -> WorklistAnswer:
    """For reporters what they are sent to look at, for editors what waits for a signature.

    Nothing that is sealed.
    """
    if asker.role is Role.REPORTER:
        return worklist(served, asker, "of_role", {"waiting_on": WAITS_ON[asker.role], "reporter": asker.id}, asked)
    return worklist(served, asker, "of_role", {"waiting_on": WAITS_ON[asker.role], "to_schedule": False}, asked)


@router.get(
    "/verifications/to-schedule",
    operation_id="verifications-to-schedule",
    summary="What nobody is sent to yet (待安排追访)",
    responses=problems(401, 403, 422, 503),
)
def verifications_to_schedule(
    served: Served, asker: Annotated[Actor, Depends(allow(Role.EDITOR))], asked: Annotated[Asked, Depends()]
) -> WorklistAnswer:
    """For editors: petitions with an approved reply that no reporter is to look at yet, the soonest due first."""
    return worklist(served, asker, "of_role", {"waiting_on": WAITS_ON[Role.EDITOR], "to_schedule": True}, asked)


command_route(
    router,
    ScheduleVerification,
    "Send a reporter (追访安排)",
    "The editor says who goes: nobody else records the finding, and nobody unsent. Who has an account must be a "
    "reporter. For a sealed petition a supervisor names an officer of the desk.",
)
command_route(
    router,
    RecordVerification,
    "Record a follow-up (记者追访)",
    "What the reporter found, later than the reply. It takes effect when an editor has signed it. Sealed petitions are "
    "verified by the desk.",
)
command_route(
    router,
    CountersignVerification,
    "Sign a finding (追访签发)",
    "Another person than the one who recorded it. A finding that it is not solved opens a new round of handling.",
)
command_route(
    router,
    WaiveVerification,
    "Waive the follow-up (免访)",
    "For consultations and suggestions, for what the citizen says is solved, and for what the lot left out.",
)
command_route(
    router,
    PublishFollowUp,
    "Record an article (追访报道)",
    "The newspaper has told what the reporter found. The public register names the article.",
)
command_route(
    router,
    Publish,
    "Publish a text (公开)",
    "A text of its own that everybody may read in the public register: looked through by the checklist, and read by a "
    "second person. Nothing sealed is ever published.",
)
command_route(
    router,
    RevisePublication,
    "Revise the public text (修订公开内容)",
    "Another text in place of the one before, looked through and read in the same way.",
)
command_route(
    router,
    Unpublish,
    "Take the public text back (撤下)",
    "The register shows that there was one, and no words any more.",
)
