"""The privacy notice, as it is today and as it was when somebody filed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.errors import NotFound
from casebook.petitions.words import Code
from casebook.reference.kinds import Kind
from casebook.web.audience import public
from casebook.web.filing import notice_of_today
from casebook.web.html.page import page
from casebook.web.html.shelf import SharedRoute
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=SharedRoute, dependencies=[Depends(public())], include_in_schema=False)

Version = Annotated[Code | None, Query(description="A version by its name and number.", examples=["pds-privacy:1"])]


@router.get("/privacy")
def privacy(request: Request, served: Served, version: Version = None) -> Response:
    """The notice in force, or the version that is asked for, and which others there were."""
    known, today = served.ledger.adoptions.reference(), notice_of_today(served)
    notice = known.by_id(Kind.PRIVACY, version) if version else today
    if notice is None:
        raise NotFound
    return page(
        request,
        "public/privacy.html",
        notice=notice,
        holds=today is not None and notice.id == today.id,
        versions=[one for one in known.of(Kind.PRIVACY) if one.id != notice.id],
    )
