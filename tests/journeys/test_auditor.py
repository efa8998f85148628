"""An auditor at the replay of a petition: by keyboard with the slider, and by links without scripts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from casebook.access import Role
from casebook.casework.adopting import adopt_shipped
from journeys.browsing import PHONE, overflow, violations
from journeys.test_staff import tab_to
from web.service_at_hand import replied

if TYPE_CHECKING:
    from journeys.browsing import Visits


def test_a_petition_is_replayed_by_keyboard(visits: Visits) -> None:
    petition = replied(visits.service)
    visits.service.follower.catch_up()
    page = visits.someone(Role.AUDITOR)
    page.goto("/audit")
    tab_to(page, "诉求编号")
    page.keyboard.type(petition.number)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(petition.number))
    heading = page.get_by_role("heading", level=2).first
    expect(heading).to_contain_text("第 6 步，共 6 步")
    tab_to(page, "步骤（1 至 6）")
    page.keyboard.press("Home")
    expect(heading).to_contain_text("第 1 步，共 6 步")
    expect(page).to_have_url(re.compile("version=1$"))
    page.keyboard.press("ArrowRight")
    expect(heading).to_contain_text("第 2 步，共 6 步")
    expect(page.locator("#version")).to_be_focused()
    expect(page.locator(".cb-changes")).to_contain_text("待派单")
    tab_to(page, "下一步")
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("第 3 步，共 6 步")
    assert violations(page) == []
    visits.keep(page, "replayed-by-keyboard")


def test_a_petition_is_replayed_without_scripts(visits: Visits) -> None:
    petition = replied(visits.service)
    page = visits.someone(Role.AUDITOR, scripts=False, language="en", width=PHONE)
    page.goto(f"/audit/petitions/{petition.number}?version=1")
    heading = page.get_by_role("heading", level=2).first
    for step in range(2, 7):
        page.get_by_role("button", name="Next step").click()
        expect(heading).to_contain_text(f"Step {step} of 6")
    expect(page.get_by_role("button", name="Next step")).to_have_count(0)
    page.get_by_role("button", name="Step back").click()
    expect(heading).to_contain_text("Step 5 of 6")
    page.locator("#version").fill("2")
    page.get_by_role("button", name="Show this step").click()
    expect(heading).to_contain_text("Step 2 of 6")
    page.get_by_role("link", name="Trail of events").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trail of events")
    assert overflow(page) == 0


def test_what_is_printed_has_its_number_and_moment_and_nothing_to_press(visits: Visits) -> None:
    adopt_shipped(visits.service.ledger)
    petition = replied(visits.service)
    visits.service.follower.catch_up()
    for role, address in (
        (Role.AUDITOR, f"/audit/petitions/{petition.number}"),
        (None, f"/petitions/{petition.number}"),
    ):
        page = visits.someone(role, scheme="dark")
        page.goto(address)
        expect(page.locator(".cb-printed")).to_be_hidden()
        page.emulate_media(media="print")
        page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
        head = page.locator(".cb-printed")
        expect(head).to_contain_text(petition.number)
        expect(head.locator("time")).to_contain_text(f"{datetime.now(ZoneInfo('Asia/Shanghai')):%Y年}")
        for hidden in (".cb-masthead", ".cb-navigation", ".cb-footer"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.get_by_role("button")).to_have_count(0)
        assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        visits.keep(page, f"printed-{role}")


def test_a_reporter_goes_by_the_map_to_what_waits_in_an_area(visits: Visits) -> None:
    adopt_shipped(visits.service.ledger)
    here, there = replied(visits.service), replied(visits.service, area="410402", street="410402001")
    for petition in (here, there):
        petition.step(Role.DESK, "approve-reply")
        petition.send()
    visits.service.follower.catch_up()
    page = visits.someone(Role.REPORTER, width=PHONE)
    page.goto("/reporters")
    square = page.locator(".cb-map a[href='/reporters?area=410402']")
    expect(square).to_contain_text("新华区")
    expect(square).to_contain_text("1")
    square.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("area=410402"))
    expect(page.locator(".cb-visits__one")).to_have_count(1)
    expect(page.get_by_role("heading", level=2)).to_contain_text("新华区")
    assert violations(page) == []
    assert overflow(page) == 0
    visits.keep(page, "map-of-a-reporter")
