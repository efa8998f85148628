"""What is said when something is not done, in both languages and without what was sent."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI

from casebook.access import Role
from casebook.errors import CasebookError, Tampered
from casebook.validation import MESSAGES
from casebook.web import create_app
from casebook.web.audience import public
from casebook.web.bodies import LIMIT
from casebook.web.envelope import Envelope
from casebook.web.html.page import PageRoute
from casebook.web.language import preferred
from casebook.web.problems import KINDS, tell_of_errors
from casebook.web.validation import explained
from web.service_at_hand import API, WISH, file, replied, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.service_at_hand import Service

SECRET = "土产巷七号的张某某"


def classes(error: type[CasebookError]) -> Iterator[type[CasebookError]]:
    yield error
    for kind in error.__subclasses__():
        yield from classes(kind)


def test_every_error_has_a_kind_of_problem() -> None:
    ours = {
        error for error in classes(CasebookError) if error.__module__ in ("casebook.errors", "casebook.web.problems")
    }
    assert ours - KINDS.keys() == set()
    slugs = [kind.slug for kind in KINDS.values()]
    assert len(slugs) == len(set(slugs))
    for error in KINDS:
        zh, bar, en = (error.__doc__ or "").partition(" | ")
        assert bar, error
        assert zh.endswith("。"), error
        assert en.endswith("."), error


def is_problem(answer: httpx.Response, status: int, slug: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == (f"/problems/{slug}", status)
    assert problem["instance"] == f"urn:uuid:{UUID(answer.headers['request-id'])}"
    assert problem["title"]
    assert problem["detail"]


def test_a_refusal_says_why_in_the_language_asked_for(service: Service) -> None:
    petition = replied(service)
    said = {}
    for language in ("zh-CN", "en-GB,en;q=0.9,zh;q=0.1", "fr"):
        refused = petition.post(Role.DESK, "close-petition", Accept_Language=language)
        is_problem(refused, 409, "refused")
        assert refused.json()["rule"] == "petition_awaits_closing"
        assert refused.headers["vary"] == "Accept-Language"
        said[refused.headers["content-language"]] = refused.json()["detail"]
    assert said.keys() == {"zh-CN", "en"}
    assert said["zh-CN"].startswith("回复不等于解决")
    assert said["en"].startswith("A reply is not a solution")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("en-GB;q=0.9, zh;q=0.8, en;q=0.7", "en"),
        ("fr, *;q=0.5", "zh"),
        ("*", "zh"),
        ("en;q=0, zh;q=0", "zh"),
        ("en;q=much", "zh"),
        ("EN", "en"),
        (",;;,=", "zh"),
    ],
)
def test_the_better_liked_language_is_chosen(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_what_is_not_valid_is_listed_without_the_value(service: Service) -> None:
    wrong = WISH | {"title": "短", "phone": SECRET, "category": SECRET, "body": 7, "area": None, SECRET[:3]: SECRET}
    del wrong["channel"]
    with service.client(headers={"Idempotency-Key": str(uuid4())}) as client:
        zh = client.post(f"{API}/petitions", json=wrong)
        en = client.post(f"{API}/petitions", json=wrong, headers={"Accept-Language": "en"})
    is_problem(zh, 422, "invalid")
    assert SECRET not in zh.text + en.text
    assert {error["field"]: error["message"] for error in zh.json()["errors"]} == {
        "title": "至少填写 4 个字。",
        "phone": "格式不正确。",
        "category": "只能是：complaint、consultation、civilized_city、suggestion。",
        "body": "须为文字。",
        SECRET[:3]: "没有这一项，请删除。",
    }
    assert {error["message"] for error in en.json()["errors"]} >= {"Write at least 4 characters.", "This must be text."}


def test_every_message_can_be_said() -> None:
    context = {"min_length": 1, "max_length": 2, "expected": "a", "ge": 1, "le": 5, "error": ValueError("no")}
    for kind in (*MESSAGES, "never_heard_of"):
        for language in ("zh", "en"):
            (said,) = explained([{"type": kind, "loc": ("body", "x"), "ctx": context}], language)
            assert "{" not in said["message"]


def test_what_does_not_exist(service: Service) -> None:
    with service.client(Role.DESK) as desk:
        is_problem(desk.get(f"{API}/petitions/2022-999999-9"), 404, "not-found")
        is_problem(desk.get("/nowhere"), 404, "not-found")
        is_problem(desk.get(f"{API}/audit/trail"), 403, "not-permitted")
        is_problem(desk.get(f"{API}/register/2022-999999-9"), 404, "not-found")
        kind = desk.get("/problems/outdated").json()
        is_problem(desk.get("/problems/nothing"), 404, "not-found")
    assert kind == {"type": "/problems/outdated", "status": 409, "zh": "已被他人更改", "en": "Changed meanwhile"}


def test_a_read_that_cannot_be_as_new_as_asked_says_so(service: Service) -> None:
    with service.client() as client:
        answer = client.get(f"{API}/register", params={"not_before": 4711})
    is_problem(answer, 503, "behind")
    assert answer.headers["retry-after"] == "1"


def test_a_page_that_fails_says_what_to_do_and_under_what_number_it_is_in_the_log(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    router = APIRouter(route_class=PageRoute, dependencies=[Depends(public())])

    @router.get("/broken")
    def broken() -> None:
        raise RuntimeError(SECRET)

    app = create_app(service.app.state.services)
    app.include_router(router)
    with caplog.at_level(logging.ERROR), serving(app) as url:
        answer = httpx.get(f"{url}/broken", headers={"Accept": "text/html", "Accept-Language": "en"})
    number = answer.headers["request-id"]
    assert (answer.status_code, answer.headers["content-language"]) == (500, "en")
    assert "Look first, then try again" in answer.text
    assert number in answer.text
    assert number in caplog.text
    assert SECRET not in answer.text + caplog.text


def test_what_goes_wrong_inside_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    app = FastAPI()

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError(SECRET)

    @app.get("/tampered")
    def tampered() -> None:
        raise Tampered(4711)

    tell_of_errors(app)
    app.add_middleware(Envelope, most=LIMIT)
    with caplog.at_level(logging.DEBUG), serving(app) as url:
        answer = httpx.get(f"{url}/broken?code={SECRET}")
        is_problem(answer, 500, "internal")
        found = httpx.get(f"{url}/tampered")
        is_problem(found, 500, "tampered")
    assert found.json()["position"] == 4711
    assert SECRET not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
    assert answer.headers["request-id"] in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def noted(caplog: pytest.LogCaptureFixture, count: int) -> list[str]:
    """The lines of the access log: each is written after its answer was sent, so we may have to wait for the last."""
    patience = time.monotonic() + 10
    while True:
        lines = [record.message for record in caplog.records if record.name == "casebook.web"]
        if len(lines) >= count or time.monotonic() > patience:
            return lines
        time.sleep(0.01)


def test_the_log_has_the_route_and_nothing_of_people(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        petition = file(service, name=SECRET[-3:], title=SECRET)
        petition.get(Role.CITIZEN)
        with service.client() as client:
            client.get("/nowhere", params={"name": SECRET})
        lines = noted(caplog, 3)
    assert '"route": "/api/v1/petitions/{number}", "status": 200' in lines[-2]
    assert '"route": "-", "status": 404' in lines[-1]
    ours = "\n".join(lines)
    for private in (SECRET, SECRET[-3:], petition.number, petition.code):
        assert private not in ours
