"""Routes for commands about rankings and stories: one for each, its body the command's own fields."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from casebook.access import PUBLISHING, Actor
from casebook.casework.beside import BesidePetitions
from casebook.ledger.stored import Receipt
from casebook.petitions.command import Command
from casebook.web.api.headers import Expected, Key
from casebook.web.api.models import Answer
from casebook.web.audience import allow
from casebook.web.bodies import body_of
from casebook.web.documentation import problems
from casebook.web.services import Served, Services


class WrittenAnswer(Answer):
    """What a command came to (回执). The same key gets the same receipt for ever."""

    id: UUID = Field(description="What it was about: a ranking, a story.")
    version: int = Field(description="The version it stands at; send it as `If-Match` with the next command.")
    position: int = Field(description="The ledger's position after it.", examples=[4711])
    recorded_at: datetime = Field(description="When the ledger took it.")


@dataclass(frozen=True, slots=True)
class About:
    """What some commands are about.

    Attributes:
        path: the beginning of their addresses.
        field: the command's field that the address names.
        type: what the framework reads that part of the address as.
        service: who takes the commands.
    """

    path: str
    field: str
    type: Any
    service: Callable[[Services], BesidePetitions]


def written(response: Response, receipt: Receipt) -> WrittenAnswer:
    """A receipt as an answer, and what of it goes into the headers."""
    response.headers["ETag"] = f'"{receipt.version}"'
    response.headers["Ledger-Position"] = str(receipt.position)
    if receipt.repeated:
        response.headers["Idempotent-Replayed"] = "true"
    return WrittenAnswer(
        id=receipt.petition_id, version=receipt.version, position=receipt.position, recorded_at=receipt.recorded_at
    )


def add_route(  # noqa: PLR0913  what a route says of itself
    router: APIRouter, about: About, kind: type[Command], summary: str, description: str, *, tag: str
) -> None:
    """Add the route that gives one kind of command, for the roles that are granted it."""
    name = kind.spoken_name()
    router.add_api_route(
        f"{about.path}/{name}",
        _endpoint(about, kind),
        methods=["POST"],
        name=name,
        operation_id=name,
        summary=summary,
        description=description,
        tags=[tag],
        responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 428, 503),
    )


def _endpoint(about: About, kind: type[Command]) -> Callable[..., WrittenAnswer]:
    def endpoint(  # noqa: PLR0913, PLR0917  what the framework hands in
        served: Served,
        response: Response,
        actor: Actor,
        subject: Any,
        key: Key,
        expected: Expected,
        body: BaseModel,
    ) -> WrittenAnswer:
        content = {name: getattr(body, name) for name in type(body).model_fields}
        command = kind.model_validate({about.field: subject, **content})
        receipt = about.service(served).handle(command, actor, key, expected=int(expected.strip('"')))
        return written(response, receipt)

    # The framework reads the signature: who may come in, what the address names, what this command's body looks like.
    types: dict[str, Any] = endpoint.__annotations__
    types["actor"] = Annotated[Actor, Depends(allow(*PUBLISHING[kind]))]
    types["subject"] = about.type
    types["body"] = body_of(kind)
    return endpoint
