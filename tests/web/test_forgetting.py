"""Being forgotten over HTTP: asked for on a telephone, decided by several, public, and then nowhere to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from web.forgetting_at_service import ASKED, agreed, asked, erase
from web.service_at_hand import API, REPLY, STREET, WISH, file, replied
from web.test_pages import browser

if TYPE_CHECKING:
    import httpx

    from web.service_at_hand import Petition, Service

ERASED = "内容已依法删除"
WORDS = (WISH["title"], WISH["body"], WISH["phone"], WISH["name"], WISH["place"])


def opened(client: httpx.Client, petition: Petition) -> httpx.Client:
    """A browser in which the citizen has shown the query code."""
    assert client.post("/mine/open", data={"number": petition.number, "code": petition.code}).status_code == 303
    return client


def form(petition: Petition, **fields: str) -> dict[str, str]:
    return {"_key": str(uuid4()), "_version": str(petition.version)} | fields


def inbox(service: Service, role: Role, step: str = "") -> str:
    with browser(service, role) as client:
        return client.get(f"/data-requests?step={step}" if step else "/data-requests").text


def test_a_citizen_asks_on_the_petitions_page_and_can_take_it_back(service: Service) -> None:
    petition = replied(service)
    with browser(service) as client:
        page = opened(client, petition).get(f"/mine/{petition.number}/file-data-request").text
        assert "再等 30 天才真正删除" in page
        assert 'name="subject"' not in page
        here = f"/mine/{petition.number}"
        sent = form(petition, wanted="erasure", ground="purpose_met", details="请删除。")
        assert client.post(f"{here}/file-data-request", data=sent).status_code == 303
        assert "请求删除、停用或更正个人信息：已办理" in client.get(f"{here}?done=file-data-request").text
        assert "撤回个人信息请求" in client.get(here).text
        petition.version += 1
        service.follower.catch_up()
        assert petition.number in inbox(service, Role.PRIVACY_OFFICER, "identity")
        assert client.post(f"{here}/cancel-data-request", data=form(petition)).status_code == 303
    service.follower.catch_up()
    assert petition.number not in inbox(service, Role.PRIVACY_OFFICER)


def test_the_citizens_page_says_what_they_asked_how_far_it_is_and_what_they_can_do(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.CITIZEN, "file-data-request", ASKED)
    with browser(service) as client:
        opened(client, petition)

        def told(*sentences: str) -> str:
            page = client.get(f"/mine/{petition.number}").text
            assert [sentence for sentence in sentences if sentence not in page] == []
            return page

        told("您的个人信息请求", "删除我的信息", "事情已了结，不再需要", "等待核验是不是您本人", "最迟何时告诉您结果")
        petition.step(Role.PRIVACY_OFFICER, "check-identity", {"how": "called_back"})
        told("已核验是您本人，等待决定。", f'href="/mine/{petition.number}/cancel-data-request"')
        petition.step(Role.UNIT_APPROVER, "approve-erasure")
        told("还须第二人同意")
        petition.step(Role.SUPERVISOR, "approve-erasure")
        told("两人已同意删除，到期自动删除", "第二人同意后满 30 天")
        petition.step(Role.SUPERVISOR, "place-hold", {"ground": "litigation", "until": "2099-06-30"})
        held = told("依法须保存，现在不能删除", "涉诉", "2099年6月30日", "cancel-data-request")
        assert "第二人同意后满" not in held
        service.follower.catch_up()
        everybody = client.get(f"/petitions/{petition.number}").text
        assert ("已同意删除，因依法须保存而暂缓" in everybody, "已安排在" in everybody) == (True, False)
        work = inbox(service, Role.PRIVACY_OFFICER, "held")
        assert ("删除个人信息" in work, "我的信息" in work) == (True, False), "staff do not speak as the citizen"
        assert (petition.number in work, "须保存，暂缓 (1)" in work) == (True, True)
        assert petition.number not in inbox(service, Role.PRIVACY_OFFICER, "waiting")
        petition.step(Role.SUPERVISOR, "lift-hold", {"ground": "litigation"})
        erase(service, petition)
        gone = told(ERASED, "删除时间：", "备份中的密钥最迟")
        assert "您的个人信息请求" not in gone
        assert f'href="/mine/{petition.number}/file-data-request"' not in gone
        assert "您可以就此提出请求的内容已经删除" in gone
        answer = petition.get(Role.CITIZEN).json()
        assert (answer["data_request"], answer["erasure"]["completed"]) == (None, False)


def test_an_officer_records_it_for_who_comes_in_person_and_others_decide(service: Service) -> None:
    petition = file(service)
    with browser(service, Role.PRIVACY_OFFICER) as client:
        assert (
            client.get(f"/data-requests?number={petition.number.lower()}").headers["location"].endswith(petition.number)
        )
        assert client.get("/data-requests?number=2022-000000-0").status_code == 404
        here = f"/data-requests/{petition.number}"
        page = client.get(here).text
        assert WISH["phone"] in page
        assert WISH["body"] not in page  # whoever decides need not know what it is about
        sent = form(petition, wanted="erasure", ground="purpose_met")
        assert client.post(f"{here}/file-data-request", data=sent).status_code == 303
        petition.version += 1
        assert client.post(f"{here}/check-identity", data=form(petition, how="papers")).status_code == 303
        petition.version += 1
        own = client.post(f"{here}/approve-erasure", data=form(petition))
        assert (own.status_code, "请由另外两人审批" in own.text) == (409, True)
    with browser(service, Role.SUPERVISOR) as client:
        sent = form(petition, ground="litigation", until="2099-06-30")
        assert client.post(f"{here}/place-hold", data=sent).status_code == 303
        petition.version += 1
        assert "涉诉" in client.get(here).text
    refused = petition.post(Role.SUPERVISOR, "approve-erasure")
    assert (refused.status_code, refused.json()["rule"]) == (409, "nothing_must_be_kept")
    service.follower.catch_up()
    with service.client(Role.PRIVACY_OFFICER) as client:
        (row,) = client.get(f"{API}/data-requests").json()["requests"]
    assert (row["step"], row["held"], row["held_until"]) == ("decision", ["litigation"], "2099-06-30")


def test_what_will_be_erased_is_told_to_everybody_beforehand(service: Service) -> None:
    petition = agreed(service)
    service.follower.catch_up()
    with browser(service) as client:
        page = client.get(f"/petitions/{petition.number}").text
        assert "已安排在" in page
        assert "依法须保存的等事由消除后再删除" in page
        entry = client.get(f"{API}/register/{petition.number}").json()
    assert entry["personal_data"] == "clear"
    assert entry["erase_at"] == petition.get(Role.CITIZEN).json()["data_request"]["erase_at"]
    early = petition.post(Role.PRIVACY_OFFICER, "erase-data")
    assert early.json()["rule"] == "waiting_time_is_over"


def test_after_the_erasure_every_page_says_so_and_none_has_a_word(service: Service) -> None:
    petition = agreed(service)
    erase(service, petition)
    pages: list[str] = []
    for role in (Role.DESK, Role.SUPERVISOR, Role.UNIT_OFFICER):
        with browser(service, role) as client:
            pages.append(client.get(f"/staff/petitions/{petition.number}").text)
            assert client.get("/staff").status_code == 200
    with browser(service, Role.PRIVACY_OFFICER) as client:
        pages.append(client.get(f"/data-requests/{petition.number}").text)
    with browser(service, Role.AUDITOR) as client:
        replay = client.get(f"/audit/petitions/{petition.number}")
        assert (replay.status_code, ERASED in replay.text) == (200, True)
    with browser(service, Role.EDITOR) as client:
        pages.append(client.get(f"/editors/petitions/{petition.number}").text)
    with browser(service) as client:
        pages.append(client.get(f"/petitions/{petition.number}").text)
        pages.append(opened(client, petition).get(f"/mine/{petition.number}").text)
        receipt = client.get(f"/mine/{petition.number}/receipt").text
    assert "以前下载的仍可证明您写了什么" in receipt
    assert [untrue for untrue in ("您没有留电话", "文件里有您写的") if untrue in receipt] == []
    assert [ERASED in page for page in pages] == [True] * len(pages)
    assert [word for page in pages for word in WORDS if word in page] == []
    assert "已劝离违停车辆" in pages[0]  # the unit's own answer stays
    seen = petition.get(Role.CITIZEN).json()
    assert (seen["personal_data"], seen["submission"]["body"]) == ("erased", None)
    assert {"title", "body", "name", "phone", "place"} <= {*seen["submission"]["erased"]}
    steps = petition.get(Role.DESK, path="/timeline").json()["steps"]
    assert steps[-1]["event"] == "personal-data-erased"
    added = petition.post(Role.CITIZEN, "supplement-petition", {"text": "再补充一点。"})
    assert (added.status_code, added.json()["rule"]) == (409, "personal_data_were_not_erased")
    assert seen["may"] == []
    with service.client(Role.DESK) as client:
        (row,) = client.get(f"{API}/inbox").json()["petitions"]
    assert (row["title"], row["erased"]) == (None, ["title"])


def test_what_is_restricted_only_its_citizen_reads(service: Service) -> None:
    petition = replied(service)
    petition.step(Role.CITIZEN, "file-data-request", {"wanted": "restriction", "ground": "unlawful"})
    petition.step(Role.PRIVACY_OFFICER, "check-identity", {"how": "query_code"})
    petition.step(Role.PRIVACY_OFFICER, "restrict-data")
    service.follower.catch_up()
    read = petition.get(Role.DESK).json()
    assert (read["personal_data"], read["submission"]["body"]) == ("restricted", None)
    assert {"title", "body", "phone"} <= {*read["submission"]["withheld"]}
    assert petition.get(Role.CITIZEN).json()["submission"]["body"] == WISH["body"]
    with service.client(Role.DESK) as client:
        (row,) = client.get(f"{API}/inbox").json()["petitions"]
    assert (row["title"], row["withheld"], row["erased"]) == (None, ["title"], [])
    with browser(service, Role.DESK) as client:
        page = client.get(f"/staff/petitions/{petition.number}").text
    assert "个人信息已依法限制处理" in page
    assert WISH["phone"] not in page
    petition.step(Role.PRIVACY_OFFICER, "lift-restriction")
    assert petition.get(Role.DESK).json()["submission"]["body"] == WISH["body"]


def test_a_program_of_the_privacy_officer_reads_what_it_needs_to_go_on_and_nothing_else(service: Service) -> None:
    petition, sealed = asked(service), file(service, confidentiality="sealed", about_unit=STREET)
    answer = petition.get(Role.PRIVACY_OFFICER)
    read = answer.json()
    assert answer.headers["ETag"] == f'"{petition.version}"'
    assert [read["submission"][name] for name in ("title", "name", "phone")] == [
        WISH[n] for n in ("title", "name", "phone")
    ]
    assert (read["submission"]["body"], read["reply"], read["data_request"]["step"]) == (None, None, "decision")
    assert {"refuse-data-request", "cancel-data-request"} <= {*read["may"]}
    steps = petition.get(Role.PRIVACY_OFFICER, path="/timeline").json()["steps"]
    assert [step["event"] for step in steps] == ["submitted", "data-request-filed", "identity-checked"]
    assert steps[1]["words"]["details"] == ASKED["details"]
    petition.step(Role.PRIVACY_OFFICER, "cancel-data-request")
    assert REPLY["text"] not in answer.text
    secret = sealed.get(Role.PRIVACY_OFFICER)
    assert (secret.status_code, WISH["body"] in secret.text) == (200, False)
    assert sealed.get(Role.PRIVACY_OFFICER, path="/personal-copy.zip").status_code == 403
    assert sealed.get(Role.PRIVACY_OFFICER, path="/deadlines").status_code == 403
    hidden = [sealed.get(Role.UNIT_OFFICER, path=path) for path in ("", "/timeline")]
    assert [one.status_code for one in hidden] == [404, 404]


def test_what_was_put_right_is_what_is_shown(service: Service) -> None:
    petition = replied(service)
    wrong = {"wanted": "correction", "ground": "inaccurate", "details": "电话尾号应为 5678。"}
    petition.step(Role.CITIZEN, "file-data-request", wrong)
    petition.step(Role.PRIVACY_OFFICER, "check-identity", {"how": "query_code"})
    petition.step(Role.PRIVACY_OFFICER, "correct-data", {"phone": "0375-0005678"})
    shown = petition.get(Role.DESK).json()["submission"]
    assert (shown["phone"], shown["name"]) == ("0375-0005678", WISH["name"])
    assert petition.get(Role.UNIT_OFFICER).json()["submission"]["phone"] == "0375-0005678"
    assert petition.get(Role.REPORTER).status_code == 404
    details = [step["words"].get("details") for step in petition.get(Role.DESK, path="/timeline").json()["steps"]]
    assert wrong["details"] not in details  # between the citizen and those who decide
    refused = asked(service).post(
        Role.PRIVACY_OFFICER, "refuse-data-request", {"basis": "no_ground", "explanation": "短。"}
    )
    assert refused.status_code == 422
