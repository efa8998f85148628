"""Records: what has ended is put away, and looked at again when its time is over."""

from typing import Annotated

from fastapi import APIRouter, Depends

from casebook.access import Role
from casebook.petitions.commands import AppraiseRetention, ArchivePetition
from casebook.web.api.appointments import AppointmentsAnswer, Paged, to_appraise, to_archive
from casebook.web.api.commands import command_route
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["records"], route_class=StrictRoute)


@router.get(
    "/records/to-archive",
    operation_id="records-to-archive",
    summary="What can be archived (待归档)",
    responses=problems(401, 403, 422, 503),
    dependencies=[Depends(allow(Role.RECORDS))],
)
def records_to_archive(served: Served, asked: Annotated[Paged, Depends()]) -> AppointmentsAnswer:
    """What ended thirty days ago or more and has no review and no supervision open, the longest ended first."""
    return to_archive(served, asked)


@router.get(
    "/records/to-appraise",
    operation_id="records-to-appraise",
    summary="What is to be appraised (待鉴定)",
    responses=problems(401, 403, 422, 503),
    dependencies=[Depends(allow(Role.RECORDS))],
)
def records_to_appraise(served: Served, asked: Annotated[Paged, Depends()]) -> AppointmentsAnswer:
    """Records whose time is over and that were not found fit to be destroyed. Nothing is destroyed by itself."""
    return to_appraise(served, asked)


command_route(
    router,
    ArchivePetition,
    "Archive it (归档)",
    "What has ended thirty days ago or more. The class of the record follows from what happened: supervised or ordered "
    "from above, handled, or neither.",
)
command_route(
    router,
    AppraiseRetention,
    "Appraise a record (保管期满鉴定)",
    "When its time is over: kept for longer, or to be destroyed, which is another step.",
)
