"""A citizen with a telephone: files, keeps the receipt, looks, adds something, rates; with scripts and without."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from casebook.access import Role
from casebook.web import create_app
from journeys.browsing import PHONE, overflow, violations
from journeys.test_staff import tab_to
from web.service_at_hand import CONTACT, REPLY, STREET, Petition, file, serving
from web.signing_in import code

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from journeys.browsing import Visits

Language = Literal["zh-CN", "en"]
TITLE = "小巷路灯不亮"
BODY = "土产巷的路灯坏了半个月，晚上出行不便。"
WORDS: dict[Language, dict[str, str]] = {
    "zh-CN": {
        "kind": "文明城市创建",
        "list": "列出下一级",
        "file": "提交",
        "look": "查看这件诉求",
        "add": "补充材料",
        "rate": "评价",
        "yes": "已解决",
        "five": "5 很满意",
        "done": "已办理",
        "reading": "热线办正在看",
        "why": "为什么是这一天",
    },
    "en": {
        "kind": "Civilised city",
        "list": "List what lies in it",
        "file": "File",
        "look": "Look at the petition",
        "add": "Add something",
        "rate": "Rate",
        "yes": "Yes",
        "five": "5, very satisfied",
        "done": "done",
        "reading": "The hotline is reading it",
        "why": "Why this day",
    },
}


def handled(visits: Visits, number: str, query_code: str, version: int) -> None:
    """Desk, dispatcher and unit do their work."""
    petition = Petition(visits.service, number, query_code, version, 0)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": str(uuid4())})


def keep(visits: Visits, page: Page, name: str, language: Language, *, scripts: bool) -> None:
    """A picture, and nobody shut out."""
    visits.keep(page, f"citizen-{name}-{language}-{'scripts' if scripts else 'plain'}")
    if scripts:
        assert overflow(page) == 0
        assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("language", list(WORDS))
def test_a_citizen_files_looks_adds_and_rates(visits: Visits, language: Language, scripts: bool) -> None:  # noqa: FBT001
    say = WORDS[language]
    page = visits.someone(language=language, width=PHONE, scripts=scripts)
    page.goto("/file")
    page.get_by_label(say["kind"], exact=True).check()
    page.locator("#title").fill(TITLE)
    page.locator("#body").fill(BODY)
    for level, place in (("area", "410403"), ("street", "410403002"), ("community", "410403002002")):
        page.locator(f"#{level}").select_option(place)
        if not scripts and level != "community":
            page.get_by_role("button", name=say["list"]).click()
    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("#community option:checked")).to_have_attribute("lang", "zh-CN")  # it has no English name
    page.locator("#phone").fill("19900001234")
    keep(visits, page, "file", language, scripts=scripts)
    page.get_by_role("button", name=say["file"], exact=True).click()
    page.wait_for_url(re.compile("/receipt$"))
    keep(visits, page, "receipt", language, scripts=scripts)
    number, query_code = (page.locator(".cb-receipt__codes dd").nth(at).inner_text() for at in (0, 1))
    page.get_by_role("button", name=say["look"]).click()
    expect(page.locator(".govuk-body-l")).to_contain_text(say["reading"])
    page.get_by_text(say["why"]).first.click()
    keep(visits, page, "submitted", language, scripts=scripts)
    page.get_by_role("button", name=say["add"]).click()
    page.locator("#text").fill("灯杆上有编号 D-107。")
    page.get_by_role("button", name=say["add"]).click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text(say["done"])
    handled(visits, number, query_code, 2)
    page.goto(f"/mine/{number}")
    keep(visits, page, "replied", language, scripts=scripts)
    page.get_by_role("button", name=say["rate"]).click()
    page.get_by_label(say["yes"], exact=True).check()
    page.get_by_label(say["five"]).first.check()
    keep(visits, page, "rate", language, scripts=scripts)
    page.get_by_role("button", name=say["rate"]).click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text(say["done"])
    expect(page.locator("main")).to_contain_text(say["five"])


def test_a_draft_survives_a_lost_connection_and_goes_with_the_receipt(visits: Visits) -> None:
    page = visits.someone(width=PHONE)
    page.goto("/file")
    page.get_by_label("投诉", exact=True).check()
    page.locator("#title").fill(TITLE)
    page.locator("#area").select_option("410403")
    page.locator("#street").select_option("410403002")
    page.locator("#community").select_option("410403002002")
    page.locator("#body").fill(BODY)
    page.locator("#phone").fill("19900001234")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    visits.complaints.clear()  # the browser's own, of the lost connection
    page.goto("/file")
    expect(page.locator("#title")).to_have_value("")
    visits.keep(page, "citizen-draft")
    assert violations(page) == []
    page.get_by_role("button", name="接着填").click()
    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("#body")).to_have_value(BODY)
    expect(page.locator("#community")).to_have_value("410403002002")
    expect(page.get_by_label("投诉", exact=True)).to_be_checked()
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url(re.compile("/receipt$"))
    page.goto("/file")
    expect(page.locator("[data-draft-offer]")).to_be_hidden()


def test_the_telephone_says_where_one_is_if_it_is_asked_and_lets_it_out(visits: Visits) -> None:
    page = visits.someone(width=PHONE)
    page.goto("/file")
    page.get_by_label("具体地点").fill("土产巷口")
    button = page.get_by_role("button", name="填入我现在的位置")
    button.click()
    expect(page.get_by_text("没有得到位置")).to_be_visible()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 33.745301, "longitude": 113.299015, "accuracy": 20})
    button.click()
    place = "土产巷口 （手机定位 33.74530, 113.29901，误差约 20 米）"
    expect(page.get_by_label("具体地点")).to_have_value(re.compile(re.escape(place[:25])))
    visits.keep(page, "position")
    assert violations(page) == []


def test_enter_files_and_does_not_ask_for_lists(visits: Visits) -> None:
    page = visits.someone(width=PHONE, scripts=False)
    page.goto("/file")
    page.locator("#title").fill("灯")
    page.locator("#title").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_visible()


def test_the_square_of_a_receipt_opens_the_petition(visits: Visits) -> None:
    petition = file(visits.service)
    page = visits.someone(width=PHONE)
    page.goto(f"/mine/{petition.number}#{petition.code}")
    expect(page.locator("#number")).to_have_value(petition.number)
    expect(page.locator("#code")).to_have_value(petition.code)
    assert petition.code not in page.url
    visits.keep(page, "citizen-mine")
    page.get_by_role("button", name="打开").click()
    expect(page.locator("main")).to_contain_text("热线办正在看您的诉求")


def test_the_code_to_the_telephone_comes_on_the_way(visits: Visits) -> None:
    settings = replace(visits.service.app.state.services.settings, phone_check="pages")
    with serving(create_app(replace(visits.service.app.state.services, settings=settings))) as url:
        page = visits.someone(width=PHONE)
        page.goto(f"{url}/file")
        page.get_by_label("投诉", exact=True).check()
        page.locator("#title").fill(TITLE)
        page.locator("#body").fill(BODY)
        page.locator("#phone").fill("19900001234")
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("确认电话号码")
        visits.keep(page, "citizen-code")
        assert violations(page) == []
        page.locator("#code").fill(code(visits.service))
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url(re.compile("/receipt$"))
        page.goto(f"{url}/mine")
        expect(page.locator("main")).to_contain_text(TITLE)
        visits.keep(page, "citizen-all")
        assert violations(page) == []


def test_a_petition_is_filed_by_keyboard(visits: Visits) -> None:
    page = visits.someone(language="en")
    page.goto("/")
    tab_to(page, "File a petition")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/file$"))
    tab_to(page, "Complaint")
    page.keyboard.press("Space")
    for label, words in (("In one line", TITLE), ("What is the matter?", BODY), ("Telephone number", "19900001234")):
        tab_to(page, label)
        page.keyboard.insert_text(words)
    tab_to(page, "File")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/receipt$"))
    tab_to(page, "Look at the petition")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
