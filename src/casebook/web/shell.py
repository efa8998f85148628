"""One GET through the application without a server, for the shell and for tests."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from fastapi import FastAPI


def answer(app: FastAPI, path: str, bearer: str | None = None) -> tuple[int, str]:
    """Status code and body of a GET of `path`, with its query; `bearer` is an identity token."""
    return asyncio.run(_answer(app, path, bearer))


async def _answer(app: FastAPI, path: str, bearer: str | None) -> tuple[int, str]:
    status, body = 500, bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)
        body.extend(message.get("body", b""))

    await app(_scope(path, bearer), receive, send)
    return status, body.decode()


def _scope(path: str, bearer: str | None) -> dict[str, Any]:
    """What an ASGI server would say of the request."""
    parts = urlsplit(path)
    identity = [(b"authorization", os.fsencode(f"Bearer {bearer}"))] if bearer else []
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": os.fsencode(parts.path),
        "query_string": os.fsencode(parts.query),
        "headers": [(b"host", b"localhost"), (b"accept", b"application/json"), *identity],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
        "root_path": "",
    }
