"""Petitions that ask the same, by the API: proposed, merged, followed, taken out; and what their citizens see."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from casebook.access import Role
from casebook.casework.followers import follow_masters
from casebook.petitions.merging.codes import MergeEvidence
from web.forms_at_hand import Page
from web.service_at_hand import API, CONTACT, REPLY, STREET, Petition, file
from web.test_pages import browser
from web.test_story import record

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Service

NEIGHBOUR = {
    "title": "土产巷家属院出口天天被车堵死",
    "body": "园丁社区土产巷这个家属院就一个出口，晚上总有车乱停，堵住了进不去出不来，请管管。",
    "name": "李先生",
    "phone": "0375-0000001",
}
LAMPS = {"title": "小巷路灯不亮", "body": "优越路街道的路灯坏了半个月，晚上出行不便，希望有关部门尽快处理。"}


def accepted(service: Service, **changes: Any) -> Petition:
    petition = file(service, **changes)
    petition.step(Role.DESK, "accept-petition", {"matter": "parking"})
    return petition


def duplicates(petition: Petition, after: Petition) -> list[dict[str, Any]]:
    answer = petition.get(Role.DESK, path=f"/duplicates?not_before={after.position}")
    assert answer.status_code == 200, answer.text
    return answer.json()["duplicates"]  # type: ignore[no-any-return]


def merge(child: Petition, master: Petition) -> dict[str, Any]:
    [likely] = [one for one in duplicates(child, child) if one["number"] == master.number]
    return child.step(Role.DESK, "merge-petition", {"master": likely["petition_id"], "evidence": likely["evidence"]})


def test_the_desk_is_shown_what_may_be_the_same(service: Service) -> None:
    master, neighbour = accepted(service), accepted(service, **NEIGHBOUR)
    twice = file(service)
    file(service, **LAMPS)
    sealed = file(service, confidentiality="sealed")
    last = file(service, area="410402", street="410402001")
    found = duplicates(neighbour, last)
    assert {one["number"] for one in found} == {master.number, twice.number}
    assert found[0]["title"].startswith("土产巷口乱停车")
    assert MergeEvidence.SAME_MATTER in {e for one in found if one["number"] == master.number for e in one["evidence"]}
    again = {one["number"]: one for one in duplicates(twice, last)}
    assert again[master.number]["score"] == 1
    assert MergeEvidence.SAME_PHONE in again[master.number]["evidence"]
    assert MergeEvidence.SAME_PHONE not in again[neighbour.number]["evidence"]
    assert duplicates(sealed, last) == []
    assert master.get(Role.SUPERVISOR, path="/duplicates").status_code == 403


def test_a_neighbour_s_petition_goes_on_with_the_first_one_and_is_closed_with_it(service: Service) -> None:
    master, child = accepted(service), file(service, **NEIGHBOUR)
    merge(child, master)
    master.version += 1
    seen = child.get(Role.CITIZEN).json()
    assert (seen["status"], seen["merged_into"], seen["may"]) == (
        "merged",
        master.number,
        ["supplement-petition", "file-data-request"],
    )
    refused = child.post(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    assert refused.status_code == 409
    assert refused.json()["rule"] == "merged_petitions_go_on_with_their_master"
    assert master.number in refused.json()["detail"]

    master.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    master.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    drafted_by = str(service.people[Role.UNIT_OFFICER, STREET])
    master.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    master.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": drafted_by})
    child.step(Role.CITIZEN, "rate-petition", {"solved": "yes", "score": 5})
    master.step(Role.DESK, "approve-reply")
    record(master)
    master.step(Role.EDITOR, "countersign-verification")
    master.step(Role.DESK, "close-petition")

    services = service.app.state.services
    services.reader.wait("petition_status", master.position)
    assert follow_masters(services.casework, services.reader) == 1
    steps = {}
    for petition in (master, child):
        seen = petition.get(Role.CITIZEN, path="/timeline").json()["steps"]
        steps[petition.number] = [step["event"] for step in seen]
        assert {str(step["facts"]) for step in seen} == {"{}"}
    assert steps[child.number] == ["submitted", "accepted", "merged", "citizen-rated", "closed"]
    assert steps[master.number][2] == "absorbed"
    with service.client() as anybody:
        last = services.ledger.position()
        entry = anybody.get(f"{API}/register/{child.number}", params={"not_before": last}).json()
        assert (entry["status"], entry["closure"], entry["merged_into"]) == ("closed", 2, master.number)
        assert f'href="/petitions/{master.number}"' in anybody.get(f"/petitions/{child.number}").text
        tallies = anybody.get(f"{API}/tallies", params={"not_before": last}).json()["tallies"]
    assert [tallies[0][name] for name in ("received", "accepted", "assigned", "closed")] == [2, 2, 1, 2]
    with browser(service) as client:
        client.post("/mine/open", data={"number": child.number, "code": child.code})
        own = client.get(f"/mine/{child.number}").text
    assert "追访签发" in own  # what became of the one that it went on with


def test_a_mistaken_merging_is_undone(service: Service) -> None:
    master, child = accepted(service), accepted(service, **NEIGHBOUR)
    child.step(Role.DESK, "merge-petition", {"master": master.number, "evidence": ["same_matter", "same_street"]})
    why = {"why": "两件诉求地点不同：一件在巷口，一件在巷内。"}
    nowhere = accepted(service, **NEIGHBOUR).post(
        Role.DESK, "merge-petition", {"master": "2022-000000-0", "evidence": ["similar_text"]}
    )
    assert (nowhere.status_code, nowhere.json()["rule"]) == (409, "master_is_there")
    assert child.post(Role.DESK, "unmerge-petition", why).status_code == 403
    child.step(Role.SUPERVISOR, "unmerge-petition", why)
    assert child.get(Role.CITIZEN).json()["merged_into"] is None
    assert child.get(Role.CITIZEN, path="/timeline").json()["steps"][-1]["words"] == why
    child.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    events = [step["event"] for step in master.get(Role.DESK, path="/timeline").json()["steps"]]
    assert events[-2:] == ["absorbed", "child-released"]


def test_of_two_officers_who_merge_crosswise_the_second_is_told_what_happened(service: Service) -> None:
    one, other = accepted(service), accepted(service, **NEIGHBOUR)
    [likely] = duplicates(other, other)
    merge(one, other)
    late = other.post(Role.DESK, "merge-petition", {"master": likely["petition_id"], "evidence": ["similar_text"]})
    assert (late.status_code, late.json()["type"], late.json()["since"]) == (409, "/problems/outdated", ["absorbed"])


def looked_at(client: httpx.Client, petition: Petition, after: Petition) -> str:
    """The page of what may be the same, when it knows of a later petition."""
    petition.service.app.state.services.reader.wait("petition_status", after.position)
    answer = client.get(f"/staff/petitions/{petition.number}/duplicates")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_the_desk_merges_with_two_clicks(service: Service) -> None:
    master, child = accepted(service), file(service, **NEIGHBOUR)
    sealed = file(service, confidentiality="sealed")
    with browser(service, Role.DESK) as client:
        here = f"/staff/petitions/{child.number}"
        assert f'href="{here}/duplicates"' in client.get(here).text
        text = looked_at(client, child, sealed)
        assert sealed.number not in text
        assert f'/staff/petitions/{master.number}"' in text
        evidence = "same_street&evidence=within_72h&evidence=similar_text"
        assert "把它并入本件" not in text
        way = f"{here}/merge-petition?master={master.number}&evidence={evidence}"
        assert way in text
        page = client.get(way).text
        assert f"{master.number} · 待派单" in page
        [form] = [one for one in Page(page, way).forms if "merge" in one.action]
        answer = client.post(form.action, data=form.filled({}))
        assert answer.headers["location"] == f"{here}?done=merge-petition"
        assert f'href="/staff/petitions/{master.number}"' in client.get(answer.headers["location"]).text
        assert "没有发现" in looked_at(client, sealed, sealed)


def test_what_is_in_the_way_of_merging_is_said_beforehand(service: Service) -> None:
    one, other = file(service), file(service, **NEIGHBOUR)
    with browser(service, Role.DESK) as client:
        text = looked_at(client, one, other)
        assert "merge-petition" not in text
        assert text.count("请先受理它") == 1
        other.step(Role.DESK, "accept-petition", {"matter": "parking"})
        text = looked_at(client, one, other)
        assert f"{one.number}/merge-petition?master={other.number}&" in text
        assert f"{other.number}/merge-petition?" not in text
