"""Citizens at the pages: filing once, a code on the way, what is alike, and a petition that only its citizen opens."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from casebook.petitions.events import Submitted, Supplemented
from casebook.petitions.publication.codes import Redaction
from casebook.web import create_app
from casebook.web.passes import COOKIE
from casebook.web.sessions import SESSION
from web.service_at_hand import REPLY, STREET, file, replied, serving
from web.signing_in import code
from web.test_pages import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from casebook.petitions.entry import Entry
    from web.service_at_hand import Service

PHONE = "19900001234"
NUMBER = re.compile(r"/mine/([0-9-]+)/receipt")
TYPED: dict[str, str] = {
    "category": "complaint",
    "title": "小巷路灯不亮",
    "body": "土产巷的路灯坏了半个月，晚上出行不便。",
    "confidentiality": "named",
    "name": "王女士",
    "phone": PHONE,
    "area": "410403",
    "street": "410403002",
    "place": "土产巷口附近",
}
NOBODY = {"confidentiality": "anonymous", "name": "", "phone": ""}


@pytest.fixture
def checking(service: Service) -> Iterator[Service]:
    """The service of a city where the pages ask for a code."""
    settings = replace(service.app.state.services.settings, phone_check="pages")
    app = create_app(replace(service.app.state.services, settings=settings))
    with serving(app) as url:
        yield replace(service, url=url, app=app)


def filled(**changes: str) -> dict[str, str]:
    """What a browser sends of the form."""
    return TYPED | {"_key": str(uuid4())} | changes


def number_of(answer: httpx.Response) -> str:
    assert answer.status_code == 303, answer.text
    found = NUMBER.fullmatch(answer.headers["location"])
    assert found is not None, answer.headers["location"]
    return found[1]


def history(service: Service, number: str) -> list[Entry]:
    found = service.ledger.by_number(number)
    assert found is not None
    return service.ledger.open(service.ledger.entries(found), lambda _entry, _field: True)


def carried(page: str) -> dict[str, str]:
    """The hidden controls of a page's form, as a browser sends them again."""
    page = page.partition("<main")[2]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden |= dict(re.findall(r'<textarea name="(\w+)" hidden[^>]*>\n([^<]*)</textarea>', page))
    return {name: unescape(value) for name, value in hidden.items()}


def test_a_petition_is_filed_once_however_often_the_button_is_pressed(service: Service) -> None:
    form = filled()
    with browser(service) as client:
        first, second = client.post("/file", data=form), client.post("/file", data=form)
        number = number_of(first)
        assert number_of(second) == number
        receipt = client.get(first.headers["location"]).text
        assert number in receipt
        assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt)
        assert 'name="_key"' not in receipt
        third = client.post("/file", data=form | {"title": "小巷的路灯又不亮了"})
        assert third.status_code == 422
        assert form["_key"] not in third.text
    (entry,) = history(service, number)
    event = entry.event
    assert isinstance(event, Submitted)
    assert (event.channel, event.notice_version, event.phone) == ("web", "pds-privacy:1", PHONE)


def test_what_is_wrong_is_told_and_what_was_typed_is_kept(service: Service) -> None:
    with browser(service, Accept_Language="en") as client:
        short = client.post("/file", data=filled(title="灯"))
        assert short.status_code == 422
        assert TYPED["body"] in short.text
        assert "has 11 digits" in client.post("/file", data=filled(phone="139 0000 123")).text
        assert "has 11 digits" not in client.post("/file", data=filled(phone="+1 390 000 1234", title="灯")).text
        nameless = client.post("/file", data=filled(confidentiality="anonymous"))
        assert nameless.status_code == 409
        assert "holds no name" in nameless.text
        assert client.post("/file", data=filled(channel="phone", notice_version="x")).status_code == 400


def test_lists_of_places_follow_what_is_chosen_and_nothing_is_lost(service: Service) -> None:
    adopt_shipped(service.ledger)
    with browser(service) as client:
        empty = client.get("/file").text
        assert 'id="area"' in empty
        assert 'id="street"' not in empty
        began = client.get("/file?area=410403&street=410403002").text
        assert '<option value="410403002" selected>优越路街道' in began
        assert '<option value="410403002002" lang="zh-CN">园丁社区' in began
        assert 'value="410402001"' not in began
        half = client.post("/file", data=filled(body="还没写完", street="", _places="yes"))
        assert half.status_code == 200
        assert "还没写完" in half.text
        moved = client.post("/file", data=filled(area="410402", _places="yes")).text
        assert 'value="410403002"' not in moved


def test_the_code_comes_on_the_way_and_keeps_what_was_typed(checking: Service) -> None:
    with browser(checking) as client:
        asked = client.post("/file", data=filled(body="土产巷的路灯坏了，\r\n“半个月”了 <b>&amp;</b>。"))
        assert asked.status_code == 200
        form = carried(asked.text)
        assert form["phone"] == PHONE
        sent = code(checking)
        wrong = client.post("/file", data=form | {"_code": f"{(int(sent) + 1) % 10**6:06d}"})
        assert wrong.status_code == 403
        assert carried(wrong.text) == form
        assert client.post("/file", data=form | {"_code": sent, "_edit": "yes"}).status_code == 200
        done = client.post("/file", data=form | {"_code": sent})
        number = number_of(done)
        assert number_of(client.post("/file", data=form | {"_code": sent})) == number, "sent twice"
        assert SESSION in client.cookies
        assert number in client.get("/mine").text
        assert client.post("/file", data=filled(title="还有一盏路灯也不亮")).status_code == 303, "shown already"
        other = client.post("/file", data=filled(phone="19900005678"))
        assert 'name="_code"' in other.text
        assert client.post("/file", data=filled(**NOBODY)).status_code == 303, "nobody to ask"


def test_a_code_shows_the_number_that_it_was_sent_to_and_no_other(checking: Service) -> None:
    with browser(checking) as client:
        form = carried(client.post("/file", data=filled()).text)
        sent = code(checking)
        answer = client.post("/file", data=form | {"_code": sent, "phone": "19900005678"})
        assert answer.status_code == 403
        assert client.post("/file", data=form | {"_code": sent, "_awaited": "x"}).status_code == 400


def test_too_many_are_asked_to_wait_and_keep_what_they_typed(service: Service) -> None:
    with browser(service) as client:
        for _ in range(10):
            assert client.post("/file", data=filled()).status_code == 303
        refused = client.post("/file", data=filled())
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert TYPED["body"] in refused.text


def published(service: Service) -> str:
    """The number of an open petition that everybody can read of."""
    petition = file(service, title=TYPED["title"], body=TYPED["body"])
    petition.step(Role.DESK, "accept-petition")
    petition.step(
        Role.EDITOR,
        "publish",
        {
            "text": "市民反映土产巷路灯坏了半个月，晚上出行不便。",
            "redactions": [],
            "checked": list(Redaction),
            "reviewer": str(uuid4()),
        },
    )
    service.follower.catch_up()
    return petition.number


def test_what_is_public_and_alike_is_shown_first_and_can_be_named(service: Service) -> None:
    file(service, title=TYPED["title"], body=TYPED["body"])
    service.follower.catch_up()
    with browser(service) as client:
        assert client.post("/file", data=filled()).status_code == 303, "what is not public is not compared"
        public = published(service)
        asked = client.post("/file", data=filled())
        assert asked.status_code == 200
        assert public in asked.text
        form = carried(asked.text)
        same = number_of(client.post("/file", data=form | {"_same": public}))
        assert number_of(client.post("/file", data=form | {"_same": public})) == same
        alone = number_of(client.post("/file", data=form | {"_key": str(uuid4())}))
        elsewhere = client.post("/file", data=filled(area="410402", street="410402001"))
        assert elsewhere.status_code == 303
    _, note = history(service, same)
    assert isinstance(note.event, Supplemented)
    assert public in str(note.event.text)
    assert note.actor.role is Role.CITIZEN
    assert len(history(service, alone)) == 1


def test_a_petition_is_opened_by_its_code_for_a_while_and_by_nobody_else(service: Service) -> None:
    petition, other = file(service), file(service)
    here = f"/mine/{petition.number}"
    with browser(service) as client:
        for address in (here, "/mine/2022-000000-0", f"{here}/receipt", f"{here}/rate-petition"):
            assert client.get(address).headers["location"].startswith("/mine?next="), address
        wrong = client.post("/mine/open", data={"number": petition.number, "code": other.code})
        nobodys = client.post("/mine/open", data={"number": "2022-000000-0", "code": other.code})
        assert wrong.status_code == nobodys.status_code == 404
        assert wrong.text.replace(petition.number, "") == nobodys.text.replace("2022-000000-0", "")
        form = {"number": petition.number.lower(), "code": petition.code.lower(), "next": f"{here}/withdraw-petition"}
        opened = client.post("/mine/open", data=form)
        assert (opened.status_code, opened.headers["location"]) == (303, f"{here}/withdraw-petition")
        cookie = opened.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "Max-Age=1800" in cookie
        assert petition.code not in cookie
        assert client.get(here).status_code == 200
        assert client.get(f"/mine/{other.number}").status_code == 303
        held = client.cookies[COOKIE]
        client.post("/mine/close")
        assert client.get(here).status_code == 303
        number, until, digest = held.split("~")
        for forged in (
            f"{other.number}~{until}~{digest}",
            f"{number}~{int(until) + 9}~{digest}",
            f"{number}~{until}~",
            "x",
            "~~",
        ):
            client.cookies.clear()
            client.cookies.set(COOKIE, forged)
            assert client.get(here).status_code == 303, forged
        for elsewhere in ("https://elsewhere.example/", f"/mine/{other.number}", f"{here}-9"):
            form = {"number": petition.number, "code": petition.code, "next": elsewhere}
            assert client.post("/mine/open", data=form).headers["location"] == here


def test_what_an_address_says_is_shown_as_text(service: Service) -> None:
    with browser(service) as client:
        page = client.get("/mine", params={"next": '/mine/"><script src="x">'}).text
        assert '<script src="x">' not in page
        page = client.get("/file", params={"area": '"><script src="x">'}).text
        assert '<script src="x">' not in page


def test_a_telephone_number_opens_all_that_was_filed_with_it(service: Service) -> None:
    mine, theirs = file(service, phone=PHONE), file(service)
    with browser(service) as client:
        asked = client.post("/sign-in/code", data={"phone": PHONE, "next": "/mine"})
        awaited = asked.headers["location"].split("awaited=")[1][:36]
        answer = client.post("/sign-in/code/check", data={"awaited": awaited, "code": code(service), "next": "/mine"})
        assert answer.headers["location"] == "/mine"
        assert mine.number in client.get("/mine").text
        assert theirs.number not in client.get("/mine").text
        assert client.get(f"/mine/{mine.number}").status_code == 200
        assert mine.code in client.get(f"/mine/{mine.number}/receipt").text
        assert client.get(f"/mine/{theirs.number}").headers["location"].startswith("/mine?next=")
        assert client.get("/staff").status_code in (303, 403)
        client.post("/mine/close")
        assert mine.number not in client.get("/mine").text


def test_citizens_give_their_commands_by_forms_and_no_others(service: Service) -> None:
    petition = replied(service)
    here = f"/mine/{petition.number}"
    with browser(service) as client:
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        page = client.get(here).text
        assert f'href="{here}/rate-petition"' in page
        assert "已回复" in page
        assert page.index(REPLY["text"]) < page.index(f'href="{here}/rate-petition"'), "the answer comes first"
        for name, status in (("rate-petition", 200), ("accept-petition", 404), ("submit-petition", 404)):
            assert client.get(f"{here}/{name}").status_code == status
            if status != 200:
                assert client.post(f"{here}/{name}", data={"_key": str(uuid4())}).status_code == status
        form: dict[str, Any] = carried(client.get(f"{here}/rate-petition").text)
        rated = client.post(f"{here}/rate-petition", data=form | {"solved": "yes", "score": "5"})
        assert rated.headers["location"] == f"{here}?done=rate-petition"
        assert "5 很满意" in client.get(here).text
        thanks = client.get(f"{here}/record-commendation").text
        assert f'value="{STREET}"' in thanks
        stale = client.post(f"{here}/supplement-petition", data=form | {"_key": str(uuid4()), "text": "补充一点"})
        assert stale.status_code == 409
        assert "补充一点" in stale.text


def test_whoever_is_asked_reads_the_question_first_and_answers_there(service: Service) -> None:
    petition = file(service)
    question = {"questions": "请问车辆一般在什么时段停放？", "answer_due": "2099-01-01T00:00:00Z"}
    petition.step(Role.DESK, "request-information", question)
    here = f"/mine/{petition.number}"
    with browser(service) as client:
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        page = client.get(here).text
        assert page.count(f'href="{here}/supplement-petition"') == 1
        assert page.index("什么时段停放") < page.index("2099年1月1日") < page.index(f"{here}/supplement-petition")
        petition.step(Role.CITIZEN, "supplement-petition", {"text": "多在晚上七点以后。", "in_answer": True})
        assert "2099年1月1日" not in client.get(here).text


def test_whoever_asks_for_a_review_reads_that_it_is_on_its_way_and_how_it_ended(service: Service) -> None:
    petition = file(service)
    petition.step(Role.DESK, "decline-petition", {"reason": "OUT_OF_AREA", "explanation": "该地点不在本市辖区之内。"})
    with browser(service) as client:
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        here = f"/mine/{petition.number}"
        assert "热线办没有受理" in client.get(here).text
        petition.step(Role.CITIZEN, "request-decline-review", {"grounds": "该地点在卫东区，请核对区划。"})
        assert "已收到您的复核请求" in client.get(here).text
        petition.step(Role.SUPERVISOR, "uphold-decline", {"finding": "经核对，该地点不在本市。"})
        assert "维持不予受理" in client.get(here).text


def test_the_page_says_why_something_cannot_be_done(service: Service) -> None:
    petition = file(service)
    with browser(service, Accept_Language="en") as client:
        client.post("/mine/open", data={"number": petition.number, "code": petition.code})
        page = client.get(f"/mine/{petition.number}").text
    assert "You can rate once the unit has replied. Wait for the reply." in page
    assert "The hotline is reading it" in page
