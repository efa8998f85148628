"""Records: what has ended and can be put away, and what is to be looked at again when its time is over."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.access import Role
from casebook.petitions.commands import AppraiseRetention, ArchivePetition, Change
from casebook.web.api.appointments import AppointmentsAnswer, Paged, to_appraise, to_archive
from casebook.web.audience import signed_in
from casebook.web.html.page import PageRoute, page
from casebook.web.services import Served, Services

router = APIRouter(
    tags=["pages"],
    route_class=PageRoute,
    dependencies=[Depends(signed_in(Role.RECORDS))],
    include_in_schema=False,
)


class RecordsList(StrEnum):
    """What is done with the records of a list."""

    ARCHIVE = "archive"
    APPRAISE = "appraise"


LISTS: Final[Mapping[RecordsList, tuple[Callable[[Services, Paged], AppointmentsAnswer], type[Change]]]] = {
    RecordsList.ARCHIVE: (to_archive, ArchivePetition),
    RecordsList.APPRAISE: (to_appraise, AppraiseRetention),
}
"""What is in each, and what is done with it, several at once."""


@router.get("/records")
def work(
    request: Request,
    served: Served,
    asked: Annotated[Paged, Depends()],
    which: Annotated[RecordsList, Query(alias="list")] = RecordsList.ARCHIVE,
) -> Response:
    """One of the two lists, what has waited longest first; several of it can be chosen."""
    listed, command = LISTS[which]
    return page(
        request,
        "records/work.html",
        found=listed(served, asked),
        command=command.spoken_name(),
        which=which,
        lists=list(RecordsList),
        asked=asked,
    )
