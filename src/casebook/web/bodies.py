"""How bodies are read: JSON in UTF-8, each name once, no numbers that are none, no half characters."""

from __future__ import annotations

import json
from email.message import Message
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson
from fastapi import Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, create_model

from casebook.web.problems import Malformed, MediaWrong

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

    from casebook.petitions.commands import Command

LIMIT: Final = 256 * 1024
"""The most bytes a body may have."""


ADDRESSED: Final = frozenset({"petition_id", "month", "story_id"})
"""Fields of commands that say what they are about: the address names it, not the body."""

SOMEBODY: Final = "5c0f6d0a-6f0e-4a57-9d55-1d9e6a3f7b21"
"""Stands for a person in examples."""


class StrictRequest(Request):
    """A request whose JSON means one thing only."""

    async def json(self) -> Any:
        """The content of the body.

        Raises:
            JSONDecodeError: it is not JSON, or not of the strict kind.
        """
        body = await self.body()
        orjson.loads(body)  # refuses NaN, half surrogates, wrong UTF-8 and bottomless nesting, which `json` lets pass
        try:
            return json.loads(body, object_pairs_hook=_unique)
        except (ValueError, RecursionError) as error:
            raise json.JSONDecodeError(type(error).__name__, "", 0) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name stands there twice")
    return content


class StrictRoute(APIRoute):
    """A route that takes JSON and nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, behind a look at the headers."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            request.scope["casebook.route"] = self.path_format
            check_media(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


class UploadRoute(APIRoute):
    """A route that takes one file in a form, and nothing else."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's handler, behind a look at the headers."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            request.scope["casebook.route"] = self.path_format
            check_media(request, "multipart/form-data")
            return await handle(request)

        return strictly


def check_media(request: Request, media: str = "application/json") -> None:
    """See that a body, if there is one, is declared as this media type, in UTF-8.

    Raises:
        MediaWrong: it is declared as something else, or compressed.
        Malformed: the declaration cannot be read.
    """
    headers = request.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return
    declared = Message()
    declared["content-type"] = headers.get("content-type", "")
    charset = declared.get_param("charset", "utf-8")
    if not isinstance(charset, str):
        raise Malformed
    if declared.get_content_type() != media or charset.lower() != "utf-8":
        raise MediaWrong
    if headers.get("content-encoding", "identity") != "identity":
        raise MediaWrong


def example_of(command: type[Command]) -> dict[str, Any]:
    """A body that gives a command, of the examples of its fields."""
    fields = {name: field for name, field in command.model_fields.items() if name not in ADDRESSED}
    ids = {name: SOMEBODY for name, field in fields.items() if field.is_required() and field.annotation is UUID}
    return ids | {name: field.examples[0] for name, field in fields.items() if field.examples}


@cache
def body_of(command: type[Command]) -> type[BaseModel]:
    """What is sent to give a command: its fields, without what the address names."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in command.model_fields.items() if name not in ADDRESSED
    }
    config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [example_of(command)]})
    return create_model(command.__name__, __config__=config, __doc__=command.__doc__, **fields)
