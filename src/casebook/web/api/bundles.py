"""Auditors: one petition as a file with all its proofs, to be checked by anybody, offline."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from casebook.access import Actor, Role
from casebook.accounts.access_log import Kind
from casebook.errors import NotFound, NotPermitted
from casebook.ledger.handed_out import HandedOutKind, hand_out
from casebook.petitions.petition import fold
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.note import Note
from casebook.web.api.headers import HIGHEST, Number
from casebook.web.api.receipts import BUNDLE, as_file
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import history
from casebook.web.documentation import problems
from casebook.web.services import Served, Services
from casebook.web.sessions import visitor_of

router = APIRouter(prefix="/api/v1/audit", tags=["auditors"], route_class=StrictRoute)
Auditor = Annotated[Actor, Depends(allow(Role.AUDITOR))]


@router.get(
    "/petitions/{number}/bundle.cbk.zip",
    operation_id="bundle",
    summary="A petition with all its proofs (证据包)",
    responses=problems(401, 403, 404, 422, 500, 503)
    | {200: {"description": "A bundle.", "content": {BUNDLE: {"schema": {"type": "string", "format": "binary"}}}}},
    response_class=Response,
)
def bundle(  # noqa: PLR0913, PLR0917  each is a parameter
    request: Request,
    served: Served,
    asker: Auditor,
    number: Number,
    public: Annotated[  # noqa: FBT002  a query parameter
        bool, Query(description="True: without any word or picture, as everybody may have it.")
    ] = False,
    since: Annotated[
        int | None,
        Query(ge=0, le=HIGHEST, description="Show growth from the checkpoint of this size.", examples=[4711]),
    ] = None,
) -> Response:
    """Events, proofs, and with them words and pictures: what people wrote, telephone numbers too, so it is on record.

    `since` is the second line of a checkpoint that you kept; give that file to the verifier too.
    """
    entries = history(served.ledger, number)
    petition = fold(entries)
    if petition is None:
        raise NotFound
    if public and petition.is_sealed:
        raise NotPermitted("密办诉求没有公开的证据包。", "There is no public bundle of a sealed petition.")
    older = None if since is None else _checkpoint(served, since)
    if not public:
        network = visitor_of(request).network
        served.accounts.log.note(Kind.BUNDLE_MADE, asker.id, network, petition_id=petition.id)
    made = served.bundles.of(petition.id, public=public, since=older)
    if not public:
        hand_out(served.ledger.datastore, petition.id, HandedOutKind.BUNDLE, made.data)
    return as_file(f"{'public' if public else 'petition'}-{petition.number}", made.data)


def _checkpoint(served: Services, size: int) -> bytes:
    note = served.log.checkpoint(size)
    if note is None or Checkpoint.parse(Note.parse(note).text).size != size:
        raise NotFound(f"日志没有大小为 {size} 的检查点。", f"The log has no checkpoint of size {size}.")
    return note
