"""The page that checks bundles in the reader's browser: handed out like a file, for it is whole without us."""

from typing import Final

from fastapi import APIRouter, Depends, Response

from casebook.proof.page import PAGE, policy
from casebook.web.audience import public

router = APIRouter(tags=["pages"], dependencies=[Depends(public())], include_in_schema=False)

VERIFIER: Final = PAGE.read_text(encoding="utf-8")
HEADERS: Final = {"Content-Security-Policy": f"{policy(VERIFIER)}; frame-ancestors 'none'"}


@router.get("/verify")
def verifier() -> Response:
    """The verifier, byte for byte as bundles have it: it needs nothing of this service, and may ask it for nothing."""
    return Response(VERIFIER, media_type="text/html", headers=HEADERS)
