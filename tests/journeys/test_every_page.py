"""Every page for everybody, in both languages, by day and night, on a phone and at a desk. Those of staff: beside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from journeys.browsing import LANGUAGES, PHONE, overflow, shortcomings, violations
from web.every_page import FOR_EVERYBODY, told

if TYPE_CHECKING:
    from journeys.browsing import Visits


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shut_out_and_nothing_is_cut_off(visits: Visits, language: Literal["zh-CN", "en"]) -> None:
    assert shortcomings(visits, FOR_EVERYBODY, told(visits.service), language) == {}


def test_what_shuts_people_out_is_found(visits: Visits) -> None:
    page = visits.someone()
    page.goto("/sign-in")
    page.evaluate("() => { document.querySelector('label[for=phone]').remove(); document.documentElement.lang = '' }")
    assert {line.partition(":")[0] for line in violations(page)} >= {"label-title-only", "html-has-lang"}
    page.evaluate("() => { document.querySelector('main').append('a'.repeat(400)) }")
    assert overflow(page) > 0


def test_the_menu_of_a_phone_opens_by_keyboard_and_without_scripts(visits: Visits) -> None:
    page = visits.someone(width=PHONE)
    page.goto("/")
    menu, sheet = page.get_by_role("button", name="菜单", exact=True), page.locator("#navigation")
    expect(sheet).to_be_hidden()
    menu.press("Enter")
    expect(sheet).to_be_visible()
    visits.keep(page, "menu")
    assert (violations(page), overflow(page)) == ([], 0)
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(menu).to_be_focused()
    plain = visits.someone(width=PHONE, language="en", scripts=False)
    plain.goto("/")
    plain.get_by_role("button", name="Menu", exact=True).click()
    plain.get_by_role("link", name="Figures", exact=True).click()
    plain.wait_for_url(re.compile("/tallies$"))
