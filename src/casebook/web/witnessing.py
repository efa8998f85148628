"""The application of a witness: a service of its own, with another key, run by somebody else than the log."""

from typing import Annotated, Final

from fastapi import Body, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.exceptions import HTTPException

from casebook.errors import CasebookError
from casebook.proof.witness import NotCosigned
from casebook.transparency import Witness
from casebook.web.problems import details, invalid, refused

LIMIT: Final = 64 * 1024
"""The most bytes of a request: 63 hashes and a note are far below."""
NOTE: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"

Origin = Annotated[str, Query(description="The log's name.", max_length=200)]


def create_witness(witness: Witness) -> FastAPI:
    """What answers for this witness: `POST /add-checkpoint` (c2sp.org/tlog-witness), and what it has cosigned."""
    app = FastAPI(title="casebook witness", docs_url=None, redoc_url=None, openapi_url=None, max_body_size=LIMIT)

    @app.post("/add-checkpoint")
    def add_checkpoint(request: Annotated[bytes, Body(media_type="application/octet-stream")] = b"") -> Response:
        """Cosign a checkpoint that has grown out of the last one."""
        return PlainTextResponse(witness.cosign(request))

    @app.get("/checkpoint")
    def checkpoint(origin: Origin) -> Response:
        """The last checkpoint that was cosigned: for auditors, who ask the witness rather than the log."""
        return Response(witness.cosigned(origin), media_type=NOTE, headers={"Cache-Control": "no-cache"})

    @app.get("/history")
    def history(origin: Origin) -> Response:
        """All that were cosigned."""
        return FileResponse(witness.history(origin), media_type=NOTE)

    _tell_of_errors(app)
    return app


def _tell_of_errors(app: FastAPI) -> None:
    """Who does not get a cosignature is told as the protocol says, everybody else by problem details as everywhere."""

    @app.exception_handler(NotCosigned)
    def not_cosigned(_: Request, refusal: NotCosigned) -> Response:
        if refusal.size is not None:
            return Response(f"{refusal.size}\n", refusal.status, headers={"Content-Type": SIZE})
        return PlainTextResponse(f"{refusal.why.zh} / {refusal.why.en}\n", refusal.status)

    @app.exception_handler(CasebookError)
    def in_the_way(request: Request, error: CasebookError) -> Response:
        return details(request, error)

    @app.exception_handler(HTTPException)
    def refused_before(request: Request, refusal: HTTPException) -> Response:
        return details(request, refused(refusal))

    @app.exception_handler(RequestValidationError)
    def not_valid(request: Request, error: RequestValidationError) -> Response:
        return details(request, *invalid(request, error))
