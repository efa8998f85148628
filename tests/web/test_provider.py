"""Staff sign in by a service that knows them: a real provider of OpenID Connect, in a process of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest

from casebook.access import Role
from casebook.accounts.people import Hat
from casebook.settings import Provider
from casebook.web import create_app
from web.service_at_hand import API, serving
from web.signing_in import Browser, accounts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

    from casebook.postgres import Database
    from web.service_at_hand import Service

SUBJECT = "wang.li@city.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider that runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--port", str(port), "--user-claims", json.dumps({"sub": SUBJECT, "preferred_username": "wl"})]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", *words, "--require-nonce", "true"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                if httpx.get(f"{address}/.well-known/openid-configuration").status_code == httpx.codes.OK:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def provided(service: Service, issuer: str) -> Iterator[str]:
    """The address of the service where that provider knows staff."""
    with serving(app_of(service, Provider(issuer, "casebook", "a secret"))) as url:
        yield url


def app_of(service: Service, provider: Provider) -> FastAPI:
    served = service.app.state.services
    return create_app(replace(served, settings=replace(served.settings, provider=provider)))


def known(service: Service, external: str = SUBJECT) -> None:
    people = accounts_of(service).people
    people.give(people.add("wang.li", "王丽", password=None, external=external), Hat(Role.DESK))


def there(browser: Browser, destination: str = "/work") -> str:
    """Off to the provider; the address that the browser is sent to."""
    answer = browser.get("/sign-in/oidc", params={"next": destination})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def back(address: str, subject: str = SUBJECT) -> str:
    """The person says there who they are; the address that the browser is sent back to."""
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def test_whom_the_provider_knows_is_let_in(service: Service, provided: str) -> None:
    known(service)
    with Browser(provided) as browser:
        address = there(browser)
        asked = parse_qs(urlsplit(address).query)
        assert asked["redirect_uri"] == [f"{provided}/sign-in/oidc/back"]
        assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
        assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
        answer = browser.get(back(address))
        assert (answer.status_code, answer.headers["location"]) == (303, "/work")
        me = browser.get(f"{API}/me").json()
        assert (me["name"], me["role"]) == ("王丽", "desk")
        assert browser.get(f"{API}/me/sessions").json()["sessions"][0]["way"] == "oidc"


def test_a_journey_is_made_once_and_by_who_began_it(service: Service, provided: str, database: Database) -> None:
    known(service)
    with Browser(provided) as browser, Browser(provided) as other:
        home = back(there(browser))
        there(other)
        assert other.get(home).status_code == 403, "another browser's journey"
        assert browser.get(home).status_code == 303
        browser.cookies.clear()
        assert browser.get(home).status_code == 403, "made before"
        home = back(there(browser))
        assert browser.get(home.replace("state=", "state=x")).status_code == 403
        home = back(there(browser))
        assert browser.get(home.replace("code=", "code=x")).status_code == 403
        home = back(there(browser))
        with psycopg.connect(database.owner_dsn) as owner:
            owner.execute("UPDATE accounts.journeys SET ends_at = now()")
        assert browser.get(home).status_code == 403, "too late"
        assert browser.get("/sign-in/oidc/back", params={"error": "access_denied"}).status_code == 403


def test_a_token_for_another_journey_is_no_word_for_this_one(
    service: Service, provided: str, database: Database
) -> None:
    known(service)
    with Browser(provided) as browser:
        home = back(there(browser))
        with psycopg.connect(database.owner_dsn) as owner:
            owner.execute("UPDATE accounts.journeys SET nonce = 'another'")
        answer = browser.get(home)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/provider-failed")


def test_whom_nobody_knows_here_or_who_is_blocked_stays_outside(service: Service, provided: str) -> None:
    known(service)
    people = accounts_of(service).people
    with Browser(provided) as browser:
        answer = browser.get(back(there(browser), "stranger@city.example"))
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/sign-in-failed")
        people.block(people.named("wang.li"))
        assert browser.get(back(there(browser))).status_code == 403
        assert browser.get(f"{API}/me").status_code == 401


def test_another_claim_can_say_who_it_is(service: Service, issuer: str) -> None:
    known(service, "wl")
    provider = Provider(issuer, "casebook", "a secret", "preferred_username")
    with serving(app_of(service, provider)) as url, Browser(url) as browser:
        assert browser.get(back(there(browser))).status_code == 303


def test_a_provider_that_is_another_or_none_lets_nobody_in(service: Service, issuer: str) -> None:
    for wrong in (issuer.replace("127.0.0.1", "localhost") + "/", f"{issuer}/elsewhere", "http://127.0.0.1:9"):
        with serving(app_of(service, Provider(wrong, "casebook", "a secret"))) as url, Browser(url) as browser:
            answer = browser.get("/sign-in/oidc")
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/provider-failed"), wrong
    with Browser(service.url) as browser:
        assert browser.get("/sign-in/oidc").status_code == 404, "none is set"
