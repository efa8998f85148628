"""The newsroom: a visit without a network that arrives once, its signature, its publication; rankings and stories."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from casebook.access import Role
from casebook.accounts.people import Hat
from casebook.web.sessions import SESSION
from journeys.browsing import PHONE, overflow, violations
from web.rankings_at_service import A_WEEK, BEGIN, MONTH, set_clock, work
from web.service_at_hand import STREET, replied

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from journeys.browsing import Visits
    from web.service_at_hand import Petition, Service

FINDINGS = "下午三点半到土产巷口，居民王小明说车辆已清走，他的电话是13812345678。现场没有车辆停放，出口畅通。"
TOLD = "居民某某说车辆已清走，他的电话是（电话略）"


def to_visit(service: Service) -> Petition:
    """A petition whose reply the desk has let pass, and that a reporter is sent to look at."""
    petition = replied(service)
    petition.step(Role.DESK, "approve-reply")
    petition.send()
    service.follower.catch_up()
    return petition


def second_editor(service: Service) -> None:
    """Zhou Min, who reads what another editor has written."""
    people = service.app.state.services.accounts.people
    people.give(people.add("zhou.min", "周敏", password=None, external="zhou"), Hat(Role.EDITOR))


def recorded(service: Service, petition: Petition) -> int:
    """So many findings stand in the ledger."""
    petition_id = service.ledger.by_number(petition.number)
    assert petition_id
    return [entry.event.stored_name() for entry in service.ledger.entries(petition_id)].count("verified-by-reporter")


def now() -> str:
    """A second that has just begun, as a browser writes it: so the visit is later than the reply."""
    time.sleep(1 - time.time() % 1)
    return datetime.now(BEGIN.tzinfo).strftime("%Y-%m-%dT%H:%M:%S")


def fill(page: Page) -> None:
    """What a reporter types about the visit."""
    page.get_by_label("已解决", exact=True).check()
    page.locator("#visited_at").fill(now())
    page.locator("#findings").fill(FINDINGS)
    page.get_by_label("在巷口施划禁停标线").select_option("true")
    page.get_by_label("涉及隐私", exact=True).check()


def put_aside(page: Page, number: str) -> None:
    """Wait until the phone has put the visit's page aside and its worker is at work."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    for address in (f"/reporters/visits/{number}", page.locator("script[src*='visits']").get_attribute("src")):
        while not page.evaluate(
            "async (address) => !!(await (await caches.open('casebook-visits')).match(address, {ignoreVary: true}))",
            address,
        ):
            page.wait_for_timeout(50)


def test_a_visit_without_a_network_is_recorded_once_signed_published_and_read(visits: Visits) -> None:
    service = visits.service
    petition = to_visit(service)
    phone = visits.someone(Role.REPORTER, width=PHONE)
    phone.goto("/reporters")
    expect(phone.get_by_role("heading", level=2)).to_contain_text("卫东区")
    visits.keep(phone, "reporter-list")
    put_aside(phone, petition.number)
    phone.context.set_offline(True)
    phone.goto(f"/reporters/visits/{petition.number}")
    fill(phone)
    visits.keep(phone, "visit-offline")
    phone.reload()
    expect(phone.locator("#findings")).to_have_value(FINDINGS)
    phone.get_by_role("button", name="提交追访记录").click()
    expect(phone.get_by_text("联网后自动发送")).to_be_visible()
    visits.keep(phone, "visit-waiting")
    assert recorded(service, petition) == 0
    phone.context.set_offline(False)
    phone.wait_for_url(re.compile("/reporters.done="))
    expect(phone.locator(".govuk-notification-banner")).to_contain_text("等待编辑签发")
    assert recorded(service, petition) == 1
    phone.reload()
    assert phone.evaluate("() => Object.keys(localStorage)") == []
    assert recorded(service, petition) == 1
    service.follower.catch_up()
    visits.complaints[:] = [line for line in visits.complaints if "ERR_INTERNET_DISCONNECTED" not in line]
    signed_and_published(visits, petition)
    service.follower.catch_up()
    read_by_everybody(visits, petition)


def signed_and_published(visits: Visits, petition: Petition) -> None:
    second_editor(visits.service)
    editor = visits.someone(Role.EDITOR)
    editor.goto("/editors")
    visits.keep(editor, "editor-list")
    editor.get_by_role("link", name="土产巷口乱停车").click()
    visits.keep(editor, "editor-petition")
    assert violations(editor) == []
    editor.get_by_role("button", name="签发").click()
    editor.get_by_role("button", name="签发").click()
    expect(editor.locator(".govuk-notification-banner")).to_contain_text("已办理")
    editor.get_by_role("button", name="写公开内容").click()
    expect(editor.locator("mark")).to_have_count(2)
    visits.keep(editor, "redacting")
    assert violations(editor) == []
    for box in editor.locator("input[name=checked]").all():
        box.check()
    editor.locator("#reviewer").select_option(label="周敏（zhou.min）")
    editor.locator("#text").fill(FINDINGS)
    editor.get_by_role("button", name="公开", exact=True).click()
    expect(editor.locator(".govuk-inset-text")).to_contain_text("再看一遍")
    editor.get_by_role("button", name="公开", exact=True).click()
    expect(editor.locator(".govuk-notification-banner")).to_contain_text("已办理")


def read_by_everybody(visits: Visits, petition: Petition) -> None:
    anybody = visits.someone(width=PHONE)
    anybody.goto("/follow-ups")
    visits.keep(anybody, "follow-ups")
    anybody.get_by_role("link", name=petition.number).click()
    expect(anybody.locator(".cb-words")).to_contain_text(TOLD)
    expect(anybody.locator("main")).to_contain_text("姓名 1 处、电话 1 处")
    expect(anybody.locator("main")).not_to_contain_text("13812345678")
    assert (violations(anybody), overflow(anybody)) == ([], 0)
    visits.keep(anybody, "follow-up")


def test_a_visit_whose_answer_is_lost_is_recorded_once(visits: Visits) -> None:
    petition = to_visit(visits.service)
    phone = visits.someone(Role.REPORTER, width=PHONE)
    # Where the browser has no database either: only pictures need one.
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    phone.goto(f"/reporters/visits/{petition.number}")
    address = re.compile(r"/reporters/visits/.*\?by=")

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    phone.route(address, lose)
    fill(phone)
    with phone.expect_event("requestfailed"):
        phone.get_by_role("button", name="提交追访记录").click()
    expect(phone.get_by_text("联网后自动发送")).to_be_visible()
    assert recorded(visits.service, petition) == 1
    phone.unroute(address)
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.wait_for_url(re.compile("/reporters.done="))
    assert recorded(visits.service, petition) == 1
    visits.complaints[:] = [line for line in visits.complaints if "ERR_FAILED" not in line]


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_wrong_with_a_visit_is_said_and_nothing_is_lost(visits: Visits, *, scripts: bool) -> None:
    petition = to_visit(visits.service)
    phone = visits.someone(Role.REPORTER, width=PHONE, language="en", scripts=scripts)
    phone.goto(f"/reporters/visits/{petition.number}")
    phone.locator("#findings").fill("太短")
    phone.get_by_role("button", name="Record the visit").click()
    expect(phone.locator(".govuk-error-summary")).to_contain_text("What was found")
    expect(phone.locator("#findings")).to_have_value("太短")
    visits.keep(phone, f"visit-wrong-{scripts}")
    if scripts:
        assert violations(phone) == []
    phone.get_by_label("Solved", exact=True).check()
    phone.locator("#visited_at").fill(now())
    phone.locator("#findings").fill(FINDINGS)
    phone.locator("input[name=no_photo][value=privacy]").check()
    phone.get_by_role("button", name="Record the visit").click()
    phone.wait_for_url(re.compile("/reporters.done="))
    assert recorded(visits.service, petition) == 1


def test_a_visit_that_was_not_sent_waits_for_its_reporter_and_their_pages_do_not(visits: Visits) -> None:
    petition = to_visit(visits.service)
    phone = visits.someone(Role.REPORTER, width=PHONE)
    phone.goto(f"/reporters/visits/{petition.number}")
    phone.locator("#findings").fill(FINDINGS)
    put_aside(phone, petition.number)
    phone.get_by_role("button", name="退出").click()
    expect(phone.locator("[data-unsent-left]")).to_be_visible()
    assert (violations(phone), overflow(phone)) == ([], 0)
    visits.keep(phone, "visit-left")
    assert phone.evaluate("() => caches.keys()") == []
    session = visits.service.session(Role.REPORTER)
    phone.context.add_cookies([{"name": SESSION, "value": session, "url": visits.service.url}])
    phone.goto(f"/reporters/visits/{petition.number}")
    expect(phone.locator("#findings")).to_have_value(FINDINGS)


def test_a_ranking_from_its_draft_to_its_publication(visits: Visits) -> None:
    service = visits.service
    work(service)
    set_clock(service, BEGIN)
    supervisor = visits.someone(Role.SUPERVISOR)
    supervisor.goto("/ranking-drafts")
    supervisor.get_by_role("button", name="起草2022年1月排行").click()
    supervisor.get_by_role("button", name="起草排行").click()
    expect(supervisor.locator(".govuk-notification-banner")).to_contain_text("已办理")
    visits.keep(supervisor, "ranking-draft")
    unit = visits.someone(Role.UNIT_OFFICER, STREET, scripts=False)
    unit.goto(f"/ranking-drafts/{MONTH}")
    unit.get_by_role("button", name="提出异议").click()
    unit.locator("#words").fill("我街道的一件退单已获同意，不应计入被驳回退单。")
    unit.get_by_role("button", name="提出异议").click()
    editor = visits.someone(Role.EDITOR)
    editor.goto(f"/ranking-drafts/{MONTH}/publish-ranking")
    editor.get_by_role("button", name="公布排行").click()
    expect(editor.locator(".govuk-error-summary")).to_contain_text("异议期")
    supervisor.goto(f"/ranking-drafts/{MONTH}")
    expect(supervisor.locator("main")).to_contain_text("一件退单已获同意")
    supervisor.get_by_role("link", name="裁定异议").click()
    supervisor.get_by_label("否", exact=True).check()
    supervisor.locator("#reasons").fill("经核对，该退单未获同意，数字无误。")
    supervisor.get_by_role("button", name="裁定异议").click()
    expect(supervisor.locator("main")).to_contain_text("异议不成立")
    visits.keep(supervisor, "ranking-objection")
    assert violations(supervisor) == []
    set_clock(service, BEGIN + A_WEEK)
    editor.goto(f"/ranking-drafts/{MONTH}/publish-ranking")
    editor.get_by_role("button", name="公布排行").click()
    expect(editor.locator(".govuk-notification-banner")).to_contain_text("已办理")
    anybody = visits.someone(width=PHONE)
    anybody.goto("/rankings")
    anybody.get_by_role("link", name="2022年1月").click()
    expect(anybody.locator("main")).to_contain_text("优越路街道")
    expect(anybody.locator("main")).to_contain_text("6/6")
    expect(anybody.locator("main")).to_contain_text("pds_news:1")
    expect(anybody.locator("main")).not_to_contain_text("退单已获同意")
    assert (violations(anybody), overflow(anybody)) == ([], 0)
    visits.keep(anybody, "ranking")


def test_a_story_is_written_revised_and_withdrawn_without_scripts(visits: Visits) -> None:
    second_editor(visits.service)
    editor = visits.someone(Role.EDITOR, scripts=False)
    editor.goto("/editors/stories/new")
    editor.locator("#title").fill("一条小巷的“堵”与“通”")
    editor.locator("#text").fill("土产巷口车辆乱停，王女士多次反映，街道清理后巷口畅通。")
    editor.locator("#units").select_option(STREET)
    editor.get_by_role("button", name="更新预览").click()
    expect(editor.locator("mark")).to_have_text("王女士")
    for box in editor.locator("input[name=checked]").all():
        box.check()
    editor.locator("#reviewer").select_option(label="周敏（zhou.min）")
    editor.get_by_role("button", name="公开", exact=True).click()
    expect(editor.locator(".govuk-notification-banner")).to_contain_text("公开典型")
    anybody = visits.someone()
    anybody.goto("/stories")
    visits.keep(anybody, "stories")
    anybody.get_by_role("link", name="一条小巷").click()
    expect(anybody.locator(".cb-words")).to_contain_text("某某多次反映")
    expect(anybody.locator("main")).to_contain_text("优越路街道")
    assert violations(anybody) == []
    visits.keep(anybody, "story")
    editor.get_by_role("link", name="修订典型").click()
    expect(editor.locator("#title")).to_have_value("一条小巷的“堵”与“通”")
    editor.goto("/editors/stories")
    editor.get_by_role("link", name="撤下典型").click()
    editor.locator("#reason").fill("文中情况有误。")
    editor.get_by_role("button", name="撤下典型").click()
    expect(editor.locator("main")).not_to_contain_text("一条小巷")
