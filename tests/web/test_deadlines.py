"""Deadlines and the versions they rest on, over HTTP."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from casebook.access import Actor, Role
from casebook.casework.adopting import adopt, adopt_shipped
from casebook.reference.documents import shipped
from casebook.reference.kinds import Kind
from web.service_at_hand import API, STREET, file
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service


def asked(service: Service, **parameters: Any) -> dict[str, Any]:
    with service.client() as client:
        answer = client.get(f"{API}/deadlines", params={key.rstrip("_"): value for key, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_anybody_may_ask_when_five_working_days_end(service: Service) -> None:
    found = asked(service, from_="2022-01-26", working_days=5)
    assert (found["due_on"], found["due_at"]) == ("2022-02-07", "2022-02-07T18:00:00+08:00")
    assert (found["policy"], found["calendar"], found["provisional"]) == ("pds-default:1", "cn:1", False)
    assert [day["on"] for day in found["days"] if day["counted"]] == [
        "2022-01-27",
        "2022-01-28",
        "2022-01-29",
        "2022-01-30",
        "2022-02-07",
    ]
    assert found["days"][3]["reason"] == {"zh": "调休上班（春节）", "en": "make-up working day (Spring Festival)"}
    assert found["days"][3]["notices"]


def test_anybody_may_ask_by_kind_of_petition(service: Service) -> None:
    bus = asked(service, from_="2022-01-26", clock="reply", category="complaint", matter="public_transport")
    assert (bus["limit"], bus["level"]) == ("7 wd", "statute")
    assert asked(service, from_="2022-01-26", clock="reply", urgency="urgent")["limit"] == "24 h"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"from": "2022-02-30"}, 422),
        ({"from": "1066-01-01"}, 422),
        ({"working_days": "0"}, 422),
        ({"working_days": "100000"}, 422),
        ({"clock": "verify", "category": "consultation", "from": "2022-01-26"}, 404),
        ({"clock": "reply", "from": "2019-01-26"}, 404),
    ],
)
def test_what_cannot_be_answered_is_told(service: Service, parameters: dict[str, str], status: int) -> None:
    with service.client() as client:
        assert client.get(f"{API}/deadlines", params=parameters).status_code == status


def test_a_petitions_deadlines_are_explained_to_whoever_may_see_it(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    for role in (Role.CITIZEN, Role.DESK, Role.UNIT_OFFICER):
        answer = petition.get(role, path="/deadlines")
        assert answer.status_code == 200, answer.text
        found = answer.json()["deadlines"]
        assert [(one["event"], one["clock"]) for one in found] == [
            ("submitted", "accept"),
            ("accepted", "dispatch"),
            ("assigned", "sign"),
            ("assigned", "contact"),
            ("assigned", "reply"),
            ("assigned", "return"),
        ]
        assert [one["clock"] for one in found if one["running"]] == ["sign", "contact", "reply"]
        for one in found:
            assert _moment(one["explanation"]["due_at"]) == _moment(one["due_at"])
            assert one["explanation"]["policy"] == "pds-default:1"
    assert petition.get(Role.UNIT_OFFICER, "dept-transport", path="/deadlines").status_code == 404
    with browser(service, Role.UNIT_OFFICER) as client:
        running, settled = client.get(f"/staff/petitions/{petition.number}").text.split("已办或不再计的期限")
    assert (running.count("还有"), settled.count("还有")) == (3, 0)


def test_a_deadline_that_was_moved_is_listed_as_it_was_moved(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    due = "2099-01-05T18:00:00+08:00"
    petition.step(Role.SUPERVISOR, "recompute-deadline", {"clock": "reply", "due": due, "cause": "order"})
    moved = petition.get(Role.DESK, path="/deadlines").json()["deadlines"][-1]
    assert (moved["event"], moved["clock"], moved["explanation"]) == ("deadline-recomputed", "reply", None)
    assert _moment(moved["due_at"]) == _moment(due)


def test_more_time_and_what_a_halt_had_left_are_explained_from_where_they_were_counted(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    reason = "损坏的管道需停水更换，材料预计三个工作日后到货。"
    petition.step(Role.UNIT_OFFICER, "request-extension", {"working_days": 3, "reason": reason})
    told = datetime.now(UTC).isoformat()
    petition.step(Role.DISPATCHER, "grant-extension", {"told_citizen_at": told})
    review = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    halt = {
        "ground": "funds",
        "plan": "改造资金已列入明年预算，批复后完工。",
        "review_on": review,
        "told_citizen_at": told,
    }
    petition.step(Role.SUPERVISOR, "suspend-petition", halt)
    petition.step(Role.SUPERVISOR, "resume-petition")
    first, granted, resumed = (
        one for one in petition.get(Role.DESK, path="/deadlines").json()["deadlines"] if one["clock"] == "reply"
    )
    assert (granted["event"], granted["explanation"]["limit"]) == ("extension-granted", "3 wd")
    assert _moment(granted["explanation"]["start"]) == _moment(first["due_at"])
    assert sum(day["counted"] for day in granted["explanation"]["days"]) == 3
    assert (resumed["event"], resumed["due_at"]) == ("resumed", granted["due_at"])
    for one in (granted, resumed):
        assert _moment(one["explanation"]["due_at"]) == _moment(one["due_at"])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_an_old_deadline_is_explained_by_what_was_known_when_it_was_set(service: Service) -> None:
    adopt_shipped(service.ledger)
    petition = file(service)
    before = petition.get(Role.DESK, path="/deadlines").json()
    later = orjson.loads(shipped()[Kind.TERMS].content) | {"version": 2, "civilized_city": {"accept": "9 wd"}}
    adopt(service.ledger, later, date(2022, 1, 1), Actor(uuid4(), Role.SUPERVISOR))
    assert petition.get(Role.DESK, path="/deadlines").json() == before


def test_everybody_sees_which_version_is_in_force_and_who_adopted_it(service: Service) -> None:
    with service.client() as client:
        fresh = client.get(f"{API}/reference").json()["versions"]
        assert {one["kind"] for one in fresh} == set(Kind)
        assert {one["adopted_at"] for one in fresh} == {None}
    adopt_shipped(service.ledger)
    later = orjson.loads(shipped()[Kind.TERMS].content) | {"version": 2, "offices_close": "17:30:00"}
    adopt(service.ledger, later, date(2022, 3, 1), Actor(uuid4(), Role.SUPERVISOR))
    with service.client() as client:
        versions = client.get(f"{API}/reference", params={"on": "2022-02-28"}).json()["versions"]
        terms = [(one["id"], one["in_force"], one["adopted_by_role"]) for one in versions if one["kind"] == "terms"]
        assert terms == [("pds-default:1", True, "system"), ("pds-default:2", False, "supervisor")]
        found = client.get(f"{API}/reference/terms", params={"on": "2022-03-01"}).json()
        assert found["document"]["offices_close"] == "17:30:00"
        exact = orjson.dumps(found["document"], option=orjson.OPT_SORT_KEYS)
        assert hashlib.sha256(exact).hexdigest() == found["digest"]
        assert client.get(f"{API}/reference/terms", params={"on": "2020-01-01"}).status_code == 404


def test_auditors_see_every_adoption_in_its_place(service: Service) -> None:
    adopt_shipped(service.ledger)
    with service.client(Role.AUDITOR) as client:
        found = client.get(f"{API}/audit/adoptions").json()["adoptions"]
    assert [one["position"] for one in found] == list(range(1, len(Kind) + 1))
    entries = list(service.ledger.since(0))
    assert [one["leaf"] for one in found] == [(entry.leaf or b"").hex() for entry in entries]
