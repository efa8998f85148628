"""What an auditor sees: every event with its hashes, replayed; and an alarm where one was changed."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from casebook.access import Role
from web.service_at_hand import API, WISH, file, replied

if TYPE_CHECKING:
    import httpx

    from casebook.postgres import Database
    from web.service_at_hand import Petition, Service


def replay(service: Service, petition: Petition) -> httpx.Response:
    with service.client(Role.AUDITOR) as auditor:
        return auditor.get(f"{API}/audit/petitions/{petition.number}")


def test_a_petition_is_replayed_step_by_step(service: Service) -> None:
    petition = replied(service)
    answer = replay(service, petition)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    events = found["events"]
    assert (found["number"], found["version"], found["verified"]) == (petition.number, 6, True)
    assert [event["version"] for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event["state"]["status"] for event in events] == [
        "submitted",
        "accepted",
        "assigned",
        "in_progress",
        "in_progress",
        "replied",
    ]
    assert events[0]["previous"] == "00" * 32
    assert [event["previous"] for event in events[1:]] == [event["leaf"] for event in events[:-1]]
    assert events[0]["digests"].keys() == {"title", "body", "place", "name", "phone"}
    assert events[0]["role"] == "citizen"
    assert events[3]["unit"] == "street-410403002"
    assert events[2]["facts"]["unit"] == "street-410403002"
    assert [event["wish"] for event in events] == [
        "submit-petition",
        "accept-petition",
        "assign-petition",
        "sign-assignment",
        "record-contact",
        "submit-reply",
    ]
    assert events[1]["rules"][0] == "merged_petitions_go_on_with_their_master"
    assert "petition_awaits_acceptance" in events[1]["rules"]
    assert {one["kind"]: one["id"] for one in events[2]["reference"]}["terms"] == events[2]["facts"]["policy"]
    for words in (WISH["title"], WISH["phone"], WISH["name"]):
        assert words not in answer.text


def test_the_leaf_can_be_computed_by_whoever_has_the_bytes(service: Service, database: Database) -> None:
    petition = file(service)
    (event,) = replay(service, petition).json()["events"]
    with psycopg.connect(database.owner_dsn) as owner:
        row = owner.execute("SELECT state, (SELECT origin FROM ledger.config) FROM ledger.events").fetchone()
    assert row is not None
    head = (
        f'{{"at":"{event["recorded_at"]}","idx":0,"log":"{row[1]}","prev":"{event["previous"]}",'
        f'"stream":"{replay(service, petition).json()["petition_id"]}","topic":"submitted",'
        f'"typ":"casebook/entry/v1","ver":1}}'
    )
    assert hashlib.sha256(b"\0" + head.encode() + b"\n" + row[0]).hexdigest() == event["leaf"]


def test_a_changed_event_is_told_with_its_position(service: Service, database: Database) -> None:
    petition = replied(service)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER no_change")
        owner.execute("UPDATE ledger.events SET recorded_at = recorded_at - interval '1 day' WHERE notification_id = 3")
    for answer in (replay(service, petition), petition.get(Role.DESK), petition.post(Role.DESK, "approve-reply")):
        assert answer.status_code == 500
        assert (answer.json()["type"], answer.json()["position"]) == ("/problems/tampered", 3)


def trail(service: Service, **params: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    with service.client(Role.AUDITOR) as auditor:
        while True:
            answer = auditor.get(f"{API}/audit/trail", params=params)
            assert answer.status_code == 200, answer.text
            events += answer.json()["events"]
            if answer.json()["next"] is None:
                return events
            params["after"] = answer.json()["next"]


def test_the_trail_has_every_event_once_and_in_order(service: Service) -> None:
    petition = replied(service)
    last = file(service).position
    events = trail(service, limit=2, not_before=last)
    assert [event["position"] for event in events] == [1, 2, 3, 4, 5, 6, 7]
    assert [event["event"] for event in trail(service, role="desk")] == ["accepted"]
    assert [event["position"] for event in trail(service, event="submitted", limit=1)] == [1, 7]
    assert [event["event"] for event in trail(service, unit="street-410403002")] == [
        "signed",
        "citizen-contacted",
        "replied",
    ]
    assert [event["position"] for event in trail(service, as_of=3, limit=2)] == [1, 2, 3]
    assert trail(service, as_of="2022-01-30") == []
    assert petition.number not in str(events)


@pytest.mark.parametrize("position", [-1, 2**63, 10**30])
def test_a_cursor_beyond_every_ledger_is_none_of_ours(service: Service, position: int) -> None:
    with service.client(Role.AUDITOR) as auditor:
        answer = auditor.get(
            f"{API}/audit/trail", params={"after": base64.urlsafe_b64encode(b"[%d]" % position).decode()}
        )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


def test_what_does_not_exist_is_not_replayed(service: Service) -> None:
    with service.client(Role.AUDITOR) as auditor:
        assert auditor.get(f"{API}/audit/petitions/2022-999999-9").status_code == 404
    petition = file(service)
    assert petition.get(Role.CITIZEN, path="/../../audit/trail").status_code == 401
