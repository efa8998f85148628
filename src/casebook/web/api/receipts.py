"""What citizens keep of a filing: leaf hash, their own words, and the proof that it is in the signed log."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from casebook.access import Actor, Role
from casebook.web.api.headers import Number
from casebook.web.api.models import Answer
from casebook.web.audience import allow
from casebook.web.bodies import StrictRoute
from casebook.web.casefile import seen
from casebook.web.documentation import problems
from casebook.web.services import Served

router = APIRouter(prefix="/api/v1", tags=["citizens"], route_class=StrictRoute)
Citizen = Annotated[Actor, Depends(allow(Role.CITIZEN))]

BUNDLE: Final = "application/zip"


class ProofAnswer(Answer):
    """What a citizen holds of a filing (回执与证明)."""

    number: str = Field(description="The petition's number (诉求编号).", examples=["2022-001435-9"])
    position: int = Field(description="Where the filing stands in the ledger.", examples=[1435])
    recorded_at: datetime = Field(description="When the ledger took it.")
    leaf: str = Field(description="Its leaf hash: SHA-256 as in RFC 6962, hexadecimal.")
    leaf_code: str = Field(
        description="The first 80 bits of it, as in the text message.", examples=["9f86 d081 884c 7d65 9a2f"]
    )
    entry: str = Field(description="The event exactly as it is hashed: header, line feed, state.")
    disclosures: dict[str, str] = Field(
        description="What you wrote, by field, as RFC 9901 disclosures; their digests are in `entry`."
    )
    erased: list[str] = Field(description="Fields whose words nobody has any more.")
    witnesses: list[str] = Field(description="Who has cosigned the checkpoint that the proof leads to (见证方).")
    proof: str | None = Field(
        description="The proof (c2sp.org/tlog-proof) with its checkpoint; null until the log is signed, a second or so "
        "after the filing: then ask here again."
    )


@router.get(
    "/petitions/{number}/receipt",
    operation_id="receipt",
    summary="The receipt of a filing, with its proof (回执与证明)",
    responses=problems(401, 403, 404, 500, 503),
)
def receipt(request: Request, served: Served, asker: Citizen, number: Number) -> ProofAnswer:
    """Only for whoever filed it: with number and query code, without an account.

    Keep it, or the same as one file: it shows that you filed, when, and what you wrote, whatever becomes of the
    petition here.
    """
    found, _ = seen(request, number, asker)
    held = served.bundles.receipt(found.id)
    proof = held.proof()
    return ProofAnswer(
        number=found.number,
        position=held.stored.position,
        recorded_at=held.stored.recorded_at,
        leaf=held.stored.leaf.hex(),
        leaf_code=held.short,
        entry=held.telling.entry.decode(),
        disclosures={field: text.decode() for field, text in held.telling.words.items()},
        erased=sorted(held.telling.erased),
        witnesses=held.witnesses,
        proof=None if proof is None else proof.decode(),
    )


@router.get(
    "/petitions/{number}/receipt.cbk.zip",
    operation_id="receipt-file",
    summary="The same as one file (回执文件)",
    responses=problems(401, 403, 404, 500, 503)
    | {200: {"description": "A bundle.", "content": {BUNDLE: {"schema": {"type": "string", "format": "binary"}}}}},
    response_class=Response,
)
def receipt_file(request: Request, served: Served, asker: Citizen, number: Number) -> Response:
    """A bundle (`.cbk.zip`) of the filing alone, which every verifier takes, offline, with nothing but the log's key.

    Before the log is signed it has everything but the proof, and says so.
    """
    found, _ = seen(request, number, asker)
    return as_file(f"receipt-{found.number}", served.bundles.receipt(found.id).file(found.number))


def as_file(name: str, data: bytes) -> Response:
    """A bundle to be kept, which does not stay on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.cbk.zip"', "Cache-Control": "private, no-store"}
    return Response(data, media_type=BUNDLE, headers=headers)
