"""People with browsers, who sign in over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from casebook.access import Role
from casebook.accounts.people import Hat
from web.service_at_hand import WATCHED

if TYPE_CHECKING:
    from casebook.accounts import Accounts
    from casebook.accounts.people import Person
    from web.service_at_hand import Service

PASSWORD = "correct horse battery staple"


def accounts_of(service: Service) -> Accounts:
    """What stands behind the service."""
    found: Accounts = service.app.state.services.accounts
    return found


def staff(service: Service, login: str = "wang.li", *hats: Hat, **more: Any) -> Person:
    """Somebody with an account; of the desk, unless other hats are named."""
    people = accounts_of(service).people
    person = people.add(login, "王丽", password=PASSWORD, **more)
    for hat in hats or (Hat(Role.DESK),):
        people.give(person, hat)
    return person


class Browser(httpx.Client):
    """A browser that stands somewhere; what goes wrong it wants as a problem, not as a page."""

    def __init__(self, url: str, address: str = "192.0.2.7", **headers: str) -> None:
        usual = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": address}
        super().__init__(base_url=url, headers=usual | headers, timeout=30, event_hooks=WATCHED)

    def sign_in(self, login: str = "wang.li", password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Send the form."""
        return self.post("/sign-in", data={"login": login, "password": password, **fields})

    def verify(self, service: Service, phone: str) -> httpx.Response:
        """Ask for a code and type what the telephone shows."""
        sent = self.post("/sign-in/code", data={"phone": phone, "next": "/mine"})
        assert sent.status_code == 303, sent.text
        return self.post(
            "/sign-in/code/check",
            data={
                "awaited": sent.headers["location"].split("awaited=")[1][:36],
                "code": code(service),
                "next": "/mine",
            },
        )


def code(service: Service) -> str:
    """The code that was sent last."""
    return accounts_of(service).outbox.waiting()[-1].text.split("验证码 ")[1][:6]
