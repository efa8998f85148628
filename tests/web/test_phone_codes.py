"""Citizens come in with a code that is sent to their telephone, and find their own petitions."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.access import Role
from casebook.web import create_app
from web.service_at_hand import API, file, serving
from web.signing_in import Browser, accounts_of, code
from web.test_pages import browser as staff_browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database
    from web.service_at_hand import Service

MINE, OTHERS = "19900001234", "19900005678"


def test_a_citizen_finds_the_petitions_of_their_number_and_acts_in_them(service: Service) -> None:
    first = file(service, phone="199 0000 1234", title="第一件：路灯不亮")
    file(service, phone=OTHERS)
    file(service, confidentiality="anonymous", name=None, phone=None)
    second = file(service, phone="+86-199-0000-1234", title="第二件：井盖缺失")
    with Browser(service.url) as browser:
        assert browser.get(f"{API}/me/petitions").status_code == 401
        answer = browser.verify(service, MINE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/mine")
        rows = browser.get(f"{API}/me/petitions").json()["petitions"]
        assert [(row["number"], row["title"]) for row in rows] == [
            (second.number, "第二件：井盖缺失"),
            (first.number, "第一件：路灯不亮"),
        ]
        assert {row["status"] for row in rows} == {"submitted"}
        me = browser.get(f"{API}/me").json()
        assert (me["role"], me["person_id"], me["phone_verified"]) == ("citizen", None, True)
        seen = browser.get(f"{API}/petitions/{first.number}")
        assert seen.json()["submission"]["phone"] == "199 0000 1234"
        withdrawn = browser.post(
            f"{API}/petitions/{first.number}/withdraw-petition",
            json={},
            headers={"Idempotency-Key": str(uuid4()), "If-Match": '"1"'},
        )
        assert withdrawn.status_code == 200
        third = file(service, phone=MINE)
        assert third.number in browser.get(f"{API}/me/petitions").text


def test_nothing_of_others_exists_for_them(service: Service) -> None:
    theirs, nameless = file(service, phone=OTHERS), file(service, confidentiality="anonymous", name=None, phone=None)
    with Browser(service.url) as browser:
        browser.verify(service, MINE)
        unknown = browser.get(f"{API}/petitions/2022-999999-9")
        for number in (theirs.number, nameless.number):
            answer = browser.get(f"{API}/petitions/{number}")
            assert answer.status_code == 404
            assert answer.json() | {"instance": ""} == unknown.json() | {"instance": ""}
            with_code = browser.get(f"{API}/petitions/{nameless.number}", headers={"Query-Code": nameless.code})
            assert with_code.status_code == 200, "the query code opens as before"
        assert browser.get(f"{API}/me/petitions").json() == {"petitions": []}
        assert browser.get(f"{API}/inbox").status_code == 403
        assert browser.post("/hat", data={"role": "desk"}).status_code == 401


def test_whoever_files_in_a_session_files_as_before(service: Service) -> None:
    with Browser(service.url) as browser:
        browser.verify(service, MINE)
        wish = {"category": "complaint", "title": "小巷路灯不亮", "body": "土产巷的路灯坏了半个月。", "phone": MINE}
        filed = browser.post(f"{API}/petitions", json=wish, headers={"Idempotency-Key": str(uuid4())})
        assert filed.status_code == 201
        assert [row["number"] for row in browser.get(f"{API}/me/petitions").json()["petitions"]] == [
            filed.json()["number"]
        ]


def test_a_code_is_good_once_for_five_tries_and_five_minutes(service: Service, database: Database) -> None:
    with Browser(service.url) as browser, psycopg.connect(database.owner_dsn, autocommit=True) as owner:

        def ask() -> str:
            owner.execute("DELETE FROM accounts.throttles")
            return browser.post("/sign-in/code", data={"phone": MINE}).headers["location"].split("awaited=")[1][:36]

        def check(awaited: str, typed: str) -> int:
            return browser.post("/sign-in/code/check", data={"awaited": awaited, "code": typed}).status_code

        awaited = ask()
        right = code(service)
        assert len(right) == 6
        assert right.isdigit()
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        assert [check(awaited, wrong) for _ in range(4)] == [403] * 4
        assert check(awaited, f" {right[:3]} {right[3:]}") == 303
        assert check(awaited, right) == 403, "used"
        awaited = ask()
        right = code(service)
        assert [check(awaited, f"{(int(right) + 1) % 10**6:06d}") for _ in range(5)] == [403] * 5
        assert check(awaited, right) == 403, "typed too often"
        awaited = ask()
        right = code(service)
        other = ask()
        assert check(other, right) == 403 or right == code(service), "each code has its own place"
        owner.execute("UPDATE accounts.codes SET ends_at = ends_at - interval '5 minutes'")
        assert check(awaited, right) == 403, "too late"
        for nothing in ("", "x", str(uuid4())):
            assert check(nothing, right) == 403


def test_codes_are_sent_seldom_and_nobody_uses_up_those_of_another(service: Service) -> None:
    def ask(browser: Browser, phone: str = MINE) -> int:
        return browser.post("/sign-in/code", data={"phone": phone}).status_code

    with Browser(service.url) as here, Browser(service.url, "198.51.100.1") as there:
        assert [ask(there) for _ in range(5)] == [303, 303, 303, 429, 429]
        assert ask(here) == 303
        assert ask(there, OTHERS) == 303
        assert [ask(here, number) for number in ("x", "", "12")] == [422, 422, 422]
        assert ask(here) == 303
        with Browser(service.url, "203.0.113.9") as third:
            assert [ask(third) for _ in range(2)] == [303, 429], "six to one number, whoever asks"
    kinds = [entry.kind for entry in accounts_of(service).log.page(None, 200)]
    assert kinds.count("code-sent") == 7
    assert kinds.count("slowed") == 3


def test_the_desk_reads_codes_out_and_that_is_put_on_record(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with Browser(service.url) as browser:
        browser.post("/sign-in/code", data={"phone": MINE})
    with service.client(Role.DESK) as desk:
        [message] = desk.get(f"{API}/outbox").json()["messages"]
    assert message["phone"] == MINE
    assert code(service) in message["text"]
    assert f"a message waits in the outbox: {message['id']}" in caplog.text
    assert MINE not in caplog.text
    with staff_browser(service, Role.DESK) as desk:
        shown = desk.get("/outbox").text
    assert f'href="tel:{MINE}"' in shown
    assert code(service) in shown
    reads = [entry for entry in accounts_of(service).log.page(None, 200) if entry.kind == "outbox-read"]
    assert [read.person_id for read in reads] == [service.people[Role.DESK, None]] * 2


@pytest.fixture
def with_program(service: Service, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The service where a program sends messages, its address, and the program."""
    program = tmp_path / "send"
    program.write_text(f"#!/bin/sh\ncat > {tmp_path}/sent.json\n")
    program.chmod(0o755)
    served = service.app.state.services
    app = create_app(replace(served, settings=replace(served.settings, sender=str(program))))
    with serving(app) as url:
        yield url, program


def test_a_program_sends_codes_where_one_is_named(
    service: Service, with_program: tuple[str, Path], caplog: pytest.LogCaptureFixture
) -> None:
    url, program = with_program
    with Browser(url) as browser:
        assert browser.post("/sign-in/code", data={"phone": "+86 19900001234"}).status_code == 303
        sent = json.loads((program.parent / "sent.json").read_text())
        assert sent["phone"] == MINE
        assert "验证码" in sent["text"]
        assert accounts_of(service).outbox.waiting() == []
        program.write_text(f"#!/bin/sh\necho {MINE} >&2\nexit 1\n")
        answer = browser.post("/sign-in/code", data={"phone": MINE})
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert "the sender failed" in caplog.text
    assert MINE not in caplog.text


def test_the_page_that_asks_for_the_code_says_how_it_comes(service: Service, with_program: tuple[str, Path]) -> None:
    for url, how in ((service.url, "热线办会给您打电话"), (with_program[0], "已发送到您的手机")):
        with Browser(url, Accept="text/html") as browser:
            assert how in browser.get("/sign-in", params={"awaited": str(uuid4())}).text


def test_what_was_erased_is_nobodys_any_more(service: Service, database: Database) -> None:
    petition = file(service, phone=MINE)
    with Browser(service.url) as browser:
        browser.verify(service, MINE)
        assert browser.get(f"{API}/petitions/{petition.number}").status_code == 200
        with psycopg.connect(database.owner_dsn) as owner:
            owner.execute("DELETE FROM vault.words WHERE version = 1")
        assert browser.get(f"{API}/petitions/{petition.number}").status_code == 404
        assert browser.get(f"{API}/me/petitions").json() == {"petitions": []}


def test_whoever_deletes_their_number_is_not_found_by_it_and_keeps_their_codes(service: Service) -> None:
    petition, other = file(service, phone=MINE), file(service, phone=OTHERS)
    with Browser(service.url) as browser, Browser(service.url) as elsewhere:
        browser.verify(service, MINE)
        elsewhere.verify(service, MINE)
        assert "/mine/forget" in browser.get("/mine").text
        assert "查询码" in browser.get("/mine/forget").text
        answer = browser.post("/mine/forget")
        assert (answer.status_code, answer.headers["location"]) == (303, "/mine?done=forgotten")
        assert "号码已删除" in browser.get("/mine?done=forgotten").text
        assert elsewhere.get(f"{API}/me/petitions").status_code == 401, "sessions of the number end"
        assert browser.post("/mine/forget").status_code == 401
        browser.verify(service, MINE)
        assert browser.get(f"{API}/me/petitions").json() == {"petitions": []}
        assert browser.get(f"{API}/petitions/{petition.number}").status_code == 404
        by_code = browser.get(f"{API}/petitions/{petition.number}", headers={"Query-Code": petition.code})
        assert by_code.status_code == 200
        again = file(service, phone=MINE)
        assert [row["number"] for row in browser.get(f"{API}/me/petitions").json()["petitions"]] == [again.number]
    with Browser(service.url) as browser:
        browser.verify(service, OTHERS)
        assert [row["number"] for row in browser.get(f"{API}/me/petitions").json()["petitions"]] == [other.number]


def test_a_number_that_was_deleted_stays_out_when_the_list_is_made_anew(service: Service, database: Database) -> None:
    petition = file(service, phone=MINE)
    with Browser(service.url) as browser:
        browser.verify(service, MINE)
        assert browser.delete(f"{API}/me/telephone").json() == {"petitions": 1}
        with psycopg.connect(database.owner_dsn) as owner:
            owner.execute("UPDATE accounts.contacts_read SET position = 0")
        browser.verify(service, MINE)
        assert petition.number not in browser.get(f"{API}/me/petitions").text
