"""What an auditor reads in the browser: every step with its state, the trail, the past, who came in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psycopg

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from web.service_at_hand import WISH, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    from casebook.postgres import Database
    from web.service_at_hand import Service


def test_each_step_is_shown_with_what_it_changed_its_times_and_its_hashes(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = replied(service)
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id is not None
    entries = service.ledger.entries(petition_id)
    with browser(service, Role.AUDITOR) as client:
        for at, entry in enumerate(entries, 1):
            page = client.get(f"/audit/petitions/{petition.number}?version={at}").text
            assert f"第 {at} 步，共 6 步" in page
            assert (entry.leaf or b"").hex() in page
            assert (entry.previous or b"").hex() in page
            assert str(entry.command) in page
            assert str(entry.position) in page
            assert "已核对" in page
            for words in (WISH["title"], WISH["phone"], WISH["name"]):
                assert words not in page
        third = client.get(f"/audit/petitions/{petition.number}?version=3").text
        row = r'<th scope="row"[^>]*>([^<]*)</th><td[^>]*>[^<]*</td><td[^>]*><strong>([^<]*)<'
        changed = dict(re.findall(row, third))
        assert changed["状态"] == "待签收"
        assert changed["承办单位"]
        assert "pds" in third
        last = client.get(f"/audit/petitions/{petition.number}").text
        assert "第 6 步，共 6 步" in last
        assert "第 6 步，共 6 步" in client.get(f"/audit/petitions/{petition.number}?version=99").text
        assert client.get("/audit/petitions/2022-000000-0").status_code == 404


def test_a_changed_event_is_named_and_nothing_of_the_petition_is_shown(service: Service, database: Database) -> None:
    petition = replied(service)
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        owner.execute(
            "UPDATE ledger.events SET state = state || '\\x20'::bytea WHERE notification_id = %s", (petition.position,)
        )
    with browser(service, Role.AUDITOR) as client:
        answer = client.get(f"/audit/petitions/{petition.number}")
    assert answer.status_code == 500
    assert f"账本第 {petition.position} 号事件与其哈希不符" in answer.text


def test_the_trail_leads_to_the_step(service: Service) -> None:
    petition = replied(service)
    service.follower.catch_up()
    with browser(service, Role.AUDITOR) as client:
        trail = client.get("/audit").text
        assert re.findall(r'href="(/audit/petitions/[^"]+)"', trail) == [
            f"/audit/petitions/{petition.number}?version={version}" for version in range(1, 7)
        ]
        assert client.get("/audit?event=accepted").text.count("/audit/petitions/") == 1
        assert client.get("/audit?as_of=2").text.count("?version=") == 2
        found = client.get(f"/audit?number={petition.number}")
        assert (found.status_code, found.headers["location"]) == (303, f"/audit/petitions/{petition.number}")
        assert "这不是诉求编号" in client.get("/audit?number=../x").text


def test_figures_and_work_are_shown_as_of_any_moment(service: Service) -> None:
    first = replied(service)
    file(service)
    service.follower.catch_up()
    with browser(service, Role.AUDITOR) as client:
        now, then = client.get("/audit/past").text, client.get("/audit/past?as_of=1").text
        assert now.count("/audit/petitions/") == 2
        assert then.count("/audit/petitions/") == 1
        assert first.number in then
        assert client.get("/audit/past?as_of=2000-01-01&as_known=true").text.count("/audit/petitions/") == 0
        assert client.get("/audit/past?as_of=soon").status_code == 422


def test_the_access_log_is_read_by_kind_and_person(service: Service) -> None:
    with browser(service, Role.AUDITOR) as client:
        page = client.get("/audit/access").text
        person = service.people[Role.AUDITOR, None]
        assert str(person) in page
        assert str(person) in client.get(f"/audit/access?of={person}").text
        assert "没有符合条件的记录" in client.get("/audit/access?kind=outbox-read").text
