"""Every route of the application: who may come in, and what the description says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from casebook.access import DECLARING, GRANTS, PUBLISHING, Role
from casebook.accounts.people import OF_UNITS
from casebook.petitions.commands import COMMANDS, SubmitPetition
from casebook.web.audience import Guard, Public, declared
from casebook.web.bodies import example_of
from casebook.web.envelope import HEADERS
from casebook.web.html.page import PageRoute
from web.rankings_at_service import publish_ranking, publish_story
from web.service_at_hand import API, file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from fastapi.routing import RouteContext

    from casebook.petitions.commands import Command
    from web.service_at_hand import Service

PARTIES = {
    Role.CITIZEN,
    Role.DESK,
    Role.DISPATCHER,
    Role.SUPERVISOR,
    Role.UNIT_OFFICER,
    Role.UNIT_APPROVER,
    Role.REPORTER,
    Role.EDITOR,
}
READS: dict[str, AbstractSet[Role]] = {
    f"{API}/petitions/{{number}}": PARTIES | {Role.RECORDS},
    f"{API}/petitions/{{number}}/timeline": PARTIES | {Role.RECORDS},
    f"{API}/petitions/{{number}}/deadlines": PARTIES,
    f"{API}/petitions/{{number}}/duplicates": {Role.DESK},
    f"{API}/petitions/{{number}}/attachments/{{id}}": PARTIES | {Role.RECORDS},
    f"{API}/petitions/{{number}}/attachments/{{id}}/thumbnail": PARTIES | {Role.RECORDS},
    f"{API}/inbox": {Role.DESK, Role.DISPATCHER, Role.SUPERVISOR, Role.UNIT_OFFICER, Role.UNIT_APPROVER},
    f"{API}/search": PARTIES - {Role.CITIZEN},
    f"{API}/extension-requests": {Role.DISPATCHER, Role.SUPERVISOR},
    f"{API}/verifications": {Role.REPORTER, Role.EDITOR},
    f"{API}/verifications/to-schedule": {Role.EDITOR},
    f"{API}/suspensions": {Role.SUPERVISOR},
    f"{API}/records/to-archive": {Role.RECORDS},
    f"{API}/records/to-appraise": {Role.RECORDS},
    f"{API}/interests": DECLARING,
    f"{API}/audit/petitions/{{number}}": {Role.AUDITOR},
    f"{API}/audit/trail": {Role.AUDITOR},
    f"{API}/audit/adoptions": {Role.AUDITOR},
    f"{API}/ranking-drafts": PARTIES - {Role.CITIZEN, Role.REPORTER} | {Role.AUDITOR},
    f"{API}/ranking-drafts/{{month}}": PARTIES - {Role.CITIZEN, Role.REPORTER} | {Role.AUDITOR},
    f"{API}/audit/access": {Role.AUDITOR},
    f"{API}/outbox": {Role.DESK},
    f"{API}/me": set(Role),
    f"{API}/me/sessions": set(Role),
    f"{API}/me/petitions": {Role.CITIZEN},
}
REVOKING = {f"{API}/me/sessions", f"{API}/me/sessions/{{session_id}}"}
EVERYBODY = {
    f"{API}/tallies",
    f"{API}/register",
    f"{API}/register/{{number}}",
    f"{API}/deadlines",
    f"{API}/reference",
    f"{API}/reference/{{kind}}",
    f"{API}/rankings",
    f"{API}/rankings/{{month}}",
    f"{API}/stories",
    f"{API}/stories/{{story_id}}",
}
UNVERSIONED = {"/api", "/health", "/ready", "/status", "/openapi.json", "/problems/{slug}"}
ANYBODY_WRITES = {f"{API}/petitions", f"{API}/attachments"}
PICTURES = ("/attachments/{id}", "/thumbnail")


def routes(service: Service) -> Iterator[RouteContext]:
    """The routes for programs; those for people are tested in `test_pages.py`."""
    return (
        route for route in iter_route_contexts(service.app.routes) if not isinstance(route.original_route, PageRoute)
    )


def method_of(route: RouteContext) -> str:
    assert route.methods is not None
    (method,) = route.methods
    return method


def path_of(command: type[Command]) -> str:
    """Where a command about a ranking or a story is given."""
    about = {"month": "rankings/{month}", "story_id": "stories/{story_id}"}
    place = next((path for field, path in about.items() if field in command.model_fields), "stories")
    return f"{API}/{place}/{command.spoken_name()}"


def audience(route: RouteContext) -> Guard | Public:
    found = list(declared(route.dependant))
    assert len(found) == 1, f"{route.path} declares its audience {len(found)} times"
    return found[0]


def test_every_route_declares_its_audience_as_the_grants_have_it(service: Service) -> None:
    expected = {(path, "GET"): set(roles) for path, roles in READS.items()}
    expected |= {(path, "GET"): set() for path in EVERYBODY | UNVERSIONED}
    expected |= {(path, "DELETE"): set(Role) for path in REVOKING}
    expected |= {
        (f"{API}/petitions/{{number}}/{name}", "POST"): set(GRANTS[command])
        for name, command in COMMANDS.items()
        if command is not SubmitPetition
    }
    expected[f"{API}/petitions", "POST"] = set(GRANTS[SubmitPetition])
    expected |= {(f"{API}/interests/{name}-interest", "POST"): set(DECLARING) for name in ("declare", "end")}
    expected |= {(path_of(command), "POST"): set(roles) for command, roles in PUBLISHING.items()}
    expected[f"{API}/attachments", "POST"] = set(GRANTS[SubmitPetition])
    expected[f"{API}/petitions/{{number}}/attachments", "POST"] = PARTIES
    found = {
        (str(route.path), method): set(audience(route).roles)
        for route in routes(service)
        for method in route.methods or ()
    }
    assert found == expected


def test_every_role_meets_what_the_audience_says_on_every_route(service: Service) -> None:
    petition = file(service)
    month, story_id = publish_ranking(service), publish_story(service)
    staff = [role for role in Role if role is not Role.CITIZEN]
    with httpx.Client(base_url=service.url) as client:
        for route in routes(service):
            places = PLACES | {"number": petition.number, "month": month, "story_id": story_id}
            path = str(route.path).format(**places)
            guard = audience(route)
            for role in (None, *staff):
                unit = "dept-water-resources" if role in OF_UNITS else None
                headers = {"Authorization": f"Bearer {service.token(role, unit)}"} if role else {}
                method = method_of(route)
                status = client.request(method, path, headers=headers).status_code
                if isinstance(guard, Public):
                    assert status == 200, (path, role)
                elif role is None:
                    assert status == (400 if path in ANYBODY_WRITES else 401), (path, role)
                elif role not in guard.roles:
                    assert status == 403, (path, role)
                else:
                    assert status not in (401, 403), (path, role)


PLACES = {
    "number": "2022-000000-0",
    "slug": "refused",
    "kind": "terms",
    "session_id": str(UUID(int=0)),
    "month": "2022-01",
    "story_id": str(UUID(int=0)),
    "id": str(UUID(int=0)),
}


def test_every_answer_has_the_careful_headers(service: Service) -> None:
    with httpx.Client(base_url=service.url) as client:
        for route in routes(service):
            method = method_of(route)
            answer = client.request(method, str(route.path).format(**PLACES))
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
            assert answer.headers["request-id"]
        assert client.get("/nowhere").headers["content-security-policy"].startswith("default-src 'none'")


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_is_complete(service: Service) -> None:
    with httpx.Client(base_url=service.url) as client:
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
            usual = "image/jpeg" if path.endswith(PICTURES) else "application/json"
            media = usual if status.startswith("2") else "application/problem+json"
            if status == "304":
                continue  # it has no content
            assert answer["content"][media]["schema"], (where, status)
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (where, parameter["name"])
        if method == "post":
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
    with httpx.Client(base_url=service.url) as client:
        assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_told_which_ones_there_are(service: Service, method: str) -> None:
    with httpx.Client(base_url=service.url) as client:
        answer = client.request(method, f"{API}/petitions")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["type"] == "/problems/method-wrong"
