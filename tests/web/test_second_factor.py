"""The second factor: a code of one's device after the password, each good once; and a city that demands it."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pyotp
import pytest

from casebook.accounts.factors import STEP
from casebook.web import create_app
from casebook.web.sessions import SESSION
from web.service_at_hand import serving
from web.signing_in import PASSWORD, accounts_of, staff
from web.test_pages import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from web.service_at_hand import Service


@pytest.fixture
def demanding(service: Service) -> Iterator[Service]:
    """The service of a city where a password alone lets nobody in."""
    settings = replace(service.app.state.services.settings, second_factor="demanded")
    app = create_app(replace(service.app.state.services, settings=settings))
    with serving(app) as url:
        yield replace(service, url=url, app=app)


def code(secret: str, step: int) -> str:
    """What the device shows so many half minutes from now."""
    return pyotp.TOTP(secret).at(int(time.time()) + step * STEP)


def sign_in(client: httpx.Client) -> httpx.Response:
    return client.post("/sign-in", data={"login": "wang.li", "password": PASSWORD, "next": "/staff?overdue=true"})


def secret_on(page: str) -> str:
    (found,) = re.findall(r'<code class="cb-secret">([A-Z2-7]{32})</code>', page)
    return str(found)


def recovery_on(page: str) -> list[str]:
    return re.findall(r'<code class="cb-secret">([0-9a-f]{6}-[0-9a-f]{6})</code>', page)


def set_up(client: httpx.Client) -> tuple[str, str, list[str]]:
    """Somebody sets up their device; its secret, the code that was used for it, and the recovery codes."""
    assert sign_in(client).headers["location"] == "/staff?overdue=true"
    secret = secret_on(client.get("/me/second-factor").text)
    assert secret_on(client.get("/me/second-factor").text) == secret
    first = code(secret, -1)
    answer = client.post("/me/second-factor", data={"code": first})
    assert answer.status_code == 200
    client.post("/sign-out")
    return secret, first, recovery_on(answer.text)


def test_after_the_password_comes_a_code_that_is_good_once(service: Service) -> None:
    person = staff(service)
    with browser(service) as client:
        secret, used, _ = set_up(client)
        answer = sign_in(client)
        second = answer.headers["location"]
        assert second == "/sign-in/second?next=%2Fstaff%3Foverdue%3Dtrue"
        assert SESSION not in client.cookies
        assert client.get("/staff").status_code == 303, "the password alone opens nothing"
        assert 'value="/staff?overdue=true"' in client.get(second).text
        for wrong in ("", "000000", used, code(secret, 9)):
            refused = client.post("/sign-in/second", data={"code": wrong, "next": "/staff"})
            assert refused.status_code == 403
        shown = code(secret, 0)
        right = {"code": f" {shown[:3]} {shown[3:]}", "next": "/staff?overdue=true"}
        assert client.post("/sign-in/second", data=right).headers["location"] == "/staff?overdue=true"
        assert client.get("/staff").status_code == 200
        assert client.get("/sign-in/second").headers["location"].startswith("/sign-in?")
    kinds = [entry.kind for entry in accounts_of(service).log.page(None, limit=50) if entry.person_id == person.id]
    assert kinds.count("second-factor-failed") == 4
    assert kinds.count("second-factor-set") == 1


def test_a_recovery_code_helps_once_where_the_device_is_lost(service: Service) -> None:
    staff(service)
    with browser(service) as client:
        *_, recovery = set_up(client)
        assert len(set(recovery)) == 10
        sign_in(client)
        assert client.post("/sign-in/second", data={"code": recovery[0].upper()}).status_code == 303
        assert client.get("/staff").status_code == 200
        client.post("/sign-out")
        sign_in(client)
        assert client.post("/sign-in/second", data={"code": recovery[0]}).status_code == 403
        assert client.post("/sign-in/second", data={"code": recovery[1]}).status_code == 303


def test_whoever_removes_it_shows_a_code_and_needs_none_afterwards(service: Service) -> None:
    staff(service)
    with browser(service) as client:
        secret, *_ = set_up(client)
        sign_in(client)
        used = code(secret, 0)
        client.post("/sign-in/second", data={"code": used})
        assert client.post("/me/second-factor", data={"code": used}).status_code == 403
        done = client.post("/me/second-factor", data={"code": code(secret, 1)})
        assert done.headers["location"] == "/me?done=factor-removed"
        assert "没有启用" in client.get(done.headers["location"]).text
        client.post("/sign-out")
        assert sign_in(client).headers["location"] == "/staff?overdue=true"


def test_where_it_is_demanded_nobody_comes_in_without_setting_it_up(demanding: Service) -> None:
    person, factors = staff(demanding), accounts_of(demanding).factors
    seen = factors.offer(person.id, person.login).secret
    invitation = factors.invite(person.id)
    with browser(demanding) as client:
        second = sign_in(client).headers["location"]
        assert "cb-secret" not in client.get(second).text, "the password alone is shown no secret"
        assert client.get("/staff").status_code == 303
        given = {"invitation": invitation, "next": "/staff"}
        secret = secret_on(client.post("/sign-in/second", data=given).text)
        assert secret != seen, "what was shown before the code was given out is void"
        answer = client.post("/sign-in/second", data=given | {"code": code(secret, 0)})
        assert len(recovery_on(answer.text)) == 10
        assert 'href="/staff"' in answer.text
        assert client.get("/staff").status_code == 200
    assert factors.invite(person.id) is None, "whoever has a device is given no code for a first one"


def test_a_password_alone_sets_up_no_first_device(demanding: Service) -> None:
    person, factors = staff(demanding), accounts_of(demanding).factors
    void = factors.invite(person.id)
    factors.invite(person.id)
    with browser(demanding) as client:
        sign_in(client)
        secret = factors.offer(person.id, person.login).secret
        for wrong in ({}, {"invitation": ""}, {"invitation": void}, {"invitation": "3f9a1c-07be42"}):
            refused = client.post("/sign-in/second", data=wrong | {"code": code(secret, 0)})
            assert (refused.status_code, "cb-secret" in refused.text) == (403, False)
        guesses = [client.post("/sign-in/second", data={"invitation": f"{n:06}-000000"}).status_code for n in range(7)]
    assert guesses == [403] * 6 + [429]
    assert not factors.has(person.id)


def test_codes_cannot_be_guessed(service: Service) -> None:
    staff(service)
    with browser(service) as client:
        set_up(client)
        sign_in(client)
        guesses = [client.post("/sign-in/second", data={"code": f"{n:06}"}).status_code for n in range(11)]
    assert guesses == [403] * 10 + [429]
