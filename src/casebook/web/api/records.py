"""Records: what has ended is put away, and looked at again when its time is over."""

from fastapi import APIRouter

from casebook.petitions.commands import AppraiseRetention, ArchivePetition
from casebook.web.api.commands import command_route
from casebook.web.bodies import StrictRoute

router = APIRouter(prefix="/api/v1", tags=["records"], route_class=StrictRoute)


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
