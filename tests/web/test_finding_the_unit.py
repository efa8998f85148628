"""A petition that looks for its unit, over HTTP: who sees what of it on the way."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from casebook.access import Role
from web.service_at_hand import API, STREET, WISH, Petition, file
from web.test_pages import browser

if TYPE_CHECKING:
    from web.service_at_hand import Service

OTHER = "dept-water-resources"
RETURN = {
    "reason": "not_our_duty",
    "legal_basis": "城市环境卫生管理条例第九条",
    "explanation": "经现场查看，该路段由市水利局管理。",
    "suggested_unit": OTHER,
}
RULING = {"fault": "desk", "ruling": "退单理由成立，另行派单给主管部门。"}
QUESTION = "请说明该处护栏由谁维护。"
OPINION = "护栏由我单位维护，本周内修复。"


def assigned(service: Service, **changes: Any) -> Petition:
    petition = file(service, **changes)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    return petition


def test_the_dispatcher_is_offered_first_whom_the_catalogue_and_the_place_name(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "accept-petition", {"category": "civilized_city", "matter": "street_lighting"})
    with browser(service, Role.DISPATCHER) as client:
        form = client.get(f"/staff/petitions/{petition.number}/assign-petition").text
    offered = re.findall(r'<option value="([a-z][^"]+)"', form.partition('name="unit"')[2].partition("</select>")[0])
    assert offered[:3] == ["dept-city-management", "street-410403002", "county-410403"]
    assert len(set(offered)) == len(offered)


def test_the_community_is_told_until_the_petition_is_placed_elsewhere(service: Service) -> None:
    petition = file(service, community="410403002002")
    with browser(service, Role.DESK) as client:
        assert "园丁社区" in client.get(f"/staff/petitions/{petition.number}").text.partition("办理过程")[0]
    petition.step(Role.DESK, "reclassify", {"area": "410403", "street": "410403001", "why": "诉求人写错了街道。"})
    assert petition.get(Role.DESK).json()["submission"]["community"] is None


def test_a_return_is_ruled_on_and_the_petition_goes_to_another_unit(service: Service) -> None:
    petition = assigned(service)
    with browser(service, Role.UNIT_OFFICER) as client:
        assert "现场查看</option>" in client.get(f"/staff/petitions/{petition.number}/report-progress").text
    petition.step(Role.UNIT_OFFICER, "request-return", RETURN)
    with browser(service, Role.SUPERVISOR) as client:
        asked = client.get(f"/staff/petitions/{petition.number}/reject-return").text
        assert RETURN["explanation"] in asked, "who decides reads what was asked"
    own = petition.post(Role.DISPATCHER, "approve-return", RULING)
    assert (own.status_code, own.json()["rule"]) == (409, "ruling_is_not_by_who_assigned")
    with service.client(Role.DISPATCHER) as dispatcher:
        (row,) = dispatcher.get(f"{API}/inbox?not_before={petition.position}").json()["petitions"]
    assert (row["status"], row["clock"], row["unit"]) == ("return_review", "ruling", STREET)
    petition.step(Role.SUPERVISOR, "approve-return", RULING)
    assert petition.get(Role.UNIT_OFFICER).status_code == 404
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": OTHER})
    assert petition.get(Role.UNIT_OFFICER, OTHER).status_code == 200


def test_what_hotline_and_units_settle_is_not_for_others(service: Service) -> None:
    petition = assigned(service)
    petition.step(Role.UNIT_OFFICER, "request-return", RETURN)
    petition.step(Role.SUPERVISOR, "reject-return", {"ruling": RULING["ruling"]})
    words = (RETURN["explanation"], RETURN["legal_basis"], RULING["ruling"])
    inside = [petition.get(role, path="/timeline").text for role in (Role.UNIT_OFFICER, Role.DISPATCHER, Role.DESK)]
    assert all(word in text for text in inside for word in words)
    citizen = petition.get(Role.CITIZEN, path="/timeline")
    assert [step["event"] for step in citizen.json()["steps"]][-2:] == ["return-requested", "return-rejected"]
    assert not any(word in citizen.text for word in words)


def test_a_unit_that_is_asked_for_help_sees_the_petition_but_not_the_citizen(service: Service) -> None:
    petition = assigned(service)
    due = (datetime.now(UTC) + timedelta(hours=20)).isoformat()
    assert petition.get(Role.UNIT_OFFICER, OTHER).status_code == 404
    petition.step(Role.UNIT_OFFICER, "request-co-handling", {"unit": OTHER, "question": QUESTION, "due": due})
    seen = petition.get(Role.UNIT_OFFICER, OTHER)
    assert (seen.status_code, seen.json()["may"]) == (200, ["submit-co-opinion", "add-note"])
    assert seen.json()["submission"]["withheld"] == ["name", "phone"]
    assert petition.get(Role.UNIT_OFFICER).json()["submission"]["phone"] == WISH["phone"]
    with service.client(Role.UNIT_OFFICER, OTHER) as helper:
        waiting = f"{API}/inbox?not_before={petition.position}"
        assert helper.get(waiting).json()["petitions"] == []
        (row,) = helper.get(f"{waiting}&helping=true").json()["petitions"]
        assert row["number"] == petition.number
        headers = {"Idempotency-Key": "7f1c6c4e-2f0b-4f43-9a50-0c6f8f3e8f61", "If-Match": f'"{petition.version}"'}
        url = f"{API}/petitions/{petition.number}/submit-co-opinion"
        receipt = helper.post(url, json={"opinion": OPINION}, headers=headers)
        assert receipt.status_code == 200, receipt.text
        done = f"{API}/inbox?helping=true&not_before={receipt.json()['position']}"
        assert helper.get(done).json()["petitions"] == []
    assert OPINION in petition.get(Role.UNIT_OFFICER, path="/timeline").text
    assert OPINION not in petition.get(Role.CITIZEN, path="/timeline").text


def test_a_designation_settles_a_return(service: Service) -> None:
    petition = assigned(service)
    petition.step(Role.UNIT_OFFICER, "request-return", RETURN)
    designation = {"unit": OTHER, "why": "权属暂不明确，经研究由市水利局先行处置。"}
    petition.step(Role.SUPERVISOR, "designate-unit", designation)
    seen = petition.get(Role.UNIT_OFFICER, OTHER).json()
    assert (seen["status"], seen["assignment"], seen["dues"]["return_until"]) == ("assigned", 2, None)
    assert designation["why"] not in petition.get(Role.CITIZEN, path="/timeline").text
