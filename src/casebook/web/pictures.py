"""A picture as an answer: to whoever sees what it belongs to, and never as anything but a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from casebook.accounts.access_log import Kind
from casebook.petitions.vocabulary import Role
from casebook.web.casefile import file_of, public_file_of
from casebook.web.sessions import visitor_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from starlette.requests import Request

    from casebook.access import Actor
    from casebook.petitions.event import Attachment
    from casebook.web.services import Services

JPEG: Final = "image/jpeg"

POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Opened by itself, a picture may do nothing at all."""


def picture_of(  # noqa: PLR0913  what is asked for, and by whom
    request: Request,
    served: Services,
    number: str,
    asker: Actor,
    file_id: UUID,
    *,
    small: bool = False,
    kept: bool = False,
) -> Response:
    """A picture of a petition, or its thumbnail. Where staff opens it, that is put on record.

    Nobody keeps it on its way; programs may (`kept`), and ask each time whether they still may see it.

    Raises:
        NotFound: there is none, nobody has its bytes, or it is not theirs to see; nobody can tell which.
        Erased: it was erased.
        Unreadable: it is not what the ledger names.
    """
    file, file_key = file_of(served, number, asker, file_id)
    if asker.role is not Role.CITIZEN:
        petition_id = served.ledger.by_number(number)
        served.accounts.log.note(Kind.FILE_OPENED, asker.id, visitor_of(request).network, file.id, petition_id)
    tag = tag_of(file, small=small)
    headers = {"Cache-Control": "private, no-cache", "ETag": tag, "Vary": "Authorization, Query-Code"} if kept else {}
    if kept and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return answer(served.ledger.files.open(file, file_key, thumbnail=small), file.id, headers)


def public_picture(served: Services, number: str, file_id: UUID, *, small: bool = False) -> Response:
    """A published picture, or its thumbnail; browsers keep it for a minute, so that what is taken back is gone.

    Raises:
        NotFound: there is none, or it was taken back.
        Erased: it was erased.
        Unreadable: it is not what the ledger names.
    """
    file, file_key = public_file_of(served, number, file_id)
    content = served.ledger.files.open(file, file_key, thumbnail=small)
    return answer(content, file.id, {"Cache-Control": "public, max-age=60, s-maxage=10"})


def answer(content: bytes, file_id: UUID, headers: Mapping[str, str]) -> Response:
    """A JPEG of ours."""
    named = {"Content-Security-Policy": POLICY, "Content-Disposition": f'inline; filename="{file_id}.jpg"'}
    return Response(content, headers=named | dict(headers), media_type=JPEG)


def tag_of(file: Attachment, *, small: bool) -> str:
    """Tells a picture and its thumbnail from any other (RFC 9110 section 8.8.3)."""
    return f'"{file.sha256[:32]}{"-small" if small else ""}"'
