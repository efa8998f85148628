"""Pictures in the browser: sent at once and again, kept where there is no network, and published by choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from casebook.access import Role
from casebook.petitions.event import files_in
from casebook.petitions.events import Submitted, VerifiedByReporter
from journeys.browsing import DESK, PHONE, overflow, violations
from journeys.test_newsroom import fill, put_aside, recorded, second_editor, to_visit
from pictures import photo
from web.service_at_hand import STREET
from web.test_photos import in_progress

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page, Route

    from casebook.petitions.event import Attachment
    from journeys.browsing import Visits
    from web.service_at_hand import Petition, Service

TITLE, BODY = "小巷路灯不亮", "土产巷的路灯坏了半个月，晚上出行不便。"

NO_PICTURE: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}

ON_THE_PHONE = """() => new Promise((done) => {
  indexedDB.open("casebook-visits").onsuccess = ({ target: { result } }) => {
    result.transaction("photos").objectStore("photos").count().onsuccess = (event) => done(event.target.result);
  };
})"""
"""So many pictures the browser keeps for visits."""


def payload(*colours: str) -> list[FilePayload]:
    """Photos of a telephone: large, and with a place in them."""
    return [
        {"name": f"{one}.jpg", "mimeType": "image/jpeg", "buffer": photo((3000, 2250), colour=one)} for one in colours
    ]


def shown_with(service: Service, number: str, kind: type[Submitted | VerifiedByReporter]) -> tuple[Attachment, ...]:
    """The pictures that the ledger names in the last event of a kind."""
    petition_id = service.ledger.by_number(number)
    assert petition_id
    events = [entry.event for entry in service.ledger.entries(petition_id)]
    return files_in([event for event in events if isinstance(event, kind)][-1])


def lose(route: Route) -> None:
    """The connection breaks."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def look(visits: Visits, page: Page, name: str) -> None:
    """Pictures at both widths, and nobody shut out."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) == 0
        visits.keep(page, f"{name}-{width}")
    assert violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 800})


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "dark")])
def test_photos_of_a_phone_are_sent_at_once_and_again(
    visits: Visits, language: Literal["zh-CN", "en"], scheme: Literal["light", "dark"]
) -> None:
    page = visits.someone(width=PHONE, language=language, scheme=scheme)
    page.goto("/file")
    taken = page.locator("[data-taken] > li")
    page.locator("#category-2").check()
    page.locator("#title").fill(TITLE)
    page.route("**/file", lose)
    page.locator("#attachments").set_input_files(payload("#c33"))
    expect(page.locator("[data-state=failed] [data-again]")).to_be_visible()
    look(visits, page, f"photo-lost-{language}")
    page.get_by_role("button", name={"zh-CN": "提交", "en": "File"}[language], exact=True).click()
    expect(page.locator("[data-again]").first).to_be_focused()
    page.unroute("**/file")
    page.locator("[data-again]").first.click()
    expect(taken.locator("img")).to_have_count(1)
    page.locator("#attachments").set_input_files(payload("#3c3", "#33c"))
    expect(taken.locator("img")).to_have_count(3)
    look(visits, page, f"photos-{language}")
    taken.nth(1).get_by_role("button").click()
    expect(taken).to_have_count(2)
    page.locator("#attachments").set_input_files(NO_PICTURE)
    expect(page.locator("[data-state=failed] [data-why]")).to_contain_text("JPEG")
    taken.last.locator("[data-drop]").click()
    expect(taken).to_have_count(2)
    page.goto("/file")
    page.locator("[data-draft-restore]").click()
    expect(page.locator("#title")).to_have_value(TITLE)
    expect(taken.locator("img")).to_have_count(2)
    page.locator("#body").fill(BODY)
    page.locator("#phone").fill("19900001234")
    page.get_by_role("button", name={"zh-CN": "提交", "en": "File"}[language], exact=True).click()
    page.wait_for_url(re.compile("/receipt$"))
    number = page.locator(".cb-receipt__codes dd").first.inner_text()
    assert len(shown_with(visits.service, number, Submitted)) == 2
    page.goto(f"/mine/{number}")
    page.locator("details", has=page.locator(".cb-pictures")).locator("summary").click()
    expect(page.locator(".cb-pictures img").first).to_be_visible()
    look(visits, page, f"photos-own-{language}")
    visits.complaints[:] = [line for line in visits.complaints if "ERR_FAILED" not in line]


def test_pictures_of_a_visit_wait_for_a_network_and_are_sent_once(visits: Visits) -> None:
    service = visits.service
    petition = to_visit(service)
    phone = visits.someone(Role.REPORTER, width=PHONE)
    phone.goto("/reporters")
    put_aside(phone, petition.number)
    phone.context.set_offline(True)
    phone.goto(f"/reporters/visits/{petition.number}")
    fill(phone)
    phone.locator("#photos_before").set_input_files(payload("#666"))
    phone.locator("#photos").set_input_files(payload("#3c3", "#33c"))
    expect(phone.locator("[data-state=kept]")).to_have_count(3)
    phone.locator("[data-photos=photos] [data-drop]").last.click()
    while phone.evaluate(ON_THE_PHONE) != 2:
        phone.wait_for_timeout(20)
    phone.reload()
    expect(phone.locator("[data-state=kept]")).to_have_count(2)
    look(visits, phone, "visit-photos-offline")
    phone.get_by_role("button", name="提交追访记录").click()
    expect(phone.get_by_text("联网后自动发送")).to_be_visible()
    # The pictures arrive; then the connection breaks again, before the visit itself is sent.
    at = {"posts": 0}

    def break_again(route: Route) -> None:
        at["posts"] += route.request.method == "POST"
        if at["posts"] > 2:
            route.abort()
        else:
            route.continue_()

    phone.route(re.compile(r"/reporters/visits/.*\?by="), break_again)
    phone.context.set_offline(False)
    while at["posts"] < 3:
        phone.wait_for_timeout(50)
    assert recorded(service, petition) == 0
    phone.unroute_all()
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.wait_for_url(re.compile("/reporters.done="))
    assert recorded(service, petition) == 1
    assert len(shown_with(service, petition.number, VerifiedByReporter)) == 2
    assert phone.evaluate("() => Object.keys(localStorage).length") == 0
    assert phone.evaluate(ON_THE_PHONE) == 0
    network = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")
    visits.complaints[:] = [line for line in visits.complaints if not any(one in line for one in network)]
    petition.version += 1
    petition.step(Role.EDITOR, "countersign-verification")
    published_by_choice(visits, petition)


def published_by_choice(visits: Visits, petition: Petition) -> None:
    """The editor lets everybody see one of the two pictures."""
    second_editor(visits.service)
    editor = visits.someone(Role.EDITOR)
    editor.goto(f"/editors/petitions/{petition.number}")
    look(visits, editor, "editor-photos")
    editor.goto(f"/editors/petitions/{petition.number}/publication")
    expect(editor.locator("[name=picture]:checked")).to_have_count(0)
    look(visits, editor, "publishing-photos")
    editor.locator("[name=picture]").nth(0).check()
    editor.locator("[name^=caption]").nth(0).fill("巷口没有车辆停放，禁停标线已施划。")
    editor.locator("[name=pictures_checked]").check()
    for box in editor.locator("input[name=checked]").all():
        box.check()
    editor.locator("#reviewer").select_option(label="周敏（zhou.min）")
    editor.get_by_role("button", name="公开", exact=True).click()
    expect(editor.locator(".govuk-notification-banner")).to_contain_text("已办理")
    visits.service.follower.catch_up()
    anybody = visits.someone(width=PHONE, scheme="dark")
    anybody.goto(f"/follow-ups/{petition.number}")
    expect(anybody.get_by_alt_text("巷口没有车辆停放")).to_have_count(1)
    anybody.locator(".cb-pictures__public").scroll_into_view_if_needed()
    assert anybody.locator(".cb-pictures__public").evaluate("one => one.decode().then(() => one.naturalWidth)") == 240
    look(visits, anybody, "follow-up-photos")


def test_a_unit_chooses_pictures_for_its_reply(visits: Visits) -> None:
    petition = in_progress(visits.service)
    page = visits.someone(Role.UNIT_APPROVER, STREET)
    page.goto(f"/staff/petitions/{petition.number}/submit-reply")
    page.locator("#evidence").set_input_files(payload("#3c3"))
    expect(page.locator("[data-taken] img")).to_have_count(1)
    look(visits, page, "reply-photos")
