"""Staff at their desks: a petition from the inbox to the next one's, by keyboard, without scripts, and two at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from casebook.access import Role
from journeys.browsing import violations
from web.service_at_hand import STREET, WISH, file

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from journeys.browsing import Visits


def tab_to(page: Page, text: str) -> None:
    """Press Tab until the focus is on something that says this."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''"
        )
        if text in focused:
            return
    raise AssertionError(f"nobody gets to {text} by keyboard")


def test_the_desk_accepts_a_petition_by_keyboard(visits: Visits) -> None:
    petition = file(visits.service)
    visits.service.follower.catch_up()
    page = visits.someone(Role.DESK)
    page.goto("/staff")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#main"
    tab_to(page, WISH["title"])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(petition.number))
    tab_to(page, "受理")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("accept-petition"))
    tab_to(page, "停车")
    page.keyboard.press("ArrowDown")
    tab_to(page, "一般")
    page.keyboard.press("ArrowDown")
    tab_to(page, "受理")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=accept-petition"))
    expect(page.locator(".govuk-notification-banner")).to_contain_text("受理：已办理。")
    expect(page.locator(".cb-history")).to_contain_text("紧急")
    visits.keep(page, "accepted-by-keyboard")


def test_three_people_move_a_petition_on_without_scripts(visits: Visits) -> None:
    petition = file(visits.service)
    here = f"/staff/petitions/{petition.number}"
    desk = visits.someone(Role.DESK, scripts=False)
    desk.goto(here)
    desk.get_by_role("button", name="受理", exact=True).click()
    desk.get_by_role("button", name="受理").click()
    expect(desk.locator(".govuk-error-summary")).to_contain_text("事项")
    desk.locator("#matter").select_option("parking")
    desk.get_by_role("button", name="受理").click()
    expect(desk.locator(".govuk-notification-banner")).to_contain_text("已办理")
    dispatcher = visits.someone(Role.DISPATCHER, scripts=False, language="en")
    dispatcher.goto(f"{here}/assign-petition")
    dispatcher.get_by_role("button", name="Assign").click()
    expect(dispatcher.locator(".govuk-error-summary")).to_contain_text("Handling unit: This is required.")
    dispatcher.locator("#unit").select_option(STREET)
    dispatcher.locator("#instructions").fill("请先联系诉求人，再到现场查看。")
    dispatcher.get_by_role("button", name="Assign").click()
    expect(dispatcher.locator(".govuk-notification-banner")).to_contain_text("Assign: done.")
    officer = visits.someone(Role.UNIT_OFFICER, scripts=False)
    officer.goto(here)
    expect(officer.locator(".cb-history")).to_contain_text("请先联系诉求人，再到现场查看。")
    officer.get_by_role("button", name="签收").click()
    officer.get_by_role("button", name="签收").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("办理中")


def test_two_officers_on_one_petition_lose_nothing(visits: Visits) -> None:
    petition = file(visits.service)
    address = f"/staff/petitions/{petition.number}/decline-petition"
    slow, quick = visits.someone(Role.DESK), visits.someone(Role.DESK)
    slow.goto(address)
    words = "您反映的劳动争议应先申请仲裁，请向仲裁院提出。"
    slow.get_by_label("应通过诉讼、仲裁、复议等法定途径解决").check()
    slow.locator("#explanation").fill(words)
    quick.goto(f"/staff/petitions/{petition.number}/reclassify")
    quick.locator("#why").fill("诉求人反映的是停车问题。")
    quick.get_by_label("投诉").check()
    quick.get_by_role("button", name="重新分类").click()
    expect(quick.locator(".govuk-notification-banner")).to_contain_text("已办理")
    slow.get_by_role("button", name="不予受理").click()
    expect(slow.locator(".govuk-notification-banner")).to_contain_text("重新分类")
    expect(slow.locator("#explanation")).to_have_value(words)
    assert slow.evaluate("() => document.activeElement.className") == "govuk-notification-banner"
    assert violations(slow) == []
    visits.keep(slow, "somebody-was-faster")
    slow.locator("#route").select_option("labour-arbitration")
    slow.get_by_role("button", name="不予受理").click()
    expect(slow.locator(".govuk-notification-banner")).to_contain_text("已办理")
    expect(slow.locator(".cb-history")).to_contain_text("应向何处提出：劳动仲裁")


def test_what_may_be_the_same_comes_after_the_page_and_is_merged_in_two_clicks(visits: Visits) -> None:
    master, child = file(visits.service), file(visits.service)
    master.step(Role.DESK, "accept-petition")
    visits.service.app.state.services.reader.wait("petition_status", master.position)
    page = visits.someone(Role.DESK)
    page.goto(f"/staff/petitions/{child.number}")
    page.get_by_role("link", name="把本件并入它").click()
    page.get_by_role("button", name="合并").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("合并：已办理")
    expect(page.get_by_role("link", name=f"已并入 {master.number}")).to_be_visible()


def test_a_day_explains_itself(visits: Visits) -> None:
    petition = file(visits.service)
    page = visits.someone(Role.DESK, language="en")
    page.goto(f"/staff/petitions/{petition.number}")
    page.get_by_text("Why this day").click()
    expect(page.locator(".cb-days li").first).to_contain_text("starting day, not counted")


def test_the_language_is_changed_in_place(visits: Visits) -> None:
    page = visits.someone()
    page.goto("/petitions?category=complaint")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile(r"/petitions\?category=complaint$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Public register")


def test_a_filter_is_looked_up_at_once_and_the_reader_stays_where_they_are(visits: Visits) -> None:
    file(visits.service)
    suggestion = file(visits.service, category="suggestion", title="建议在公园里多放几张长椅")
    visits.service.follower.catch_up()
    page = visits.someone(Role.DESK)
    page.goto("/staff")
    expect(page.locator("#found tbody tr")).to_have_count(2)
    page.locator("#category").focus()
    page.locator("#category").select_option("suggestion")
    expect(page.locator("#found tbody tr")).to_have_count(1)
    expect(page.locator("#found")).to_contain_text(suggestion.number)
    expect(page).to_have_url(re.compile("category=suggestion"))
    expect(page.locator("#category")).to_be_focused()
    page.reload()
    expect(page.locator("#found tbody tr")).to_have_count(1)
