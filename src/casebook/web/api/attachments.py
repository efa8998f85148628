"""Pictures: uploaded before the command that names them, and shown to whoever sees what they belong to."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, File, Header, Path, Request, Response, UploadFile
from pydantic import Field

from casebook.access import GRANTS, Actor, Role
from casebook.casework.pictures import MOST_BYTES
from casebook.casework.uploads import holder_of_filing, speaker, upload
from casebook.petitions.commands import SubmitPetition
from casebook.petitions.event import Attachment
from casebook.web.api.headers import Key, Number
from casebook.web.api.models import Answer
from casebook.web.audience import allow
from casebook.web.bodies import UploadRoute
from casebook.web.casefile import looked_up
from casebook.web.disclosure import STAFF
from casebook.web.documentation import problems
from casebook.web.pictures import JPEG, picture_of
from casebook.web.services import Served, Services
from casebook.web.sessions import visitor_of

FORM_LIMIT: Final = MOST_BYTES + 64 * 1024
"""The most bytes of a form with one picture in it."""

router = APIRouter(prefix="/api/v1", tags=["attachments"], route_class=UploadRoute)

Parties = Annotated[Actor, Depends(allow(Role.CITIZEN, *STAFF, Role.RECORDS))]
Uploaders = Annotated[Actor, Depends(allow(Role.CITIZEN, *STAFF))]
FileId = Annotated[
    UUID, Path(description="The attachment's id (附件编号).", examples=["5c0f6d0a-6f0e-4a57-9d55-1d9e6a3f7b21"])
]
Sent = Annotated[UploadFile, File(description="The picture: JPEG, PNG or WebP, at most 10 MB and 40 million pixels.")]
FilingKey = Annotated[
    UUID,
    Header(
        alias="Filing-Key",
        description="The `Idempotency-Key` that the petition will be filed with; nobody else knows it.",
        examples=["0b0c5f0e-7d2f-4a55-8d3c-8c1c9a3a9a51"],
    ),
]


class UploadAnswer(Answer):
    """A picture that waits, for 24 hours, for the command that names it (已上传)."""

    attachment: Attachment = Field(description="The reference: send it as it is in the command.")


@router.post(
    "/attachments",
    operation_id="upload-for-filing",
    summary="Upload a picture before filing (上传照片)",
    dependencies=[Depends(allow(*GRANTS[SubmitPetition], known=False))],
    responses=problems(400, 401, 403, 409, 413, 415, 422, 429, 503),
    status_code=201,
    max_body_size=FORM_LIMIT,
    form_limits={"max_files": 1, "max_fields": 0},
)
def upload_for_filing(request: Request, served: Served, key: Key, filing: FilingKey, file: Sent) -> UploadAnswer:
    """For a petition that is filed next. It is kept as a JPEG of our own making: upright, at most 2048 pixels long.

    Nothing else of the file is kept, neither place nor time nor camera. The same bytes again get the same reference.
    """
    return _kept(request, served, holder_of_filing(served.ledger.keys, filing), key, file)


@router.post(
    "/petitions/{number}/attachments",
    operation_id="upload",
    summary="Upload a picture for a petition (上传附件)",
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    status_code=201,
    max_body_size=FORM_LIMIT,
    form_limits={"max_files": 1, "max_fields": 0},
)
def upload_for_petition(  # noqa: PLR0913, PLR0917  what the framework hands in
    request: Request, served: Served, asker: Uploaders, number: Number, key: Key, file: Sent
) -> UploadAnswer:
    """For an addition, a reply, a finding or a request about this petition; otherwise as before filing.

    What an officer uploads, the same unit's approver may name.
    """
    petition, _ = looked_up(served, number, asker)
    return _kept(request, served, speaker(petition.id, asker), key, file, petition.id)


def _kept(  # noqa: PLR0913, PLR0917  what is taken, and for whom
    request: Request, served: Services, holder: UUID, key: UUID, file: UploadFile, petition_id: UUID | None = None
) -> UploadAnswer:
    served.accounts.filing.count_upload(holder.bytes, visitor_of(request).network)
    sent = file.file.read(MOST_BYTES + 1)
    return UploadAnswer(attachment=upload(served.ledger.files, holder, key, sent, petition_id))


SHOWN: Final = problems(401, 403, 404, 410, 503) | {
    200: {"description": "The picture.", "content": {JPEG: {"schema": {"type": "string", "format": "binary"}}}},
    304: {"description": "The same as you have (`If-None-Match`)."},
}


@router.get(
    "/petitions/{number}/attachments/{id}",
    operation_id="attachment",
    summary="A picture (附件)",
    responses=SHOWN,
    response_class=Response,
)
def attachment(
    served: Served, request: Request, asker: Parties, number: Number, file_id: Annotated[FileId, Path(alias="id")]
) -> Response:
    """To whoever sees what it belongs to. Your browser may keep it, and asks again each time whether you still may."""
    return picture_of(request, served, number, asker, file_id, kept=True)


@router.get(
    "/petitions/{number}/attachments/{id}/thumbnail",
    operation_id="thumbnail",
    summary="A small picture (缩略图)",
    responses=SHOWN,
    response_class=Response,
)
def thumbnail(
    served: Served, request: Request, asker: Parties, number: Number, file_id: Annotated[FileId, Path(alias="id")]
) -> Response:
    """The same picture, at most 320 pixels long."""
    return picture_of(request, served, number, asker, file_id, small=True, kept=True)
