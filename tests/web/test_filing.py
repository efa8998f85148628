"""Filing over HTTP: how often, and with whose telephone number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from casebook.access import Role
from casebook.accounts.filing import FROM_NETWORK, FROM_PHONE
from casebook.settings import load
from casebook.web import create_app
from web.service_at_hand import API, WISH, serving
from web.signing_in import Browser, accounts_of

if TYPE_CHECKING:
    import httpx
    import pytest

    from web.service_at_hand import Service

MINE, OTHERS = "19900001234", "19900005678"


def send(client: httpx.Client, key: str | None = None, **changes: object) -> httpx.Response:
    return client.post(f"{API}/petitions", json=WISH | changes, headers={"Idempotency-Key": key or str(uuid4())})


def test_with_one_number_petitions_are_filed_so_often(service: Service) -> None:
    key = str(uuid4())
    with Browser(service.url) as here, Browser(service.url, "198.51.100.1") as there:
        first = send(here, key, phone=MINE)
        for _ in range(FROM_PHONE.free - 1):
            assert send(here, phone=MINE).status_code == 201
        for browser, phone in ((here, MINE), (there, "199 0000 1234")):
            refused = send(browser, phone=phone)
            assert refused.status_code == 429
            assert refused.json()["type"] == "/problems/too-many-tries"
            assert 0 < int(refused.headers["retry-after"]) <= FROM_PHONE.wait
        assert send(here, phone=OTHERS).status_code == 201
        assert send(here, confidentiality="anonymous", name=None, phone=None).status_code == 201
        again = send(here, key, phone=MINE)
        assert (again.status_code, again.json()) == (201, first.json()), "what was filed has its receipt for ever"
    assert [entry.kind for entry in accounts_of(service).log.page(None, 50)].count("slowed") == 2


def test_from_one_network_petitions_are_filed_so_often(service: Service) -> None:
    accounts = accounts_of(service)
    with Browser(service.url) as here, Browser(service.url, "198.51.100.1") as there:
        assert send(here).status_code == 201
        network = accounts.log.page(None, 50)
        assert network == []
        for number in range(FROM_NETWORK.free - 1):
            answer = send(here, phone=f"1990001{number:04d}", title="ab")
            assert answer.status_code == 422, "what is no petition is not counted"
        nobody = {"confidentiality": "anonymous", "name": None, "phone": None}
        for _ in range(FROM_NETWORK.free - 1):
            assert send(here, **nobody, area="999999").status_code in (201, 409)
        assert send(here, **nobody).status_code == 429
        assert send(there, **nobody).status_code == 201
    with service.client(Role.DESK) as desk:
        assert send(desk).status_code == 201, "the desk files for whoever calls"


def test_where_the_city_asks_for_it_the_number_is_first_shown_to_be_theirs(service: Service) -> None:
    settings = replace(service.app.state.services.settings, phone_check="always")
    app = create_app(replace(service.app.state.services, settings=settings))
    with serving(app) as url, Browser(url) as browser:
        refused = send(browser, phone=MINE)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/phone-unverified")
        assert send(browser, confidentiality="anonymous", name=None, phone=None).status_code == 201
        browser.verify(service, MINE)
        assert send(browser, phone="199 0000 1234").status_code == 201
        assert send(browser, phone=OTHERS).status_code == 403
        with service.client(Role.DESK) as desk:
            token = desk.headers["Authorization"]
        with Browser(url, Authorization=token) as desk:
            assert send(desk, phone=OTHERS).status_code == 201


def test_where_nobody_sends_messages_nobody_is_asked_for_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASEBOOK_SENDER", raising=False)
    assert load().phone_check == "never"
    monkeypatch.setenv("CASEBOOK_SENDER", "/bin/true")
    assert load().phone_check == "pages"
    monkeypatch.setenv("CASEBOOK_PHONE_CHECK", "always")
    assert load().phone_check == "always"
