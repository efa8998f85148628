"""What counts as solved while its citizen says it is not: somebody has it before them, and the citizen knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casebook.access import Role
from web.service_at_hand import API, STREET, replied
from web.test_offers_and_ends import later
from web.test_pages import browser
from web.test_story import record

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service

ASKED = "如果问题没有解决，请在评价里说明"
THEIRS = "您说问题没有完全解决，已转给派单员"


def verified(service: Service) -> Petition:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    record(petition)
    petition.step(Role.EDITOR, "countersign-verification")
    return petition


def listed(service: Service, petition: Petition, **asked: str) -> list[dict[str, Any]]:
    with service.client(Role.DISPATCHER) as dispatcher:
        answer = dispatcher.get(f"{API}/dissatisfied", params={"not_before": petition.position, **asked})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["petitions"]
    return [row for row in found if row["number"] == petition.number]


def own_page(service: Service, petition: Petition) -> str:
    with browser(service) as client:
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        return client.get(f"/mine/{petition.number}").text


def test_whoever_says_it_is_not_solved_is_heard_after_the_closing(service: Service) -> None:
    petition = verified(service)
    petition.step(Role.DESK, "close-petition")
    assert listed(service, petition) == []
    assert ASKED in own_page(service, petition)
    petition.step(Role.CITIZEN, "rate-petition", {"solved": "no", "score": 1, "reason": "第二天又堵上了。"})
    (row,) = listed(service, petition)
    assert (row["solved"], row["status"], row["unit"], row["round"]) == ("no", "closed", STREET, 1)
    assert row["reopens_until"] is not None
    assert listed(service, petition, unit="dept-tax") == []
    with browser(service, Role.DISPATCHER) as client:
        assert f"/staff/petitions/{petition.number}" in client.get("/decisions?list=dissatisfied").text
        page = client.get(f"/staff/petitions/{petition.number}").text
    assert "第二天又堵上了。" in page.partition('aria-labelledby="work"')[0]
    page = own_page(service, petition)
    assert THEIRS in page
    assert ASKED not in page
    again = {"ground": "dissatisfied", "fault": "unit", "reason": "诉求人反映巷口又被堵，请再次处置。"}
    petition.step(Role.DISPATCHER, "reopen-petition", again)
    assert listed(service, petition) == []
    page = own_page(service, petition)
    assert THEIRS not in page
    assert "这是第2轮办理。" in page


def test_the_latest_word_counts_before_the_closing_too_and_as_long_as_it_can_be_reopened(service: Service) -> None:
    petition = verified(service)
    petition.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 5})
    assert listed(service, petition) == []
    petition.step(Role.DESK, "record-callback", {"reached": True, "solved": "partly"})
    (row,) = listed(service, petition)
    assert (row["solved"], row["status"], row["reopens_until"]) == ("partly", "verified", None)
    with browser(service, Role.DESK) as client:  # who could close it sees that
        assert f"/staff/petitions/{petition.number}" in client.get("/staff?mark=dissatisfied").text
    petition.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 4})
    assert listed(service, petition) == []
    petition.step(Role.CITIZEN, "rate-petition", {"solved": "no", "score": 2})
    petition.step(Role.DESK, "close-petition")
    assert len(listed(service, petition)) == 1
    later(service, 31)
    assert listed(service, petition) == []
    assert THEIRS not in own_page(service, petition)
