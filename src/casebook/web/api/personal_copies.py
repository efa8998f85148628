"""Copies of what is held about citizens, for themselves."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind
from casebook.errors import NotPermitted
from casebook.ledger.handed_out import HandedOutKind, hand_out
from casebook.petitions.petition import Petition
from casebook.web.api.headers import Number
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import looked_up
from casebook.web.documentation import problems
from casebook.web.personal_copy import personal_copy
from casebook.web.services import Served, Services
from casebook.web.sessions import visitor_of

router = APIRouter(prefix="/api/v1", tags=["privacy"], route_class=StrictRoute)
Asker = Annotated[Actor, Depends(allow(Role.CITIZEN, Role.PRIVACY_OFFICER))]

ZIP: Final = "application/zip"


@router.get(
    "/petitions/{number}/personal-copy.zip",
    operation_id="personal-copy",
    summary="A copy of what is held about the citizen (个人信息副本)",
    responses=problems(401, 403, 404, 500, 503)
    | {200: {"description": "A zip.", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
    response_class=Response,
)
def copy(request: Request, served: Served, asker: Asker, number: Number) -> Response:
    """For whoever filed it, with number and query code, and for a privacy officer who hands it to them.

    `copy.html` and `copy.en.html` are to be read, `copy.json` is to be taken elsewhere, and `pictures/` are those that
    the citizen has shown. It is on record that it was made, and the digest of it. Of a sealed report only the citizen
    has one.
    """
    return copy_of(request, served, asker, looked_up(served, number, asker)[0])


def copy_of(request: Request, served: Services, asker: Actor, found: Petition) -> Response:
    """The copy as a file, on record.

    Raises:
        NotPermitted: the petition is sealed, and it is not its citizen who asks.
    """
    own = asker.role is Role.CITIZEN
    check_not_sealed(found, own=own)
    person, network = None if own else asker.id, visitor_of(request).network
    served.accounts.log.note(Kind.PERSONAL_COPY_MADE, person, network, petition_id=found.id)
    headers = {
        "Content-Disposition": f'attachment; filename="personal-copy-{found.number}.zip"',
        "Cache-Control": "private, no-store",
    }
    made = hand_out(served.ledger.datastore, found.id, HandedOutKind.PERSONAL_COPY, personal_copy(served, found))
    return Response(made, media_type=ZIP, headers=headers)


def check_not_sealed(found: Petition, *, own: bool = False) -> None:
    """See that whoever is not its citizen takes no sealed report along.

    Raises:
        NotPermitted: they would.
    """
    if found.is_sealed and not own:
        raise NotPermitted(
            "密件的副本只有诉求人本人可凭查询码取得。",
            "Only its citizen gets a copy of a sealed report, with the query code.",
        )
