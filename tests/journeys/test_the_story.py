"""The story of Tuchan Lane in browsers: six people, each in their own language, from a phone to the ranking.

Every step is a button or a form of a page. Told twice, so that each of them has done it in both languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from casebook.access import Role
from casebook.accounts.people import Hat
from casebook.web.html.speech import Speech
from journeys.browsing import DESK, PHONE, overflow
from web.rankings_at_service import set_clock
from web.service_at_hand import CONTACT, REPLY, STREET, WISH
from web.signing_in import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from journeys.browsing import Visits

Tag = Literal["zh-CN", "en"]
CAST = {
    "wang.li": ("王丽", Hat(Role.DESK), Hat(Role.DISPATCHER), Hat(Role.SUPERVISOR)),
    "li.qiang": ("李强", Hat(Role.UNIT_OFFICER, STREET)),
    "zhao.min": ("赵敏", Hat(Role.UNIT_APPROVER, STREET)),
    "chen.chen": ("陈晨", Hat(Role.REPORTER)),
    "sun.yi": ("孙怡", Hat(Role.EDITOR)),
    "zhou.min": ("周敏", Hat(Role.EDITOR)),
}
FINDINGS = "下午三点半，土产巷口没有车辆停放，家属院出口畅通。居民王小明说，车辆上周就清走了。"


@dataclass
class Person:
    """Somebody at a browser."""

    visits: Visits
    page: Page
    say: Speech
    told: str
    steps: Iterator[int]

    def press(self, sentence: str) -> None:
        """Press the button that says this, given in Chinese."""
        self.page.get_by_role("button", name=self.say.gettext(sentence), exact=True).click()

    def give(self, command: str, **fields: str | list[str]) -> None:
        """Choose a command on the page of a petition, fill its form in and send it."""
        name = self.say.term(command, "command")
        self.page.locator(f"main a[href$='/{command}']").click()
        self.page.wait_for_url(re.compile(command))
        for field, value in fields.items():
            self.fill(field, value)
        self.look(command)
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()
        expect(self.page.locator(".govuk-notification-banner")).to_contain_text(name)
        self.look(f"{command}-done")

    def fill(self, field: str, value: str | list[str]) -> None:
        """Fill in one field, whatever its kind."""
        control = self.page.locator(f"[name='{field}']")
        kind = control.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            for one in [value] if isinstance(value, str) else value:
                self.page.locator(f"[name='{field}'][value='{one}']").check()
        elif kind == "select-one" and isinstance(value, str):
            control.first.select_option(value)
        else:
            control.first.fill(str(value))

    def sign_in(self, login: str) -> None:
        """By the form, with a password."""
        self.page.goto("/")
        self.page.get_by_role("link", name=self.say.gettext("工作人员")).click()
        self.fill("login", login)
        self.fill("password", PASSWORD)
        self.press("登录")
        self.page.wait_for_url(re.compile("/(staff|reporters|editors)$"))

    def change_hat(self, role: Role) -> None:
        """On the page of the account."""
        self.page.locator(".cb-masthead__person").click()
        self.page.get_by_role("button", name=self.say.gettext("换到：%(hat)s") % {"hat": self.say.term(role)}).click()
        expect(self.page.locator(".cb-masthead__person")).to_have_text(self.say.term(role))

    def open(self, entry: str) -> None:
        """Go to a list by the navigation, and from there to the petition."""
        self.visits.service.follower.catch_up()
        self.navigate(entry)
        self.look(f"list{entry.replace('/', '-')}")
        self.page.get_by_role("link", name=WISH["title"]).click()

    def navigate(self, entry: str) -> None:
        """Choose an entry of the navigation; on a phone the menu holds it."""
        if (self.page.viewport_size or {"width": DESK})["width"] == PHONE:
            self.press("菜单")
        self.page.locator("#navigation").get_by_role(
            "link", name=self.say.term(entry, "navigation"), exact=True
        ).click()

    def look(self, name: str) -> None:
        """Keep a picture; nobody scrolls sideways."""
        assert overflow(self.page) == 0, self.page.url
        self.visits.keep(self.page, f"{self.told}-{next(self.steps):02}-{name}")


@pytest.mark.parametrize(("first", "second"), [("zh-CN", "en"), ("en", "zh-CN")])
def test_six_people_take_a_petition_from_a_phone_to_the_ranking(visits: Visits, first: Tag, second: Tag) -> None:
    accounts = visits.service.app.state.services.accounts.people
    for login, (name, *hats) in CAST.items():
        account = accounts.add(login, name, password=PASSWORD)
        for hat in hats:
            accounts.give(account, hat)
    zone, steps = visits.service.app.state.services.settings.zone, count(1)

    def person(tag: Tag, width: int = DESK) -> Person:
        say = Speech("en" if tag == "en" else "zh", zone)
        return Person(visits, visits.someone(language=tag, width=width), say, f"story-{first}", steps)

    def at(day: int, hour: int, month: int = 1) -> None:
        set_clock(visits.service, datetime(2022, month, day, hour, tzinfo=zone))

    citizen, hotline, clerk = person(first, PHONE), person(second), person(first)
    approver, reporter, editor = person(second), person(first, PHONE), person(second)
    at(19, 9)
    number = files(citizen)
    at(19, 10)
    accepts_and_assigns(hotline)
    at(20, 9)
    signs(clerk)
    at(21, 15)
    replies(approver)
    at(24, 9)
    hotline.change_hat(Role.DESK)
    hotline.open("/staff")
    hotline.give("approve-reply", checks=["answers", "facts", "actions", "dates", "evidence", "tone"])
    at(24, 10)
    editor.sign_in("sun.yi")
    editor.open("/editors")
    editor.give("schedule-verification", reporter="陈晨（chen.chen）")
    at(24, 17)
    visits_the_lane(reporter)
    at(25, 9)
    countersigns_and_publishes(editor)
    at(26, 9)
    hotline.open("/staff")
    hotline.give("record-callback", reached="true", solved="yes")
    hotline.give("close-petition", summary="违停车辆已清走，巷口恢复畅通。")
    at(27, 20)
    rates(citizen)
    at(8, 9, month=2)
    hotline.change_hat(Role.SUPERVISOR)
    drafts(hotline)
    at(15, 10, month=2)
    publishes_the_ranking(editor)
    reads(citizen, number)


def files(citizen: Person) -> str:
    citizen.page.goto("/")
    citizen.look("front")
    citizen.press("提交诉求")
    for field in ("category", "title", "body", "area", "street", "place", "name", "phone"):
        citizen.fill(field, WISH[field])
    citizen.look("file")
    citizen.press("提交")
    citizen.page.wait_for_url(re.compile("/receipt$"))
    citizen.look("receipt")
    number = citizen.page.locator(".cb-receipt__codes dd").first.inner_text()
    citizen.press("查看这件诉求")
    expect(citizen.page.get_by_role("heading", level=1)).to_contain_text(WISH["title"])
    citizen.look("submitted")
    return number


def accepts_and_assigns(hotline: Person) -> None:
    hotline.sign_in("wang.li")
    hotline.open("/staff")
    hotline.look("petition")
    hotline.give("accept-petition", matter="parking")
    hotline.change_hat(Role.DISPATCHER)
    hotline.open("/staff")
    hotline.give("assign-petition", unit=STREET, instructions="请先联系诉求人，再到现场查看。")


def signs(clerk: Person) -> None:
    clerk.sign_in("li.qiang")
    clerk.open("/staff")
    clerk.give("sign-assignment")
    clerk.give("record-contact", mode="phone", reached="true", summary=CONTACT["summary"])


def replies(approver: Person) -> None:
    approver.sign_in("zhao.min")
    approver.open("/staff")
    written = {"outcome": "resolved", "text": REPLY["text"], "actions": REPLY["actions"]}
    approver.give("submit-reply", drafted_by="李强（li.qiang）", **written)


def visits_the_lane(reporter: Person) -> None:
    reporter.sign_in("chen.chen")
    reporter.open("/reporters")
    reporter.fill("result", "solved")
    reporter.fill("visited_at", "2022-01-24T15:30")
    reporter.fill("findings", FINDINGS)
    reporter.fill("no_photo", "privacy")
    reporter.look("visit")
    reporter.press("提交追访记录")
    reporter.page.wait_for_url(re.compile("/reporters.done="))
    expect(reporter.page.get_by_role("link", name=WISH["title"])).to_have_count(0)
    reporter.look("visit-done")


def countersigns_and_publishes(editor: Person) -> None:
    editor.open("/editors")
    editor.give("countersign-verification")
    editor.press("写公开内容")
    for box in editor.page.locator("input[name=checked]").all():
        box.check()
    editor.page.locator("#reviewer").select_option(label="周敏（zhou.min）")
    editor.look("publication")
    editor.press("公开")
    expect(editor.page.locator(".govuk-notification-banner")).to_be_visible()


def rates(citizen: Person) -> None:
    citizen.page.reload()
    citizen.look("closed")
    citizen.press(citizen.say.term("rate-petition", "command"))
    citizen.fill("solved", "yes")
    citizen.fill("score", "5")
    citizen.look("rate")
    citizen.press(citizen.say.term("rate-petition", "command"))
    expect(citizen.page.locator("main")).to_contain_text(citizen.say.term("5", "grade"))
    citizen.look("rated")


def drafts(hotline: Person) -> None:
    hotline.visits.service.follower.catch_up()
    hotline.navigate("/ranking-drafts")
    hotline.look("drafts")
    hotline.press(hotline.say.gettext("起草%(month)s排行") % {"month": hotline.say.month("2022-01")})
    hotline.press(hotline.say.term("draft-ranking", "command"))
    expect(hotline.page.locator("main")).to_contain_text("1/1")
    hotline.look("draft")


def publishes_the_ranking(editor: Person) -> None:
    editor.navigate("/ranking-drafts")
    editor.page.get_by_role("link", name=editor.say.month("2022-01")).click()
    editor.press(editor.say.term("publish-ranking", "command"))
    editor.press(editor.say.term("publish-ranking", "command"))
    expect(editor.page.locator(".govuk-notification-banner")).to_be_visible()
    editor.look("ranking-published")


def reads(citizen: Person, number: str) -> None:
    citizen.visits.service.follower.catch_up()
    citizen.navigate("/rankings")
    citizen.page.get_by_role("link", name=citizen.say.month("2022-01")).click()
    expect(citizen.page.locator("main")).to_contain_text("1/1")
    citizen.look("ranking")
    citizen.navigate("/follow-ups")
    citizen.page.get_by_role("link", name=number).click()
    expect(citizen.page.locator("main")).to_contain_text("居民某某说")
    citizen.look("follow-up")
