"""Who read contact data, and who tried to: every opening is in the access log, and nothing else of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg

import casebook
from casebook.access import Role
from casebook.accounts.access_log import Access, Kind
from web.service_at_hand import STREET, WISH, file, replied
from web.signing_in import accounts_of
from web.test_pages import browser

if TYPE_CHECKING:
    from casebook.postgres import Database
    from web.service_at_hand import Petition, Service

SOURCES = sorted((Path(casebook.__file__).parent / "web").rglob("*.py"))
PETITION = "/api/v1/petitions/{}"


def about(service: Service, petition: Petition) -> list[tuple[str, UUID | None]]:
    """What the log has of a petition: what happened, and who it was."""
    found = service.ledger.by_number(petition.number)
    return [(entry.kind, entry.person_id) for entry in entries(service) if entry.petition_id == found]


def entries(service: Service) -> list[Access]:
    return accounts_of(service).log.page(None, 1000)


def test_every_opening_of_contact_data_is_noted(service: Service) -> None:
    petition = replied(service)
    assert about(service, petition) == []
    for role, unit in ((Role.DESK, None), (Role.SUPERVISOR, None), (Role.UNIT_OFFICER, STREET), (Role.CITIZEN, None)):
        assert WISH["phone"] in petition.get(role, unit).text
    assert WISH["phone"] not in petition.get(Role.DISPATCHER).text, "who may not call reads no number"
    petition.get(Role.DESK, path="/duplicates")
    petition.get(Role.DESK, path="/deadlines")
    with browser(service, Role.DESK) as client:
        assert WISH["phone"] in client.get(f"/staff/petitions/{petition.number}").text
        assert WISH["phone"] not in client.get(f"/staff/petitions/{petition.number}/recall-petition").text
    petition.get(Role.CITIZEN, path="/receipt.cbk.zip")
    people = service.people
    assert about(service, petition) == [
        ("contact-read", people[Role.DESK, None]),
        ("contact-read", people[Role.SUPERVISOR, None]),
        ("contact-read", people[Role.UNIT_OFFICER, STREET]),
        ("own-petition-read", None),
        ("contact-read", people[Role.DESK, None]),
        ("own-petition-read", None),
    ]


def test_what_was_tried_in_vain_is_noted(service: Service) -> None:
    petition = replied(service)
    address = PETITION.format(petition.number)
    with service.client() as client:
        assert client.get(address).status_code == 401
        assert client.get(address, headers={"Query-Code": "WRONG-CODE-1"}).status_code == 404
        assert client.get(f"/api/v1/public/petitions/{petition.number}").status_code == 404, "is nobody's contact data"
        opened = {"number": petition.number, "code": "WRONG-CODE-1"}
        client.post("/mine/open", data=opened, headers={"Origin": service.url})
    assert petition.get(Role.AUDITOR).status_code == 403
    assert petition.get(Role.UNIT_OFFICER, "street-410403004").status_code == 404
    assert petition.post(Role.REPORTER, "accept-petition").status_code in {403, 404}
    people = service.people
    assert about(service, petition) == [
        ("petition-not-signed-in", None),
        ("petition-not-opened", None),
        ("petition-not-opened", None),
        ("petition-refused", people[Role.AUDITOR, None]),
        ("petition-refused", people[Role.UNIT_OFFICER, "street-410403004"]),
        ("petition-refused", people[Role.REPORTER, None]),
    ]
    with service.client() as client:
        client.get(PETITION.format("2022-000000-0"))
    assert (entries(service)[-1].kind, entries(service)[-1].petition_id) == ("petition-not-signed-in", None)


def test_from_one_network_no_more_is_noted_than_can_be_read(service: Service) -> None:
    refusals, network = accounts_of(service).refusals, uuid4().bytes
    for _ in range(220):
        refusals.note(Kind.PETITION_NOT_OPENED, None, network, None)
    assert 200 <= len([entry for entry in entries(service) if entry.network == network]) < 205


def test_no_word_and_no_number_stands_in_the_log(service: Service, database: Database) -> None:
    petition = replied(service)
    petition.get(Role.DESK)
    with psycopg.connect(database.owner_dsn) as owner:
        stored = str(owner.execute("SELECT e::text FROM access_log.entries e").fetchall())
    assert "contact-read" in stored
    for word in (WISH["phone"], WISH["name"], WISH["title"], petition.number, petition.code):
        assert word not in stored


def test_an_auditor_sees_who_read_a_petition(service: Service) -> None:
    petition, other = replied(service), file(service)
    petition.get(Role.DESK)
    other.get(Role.DESK)
    with browser(service, Role.AUDITOR) as client:
        page = client.get(f"/audit/access?kind=contact-read&number={petition.number}").text
        assert page.count(f'href="/audit/petitions/{petition.number}"') == 1
        assert other.number not in page
    with service.client(Role.AUDITOR) as client:
        answer = client.get("/api/v1/audit/access", params={"petition": other.number, "kind": "contact-read"}).json()
        assert [entry["person_id"] for entry in answer["entries"]] == [str(service.people[Role.DESK, None])]


def test_who_takes_a_list_of_petitions_along_is_noted(service: Service) -> None:
    replied(service)
    with browser(service, Role.ANALYST) as client:
        assert client.get("/analysis/petitions.csv").status_code == 200
    last = entries(service)[-1]
    assert (last.kind, last.person_id) == ("petitions-downloaded", service.people[Role.ANALYST, None])


def test_whatever_shows_contact_data_goes_by_the_place_that_notes_it() -> None:
    opening = [path for path in SOURCES if re.search(r"import .*\bopens\b", path.read_text(encoding="utf-8"))]
    assert [path.name for path in opening] == ["casefile.py", "personal_copy.py"]  # whose making is on record
    fields = [path for path in SOURCES if re.search(r"open\(.*\b(phone|name)\b", path.read_text(encoding="utf-8"))]
    assert fields == []
