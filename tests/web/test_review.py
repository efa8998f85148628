"""The desk reviews a reply that says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from casebook.access import Role
from web.service_at_hand import CONTACT, REPLY, STREET, file
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service

WEAK = "您好，您反映的土产巷问题已收悉，我们将积极协调处理。"


def test_the_desk_sees_the_words_that_flagged_a_reply_and_must_say_that_it_read_them(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"text": WEAK, "drafted_by": str(uuid4())})
    reply = petition.get(Role.DESK).json()["reply"]
    found = {weak["rule"]: weak for weak in reply["weak"]}
    coordinate = found["will-coordinate"]
    assert coordinate["words"] == "将积极协调处理" == WEAK[coordinate["start"] : coordinate["end"]]
    assert coordinate["why_zh"].startswith("只说要协调")
    assert petition.get(Role.UNIT_OFFICER).json()["reply"]["weak"] == []
    refused = petition.post(Role.DESK, "approve-reply")
    assert refused.json()["rule"] == "words_of_mere_intent_were_read"
    refused = petition.post(Role.DESK, "approve-reply", {"checks": ["answers", "tone", "intent_read"]})
    assert refused.json()["rule"] == "every_check_is_confirmed"
    assert "尚未确认：说明了情况、说明了措施、承诺有时限；" in refused.json()["detail"]
    petition.step(
        Role.DESK, "approve-reply", {"checks": ["answers", "facts", "actions", "dates", "tone", "intent_read"]}
    )


def test_more_time_and_halts_over_http(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    ask = {"working_days": 5, "reason": "管道需停水更换，材料五个工作日后到货。"}
    petition.step(Role.UNIT_OFFICER, "request-extension", ask)
    before = petition.get(Role.DISPATCHER).json()
    assert before["pending_extension"]["working_days"] == 5
    told = {"told_citizen_at": before["pending_extension"]["at"]}
    (request,) = _requests(service, petition.position)
    assert (request["number"], request["working_days"], request["unit"]) == (petition.number, 5, STREET)
    assert request["due_at"] == before["dues"]["reply"]
    with browser(service, Role.DISPATCHER) as client:
        assert f"/staff/petitions/{petition.number}" in client.get(f"/decisions?unit={STREET}").text
        assert "没有待决定的延期申请" in client.get("/decisions?unit=dept-tax").text
        assert client.get("/decisions?list=suspensions").status_code == 404
    petition.step(Role.DISPATCHER, "grant-extension", told)
    assert _requests(service, petition.position) == []
    after = petition.get(Role.CITIZEN).json()
    assert (after["extensions"], after["pending_extension"]) == (1, None)
    assert after["dues"]["reply"] > before["dues"]["reply"]
    halt = {"ground": "funds", "plan": "改造资金已列入明年预算，批复后完工。", "review_on": _in_a_month(), **told}
    petition.step(Role.SUPERVISOR, "suspend-petition", halt)
    halted = petition.get(Role.CITIZEN).json()
    assert (halted["status"], halted["suspension"]["ground"], halted["dues"]["reply"]) == ("suspended", "funds", None)
    with service.client(Role.SUPERVISOR) as supervisor:
        params: dict[str, str | int] = {"waiting_on": "supervisor", "not_before": petition.position}
        waiting = supervisor.get("/api/v1/inbox", params=params).json()["petitions"]
    assert [row["number"] for row in waiting] == [petition.number]
    petition.step(Role.SUPERVISOR, "review-suspension", {"keep": False})
    going = petition.get(Role.UNIT_OFFICER).json()
    assert (going["status"], going["suspension"], going["dues"]["reply"]) == (
        "in_progress",
        None,
        after["dues"]["reply"],
    )


def _requests(service: Service, position: int) -> list[dict[str, Any]]:
    with service.client(Role.DISPATCHER) as dispatcher:
        answer = dispatcher.get("/api/v1/extension-requests", params={"not_before": position})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["requests"]
    return found


def _in_a_month() -> str:
    return (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
