"""One petition: what the asker may see of it, and what they may do next."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from casebook.access import Actor, Role
from casebook.casework.duplicates import likely_duplicates
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.vocabulary import Status
from casebook.web.api.headers import NotBefore, Number, wait
from casebook.web.api.models import Answer, PetitionAnswer, TimelineAnswer
from casebook.web.api.showing import petition_answer, timeline_answer
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import looked_up, seen
from casebook.web.disclosure import STAFF
from casebook.web.documentation import problems
from casebook.web.offers import allowed
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["petitions"], route_class=StrictRoute)
Desk = Annotated[Actor, Depends(allow(Role.DESK))]
Parties = Annotated[Actor, Depends(allow(Role.CITIZEN, *STAFF, Role.RECORDS, Role.PRIVACY_OFFICER))]


class DuplicateAnswer(Answer):
    """A petition that may be the same (疑似重复)."""

    petition_id: UUID = Field(description="Its id.")
    number: str = Field(description="Its number (诉求编号); send it as `master` to merge.", examples=["2022-001435-9"])
    status: Status = Field(description="Where it is on its road (状态).")
    title: str | None = Field(description="In one line (标题); null where it was erased.")
    submitted_at: datetime = Field(description="When it was filed.")
    score: float = Field(description="How alike the words are, 0 to 1 (相似度).", examples=[0.62])
    evidence: list[MergeEvidence] = Field(description="What speaks for it (依据).")


class DuplicatesAnswer(Answer):
    """Petitions that may be the same, the likeliest first. Nothing is merged by itself."""

    number: str = Field(description="The petition's number (诉求编号).", examples=["2022-001435-9"])
    duplicates: list[DuplicateAnswer] = Field(description="The petitions.")


@router.get(
    "/petitions/{number}",
    operation_id="petition",
    summary="One petition (诉求详情)",
    responses=problems(401, 403, 404, 503),
)
def petition(request: Request, served: Served, response: Response, asker: Parties, number: Number) -> PetitionAnswer:
    """As it stands now in the ledger, with the words that the asker may see and the commands that they may give.

    A privacy officer sees who filed it, its title, and what is asked about their data.

    Words that are closed to the asker are null and named in `withheld`, or in `erased` where nobody has them any more.
    `ETag` is the version: send it as `If-Match` with the next command.
    """
    found, entries = seen(request, number, asker)
    response.headers["ETag"] = f'"{found.version}"'
    return petition_answer(found, entries, served.casework.context(found, asker), allowed(served, asker, found))


@router.get(
    "/petitions/{number}/timeline",
    operation_id="timeline",
    summary="The steps of a petition (办理过程)",
    responses=problems(401, 403, 404, 503),
)
def timeline(request: Request, response: Response, asker: Parties, number: Number) -> TimelineAnswer:
    """Every step that the asker gets to know of, oldest first, out of the ledger.

    Citizens and units learn of a reporter's finding when an editor has signed it, a privacy officer of nothing but what
    is asked about personal data.
    """
    found, entries = seen(request, number, asker)
    response.headers["ETag"] = f'"{found.version}"'
    return timeline_answer(found, entries, asker)


@router.get(
    "/petitions/{number}/duplicates",
    operation_id="duplicates",
    summary="Petitions that may be the same (疑似重复)",
    responses=problems(401, 403, 404, 422, 503),
)
def duplicates(served: Served, asker: Desk, number: Number, not_before: NotBefore = None) -> DuplicatesAnswer:
    """Open ones about the same street and matter, filed within 72 hours, whose words are alike; a person decides.

    Nothing sealed is compared or found.
    """
    found, _ = looked_up(served, number, asker)
    wait(served, "petition_status", not_before)
    likely = likely_duplicates(served.casework, served.reader, found)
    names = DuplicateAnswer.model_fields
    answers = [DuplicateAnswer.model_validate({name: getattr(one, name) for name in names}) for one in likely]
    return DuplicatesAnswer(number=found.number, duplicates=answers)
