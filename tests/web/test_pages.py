"""The pages over HTTP: who may see which, where forms may come from, and what is told in which language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from casebook.access import GRANTS, Role
from casebook.accounts.people import OF_UNITS
from casebook.casework.adopting import adopt_shipped
from casebook.petitions.commands import COMMANDS, Change
from casebook.web.envelope import HEADERS
from casebook.web.html.page import POLICY
from casebook.web.html.shelf import CACHED
from casebook.web.sessions import SESSION
from web.service_at_hand import REPLY, STREET, TLS, WATCHED, WISH, file, replied
from web.signing_in import PASSWORD, accounts_of, staff

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service

CORP = ("Cross-Origin-Resource-Policy",)


def browser(service: Service, role: Role | None = None, unit: str | None = None, **headers: str) -> httpx.Client:
    """A browser in which somebody is signed in, or nobody; it sends what browsers send with our own forms."""
    unit = unit or (STREET if role in OF_UNITS else None)
    cookies = {SESSION: service.session(role, unit)} if role else None
    sent = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return httpx.Client(
        base_url=service.url, cookies=cookies, headers=sent, timeout=30, verify=TLS, event_hooks=WATCHED
    )


def test_a_form_is_there_for_whoever_may_ever_give_the_command(service: Service) -> None:
    petition = replied(service)
    for role in (Role.DESK, Role.SUPERVISOR, Role.UNIT_OFFICER):
        with browser(service, role) as client:
            for name, kind in COMMANDS.items():
                status = client.get(f"/staff/petitions/{petition.number}/{name}").status_code
                granted = issubclass(kind, Change) and role in GRANTS[kind]
                assert status == (200 if granted else 404), (name, role)


def test_a_form_says_what_it_is_about_and_nothing_of_who_the_citizen_is(service: Service) -> None:
    petition = replied(service)
    with browser(service, Role.DESK) as client:
        page = client.get(f"/staff/petitions/{petition.number}/approve-reply").text
        for words in (WISH["title"], WISH["body"], REPLY["text"], WISH["place"]):
            assert words in page
        for contact in (WISH["name"], WISH["phone"]):
            assert contact not in page
        assert all(entry.kind != "contact-read" for entry in accounts_of(service).log.page(None, 200))


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
            data={"_key": str(uuid4()), "_version": "1", "urgency": "normal"} | CONFIRMED,
            headers={"Origin": service.url},
        )
    assert answer.status_code == 303


CONFIRMED = {"category": "civilized_city", "matter": "parking"}


def filled(client: httpx.Client, petition: Petition, command: str, **typed: Any) -> dict[str, Any]:
    """What a browser sends of a form: its hidden controls, and what was typed."""
    page = client.get(f"/staff/petitions/{petition.number}/{command}").text
    hidden = dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)"', page))
    return hidden | typed


def test_a_command_is_given_by_its_form_once(service: Service) -> None:
    petition = file(service)
    address = f"/staff/petitions/{petition.number}/accept-petition"
    with browser(service, Role.DESK) as client:
        form = filled(client, petition, "accept-petition", urgency="urgent", **CONFIRMED)
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
