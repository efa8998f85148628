"""Every route of the application: who may come in, and what the description says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

import pytest
from fastapi.routing import iter_route_contexts

from casebook.access import PUBLISHING
from casebook.petitions.commands import COMMANDS, SubmitPetition
from casebook.web.bodies import example_of
from casebook.web.envelope import HEADERS
from casebook.web.html.page import PageRoute
from web.service_at_hand import API

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.routing import RouteContext

    from web.service_at_hand import Service

QUESTIONS: Final = {"search-by-phone"}
"""Posted, so that no address has what is asked; they change nothing."""
KINDS = {
    "/attachments/{id}": "image/jpeg",
    "/thumbnail": "image/jpeg",
    "/log/checkpoint": "text/plain; charset=utf-8",
    "/log/checkpoints/{position}": "text/plain; charset=utf-8",
    "/log/stamps/list": "text/plain; charset=utf-8",
    ".tsr": "application/timestamp-reply",
    ".checkpoint": "text/plain; charset=utf-8",
    "{address}": "application/octet-stream",
    ".zip": "application/zip",
}
"""What answers are that are not JSON, by the end of their addresses."""


def routes(service: Service) -> Iterator[RouteContext]:
    """The routes for programs; those for people are tested in `test_pages.py`."""
    return (
        route for route in iter_route_contexts(service.app.routes) if not isinstance(route.original_route, PageRoute)
    )


def method_of(route: RouteContext) -> str:
    assert route.methods is not None
    (method,) = route.methods
    return method


PLACES = {
    "number": "2022-000000-0",
    "slug": "refused",
    "kind": "terms",
    "session_id": str(UUID(int=0)),
    "month": "2022-01",
    "story_id": str(UUID(int=0)),
    "id": str(UUID(int=0)),
    "address": "0/000.p/1",
    "position": "1",
    "size": "1",
}


def test_every_answer_has_the_careful_headers(service: Service) -> None:
    with service.client() as client:
        for route in routes(service):
            method = method_of(route)
            answer = client.request(method, str(route.path).replace(":path", "").format(**PLACES))
            own = {"Content-Security-Policy"} if route.path == "/verify" else set()  # a page that brings its own script
            expected = {name: value for name, value in HEADERS.items() if name not in own}
            assert {name: answer.headers.get(name) for name in expected} == expected
            assert answer.headers["request-id"]
        assert client.get("/nowhere").headers["content-security-policy"].startswith("default-src 'none'")


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_is_complete(service: Service) -> None:
    with service.client() as client:
        schema = client.get("/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert schema["components"]["securitySchemes"].keys() == {"bearer", "queryCode", "session"}
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    names = []
    for path, method, operation in operations(schema):
        where = f"{method} {path}"
        names.append(operation["operationId"])
        assert any("\u4e00" <= char <= "\u9fff" for char in operation["summary"]), where
        assert operation["description"].endswith("."), where
        assert operation["x-roles"], where
        assert "security" in operation, where
        assert "500" in operation["responses"], where
        assert {"401", "403"} <= operation["responses"].keys() or operation["x-roles"] == ["public"], where
        for status, answer in operation["responses"].items():
            usual = next((kind for end, kind in KINDS.items() if path.endswith(end)), "application/json")
            media = usual if status.startswith("2") else "application/problem+json"
            if status == "304":
                continue  # it has no content
            assert answer["content"][media]["schema"], (where, status)
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (where, parameter["name"])
        if method == "post" and operation["operationId"] not in QUESTIONS:
            assert {"400", "409", "413", "415", "422"} <= operation["responses"].keys(), where
            assert "Idempotency-Key" in {p["name"] for p in operation["parameters"] if p["required"]}, where
    assert len(names) == len(set(names))


def test_every_body_and_answer_is_described_with_examples(service: Service) -> None:
    schema = service.app.openapi()["components"]["schemas"]
    for name, model in schema.items():
        if model["type"] != "object":
            continue
        assert model.get("description"), name
        for field, about in model.get("properties", {}).items():
            assert {"description", "$ref"} & about.keys() or name == "Attachment", (name, field)
    for command in COMMANDS.values():
        body = schema[command.__name__]
        assert body["additionalProperties"] is False
        assert "petition_id" not in body["properties"]
    for command in set(COMMANDS.values()) - {SubmitPetition}:
        (example,) = schema[command.__name__]["examples"]
        command.model_validate({"petition_id": uuid4(), **example})
    for command in PUBLISHING:
        named = {"month": "2022-01", "story_id": uuid4()}
        about = {field: value for field, value in named.items() if field in command.model_fields}
        command.model_validate(about | example_of(command))
    filing = service.app.openapi()["paths"][f"{API}/petitions"]["post"]["requestBody"]["content"]["application/json"]
    SubmitPetition.model_validate(filing["schema"]["examples"][0])


def test_there_are_no_pages_that_load_from_elsewhere(service: Service) -> None:
    with service.client() as client:
        assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_told_which_ones_there_are(service: Service, method: str) -> None:
    with service.client() as client:
        answer = client.request(method, f"{API}/petitions")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["type"] == "/problems/method-wrong"
