"""One route for each command: `POST /petitions/{number}/accept-petition`, its body the command's own fields."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from casebook.access import GRANTS, Actor
from casebook.casework import Receipt
from casebook.petitions.commands import Change
from casebook.web.api.headers import Expected, Key, Number, tell
from casebook.web.api.models import ReceiptAnswer
from casebook.web.audience import allow
from casebook.web.bodies import body_of
from casebook.web.casefile import Wish, give
from casebook.web.documentation import problems
from casebook.web.services import Served


def receipt_answer(receipt: Receipt) -> ReceiptAnswer:
    """A receipt as an answer."""
    return ReceiptAnswer(
        petition_id=receipt.petition_id,
        number=receipt.number,
        version=receipt.version,
        position=receipt.position,
        recorded_at=receipt.recorded_at,
    )


def command_route(router: APIRouter, kind: type[Change], summary: str, description: str) -> None:
    """Add the route that gives one kind of command, for the roles that are granted it."""
    name = kind.spoken_name()
    router.add_api_route(
        f"/petitions/{{number}}/{name}",
        _endpoint(kind),
        methods=["POST"],
        name=name,
        operation_id=name,
        summary=summary,
        description=description,
        responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 428, 503),
    )


def _endpoint(kind: type[Change]) -> Callable[..., ReceiptAnswer]:
    def endpoint(  # noqa: PLR0913, PLR0917  what the framework hands in
        served: Served,
        response: Response,
        actor: Actor,
        number: Number,
        key: Key,
        expected: Expected,
        body: BaseModel | None = None,
    ) -> ReceiptAnswer:
        receipt = give(served, number, Wish(kind, body, actor, key, int(expected.strip('"'))))
        tell(served, response, receipt)
        return receipt_answer(receipt)

    # The framework reads the signature: who may come in, and what this command's body looks like.
    types: dict[str, Any] = endpoint.__annotations__
    types["actor"] = Annotated[Actor, Depends(allow(*GRANTS[kind]))]
    content = body_of(kind)
    if any(field.is_required() for field in content.model_fields.values()):
        types["body"] = content
        endpoint.__defaults__ = None
    else:
        types["body"] = content | None
    return endpoint
