"""My account: other hats, where I am signed in, and another password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from casebook.access import Role
from casebook.accounts.people import Hat
from web.service_at_hand import STREET, file
from web.signing_in import PASSWORD, Browser, accounts_of, staff

if TYPE_CHECKING:
    from web.service_at_hand import Service

FRESH = "another horse, another battery"


class Person(Browser):
    """Somebody who reads pages, in Chinese."""

    def __init__(self, service: Service, **more: str) -> None:
        super().__init__(service.url, **{"Accept": "text/html"} | more)


def test_whoever_has_two_hats_puts_on_the_other_and_comes_to_its_work(service: Service) -> None:
    staff(service, "wang.li", Hat(Role.DESK), Hat(Role.UNIT_OFFICER, STREET))
    with Person(service) as browser:
        browser.sign_in()
        text = browser.get("/me").text
        assert "王丽" in text
        hidden = re.findall(r'name="(role|unit|next)" value="([^"]*)"', text)
        assert hidden == [("role", "unit_officer"), ("unit", STREET), ("next", "/staff")]
        assert browser.post("/hat", data=dict(hidden)).headers["location"] == "/staff"
        assert "只看逾期" in browser.get("/staff").text


def test_a_session_is_ended_from_another_and_its_next_click_leads_to_the_door(service: Service) -> None:
    staff(service)
    with Person(service) as here, Person(service) as there:
        here.sign_in()
        there.sign_in()
        text = here.get("/me").text
        assert text.count("就是这里") == 1
        which = re.findall(r'name="which" value="([0-9a-f-]{36})"', text)
        assert len(which) == 1
        assert here.post("/me/sessions", data={"which": which[0]}).headers["location"] == "/me?done=ended"
        assert there.get("/staff").headers["location"] == "/sign-in?next=%2Fstaff"
        there.sign_in()
        assert here.post("/me/sessions", data={"which": "others"}).status_code == 303
        assert (there.get("/me").status_code, here.get("/me").status_code) == (303, 200)


def test_nobody_ends_the_session_of_somebody_else(service: Service) -> None:
    staff(service)
    other = staff(service, "li.na")
    with Person(service) as mine, Person(service) as theirs:
        mine.sign_in()
        theirs.sign_in("li.na")
        (session,) = accounts_of(service).sessions.of_person(other.id)
        assert mine.post("/me/sessions", data={"which": str(session.id)}).status_code == 404
        assert mine.post("/me/sessions", data={"which": "theirs"}).status_code == 400
        assert theirs.get("/me").status_code == 200


def test_a_password_is_changed_by_who_knows_the_old_one_and_ends_the_other_sessions(service: Service) -> None:
    staff(service)
    with Person(service) as here, Person(service) as there:
        here.sign_in()
        there.sign_in()
        change = {"old": PASSWORD, "new": FRESH, "again": FRESH}
        assert here.post("/me/password", data=change).headers["location"] == "/me?done=password"
        assert "密码已更改" in here.get("/me?done=password").text
        assert (here.get("/staff").status_code, there.get("/staff").status_code) == (200, 303)
        assert there.sign_in().status_code == 403
        assert there.sign_in(password=FRESH).status_code == 303
    kinds = [entry.kind for entry in accounts_of(service).log.page(None, 200)]
    assert kinds.count("password-changed") == 1
    assert kinds.count("session-revoked") == 1


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"old": "nonsense"}, 403, "现在的密码不正确"),
        ({"new": "short", "again": "short"}, 422, "12 至 200"),
        ({"again": FRESH + "!"}, 422, "两次输入"),
    ],
)
def test_what_is_wrong_with_a_change_is_said_and_nothing_is_changed(
    service: Service, change: dict[str, str], status: int, told: str
) -> None:
    staff(service)
    with Person(service) as browser:
        browser.sign_in()
        answer = browser.post("/me/password", data={"old": PASSWORD, "new": FRESH, "again": FRESH} | change)
        assert answer.status_code == status
        assert told in answer.text
        assert FRESH not in answer.text
        assert browser.sign_in().status_code == 303


def test_the_old_password_cannot_be_guessed_in_a_session_that_was_left_open(service: Service) -> None:
    staff(service)
    with Person(service) as browser:
        browser.sign_in()
        guesses = [
            browser.post("/me/password", data={"old": f"guess {n}", "new": FRESH, "again": FRESH}).status_code
            for n in range(11)
        ]
    assert guesses == [403] * 10 + [429]


def test_a_citizen_sees_where_they_are_signed_in_and_goes_out(service: Service) -> None:
    file(service, phone="19900001234")
    with Person(service) as browser:
        browser.verify(service, "19900001234")
        text = browser.get("/me").text
        assert "您用手机验证码登录" in text
        assert "更改密码" not in text
        assert browser.get("/staff").status_code == 303
        assert browser.post("/sign-out", data={"here": "yes"}).status_code == 303
        assert browser.get("/me").status_code == 303
