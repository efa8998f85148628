"""Staff who do this all day: twenty petitions by keyboard, several at once, news as it comes, a session that ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import expect

from casebook.access import Role
from casebook.web.sessions import SESSION
from journeys.browsing import violations
from web.service_at_hand import API, WISH, file

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from journeys.browsing import Visits
    from web.service_at_hand import Service


def by_phone(service: Service, title: str) -> None:
    """The desk files what somebody has called about."""
    with service.client(Role.DESK) as client:
        key = {"Idempotency-Key": str(uuid4())}
        answer = client.post(f"{API}/petitions", json=WISH | {"title": title, "channel": "phone"}, headers=key)
    assert answer.status_code == 201, answer.text


def test_the_desk_handles_twenty_petitions_without_a_mouse(visits: Visits) -> None:
    for number in range(20):
        by_phone(visits.service, f"第{number + 1}盏路灯不亮，晚上出行不便")
    visits.service.follower.catch_up()
    page = visits.someone(Role.DESK)
    page.goto("/staff")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert violations(page) == []
    visits.keep(page, "keys")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#found a:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/staff/petitions/"))
    page.get_by_role("button", name="受理", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("accept-petition"))
    page.locator("#matter").press("ArrowDown")
    page.get_by_role("button", name="受理").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done=accept-petition"))
    page.get_by_role("link", name="下一件").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("待受理")
    visits.service.follower.catch_up()
    page.goto("/staff")
    expect(page.locator("#found tbody tr")).to_have_count(19)
    for _ in range(19):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.locator("#found [name=on]:checked")).to_have_count(19)
    visits.keep(page, "chosen")
    page.get_by_role("button", name="受理所选").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/staff/several"))
    assert violations(page) == []
    visits.keep(page, "several")
    page.locator("#matter").press("ArrowDown")
    page.get_by_role("button", name="受理").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("已办理 19 件")
    visits.keep(page, "several-done")


def test_several_are_accepted_without_scripts_and_refusals_are_explained(visits: Visits) -> None:
    petitions = [file(visits.service, title=f"第{number + 1}个井盖松动") for number in range(3)]
    visits.service.follower.catch_up()
    page = visits.someone(Role.DESK, scripts=False, language="en")
    page.goto("/staff")
    for petition in petitions:
        page.get_by_label(f"Choose {petition.number}").check()
    assert page.locator("[hidden]:visible").count() == 0, "what only scripts can do"
    page.get_by_role("button", name="Accept the chosen").click()
    petitions[1].step(Role.DESK, "accept-petition")
    page.locator("#matter").select_option("parking")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("main")).to_contain_text("Not done: 1")
    expect(page.locator("main")).to_contain_text("Done: 2")
    assert page.locator(".cb-why").inner_text().startswith(petitions[1].number)
    visits.keep(page, "several-refused")


def test_an_open_list_and_an_open_petition_say_that_somebody_was_faster(visits: Visits) -> None:
    petition = file(visits.service)
    visits.service.follower.catch_up()
    desk, other = visits.someone(Role.DESK), visits.someone(Role.DESK)
    desk.goto("/staff")
    other.goto(f"/staff/petitions/{petition.number}/decline-petition")
    other.locator("#explanation").fill("您反映的劳动争议应先申请仲裁。")
    expect(desk.locator("#found [role=status]")).to_be_empty()
    desk.wait_for_timeout(500)
    file(visits.service, title="新来的一件诉求")
    petition.step(Role.DESK, "accept-petition")
    expect(desk.locator("#found .cb-news")).to_contain_text("刷新列表", timeout=30_000)
    expect(other.locator(".cb-news").first).to_contain_text("受理", timeout=30_000)
    expect(other.locator("#explanation")).to_have_value("您反映的劳动争议应先申请仲裁。")
    assert violations(desk) == []
    visits.keep(desk, "news-of-list")
    visits.keep(other, "news-of-petition")
    desk.get_by_role("link", name="刷新列表").click()
    expect(desk.locator("#found")).not_to_contain_text(petition.number)


def test_news_come_although_the_extension_for_them_is_slow_to_load(visits: Visits) -> None:
    petition = file(visits.service)
    page = visits.someone(Role.DESK)

    def late(route: Route) -> None:
        page.wait_for_timeout(1000)
        route.continue_()

    page.route("**/hx-sse.min.js*", late)
    page.goto(f"/staff/petitions/{petition.number}")
    petition.step(Role.DESK, "accept-petition")
    expect(page.locator(".cb-news").first).to_contain_text("受理", timeout=30_000)


def test_a_session_that_is_ended_in_the_middle_costs_no_words(visits: Visits) -> None:
    petition = file(visits.service)
    page = visits.someone(Role.DESK)
    address = f"/staff/petitions/{petition.number}/decline-petition"
    page.goto(address)
    words = "您反映的劳动争议应先申请仲裁，请向仲裁院提出。"
    page.get_by_label("应通过诉讼、仲裁、复议等法定途径解决").check()
    page.locator("#explanation").fill(words)
    page.locator("#route").select_option("labour-arbitration")
    accounts = visits.service.app.state.services.accounts
    accounts.end_sessions(visits.service.people[Role.DESK, None])
    page.get_by_role("button", name="不予受理").click()
    page.wait_for_url(re.compile("/sign-in"))
    assert page.locator("input[name=next]").first.input_value() == address
    fresh = visits.service.session(Role.DESK)
    page.context.add_cookies([{"name": SESSION, "value": fresh, "url": visits.service.url}])
    page.goto(address)
    expect(page.locator("#explanation")).to_have_value(words)
    expect(page.locator("#restored")).to_be_visible()
    assert violations(page) == []
    visits.keep(page, "restored")
    page.get_by_role("button", name="不予受理").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("已办理")
    page.goto(address)
    expect(page.locator("#explanation")).to_have_value("")


def test_nothing_of_a_person_is_left_in_the_browser_for_the_next(visits: Visits) -> None:
    petition = file(visits.service)
    page = visits.someone(Role.DESK)
    address = f"/staff/petitions/{petition.number}/decline-petition"
    kept = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"

    def begin() -> None:
        page.goto(address)
        page.locator("#explanation").fill("您反映的劳动争议应先申请仲裁。")
        (name,) = page.evaluate(kept)
        assert str(visits.service.people[Role.DESK, None]) in name

    begin()
    page.goto("/me")
    page.get_by_role("banner").get_by_role("button", name="退出").click()
    page.wait_for_url(lambda url: url.endswith(":" + visits.service.url.rpartition(":")[2] + "/"))
    assert page.evaluate(kept) == []
    for role in (Role.DESK, Role.SUPERVISOR):
        session = visits.service.session(role)
        page.context.add_cookies([{"name": SESSION, "value": session, "url": visits.service.url}])
        if role is Role.DESK:
            begin()
    page.goto("/me")
    expect(page.get_by_role("banner")).to_contain_text("督办")
    assert page.evaluate(kept) == []


def test_a_text_is_put_in_and_stays_when_the_session_ends(visits: Visits) -> None:
    petition = file(visits.service)
    page = visits.someone(Role.DESK)
    address = f"/staff/petitions/{petition.number}/decline-petition"
    page.goto(address)
    page.get_by_label("常用语").select_option("内容不具体")
    page.get_by_role("button", name="填入").click()
    expect(page.locator("#explanation")).to_have_value(re.compile("请补充＿＿后重新提交"))
    assert page.url.endswith("#explanation")
    assert violations(page) == []
    visits.keep(page, "canned")
    page.goto(address)
    expect(page.locator("#explanation")).to_have_value(re.compile("请补充＿＿后重新提交"))
