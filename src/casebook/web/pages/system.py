"""How the service is, for people: whether lists and figures are up to date, and whether the ledger is signed."""

from fastapi import APIRouter, Depends, Request, Response

from casebook.web.api.log import standing
from casebook.web.audience import public
from casebook.web.health import status
from casebook.web.html.page import page
from casebook.web.html.shelf import SharedRoute
from casebook.web.services import Served

router = APIRouter(tags=["pages"], route_class=SharedRoute, dependencies=[Depends(public())], include_in_schema=False)


@router.get("/system")
def system(request: Request, served: Served) -> Response:
    """What `/status` and `/api/v1/log` tell programs; what needs attention comes first."""
    found, log = status(served), standing(served)
    return page(
        request,
        "public/system.html",
        found=found,
        log=log,
        stopped=[model for model in found.models if model.state != "running"],
        behind=[model for model in found.models if model.lag and model.state == "running"],
    )
