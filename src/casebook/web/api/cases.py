"""One petition: what the asker may see of it, and what they may do next."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from casebook.access import Actor, Role
from casebook.web.api.headers import Number
from casebook.web.api.models import PetitionAnswer, TimelineAnswer
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import allowed, seen
from casebook.web.disclosure import STAFF
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["petitions"], route_class=StrictRoute)
Parties = Annotated[Actor, Depends(allow(Role.CITIZEN, *STAFF))]


@router.get(
    "/petitions/{number}",
    operation_id="petition",
    summary="One petition (诉求详情)",
    responses=problems(401, 403, 404, 503),
)
def petition(served: Served, response: Response, asker: Parties, number: Number) -> PetitionAnswer:
    """As it stands now in the ledger, with the words that the asker may see and the commands that they may give.

    Words that are closed to the asker are null and named in `withheld`, or in `erased` where nobody has them any more.
    `ETag` is the version: send it as `If-Match` with the next command.
    """
    found, entries = seen(served, number, asker)
    response.headers["ETag"] = f'"{found.version}"'
    return petition_answer(found, entries, asker, allowed(served, asker, found), served.casework.terms.weak_replies)


@router.get(
    "/petitions/{number}/timeline",
    operation_id="timeline",
    summary="The steps of a petition (办理过程)",
    responses=problems(401, 403, 404, 503),
)
def timeline(served: Served, response: Response, asker: Parties, number: Number) -> TimelineAnswer:
    """Every step that the asker gets to know of, oldest first, out of the ledger.

    Citizens and units learn of a reporter's finding when an editor has signed it.
    """
    found, entries = seen(served, number, asker)
    response.headers["ETag"] = f'"{found.version}"'
    return timeline_answer(found, entries, asker)
