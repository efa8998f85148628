"""The story of Tuchan Lane, as Pingdingshan Daily told it on 2022-01-31, by the API from filing to closing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casebook.access import Role
from web.service_at_hand import API, CONTACT, REPLY, STREET, Petition, file, replied

if TYPE_CHECKING:
    from web.service_at_hand import Service


def test_a_petition_from_filing_to_closing(service: Service) -> None:
    petition = file(service)
    assert petition.get(Role.DESK).json()["may"] == [
        "accept-petition",
        "decline-petition",
        "refer-out",
        "reclassify",
        "supplement-petition",
        "merge-petition",
        "request-information",
        "add-note",
    ]
    petition.step(Role.DESK, "accept-petition", {"matter": "parking"})
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET, "basis": "territory"})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    drafted_by = str(service.people[Role.UNIT_OFFICER, STREET])
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": drafted_by})
    refused = petition.post(Role.DESK, "close-petition")
    assert refused.status_code == 409
    assert refused.json()["rule"] == "petition_awaits_closing"
    petition.step(Role.DESK, "approve-reply")
    record(petition)
    petition.step(Role.EDITOR, "countersign-verification")
    petition.step(Role.DESK, "close-petition", {"summary": "违停车辆已清走，巷口恢复畅通。"})
    petition.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 5})

    seen = petition.get(Role.CITIZEN).json()
    assert seen["status"] == "closed"
    assert seen["reply"]["text"] == REPLY["text"]
    assert seen["reply"]["commitments"] == [{"what": "在巷口施划禁停标线", "due_on": "2099-02-28"}]
    assert seen["finding"]["signed"]
    assert seen["rating"] == {"solved": "yes", "score": 5, "reason": None, "withheld": [], "erased": []}
    assert seen["submission"]["phone"] == "0375-0000000"
    assert [step["event"] for step in petition.get(Role.CITIZEN, path="/timeline").json()["steps"]] == [
        "submitted",
        "accepted",
        "assigned",
        "signed",
        "citizen-contacted",
        "replied",
        "reply-approved",
        "verification-scheduled",
        "verified-by-reporter",
        "verification-countersigned",
        "closed",
        "citizen-rated",
    ]
    with service.client() as anybody:
        entry = anybody.get(f"{API}/register/{petition.number}", params={"not_before": petition.position}).json()
        assert (entry["status"], entry["verification"], entry["score"], entry["closure"]) == ("closed", "solved", 5, 1)
        tallies = anybody.get(f"{API}/tallies", params={"not_before": petition.position}).json()["tallies"]
    assert (tallies[0]["received"], tallies[0]["closed"], tallies[0]["declined"]) == (1, 1, 0)


def record(petition: Petition, result: str = "solved") -> None:
    petition.send()
    body = {
        "result": result,
        "method": "site",
        "visited_at": datetime.now(UTC).isoformat(),
        "findings": "下午三点半，土产巷口没有车辆停放，家属院出口畅通。",
        "no_photo": "privacy",
    }
    petition.step(Role.REPORTER, "record-verification", body)


def test_a_declined_petition_tells_the_citizen_why(service: Service) -> None:
    petition = file(service)
    why = {
        "reason": "STATUTORY_ROUTE",
        "explanation": "您反映的劳动争议应先申请仲裁，请向平顶山市劳动人事争议仲裁院提出。",
        "route": "labour-arbitration",
    }
    refused = petition.post(Role.DESK, "decline-petition", why | {"route": None})
    assert refused.json()["rule"] == "route_is_named"
    petition.step(Role.DESK, "decline-petition", why)
    seen = petition.get(Role.CITIZEN).json()
    assert (seen["status"], seen["may"]) == ("declined", ["request-decline-review", "file-data-request"])
    review = {"review_requested": False, "upheld": False}
    assert seen["decline"] == why | review | {"withheld": [], "erased": []}


def test_everybody_learns_on_what_ground_a_petition_went_no_further_and_no_words(service: Service) -> None:
    declined, referred = file(service), file(service)
    why = {"reason": "STATUTORY_ROUTE", "route": "labour-arbitration"}
    declined.step(Role.DESK, "decline-petition", why | {"explanation": "您反映的劳动争议应先申请仲裁。"})
    referred.step(Role.DESK, "refer-out", {"target": "12315", "handover": "已电话移交市场监管热线。"})
    with service.client(headers={"Accept-Language": "en"}) as anybody:
        entries = [
            anybody.get(f"{API}/register/{one.number}", params={"not_before": referred.position}).json()
            for one in (declined, referred)
        ]
        page = anybody.get(f"/petitions/{declined.number}").text
        assert "12315 Market supervision" in anybody.get(f"/petitions/{referred.number}").text
    assert [entry["decline_reason"] for entry in entries] == ["STATUTORY_ROUTE", None]
    assert [entry["decline_route"] for entry in entries] == ["labour-arbitration", None]
    assert [entry["referred_to"] for entry in entries] == [None, "12315"]
    assert "There is a statutory route" in page
    assert "Labour arbitration" in page
    assert "仲裁。" not in page
    declined.step(Role.CITIZEN, "request-decline-review", {"grounds": "劳动关系已解除，请再看一看。"})
    declined.step(Role.SUPERVISOR, "overturn-decline", {"finding": "经核对，请重新受理。"})
    with service.client() as anybody:
        entry = anybody.get(f"{API}/register/{declined.number}", params={"not_before": declined.position}).json()
    assert (entry["decline_reason"], entry["decline_route"]) == (None, None)


def test_a_decline_is_looked_at_again(service: Service) -> None:
    petition = file(service)
    petition.step(
        Role.DESK, "decline-petition", {"reason": "OUT_OF_AREA", "explanation": "该地点不在本市辖区范围之内。"}
    )
    petition.step(Role.CITIZEN, "request-decline-review", {"grounds": "该地点在卫东区，请核对区划后再研究。"})
    with service.client(Role.SUPERVISOR) as supervisor:
        waiting = supervisor.get(f"{API}/inbox", params={"not_before": petition.position, "waiting_on": "supervisor"})
    assert [row["number"] for row in waiting.json()["petitions"]] == [petition.number]
    petition.step(Role.SUPERVISOR, "overturn-decline", {"finding": "经核对，该地点属卫东区，请重新受理。"})
    petition.step(Role.DESK, "accept-petition")
    assert petition.get(Role.CITIZEN).json()["status"] == "accepted"


def test_the_desk_answers_a_question_itself(service: Service) -> None:
    petition = file(
        service, category="consultation", title="今年什么时候开始供暖", body="请问今年什么时候开始集中供暖？谢谢。"
    )
    petition.step(
        Role.DESK, "request-information", {"questions": "请问您在哪个小区？", "answer_due": "2099-01-01T00:00:00Z"}
    )
    assert petition.get(Role.CITIZEN).json()["dues"]["answer"] == "2099-01-01T00:00:00Z"
    petition.step(Role.CITIZEN, "supplement-petition", {"text": "优越路附近的家属院。", "in_answer": True})
    petition.step(Role.DESK, "accept-petition")
    answer = "我市集中供热时间为每年11月15日至次年3月15日。"
    petition.step(Role.DESK, "answer-directly", {"answer": answer})
    petition.step(Role.EDITOR, "waive-verification", {"ground": "direct_answer"})
    assert petition.post(Role.DESK, "close-petition").json()["rule"] == "closer_did_not_write_the_reply"
    seen = petition.get(Role.CITIZEN).json()
    assert (seen["status"], seen["reply"]["text"], seen["reply"]["approved"]) == ("verified", answer, True)
    steps = petition.get(Role.CITIZEN, path="/timeline").json()["steps"]
    assert [step["event"] for step in steps][1:3] == ["information-requested", "supplemented"]
    assert steps[2]["words"] == {"text": "优越路附近的家属院。"}


def test_a_finding_that_it_is_not_solved_opens_a_new_round(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    record(petition, "unsolved")
    assert petition.get(Role.CITIZEN).json()["finding"] is None
    petition.step(Role.EDITOR, "countersign-verification")
    seen = petition.get(Role.UNIT_OFFICER).json()
    assert (seen["status"], seen["round"]) == ("in_progress", 2)
    steps = petition.get(Role.UNIT_OFFICER, path="/timeline").json()["steps"]
    assert [step["event"] for step in steps[-3:]] == [
        "verified-by-reporter",
        "verification-countersigned",
        "reopened",
    ]
