"""Every route × every role × petitions of our unit, of another, sealed and not there: who is answered what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import httpx

from casebook.access import Role, may
from casebook.accounts.people import NOT_FOR_PEOPLE
from casebook.petitions.commands import COMMANDS
from casebook.web.audience import Citizens, Guard, Public, SignedIn, declared
from casebook.web.bodies import example_of
from web.policy import NOBODYS, OURS, POLICY, SECRET, SEES, Door, routes
from web.scene import command_on, is_given, pass_to, scene_at
from web.service_at_hand import API, STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.petitions.commands import Command
    from web.policy import Access
    from web.scene import Scene
    from web.service_at_hand import Service

DOORS: Final = {Door.PROGRAM: Guard, Door.PAGE: SignedIn, Door.CITIZENS: Citizens, Door.PUBLIC: Public}
NOTHING_DONE: Final = {400, 403, 404, 409, 415, 422, 428}
"""What is answered to a wish that says nothing, or has seen an old version: nobody's matrix changes anything."""

QUERIES: Final[dict[str, dict[str, str | int]]] = {
    "/me/interests/end-interest": {"unit": STREET},
    "/staff/several": {"command": "{command}"},
    "/staff/events": {"since": 0},
    "/staff/events/{number}": {"since": 0},
    "/analysis/petitions": {"what": "received"},
    "/api/v1/unit-months": {"month": "2022-01"},
    "/api/v1/search": {"q": "土产巷"},
    "/api/v1/deadlines": {"clock": "reply", "start": "2022-01-26T09:00:00+08:00"},
}
OTHERWISE: Final = {
    ("/api/v1/me/sessions", "DELETE"): {200},
    ("/api/v1/me/sessions/{session_id}", "DELETE"): {404},
    ("/editors/petitions/{number}/publication", "POST"): {200},  # a text is looked through before it is published
    ("/editors/stories/new", "POST"): {200},
    ("/editors/stories/{story_id}", "POST"): {200},
    ("/log/checkpoint", "GET"): {404},  # nothing is signed here
    ("/api/v1/log/checkpoints/{position}", "GET"): {404},
    ("/api/v1/audit/petitions/{number}/bundle.cbk.zip", "GET"): {404},
    ("/audit/petitions/{number}/bundle.cbk.zip", "GET"): {403, 404},  # a sealed one has none without words
    ("/log/tile/{address:path}", "GET"): {404},
    ("/log/stamps/list", "GET"): {404},  # nothing is stamped here
    ("/log/stamps/{size}.tsr", "GET"): {404},
    ("/log/stamps/{size}.checkpoint", "GET"): {404},
    ("/log/tile/entries/{address:path}", "GET"): {404},
    ("/sign-in/second", "GET"): {303},  # first the password
    ("/sign-in/second", "POST"): {303},
    ("/me/second-factor", "GET"): {404},  # an account without a password
    ("/sign-in/oidc", "GET"): {404},  # no such service is set
    ("/sign-in/oidc/back", "GET"): {403},
    ("/hat", "POST"): {303},
    ("/sign-out", "POST"): {303},
    ("/mine/close", "POST"): {303},
    ("/mine/forget", "POST"): {303},  # first a code to their telephone
    ("/mine/open", "POST"): {404},
    ("/file", "POST"): {422},
}
"""What is answered where it is not 200 to a question, and nothing done by a wish that says nothing."""


ANYBODY: Final = {f"{API}/petitions", f"{API}/attachments"}
"""Where programs come in that say nothing of who they are: anybody files, and uploads what they file with."""

TAKEN_ALONG: Final = "/personal-copy.zip"
"""What nobody but its citizen takes along of a sealed report."""

Told = tuple[int, dict[str, str], str]
"""Status, headers and body of an answer."""


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: a route, somebody who comes to it, and the petition that they ask for."""

    path: str
    method: str
    access: Access
    role: Role | None
    about: str | None

    @property
    def command(self) -> type[Command] | None:
        """What a program may ask for here about a petition."""
        is_one = self.access.door is Door.PROGRAM and self.about is not None
        return COMMANDS.get(self.path.rpartition("/")[2]) if is_one else None

    @property
    def hidden(self) -> bool:
        """Whether whoever asks must not learn that there is this petition."""
        match self.access.door, self.role:
            case _ if self.about is None:
                return False
            case Door.PUBLIC, _:
                return self.about not in self.access.shown
            case _, Role.CITIZEN:
                return self.about != OURS or self.role not in self.access.roles
            case _, role:
                return role not in self.access.roles or role not in SEES[self.about]

    @property
    def stranger(self) -> set[int]:
        """What is answered to whoever is not known at this door; nothing where they need not be."""
        match self.access.door, self.role:
            case Door.PAGE, None:
                return {303}
            case Door.CITIZENS, _ if self.hidden:
                return {303}
            case Door.PROGRAM, None if self.path not in ANYBODY:
                return {401}
            case Door.PROGRAM, Role.CITIZEN if self.role not in self.access.roles:
                return {401}
            case _:
                return set()

    def expected(self, scene: Scene) -> set[int]:
        """The statuses that the table allows."""
        if self.stranger:
            return self.stranger
        kept = self.path.endswith(TAKEN_ALONG) and self.about == SECRET and self.role is not Role.CITIZEN
        if self.role and self.access.door is not Door.CITIZENS and (kept or self.role not in self.access.roles):
            return {403}
        if self.hidden or ("{id}" in self.path and self.about != OURS):
            return {404}
        if self.command and self.role:
            is_theirs = may(scene.actor(self.role), self.command, scene.petition(self.about or ""))
            return {409} if is_theirs else {403}
        if "{command}" in self.path and not is_given(self.path, self.role):
            return {404}
        return OTHERWISE.get((self.path, self.method), {200} if self.method == "GET" else NOTHING_DONE)

    def content(self, scene: Scene) -> dict[str, Any]:
        """What is sent: a question, or a wish that says nothing, or that has seen an old version."""
        if self.method != "POST":
            command = command_on(self.path, self.role)
            asked = QUERIES.get(self.path, {})
            return {"params": {name: str(value).format(command=command) for name, value in asked.items()}}
        if self.path.endswith("/attachments"):
            return {"files": {"file": b"no picture"}}
        if self.access.door is not Door.PROGRAM:
            return {"data": {"_key": str(uuid4()), "_version": "1"}}
        return {"json": example_of(self.command) | scene.named(self.command) if self.command else {}}

    def ask(self, client: httpx.Client, scene: Scene) -> Told:
        """The answer, without what differs from answer to answer anyway."""
        headers = {"Sec-Fetch-Site": "same-origin", "Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
        headers |= scene.who(self.access, self.role)
        address = scene.address(self.path, self.role, self.about)
        with client.stream(self.method, address, headers=headers, **self.content(scene)) as answer:
            endless = answer.headers.get("content-type", "").startswith("text/event-stream")
            body = "" if endless else answer.read().decode("latin-1")
        client.cookies.clear()
        number = scene.numbers[self.about or NOBODYS]
        told = {name: text.replace(number, "…") for name, text in answer.headers.items()}
        told |= dict.fromkeys(("date", "request-id"), "")
        plain = re.sub(r"urn:uuid:[0-9a-f-]+|<time>[^<]*</time>", "", body)
        return answer.status_code, told, plain.replace(number, "…")


def test_every_route_is_in_the_table_and_lets_in_whom_it_names(service: Service) -> None:
    found = {}
    for route, path, method in routes(service):
        (guard,) = declared(route.dependant)
        found[path, method] = (type(guard), set(guard.roles))
    assert found == {key: (DOORS[access.door], set(access.roles)) for key, access in POLICY.items()}


def test_everybody_is_answered_as_the_table_says_and_no_stranger_learns_what_there_is(service: Service) -> None:
    scene = scene_at(service)
    wrong: list[Any] = []
    with httpx.Client(base_url=service.url, timeout=60) as client:
        scene.passed = pass_to(client, scene.ours)
        for row in rows():
            answers = [cell.ask(client, scene) for cell in row]
            for cell, answer in zip(row, answers, strict=True):
                if answer[0] not in (allowed := cell.expected(scene)):
                    wrong.append((cell.method, cell.path, cell.role, cell.about, answer[0], allowed))
                if cell.hidden and answer != answers[-1]:
                    wrong.append((cell.method, cell.path, cell.role, cell.about, "told apart", answer, answers[-1]))
    assert wrong == []


def rows() -> Iterator[list[Cell]]:
    """For each route and each role the petitions that are asked for, the one that is not there last.

    Whoever does not come in at all asks for one that is there and for the one that is not.
    """
    for (path, method), access in POLICY.items():
        for role in asking(access, path):
            comes_in = access.door is Door.PUBLIC or role in access.roles
            petitions: tuple[str | None, ...] = (*SEES,) if comes_in else (OURS, NOBODYS)
            yield [Cell(path, method, access, role, one) for one in (petitions if "{number}" in path else (None,))]


def asking(access: Access, path: str) -> Iterator[Role | None]:
    """Who comes to a route: nobody, and everybody who can be known at its door."""
    yield None
    if access.door is Door.PUBLIC:
        return
    for role in Role:
        if role is Role.CITIZEN:
            if "{number}" in path and access.door is not Door.PAGE:
                yield role
        elif access.door is Door.PROGRAM or role not in NOT_FOR_PEOPLE:
            yield role
