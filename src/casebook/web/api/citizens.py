"""Citizens: file a petition, rate what became of it, withdraw it."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Depends, Request, Response

from casebook.access import GRANTS, Actor
from casebook.petitions.commands import (
    CancelDataRequest,
    FileDataRequest,
    RatePetition,
    RecordCommendation,
    RequestDeclineReview,
    SubmitPetition,
    SupplementPetition,
    WithdrawPetition,
)
from casebook.web.api.commands import command_route, receipt_answer
from casebook.web.api.headers import Key, tell
from casebook.web.api.models import FilingAnswer
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute, example_of
from casebook.web.documentation import problems
from casebook.web.filing import file_petition, send_receipt
from casebook.web.services import Served

PREFIX = "/api/v1"
router = APIRouter(prefix=PREFIX, tags=["citizens"], route_class=StrictRoute)


@router.post(
    "/petitions",
    operation_id="submit-petition",
    summary="File a petition (提交诉求)",
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
    status_code=201,
)
def submit_petition(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request,
    served: Served,
    response: Response,
    background: BackgroundTasks,
    asker: Annotated[Actor, Depends(allow(*GRANTS[SubmitPetition], known=False))],
    key: Key,
    wish: Annotated[SubmitPetition, Body(examples=[example_of(SubmitPetition)])],
) -> FilingAnswer:
    """Nobody needs an account. The answer holds the number and the query code, which together open the petition later.

    It also holds what shows later that it was filed, and what it said: its leaf hash and the disclosures. With both,
    and the proof that `receipt` has a second later, nobody can deny it. Where messages are sent, the telephone that
    was given gets the first 80 bits of the hash.

    Too many from one network or with one telephone number have to wait (429, `Retry-After`). Where the city asks for it
    the number is first shown to be the citizen's by a one-time code, else 403.

    The hotline's desk files on behalf of a caller (代为登记) with its token and passes the code on.
    """
    filed = file_petition(request, served, wish, asker, key)
    held = served.bundles.receipt(filed.receipt.petition_id)
    background.add_task(send_receipt, served, wish, filed, held.short)
    tell(served, response, filed.receipt)
    response.headers["Location"] = f"{PREFIX}/petitions/{filed.receipt.number}"
    return FilingAnswer(
        **receipt_answer(filed.receipt).model_dump(),
        query_code=filed.code,
        leaf=held.stored.leaf.hex(),
        leaf_code=held.short,
        disclosures={field: text.decode() for field, text in held.telling.words.items()},
    )


command_route(
    router,
    RatePetition,
    "Rate the handling (评价)",
    "The citizen's own view, with the petition's query code, once the unit has replied. It can be revised within seven "
    "days. It closes nothing: a petition is closed when a reporter has verified it.",
)
command_route(
    router,
    RecordCommendation,
    "Commend a unit (表扬)",
    "A banner, a letter or a call for a unit that handled the petition. It counts once of each kind.",
)
command_route(
    router,
    WithdrawPetition,
    "Withdraw the petition (撤回)",
    "With the petition's query code, before it is verified. An emergency goes on without the citizen.",
)
command_route(
    router,
    SupplementPetition,
    "Add to the petition (补充材料)",
    "The citizen, with the petition's query code, or the desk for a caller: something new, or the answer to what was "
    "asked. Ten times at most, until the petition ends.",
)
command_route(
    router,
    RequestDeclineReview,
    "Have a decline looked at again (申请复核)",
    "With the petition's query code, once, within fifteen days. A supervisor who did not decline it decides.",
)
command_route(
    router,
    FileDataRequest,
    "Ask about personal data (个人信息请求)",
    "With the petition's query code, or the privacy officer for who comes in person: erase it, stop every use but "
    "storage, or put it right. The identity is checked; an erasure is approved by two persons and waits for a while.",
)
command_route(
    router,
    CancelDataRequest,
    "Take it back (撤回个人信息请求)",
    "With the petition's query code, until the erasing begins.",
)
