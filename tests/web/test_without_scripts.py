"""Every page without scripts: it is there, nothing on it is dead, and its forms are taken as a browser sends them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyotp

from casebook.access import Role
from casebook.accounts.people import Hat
from casebook.casework.adopting import adopt_shipped
from casebook.web.html.page import PageRoute
from casebook.web.sessions import SESSION
from web.every_page import FOR_EVERYBODY, OF_OFFICES, OF_THE_NEWSROOM, told
from web.forms_at_hand import Page
from web.policy import routes
from web.service_at_hand import STREET
from web.signing_in import PASSWORD, accounts_of, staff
from web.test_pages import browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from web.every_page import Told
    from web.service_at_hand import Service

EVERY_PAGE = FOR_EVERYBODY | OF_OFFICES | OF_THE_NEWSROOM
NOT_PAGES = re.compile(r"^/static|pictures/|^/feeds|\{form\}$|/events|^/sign-in/(oidc|second)")
"""What is sent to be kept, streamed or followed, and not to be looked at, or only after a password."""
TYPED = {"phone": "19900001234", "q": "停车", "name": "每天看的", "login": "li.na", "password": PASSWORD}
LAST = ("/sign-out", "/mine/close", "/me/sessions", "/mine/forget")
"""After these somebody is not there any more."""
REFUSED = {403, 404, 409, 422}
"""A code is wrong, a rule is in the way, somebody was faster, a field is missing: the form comes again and says so."""


class Routes:
    """The routes of the pages, and which of them answers where."""

    def __init__(self, service: Service) -> None:
        found = [
            (path, method) for route, path, method in routes(service) if isinstance(route.original_route, PageRoute)
        ]
        self.of = {verb: {path for path, method in found if method == verb} for verb in ("GET", "POST")}

    def at(self, address: str, method: str) -> str:
        """The route that answers there, or nothing."""
        path, there = address.partition("?")[0], self.of[method]
        if path in there:
            return path
        fits = (one for one in there if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", one), path))
        return min(fits, key=lambda one: one.count("{"), default="")


def test_no_page_is_left_out(service: Service) -> None:
    gaps = {
        "new": "N",
        "answered": "N",
        "visit": "N",
        "signed": "N",
        "asked": "N",
        "erased": "N",
        "month": "2022-01",
        "story": "S",
    }
    routes = Routes(service)
    shown = {routes.at(address.format_map(gaps), "GET") for _, address in EVERY_PAGE.values()}
    assert {path for path in routes.of["GET"] - shown if not NOT_PAGES.search(path)} == set()


@contextmanager
def reader(service: Service, role: Role | None, told: Told) -> Iterator[httpx.Client]:
    """Somebody at a browser; the officer of a unit is signed in twice, and has two hats and a password."""
    by_form = role in (Role.CITIZEN, Role.UNIT_OFFICER)
    with browser(service, None if by_form else role) as client:
        if role is Role.CITIZEN:
            client.cookies.set(SESSION, service.session_of_citizen(told.answered))
            client.post("/mine/open", data={"number": told.answered.number, "code": told.answered.code})
        elif by_form:
            for _ in range(2):
                client.post("/sign-in", data={"login": "wang.li", "password": PASSWORD})
        yield client


def sent(routes: Routes, client: httpx.Client, page: Page, done: set[str], depth: int = 2) -> None:
    """Send each form of a page that was not sent from such a page before, and those of the page that comes of it."""
    for form in sorted(page.forms, key=lambda form: form.action.endswith(LAST)):
        if form.method == "dialog":
            continue  # only a script opens it
        route = routes.at(form.action, form.method.upper())
        assert route, (page.address, form)
        assert form.has_button, (page.address, form)
        if form.method == "get" or (route in done and not route.endswith("{command}")):
            continue
        done.add(route)
        answer = client.post(form.action, data=form.filled(TYPED))
        if answer.status_code == 303 and not form.action.endswith(LAST):
            answer = client.get(answer.headers["location"], follow_redirects=True)
        following = read(answer)
        if answer.status_code in REFUSED:
            assert form.action in {one.action for one in following.forms}, (page.address, form)
            assert re.search("govuk-error-summary|govuk-notification-banner", answer.text), (page.address, form)
        else:
            assert answer.status_code in (200, 303), (page.address, form, answer.status_code)
        if depth:
            sent(routes, client, following, done, depth - 1)


def read(answer: httpx.Response) -> Page:
    """The page that came."""
    return Page(answer.text, answer.url.raw_path.decode())


def with_a_device(service: Service, login: str) -> None:
    """Somebody of the desk who shows a code after their password."""
    person, factors = staff(service, login), accounts_of(service).factors
    assert factors.confirm(person.id, pyotp.TOTP(factors.offer(person.id, login).secret).now())


def test_every_page_works_without_scripts(service: Service) -> None:
    adopt_shipped(service.ledger)
    places, routes, done = told(service), Routes(service), set[str]()
    with_a_device(service, "li.na")
    staff(service, "wang.li", Hat(Role.UNIT_OFFICER, STREET), Hat(Role.UNIT_APPROVER, STREET))
    for role, address in EVERY_PAGE.values():
        with reader(service, role, places) as client:
            answer = client.get(address.format_map(places.gaps))
            page = read(answer)
            assert page.has_heading, address
            assert page.idle == [], address
            sent(routes, client, page, done)
    assert done == routes.of["POST"]
