"""Pages of reporters, editors and the public's side of them, over HTTP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from casebook.access import Role
from casebook.accounts.people import Hat
from casebook.web.html.assets import address
from web.rankings_at_service import A_WEEK, BEGIN, MONTH, give, publish_ranking, set_clock, work
from web.service_at_hand import STREET, WISH, replied
from web.test_pages import browser
from web.test_story import record

if TYPE_CHECKING:
    from web.service_at_hand import Petition, Service


def to_visit(service: Service) -> Petition:
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    service.follower.catch_up()
    return petition


def hidden(text: str) -> dict[str, str]:
    """The hidden controls of the form that a page is about."""
    return dict(re.findall(r'<input type="hidden" name="(_\w+|seen)" value="([^"]*)"', text))


def test_what_one_reporter_wrote_is_not_sent_as_anothers(service: Service) -> None:
    petition = to_visit(service)
    petition.send()
    here = f"/reporters/visits/{petition.number}"
    with browser(service, Role.REPORTER) as client:
        form = hidden(client.get(here).text)
        assert client.post(f"{here}?by={uuid4()}", data=form).status_code == 403
        wrong = client.post(f"{here}?by={service.people[Role.REPORTER, None]}", data=form)
        assert wrong.status_code == 422
        assert "data-answered" in wrong.text


def test_a_visit_that_cannot_be_recorded_says_why(service: Service) -> None:
    petition = to_visit(service)
    petition.step(Role.EDITOR, "schedule-verification", {"reporter": str(uuid4())})
    service.follower.catch_up()
    with browser(service, Role.REPORTER) as client:
        assert petition.number not in client.get("/reporters").text
        text = client.get(f"/reporters/visits/{petition.number}").text
    assert "该诉求已安排他人追访" in text
    assert "data-visit=" not in text


def test_the_worker_may_look_after_visits_and_fetch_from_us_only(service: Service) -> None:
    with browser(service) as client:
        worker = client.get(address("visits-worker.js"))
        assert worker.headers["service-worker-allowed"] == "/reporters"
        assert worker.headers["content-security-policy"].startswith("default-src 'none'; connect-src 'self';")
        assert "service-worker-allowed" not in client.get(address("visits.js")).headers


def test_an_editor_sends_somebody_by_name(service: Service) -> None:
    petition = to_visit(service)
    people = service.app.state.services.accounts.people
    reporter = people.add("wang.fang", "王芳", password=None, external="wang")
    people.give(reporter, Hat(Role.REPORTER))
    here = f"/editors/petitions/{petition.number}"
    with browser(service, Role.EDITOR) as client:
        assert petition.number in client.get("/editors").text
        text = client.get(f"{here}/do/schedule-verification").text
        assert f'<option value="{reporter.id}" lang="zh-CN">王芳（wang.fang）</option>' in text
        sent = hidden(text) | {"reporter": str(reporter.id), "method": "site"}
        assert client.post(f"{here}/do/schedule-verification", data=sent).status_code == 303
        seen = client.get(here).text
        assert "王芳" in seen
        assert "卫东区 优越路街道" in seen
        assert WISH["place"] in seen
        service.follower.catch_up()
        assert petition.number not in client.get("/editors").text
        people.block(reporter)
        text = client.get(f"{here}/do/schedule-verification").text
        assert "王芳" not in text
        blocked = client.post(f"{here}/do/schedule-verification", data=hidden(text) | sent | hidden(text))
        assert (blocked.status_code, "此人账号已停用" in blocked.text) == (409, True)
        assert client.get(f"{here}/do/close-petition").status_code == 404


def test_a_text_is_public_only_after_its_proposals_were_seen(service: Service) -> None:
    petition = to_visit(service)
    record(petition)
    petition.step(Role.EDITOR, "countersign-verification")
    here = f"/editors/petitions/{petition.number}/publication"
    words = "居民王小明说巷口畅通，电话13812345678，另一部13912345678。"
    typed: dict[str, Any] = {
        "text": words,
        "do": "publish",
        "checked": ["name", "phone", "house_number", "plate", "face", "licence", "coordinates", "minor"],
        "reviewer": str(uuid4()),
    }
    with browser(service, Role.EDITOR) as client:
        form = hidden(client.get(here).text)
        again = client.post(here, data=form | typed)
        assert again.status_code == 200
        assert "再看一遍" in again.text
        form = hidden(again.text)
        refused = client.post(here, data=form | typed | {"checked": ["name"], "take": ["0", "1", "2"]})
        assert refused.status_code == 409
        assert words in refused.text
        done = client.post(here, data=form | typed | {"take": ["0", "1"]})
        assert done.status_code == 303
        assert done.headers["location"].endswith("?done=publish")
        assert "13912345678" in client.get(here).text
    service.follower.catch_up()
    with browser(service) as client:
        text = client.get(f"/follow-ups/{petition.number}").text
    assert "居民某某说巷口畅通，电话（电话略），另一部13912345678。" in text
    assert "姓名 1 处、电话 1 处" in text


def test_a_follow_up_is_for_everybody_when_it_is_signed(service: Service) -> None:
    petition = to_visit(service)
    record(petition)
    service.follower.catch_up()
    with browser(service) as client:
        assert petition.number not in client.get("/follow-ups").text
        assert client.get(f"/follow-ups/{petition.number}").status_code == 404
        petition.step(Role.EDITOR, "countersign-verification")
        service.follower.catch_up()
        assert petition.number in client.get("/follow-ups?result=solved").text
        assert petition.number not in client.get("/follow-ups?result=unsolved").text
        assert client.get(f"/follow-ups/{petition.number}").status_code == 200
        assert client.get("/follow-ups/2022-000000-0").status_code == 404


def test_a_correction_stands_beside_the_ranking_and_says_what_changed(service: Service) -> None:
    publish_ranking(service)
    work(service, 2)
    reason = {"reason": "公布后查明另有两件已按期办结。"}
    assert give(service, Role.SUPERVISOR, "correct-ranking", reason, version=2).status_code == 200
    with browser(service) as client:
        text = client.get(f"/rankings/{MONTH}").text
        assert "1 次更正" in client.get("/rankings").text
        assert client.get("/rankings/2022-02").status_code == 404
    assert reason["reason"] in text
    assert "6/6" in text
    assert "8/8" in text
    assert "casebook rank --month 2022-01 --profile pds_news --recompute" in text
    places = re.findall(r'href="#([\w-]+)"', text.partition("<main")[2])
    assert f"unit-{STREET}" in places
    assert {text.count(f' id="{place}"') for place in places} == {1}, "of the first table only"


def test_who_may_do_what_with_a_draft(service: Service) -> None:
    work(service)
    set_clock(service, BEGIN)
    assert give(service, Role.SUPERVISOR, "draft-ranking", version=0).status_code == 200
    here = f"/ranking-drafts/{MONTH}"
    with browser(service, Role.UNIT_OFFICER, STREET) as client:
        assert f"{here}/file-ranking-objection" in client.get(here).text
        assert "<title>提出异议 2022年1月 – " in client.get(f"{here}/file-ranking-objection").text
        assert client.get(f"{here}/publish-ranking").status_code == 404
        set_clock(service, BEGIN + A_WEEK)
        assert f"{here}/file-ranking-objection" not in client.get(here).text
    with browser(service, Role.EDITOR) as client:
        assert f"{here}/publish-ranking" in client.get(here).text
        set_clock(service, BEGIN)
        assert f"{here}/publish-ranking" not in client.get(here).text, "not while units may object"
    with browser(service, Role.DESK) as client:
        assert f"{here}/publish-ranking" not in client.get(here).text
        assert client.get(f"{here}/publish-ranking").status_code == 404
