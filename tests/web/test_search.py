"""The search box over HTTP: each finds what is theirs to see, and no count or page tells of anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from casebook.access import Role
from casebook.accounts.access_log import Kind
from casebook.petitions.publication.codes import Redaction
from web.service_at_hand import API, STREET, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service


def numbers(
    service: Service, role: Role | None, q: str, path: str = "/search", unit: str | None = None, **more: Any
) -> list[str]:
    """The numbers of what is found by somebody in this role."""
    served = service.app.state.services
    served.search.catch_up()
    with service.client(role, unit) as client:
        asked = {"q": q, "not_before": service.ledger.position(), **more}
        answer = client.get(f"{API}{path}", params=asked)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["next"] is None or more
    return [one["number"] for one in body["petitions"]]


def assigned(service: Service, **changes: Any) -> Petition:
    petition = file(service, **changes)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    return petition


def test_the_hotline_finds_all_and_a_unit_its_own(service: Service) -> None:
    theirs, other = assigned(service, title="门前积水严重无人管"), file(service, title="楼下积水三天了")
    assert numbers(service, Role.DESK, "积水") == [other.number, theirs.number]
    assert numbers(service, Role.UNIT_OFFICER, "积水") == [theirs.number]
    assert numbers(service, Role.UNIT_OFFICER, "积水", unit="dept-tax") == []
    assert numbers(service, Role.UNIT_APPROVER, "门前 出口") == [theirs.number]
    assert numbers(service, Role.REPORTER, "积水") == []
    assert numbers(service, Role.EDITOR, "积水") == [theirs.number]


def test_a_sealed_report_is_found_by_the_hotline_only(service: Service) -> None:
    sealed = assigned(service, title="举报违规收费的情况", confidentiality="sealed", about_unit="dept-tax")
    assert numbers(service, Role.SUPERVISOR, "违规收费") == [sealed.number]
    for role, unit in ((Role.UNIT_OFFICER, STREET), (Role.UNIT_OFFICER, "dept-tax"), (Role.EDITOR, None)):
        assert numbers(service, role, "违规收费", unit=unit, limit=1) == []
    assert numbers(service, Role.UNIT_OFFICER, "违规收费", "/inbox") == []
    assert numbers(service, None, "违规收费", "/register") == []


def test_a_finding_is_found_by_units_once_it_is_signed(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    petition.send()
    petition.step(
        Role.REPORTER,
        "record-verification",
        {
            "result": "solved",
            "method": "site",
            "visited_at": petition.steps[-1]["recorded_at"],
            "findings": "现场看到隔离桩已经装好。",
            "no_photo": "privacy",
            "talked_to_citizen": True,
        },
    )
    assert numbers(service, Role.EDITOR, "隔离桩") == numbers(service, Role.DESK, "隔离桩") == [petition.number]
    assert numbers(service, Role.UNIT_OFFICER, "隔离桩") == []
    petition.step(Role.EDITOR, "countersign-verification")
    assert numbers(service, Role.UNIT_OFFICER, "隔离桩 劝离违停") == [petition.number]


def test_the_inbox_and_the_newsrooms_list_are_searched(service: Service) -> None:
    lamp, water = file(service, title="巷子里路灯不亮"), file(service, title="门前积水严重无人管")
    assert numbers(service, Role.DESK, "路灯", "/inbox") == [lamp.number]
    assert numbers(service, Role.SUPERVISOR, "水", "/inbox") == [water.number]
    theirs = assigned(service, title="污水井盖破损")
    assert numbers(service, Role.UNIT_OFFICER, "井盖", "/inbox") == [theirs.number]
    assert numbers(service, Role.UNIT_OFFICER, "井盖", "/inbox", helping=True) == []
    assert numbers(service, Role.REPORTER, "井盖", "/verifications") == []
    visited = replied(service, title="巷口井盖松动")
    visited.step(Role.DESK, "approve-reply")
    assert numbers(service, Role.EDITOR, "井盖 松动", "/verifications/to-schedule") == [visited.number]
    assert numbers(service, Role.EDITOR, "路灯", "/verifications/to-schedule") == []


def test_everybody_searches_what_was_published_and_no_longer_what_was_taken_back(service: Service) -> None:
    petition = replied(service)
    text = {"text": "诉求人反映巷口被堵，街道已装隔离桩。", "checked": [kind.value for kind in Redaction]}
    petition.step(Role.EDITOR, "publish", text | {"reviewer": str(uuid4())})
    assert numbers(service, None, "隔离桩", "/register") == [petition.number]
    assert numbers(service, None, "土产巷", "/register") == []
    assert numbers(service, None, "隔离桩", "/register", category="complaint") == []
    service.follower.catch_up()
    with service.client(headers={"Accept-Language": "zh"}) as anybody:
        for address in ("/petitions?q=隔离桩", "/petitions", "/"):
            page = anybody.get(address).text
            assert str(text["text"]) in page, "a list says what it is about"
            assert "乱停车" in page, "and its matter"
        nothing = anybody.get("/petitions?q=土产巷").text
        assert (petition.number in nothing, "检索只查编辑已公开的文字" in nothing) == (False, True)
        petition.step(Role.EDITOR, "unpublish", {"reason": "公开内容有误，更正后再公开。"})
        assert numbers(service, None, "隔离桩", "/register") == []
        service.follower.catch_up()
        assert str(text["text"]) not in anybody.get("/petitions").text


def test_pages_follow_each_other_without_a_gap(service: Service) -> None:
    filed = [file(service, title=f"门前积水第{n}处无人管").number for n in range(5)]
    service.app.state.services.search.catch_up()
    found: list[str] = []
    after: str | None = None
    with service.client(Role.DESK) as client:
        for _ in range(3):
            asked: dict[str, str | int] = {"q": "积水", "limit": 2, "not_before": service.ledger.position()}
            asked |= {"after": after} if after else {}
            page = client.get(f"{API}/search", params=asked).json()
            found += [one["number"] for one in page["petitions"]]
            after = page["next"]
    assert found == filed[::-1]
    assert after is None


@pytest.mark.parametrize("q", ["%", "_", "？！", "", "   ", "水" * 61])
def test_what_cannot_be_searched_is_explained(service: Service, q: str) -> None:
    service.app.state.services.search.catch_up()
    with service.client(Role.DESK) as client:
        answer = client.get(f"{API}/search", params={"q": q})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")


@pytest.mark.parametrize("q", ["'", "' | 'a':*", "\\", "a:*b", "!()&|<->", "\u202e水", "水\x00水", "𠀀𠀁"])
def test_no_query_makes_the_service_stumble(service: Service, q: str) -> None:
    service.app.state.services.search.catch_up()
    with service.client(Role.DESK) as client:
        assert client.get(f"{API}/search", params={"q": q}).status_code in (200, 422)


def test_while_it_is_being_built_nothing_is_answered_by_halves(service: Service) -> None:
    with service.client(Role.DESK) as client:
        answer = client.get(f"{API}/search", params={"q": "积水"})
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/behind")
        assert client.get("/status").json()["search"] is None
        service.app.state.services.search.catch_up()
        assert client.get("/status").json()["search"]["lag"] == 0
        assert client.get(f"{API}/search", params={"q": "积水"}).status_code == 200


def test_the_hotline_finds_what_a_caller_has_filed_and_each_search_is_on_record(service: Service) -> None:
    older, newer = file(service, phone="19900004321"), file(service, phone="199 0000 4321", title="巷子里路灯不亮")
    file(service, phone="19900004322")
    asked = {"not_before": service.ledger.position()}
    with service.client(Role.DESK) as client:
        answer = client.post(f"{API}/search/by-phone", json={"phone": "+86 199-0000-4321"}, params=asked)
        assert [one["number"] for one in answer.json()["petitions"]] == [newer.number, older.number]
        assert answer.json()["petitions"][0]["title"] == "巷子里路灯不亮"
        assert client.post(f"{API}/search/by-phone", json={"phone": "19900009999"}).json() == {"petitions": []}
        assert client.post(f"{API}/search/by-phone", json={"phone": "路灯"}).status_code == 422
    theirs = {service.ledger.by_number(one.number) for one in (older, newer)}
    noted = [(one.kind, one.petition_id) for one in service.app.state.services.accounts.log.page(None, 50)]
    assert [kind for kind, _ in noted].count(Kind.PHONE_SEARCHED) == 2
    assert {petition for kind, petition in noted if kind == Kind.CONTACT_READ} == theirs


def test_a_number_leads_to_its_petition_on_the_pages_too(service: Service) -> None:
    petition = file(service, phone="19900001234")
    sealed = file(service, confidentiality="sealed", about_unit="dept-tax")
    assert petition.number in numbers(service, Role.DESK, "路")  # so the list has come that far
    assert numbers(service, None, "路", "/register") == []
    with browser(service, Role.DESK) as client:
        answer = client.get("/search", params={"q": f" {petition.number} "})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/petitions/{petition.number}")
        assert client.get("/search", params={"q": sealed.number}).status_code == 303
        for typed in (petition.number.replace("-", ""), petition.number.replace("-", "–")):
            assert client.get("/search", params={"q": typed}).headers["location"].endswith(petition.number), typed
        assert "请写出要查的内容" in client.get("/search", params={"status": "closed"}).text
        found = client.post("/search", data={"phone": "19900001234"})
        assert f"/staff/petitions/{petition.number}" in found.text
        wrong = client.post("/search", data={"phone": "路灯"})
        assert (wrong.status_code, "路灯" in wrong.text) == (422, True)
    service.app.state.services.search.catch_up()
    with browser(service, Role.EDITOR) as client:
        assert client.get("/search", params={"q": sealed.number}).status_code == 200
    with browser(service) as client:
        answer = client.get("/petitions", params={"q": petition.number})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/petitions/{petition.number}")
        assert client.get("/petitions", params={"q": sealed.number}).status_code == 200
