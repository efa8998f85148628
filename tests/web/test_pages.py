"""The pages over HTTP: who may see which, where forms may come from, and what is told in which language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from casebook.access import GRANTS, Role
from casebook.accounts.people import NOT_FOR_PEOPLE, OF_UNITS
from casebook.casework.adopting import adopt_shipped
from casebook.petitions.commands import COMMANDS, Change
from casebook.web.audience import Citizens, Guard, Public, SignedIn, declared
from casebook.web.envelope import HEADERS
from casebook.web.html.page import POLICY, PageRoute
from casebook.web.html.shelf import CACHED
from casebook.web.sessions import SESSION
from web.service_at_hand import STREET, file, replied
from web.signing_in import PASSWORD, staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.routing import RouteContext

    from web.service_at_hand import Petition, Service

HOTLINE = {Role.DESK, Role.DISPATCHER, Role.SUPERVISOR}
OFFICES = {Role.DESK, Role.DISPATCHER, Role.SUPERVISOR, Role.UNIT_OFFICER, Role.UNIT_APPROVER}
PARTIES = OFFICES | {Role.REPORTER, Role.EDITOR, Role.RECORDS}
RANKED = OFFICES | {Role.EDITOR}
FOR_SOMEBODY = {
    ("/me", "GET"): set(Role),
    ("/me/sessions", "POST"): set(Role),
    ("/me/password", "POST"): set(Role),
    ("/staff", "GET"): OFFICES,
    ("/staff/several", "GET"): HOTLINE,
    ("/staff/several", "POST"): HOTLINE,
    ("/staff/selections", "POST"): OFFICES,
    ("/staff/selections/forget", "POST"): OFFICES,
    ("/staff/events", "GET"): OFFICES,
    ("/staff/events/{number}", "GET"): PARTIES,
    ("/analysis", "GET"): {Role.ANALYST, Role.AUDITOR},
    ("/analysis/figures.{form}", "GET"): {Role.ANALYST, Role.AUDITOR},
    ("/analysis/petitions", "GET"): {Role.ANALYST, Role.AUDITOR},
    ("/analysis/rates", "GET"): {Role.ANALYST, Role.AUDITOR},
    ("/audit", "GET"): {Role.AUDITOR},
    ("/audit/petitions/{number}", "GET"): {Role.AUDITOR},
    ("/audit/past", "GET"): {Role.AUDITOR},
    ("/audit/access", "GET"): {Role.AUDITOR},
    ("/staff/petitions/{number}", "GET"): PARTIES,
    ("/staff/petitions/{number}/{command}", "GET"): PARTIES,
    ("/staff/petitions/{number}/{command}", "POST"): PARTIES,
    ("/staff/petitions/{number}/pictures/{file_id}", "GET"): PARTIES,
    ("/staff/petitions/{number}/pictures/{file_id}/small", "GET"): PARTIES,
    ("/reporters", "GET"): {Role.REPORTER},
    ("/reporters/visits/{number}", "GET"): {Role.REPORTER},
    ("/reporters/visits/{number}", "POST"): {Role.REPORTER},
    ("/editors", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}/do/{command}", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}/do/{command}", "POST"): {Role.EDITOR},
    ("/editors/petitions/{number}/publication", "GET"): {Role.EDITOR},
    ("/editors/petitions/{number}/publication", "POST"): {Role.EDITOR},
    ("/editors/stories", "GET"): {Role.EDITOR},
    ("/editors/stories/new", "GET"): {Role.EDITOR},
    ("/editors/stories/new", "POST"): {Role.EDITOR},
    ("/editors/stories/{story_id}", "GET"): {Role.EDITOR},
    ("/editors/stories/{story_id}", "POST"): {Role.EDITOR},
    ("/editors/stories/{story_id}/withdraw-story", "GET"): {Role.EDITOR},
    ("/editors/stories/{story_id}/withdraw-story", "POST"): {Role.EDITOR},
    ("/ranking-drafts", "GET"): RANKED,
    ("/ranking-drafts/{month}", "GET"): RANKED,
    ("/ranking-drafts/{month}/{command}", "GET"): RANKED,
    ("/ranking-drafts/{month}/{command}", "POST"): RANKED,
}
FOR_CITIZENS = {
    ("/file", "GET"),
    ("/file", "POST"),
    ("/mine", "GET"),
    ("/mine/open", "POST"),
    ("/mine/close", "POST"),
    ("/mine/{number}", "GET"),
    ("/mine/{number}/receipt", "GET"),
    ("/mine/{number}/pictures/{file_id}", "GET"),
    ("/mine/{number}/pictures/{file_id}/small", "GET"),
    ("/mine/{number}/{command}", "GET"),
    ("/mine/{number}/{command}", "POST"),
}
CORP = ("Cross-Origin-Resource-Policy",)
FOR_EVERYBODY = {
    ("/", "GET"),
    ("/petitions", "GET"),
    ("/petitions/{number}", "GET"),
    ("/petitions/{number}/pictures/{file_id}", "GET"),
    ("/petitions/{number}/pictures/{file_id}/small", "GET"),
    ("/waiting-pictures/{file_id}", "GET"),
    ("/tallies", "GET"),
    ("/api/reference", "GET"),
    ("/api/reference/{operation}", "GET"),
    ("/declines", "GET"),
    ("/data", "GET"),
    ("/data/register.{form}", "GET"),
    ("/data/tallies.{form}", "GET"),
    ("/data/declines.{form}", "GET"),
    ("/feeds/{name}.atom", "GET"),
    ("/feeds/{name}.json", "GET"),
    ("/widget", "GET"),
    ("/follow-ups", "GET"),
    ("/follow-ups/{number}", "GET"),
    ("/rankings", "GET"),
    ("/rankings/{month}", "GET"),
    ("/stories", "GET"),
    ("/stories/{story_id}", "GET"),
    ("/static/{digest}/{name:path}", "GET"),
    ("/language", "POST"),
    ("/sign-in", "GET"),
    ("/sign-in", "POST"),
    ("/sign-in/code", "POST"),
    ("/sign-in/code/check", "POST"),
    ("/sign-in/oidc", "GET"),
    ("/sign-in/oidc/back", "GET"),
    ("/hat", "POST"),
    ("/sign-out", "POST"),
}


def pages(service: Service) -> Iterator[tuple[RouteContext, str]]:
    for route in iter_route_contexts(service.app.routes):
        if isinstance(route.original_route, PageRoute):
            yield from ((route, method) for method in route.methods or ())


def browser(service: Service, role: Role | None = None, unit: str | None = None, **headers: str) -> httpx.Client:
    """A browser in which somebody is signed in, or nobody; it sends what browsers send with our own forms."""
    unit = unit or (STREET if role in OF_UNITS else None)
    cookies = {SESSION: service.session(role, unit)} if role else None
    sent = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return httpx.Client(base_url=service.url, cookies=cookies, headers=sent, timeout=30)


def test_every_page_declares_for_whom_it_is(service: Service) -> None:
    found: dict[tuple[str, str], Guard | Public] = {}
    for route, method in pages(service):
        (found[str(route.path), method],) = declared(route.dependant)
    assert {key for key, guard in found.items() if isinstance(guard, Public)} == FOR_EVERYBODY
    assert {key: set(guard.roles) for key, guard in found.items() if isinstance(guard, SignedIn)} == FOR_SOMEBODY
    assert {key for key, guard in found.items() if isinstance(guard, Citizens)} == FOR_CITIZENS
    assert set(found) == FOR_EVERYBODY | FOR_CITIZENS | set(FOR_SOMEBODY)


def test_every_role_meets_what_the_audience_says_on_every_page(service: Service) -> None:
    petition = file(service)
    for (path, method), roles in FOR_SOMEBODY.items():
        places = {"number": petition.number, "command": "accept-petition", "form": "csv"}
        address = path.format(**places, month="2022-01", story_id=uuid4(), file_id=uuid4())
        for role in (None, *(role for role in Role if role not in NOT_FOR_PEOPLE)):
            with browser(service, role) as client:
                answer = client.request(method, address)
            if role is None:
                assert (answer.status_code, answer.headers["location"][:13]) == (303, "/sign-in?next"), path
            elif role not in roles:
                assert answer.status_code == 403, (path, role)
            else:
                assert answer.status_code in (200, 400, 404, 415), (path, role)


def test_what_somebody_may_not_see_does_not_exist_for_them(service: Service) -> None:
    petition = file(service)
    with browser(service, Role.UNIT_OFFICER) as client:
        theirs = client.get(f"/staff/petitions/{petition.number}")
        nobodys = client.get("/staff/petitions/2022-000000-0")
    assert theirs.status_code == nobodys.status_code == 404
    assert re.sub(r"20\d\d-[0-9-]+", "", theirs.text) == re.sub(r"20\d\d-[0-9-]+", "", nobodys.text)


def test_a_form_is_there_for_whoever_may_ever_give_the_command(service: Service) -> None:
    petition = replied(service)
    for role in (Role.DESK, Role.SUPERVISOR, Role.UNIT_OFFICER):
        with browser(service, role) as client:
            for name, kind in COMMANDS.items():
                status = client.get(f"/staff/petitions/{petition.number}/{name}").status_code
                granted = issubclass(kind, Change) and role in GRANTS[kind]
                assert status == (200 if granted else 404), (name, role)


def test_pages_have_careful_headers_and_a_policy_without_exceptions(service: Service) -> None:
    with browser(service) as client:
        shared = ("/", "/petitions", "/tallies", "/declines", "/data", "/widget")
        for address in (*shared, "/sign-in", "/nowhere"):
            answer = client.get(address)
            assert answer.headers["content-security-policy"] == POLICY
            for name, value in HEADERS.items():
                if name == "Cache-Control" and address in shared:
                    assert answer.headers[name] == CACHED
                elif name not in ("Content-Security-Policy", *(CORP if address == "/widget" else ())):
                    assert answer.headers[name] == value
            assert " style=" not in answer.text
            assert re.findall(r"<script(?![^>]* src=)", answer.text) == []
            assert re.findall(r"\son\w+=", answer.text) == []
    assert "unsafe" not in POLICY


def test_programs_get_problems_and_people_get_pages(service: Service) -> None:
    with browser(service, Accept="text/html") as client:
        assert client.get("/nowhere").headers["content-type"].startswith("text/html")
        assert (
            client.get("/api/v1/nowhere", headers={"Accept": "*/*"}).headers["content-type"]
            == "application/problem+json"
        )
        assert client.get("/api/v1/inbox").headers["content-type"] == "application/problem+json"
        assert client.get("/petitions/2022-000000-0").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_what_another_site_makes_a_browser_send_is_not_taken(service: Service, headers: dict[str, str]) -> None:
    petition = file(service)
    token = service.session(Role.DESK)
    address = f"/staff/petitions/{petition.number}/accept-petition"
    with httpx.Client(base_url=service.url, cookies={SESSION: token}, headers=headers) as client:
        answer = client.post(address, data={"_key": str(uuid4()), "_version": "1", "urgency": "normal"})
    assert answer.status_code == 403
    assert service.ledger.entries(service.ledger.by_number(petition.number) or uuid4())[-1].version == 1


def test_an_older_browser_says_by_its_origin_that_the_form_is_ours(service: Service) -> None:
    petition = file(service)
    with httpx.Client(base_url=service.url, cookies={SESSION: service.session(Role.DESK)}) as client:
        answer = client.post(
            f"/staff/petitions/{petition.number}/accept-petition",
            data={"_key": str(uuid4()), "_version": "1", "urgency": "normal"},
            headers={"Origin": service.url},
        )
    assert answer.status_code == 303


def filled(client: httpx.Client, petition: Petition, command: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends of a form: its hidden controls, and what was typed."""
    page = client.get(f"/staff/petitions/{petition.number}/{command}").text
    hidden = dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)"', page))
    return hidden | typed


def test_a_command_is_given_by_its_form_once(service: Service) -> None:
    petition = file(service)
    address = f"/staff/petitions/{petition.number}/accept-petition"
    with browser(service, Role.DESK) as client:
        form = filled(client, petition, "accept-petition", urgency="urgent")
        first, second = client.post(address, data=form), client.post(address, data=form)
        assert [first.status_code, second.status_code] == [303, 303]
        assert first.headers["location"] == f"/staff/petitions/{petition.number}?done=accept-petition"
        assert "受理：已办理。" in client.get(first.headers["location"]).text
        third = client.post(address, data=form | {"urgency": "emergency"})
        assert third.status_code == 422
        assert form["_key"] not in third.text


def test_who_comes_second_is_told_what_happened_and_keeps_what_was_typed(service: Service) -> None:
    petition = file(service)
    words = "您反映的劳动争议应先申请仲裁，请向仲裁院提出。"
    with browser(service, Role.DESK) as client:
        form = filled(
            client, petition, "decline-petition", reason="STATUTORY_ROUTE", explanation=words, route="arbitration"
        )
        petition.step(Role.CITIZEN, "supplement-petition", {"text": "补充一点情况"})
        answer = client.post(f"/staff/petitions/{petition.number}/decline-petition", data=form)
        assert answer.status_code == 409
        assert words in answer.text
        assert "补充材料" in answer.text
        assert 'name="_version" value="2"' in answer.text
        assert (
            client.post(
                f"/staff/petitions/{petition.number}/decline-petition", data=form | {"_version": "2"}
            ).status_code
            == 303
        )


def test_a_refusal_says_why_and_keeps_what_was_typed(service: Service) -> None:
    petition = file(service)
    with browser(service, Role.DESK, Accept_Language="en") as client:
        form = filled(
            client, petition, "decline-petition", reason="STATUTORY_ROUTE", explanation="应先申请劳动仲裁，谢谢理解。"
        )
        answer = client.post(f"/staff/petitions/{petition.number}/decline-petition", data=form)
        assert answer.status_code == 409
        assert "Not done" in answer.text
        assert "应先申请劳动仲裁，谢谢理解。" in answer.text


def test_the_reader_chooses_the_language_and_stays_where_they_are(service: Service) -> None:
    with browser(service) as client:
        assert '<html lang="zh-CN"' in client.get("/petitions?category=complaint").text
        assert '<html lang="en"' in client.get("/petitions", headers={"Accept-Language": "en"}).text
        answer = client.post("/language", data={"language": "en", "back": "/petitions?category=complaint"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/petitions?category=complaint")
        assert '<html lang="en"' in client.get("/petitions", headers={"Accept-Language": "zh"}).text


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x", "/\tx"]
)
def test_nobody_is_led_away_by_a_link_to_us(service: Service, elsewhere: str) -> None:
    with browser(service) as client:
        answer = client.post("/language", data={"language": "en", "back": elsewhere})
        assert answer.headers["location"] == "/"
        staff(service)
        answer = client.post("/sign-in", data={"login": "wang.li", "password": PASSWORD, "next": elsewhere})
        assert answer.headers["location"] == "/staff"


def test_whoever_signs_in_comes_where_they_wanted_to_go(service: Service) -> None:
    with browser(service) as client:
        wanted = client.get("/staff?overdue=true").headers["location"]
        assert wanted == "/sign-in?next=%2Fstaff%3Foverdue%3Dtrue"
        assert 'value="/staff?overdue=true"' in client.get(wanted).text
        staff(service)
        form = {"login": "wang.li", "password": PASSWORD, "next": "/staff?overdue=true"}
        wrong = client.post("/sign-in", data=form | {"password": "nonsense"})
        assert wrong.status_code == 403
        assert 'value="wang.li"' in wrong.text
        assert 'value="/staff?overdue=true"' in wrong.text
        assert "nonsense" not in wrong.text
        answer = client.post("/sign-in", data=form)
        assert answer.headers["location"] == "/staff?overdue=true"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert client.get("/staff").status_code == 200
        client.post("/sign-out")
        assert client.get("/staff").status_code == 303


def test_an_empty_filter_is_none(service: Service) -> None:
    with browser(service, Role.DESK) as client:
        assert client.get("/staff?category=&area=&status=").status_code == 200
        assert client.get("/petitions?category=&area=&status=&month=").status_code == 200
        assert client.get("/tallies?as_of=").status_code == 200


def test_names_come_from_what_the_city_has_adopted(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = replied(service)
    with browser(service, Role.DESK) as client:
        text = client.get(f"/staff/petitions/{petition.number}").text
    assert "优越路街道" in text
    assert STREET not in text.replace(f'value="{STREET}"', "")
