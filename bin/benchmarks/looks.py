"""Who looks at which page: every page of the application, for each role that it is for, at addresses that are there."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import psycopg
from fastapi.routing import iter_route_contexts

from casebook.access import GRANTS, PUBLISHING, Role
from casebook.accounts.people import NOT_FOR_PEOPLE, OF_UNITS, Hat
from casebook.casework.citizens import query_code
from casebook.web.audience import Citizens, declared
from casebook.web.html.assets import assets
from casebook.web.html.marks import Marks
from casebook.web.html.page import PageRoute
from casebook.web.html.shelf import SharedRoute, Shelf
from casebook.web.sessions import SESSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from uuid import UUID

    import httpx
    from fastapi import FastAPI
    from fastapi.routing import RouteContext

FOUND: Final = 200
NO_PAGES: Final = ("/static/", "/waiting-pictures/", "/staff/events", "/sign-in/oidc")
"""Files, streams without an end, and what leads to another service."""

QUERIES: Final = {"/staff/several": "?command={command}", "/analysis/rates": "?month={counted}"}
"""What is asked for beside the address."""

NUMBERS: Final = """
SELECT DISTINCT ON (status) number, petition_id FROM readmodels.petition_status
WHERE unit = (SELECT unit FROM readmodels.petition_status GROUP BY unit ORDER BY (unit IS NULL), count(*) DESC LIMIT 1)
ORDER BY status, version DESC
"""
"""Of the unit with the most petitions one in each state, the one with the longest history."""


@dataclass(frozen=True)
class Look:
    """One page as one reader asks for it.

    Attributes:
        path: the page, as the application declares it.
        role: whoever looks; None is anybody.
        address: where.
        cookie: by which they are known.
        emptied: whether nothing is kept, before each look, of the pages that are the same for everybody.
    """

    path: str
    role: Role | None
    address: str
    cookie: str
    emptied: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What the browser sends."""
        return {"Cookie": self.cookie, "Accept-Encoding": "gzip"}

    def first_byte(self, client: httpx.Client, app: FastAPI) -> float:
        """Milliseconds from the request to the first byte of the body.

        Raises:
            LookupError: the page is not there; that is no figure.
        """
        if self.emptied:
            app.state.shelf = Shelf(Marks(app.state.services))
        began = time.perf_counter()
        with client.stream("GET", self.address, headers=self.headers) as answer:
            next(answer.iter_raw(), b"")  # in chunks of one byte the client would take all apart first
            took = (time.perf_counter() - began) * 1000
        if answer.status_code != FOUND:
            raise LookupError(f"{self.address}: {answer.status_code}")
        return took

    def weight(self, client: httpx.Client) -> int:
        """Bytes of the page, as they are sent, with the style and the scripts that it links to."""
        with client.stream("GET", self.address, headers=self.headers) as answer:
            answer.read()
        linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text))
        beside = (one for one in assets().values() if one.address in linked and not one.media.startswith("image/"))
        return answer.num_bytes_downloaded + sum(len(one.content.packed) for one in beside)


class Readers:
    """Everybody who reads, and what there is to be read."""

    def __init__(self, client: httpx.Client, app: FastAPI, dsn: str) -> None:
        """Sign somebody of each role in, and find the petitions, months and stories of the ledger."""
        self.client, self.app, self.served = client, app, app.state.services
        with psycopg.connect(dsn) as connection:
            self.petitions: dict[str, UUID] = dict(connection.execute(NUMBERS).fetchall())
            self.unit, self.counted = connection.execute(
                "SELECT unit, to_char(submitted_at, 'YYYY-MM') FROM readmodels.petition_status WHERE number = %s",
                (next(iter(self.petitions)),),
            ).fetchone() or ("", "")
        self.cookies = {role: self._session(role) for role in Role if role not in NOT_FOR_PEOPLE}

    def looks(self) -> Iterator[Look]:
        """Every page, for each role that it is for, where there is one for it."""
        for route in iter_route_contexts(self.app.routes):
            path = str(route.path)
            is_page = isinstance(route.original_route, PageRoute) and "GET" in (route.methods or ())
            if is_page and not path.startswith(NO_PAGES) and "/pictures/" not in path:
                for look in filter(None, (self._look(path, role) for role in _roles(route))):
                    yield look
                    if isinstance(route.original_route, SharedRoute):
                        yield replace(look, emptied=True)

    def _look(self, path: str, role: Role | None) -> Look | None:
        """The page for somebody of this role, at the first address where they find it."""
        wanted = re.findall(r"{(\w+)", path + QUERIES.get(path, ""))
        for values in product(*(self._known(name, path, role) for name in wanted)):
            given = dict(zip(wanted, values, strict=True))
            look = Look(path, role, (path + QUERIES.get(path, "")).format(**given), self._cookie(role, given))
            answer = self.client.get(look.address, headers=look.headers)
            if answer.status_code == FOUND:
                return look
        return None

    def _known(self, name: str, path: str, role: Role | None) -> Sequence[str]:
        """What can stand in an address under a name."""
        match name:
            case "number":
                return list(self.petitions)
            case "command":
                table: Mapping[Any, Any] = PUBLISHING if path.startswith("/ranking") else GRANTS
                return [kind.spoken_name() for kind, roles in table.items() if role in roles]
            case "month":
                return [one.month for one in self.served.rankings.all()]
            case "story_id":
                return [str(story.id) for story, _ in self.served.stories.told()]
            case "counted":
                return [self.counted]
            case _:
                return [{"form": "csv", "name": "register", "operation": "decline-petition"}[name]]

    def _cookie(self, role: Role | None, given: dict[str, str]) -> str:
        """By what somebody is known: a citizen by having shown the query code of the petition."""
        if role is Role.CITIZEN and "number" in given:
            number = given["number"]
            form = {"number": number, "code": query_code(self.served.ledger.keys, self.petitions[number])}
            answer = self.client.post("/mine/open", data=form, headers={"Sec-Fetch-Site": "same-origin"})
            self.client.cookies.clear()
            return answer.headers.get("set-cookie", "").partition(";")[0]
        return self.cookies.get(role, "") if role else ""

    def _session(self, role: Role) -> str:
        accounts, person, hat = self.served.accounts, uuid4(), Hat(role, self.unit if role in OF_UNITS else None)
        accounts.people.add(f"p{person.hex[:12]}", role.value, password=None, external=str(person), person_id=person)
        accounts.people.give(accounts.people.by_id(person), hat)
        return f"{SESSION}={accounts.sessions.begin_for_person(person, hat, 'password', bytes(16))[0]}"


def _roles(route: RouteContext) -> list[Role | None]:
    """For whom a page is; anybody, where it is for everybody."""
    (guard,) = declared(route.dependant)
    if isinstance(guard, Citizens):
        return [Role.CITIZEN]
    return [*sorted(guard.roles - NOT_FOR_PEOPLE)] or [None]
