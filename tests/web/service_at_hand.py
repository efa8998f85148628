"""The service as its users meet it over HTTP, and petitions that are moved on by it."""

from __future__ import annotations

import ssl
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx
import uvicorn

from casebook.access import Role
from casebook.accounts.people import OF_UNITS, Hat, People
from casebook.casework import Casework
from casebook.casework.contacts import phones_of
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.readmodels import Follower, Library, Reader
from casebook.reference.city import AdoptedCity
from casebook.settings import Settings
from casebook.web import Services, create_app, identity
from casebook.web.server import configured

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from casebook.postgres import Database


STREET = "street-410403002"
API = "/api/v1"


def asks_to_wait(answer: httpx.Response) -> None:
    """Whoever is to come again later is told when, by every page and every answer."""
    if answer.status_code in {429, 503}:
        assert int(answer.headers["Retry-After"]) > 0, answer.url


WATCHED: dict[str, list[Any]] = {"response": [asks_to_wait]}
TLS = ssl.create_default_context()
"""Made once: each client that makes its own reads all the certificates of the world, and speaks plain HTTP then."""


@dataclass
class Service:
    """A running service and what stands behind it."""

    url: str
    app: FastAPI
    ledger: Ledger
    follower: Follower
    people: dict[tuple[Role, str | None], UUID] = field(default_factory=dict)

    def token(self, role: Role, unit: str | None = None, *, person: UUID | None = None) -> str:
        """The token of the person who usually has this role."""
        known = person or self.people.setdefault((role, unit), uuid4())
        return identity.issue(self.ledger.keys.token, role, unit, known, timedelta(hours=1))

    def session(self, role: Role, unit: str | None = None) -> str:
        """A session of the person who usually has this role."""
        accounts = self.app.state.services.accounts
        person, hat = self.people.setdefault((role, unit), uuid4()), Hat(role, unit)
        if accounts.people.by_id(person) is None:
            accounts.people.add(
                f"p{person.hex[:12]}", role.value, password=None, external=str(person), person_id=person
            )
        accounts.people.give(accounts.people.by_id(person), hat)
        token: str = accounts.sessions.begin_for_person(person, hat, "password", bytes(16))[0]
        return token

    def client(
        self, role: Role | None = None, unit: str | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Client:
        """A client that is known as somebody of this role, or as nobody."""
        if role in OF_UNITS:
            unit = unit or STREET
        if role is not None:
            headers = {**(headers or {}), "Authorization": f"Bearer {self.token(role, unit)}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=TLS, event_hooks=WATCHED)

    def session_of_citizen(self, petition: Petition) -> str:
        """A session of whoever has shown that the number is theirs with which a petition was filed."""
        petition_id = self.ledger.by_number(petition.number)
        assert petition_id
        sessions = self.app.state.services.accounts.sessions
        token: str = sessions.begin_for_phone(phones_of(self.ledger, [petition_id])[petition_id], bytes(16))[0]
        return token


@dataclass
class Petition:
    """A petition that is moved on over HTTP, each step by whoever may take it."""

    service: Service
    number: str
    code: str
    version: int
    position: int
    category: str = "civilized_city"
    steps: list[dict[str, Any]] = field(default_factory=list)

    def post(self, role: Role, command: str, body: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        """Give a command as usual; `headers` replace the usual ones, underscores for hyphens."""
        usual = {"Idempotency-Key": str(uuid4()), "If-Match": f'"{self.version}"'}
        if role is Role.CITIZEN:
            usual["Query-Code"] = self.code
        usual |= {name.replace("_", "-"): value for name, value in headers.items()}
        with self.service.client(None if role is Role.CITIZEN else role) as client:
            said = self.usual.get(command, {}) | (body or {})
            return client.post(f"{API}/petitions/{self.number}/{command}", json=said, headers=usual)

    @property
    def usual(self) -> dict[str, dict[str, Any]]:
        """What people usually say of it in a command; a step names only what is different."""
        return {
            "accept-petition": {"category": self.category, "matter": "parking"},
            "approve-reply": {"checks": ["answers", "facts", "actions", "dates", "evidence", "tone"]},
        }

    def step(self, role: Role, command: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give a command that is expected to be carried out; the receipt."""
        answer = self.post(role, command, body)
        assert answer.status_code == 200, answer.text
        receipt: dict[str, Any] = answer.json()
        self.version, self.position = receipt["version"], receipt["position"]
        self.steps.append(receipt)
        return receipt

    def send(self, role: Role = Role.REPORTER) -> None:
        """Send the person who usually has this role to look at it; an officer of the desk where it is sealed."""
        person = self.service.people.setdefault((role, None), uuid4())
        sender = Role.EDITOR if role is Role.REPORTER else Role.SUPERVISOR
        self.step(sender, "schedule-verification", {"reporter": str(person)})

    def get(self, role: Role, unit: str | None = None, path: str = "") -> httpx.Response:
        """Look at it."""
        headers = {"Query-Code": self.code} if role is Role.CITIZEN else {}
        with self.service.client(None if role is Role.CITIZEN else role, unit) as client:
            return client.get(f"{API}/petitions/{self.number}{path}", headers=headers)


WISH: dict[str, Any] = {
    "category": "civilized_city",
    "title": "土产巷口乱停车，家属院唯一出口被堵",
    "body": "卫东区优越路街道园丁社区土产巷，每天有车辆堵住家属院唯一的出口，居民出行不便。",
    "channel": "app",
    "name": "王女士",
    "phone": "0375-0000000",
    "area": "410403",
    "street": "410403002",
    "place": "土产巷口附近",
}


def file(service: Service, *, key: str = "", **changes: Any) -> Petition:
    """A citizen files a petition, under a key of its own where pictures wait for it."""
    with service.client() as client:
        headers = {"Idempotency-Key": key or str(uuid4())}
        answer = client.post(f"{API}/petitions", json=WISH | changes, headers=headers)
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    place = receipt["version"], receipt["position"]
    return Petition(service, receipt["number"], receipt["query_code"], *place, category=(WISH | changes)["category"])


def replied(service: Service, **changes: Any) -> Petition:
    """A petition that the unit has replied to."""
    petition = file(service, **changes)
    petition.step(Role.DESK, "accept-petition")
    petition.step(Role.DISPATCHER, "assign-petition", {"unit": STREET})
    petition.step(Role.UNIT_OFFICER, "sign-assignment", {"assignment": 1})
    if changes.get("confidentiality") not in ("anonymous", "sealed"):
        petition.step(Role.UNIT_OFFICER, "record-contact", CONTACT)
    petition.step(Role.UNIT_APPROVER, "submit-reply", REPLY | {"drafted_by": str(uuid4())})
    return petition


CONTACT: dict[str, Any] = {"mode": "phone", "reached": True, "summary": "诉求人说车辆多在早晚停放。"}

REPLY: dict[str, Any] = {
    "outcome": "resolved",
    "text": "接到诉求后，街道联系执法中队到现场查看，情况属实，已劝离违停车辆，今后将加强巡查。",
    "actions": ["contacted_citizen", "visited", "found_true"],
    "commitments": [{"what": "在巷口施划禁停标线", "due_on": "2099-02-28"}],
}


class serving:  # noqa: N801  used like a function
    """Serve an application on a free port."""

    def __init__(self, app: FastAPI) -> None:
        self.server = uvicorn.Server(configured(app, port=0, log_level="critical"))
        self.thread = threading.Thread(target=self.server.run)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.005)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()


@cache
def _library() -> Library:
    return Library()


@contextmanager
def running(database: Database, folder: Path) -> Iterator[Service]:
    """The service over a database, its keys in a folder, its read models following the ledger."""
    settings = Settings(data=folder, keys=folder / "keys")
    with closing(Ledger(database.app_dsn, load_keys(settings.keys))) as ledger:
        library = _library()
        follower = Follower(ledger.datastore, library.models)
        follower.catch_up()
        city = AdoptedCity(ledger.adoptions.reference, settings.zone)
        casework = Casework(ledger, city, people=People(ledger.datastore))
        reader = Reader(ledger.datastore, library.models)
        app = create_app(Services(casework, reader, ledger, settings, "test", library, follower))
        stopping = threading.Event()
        following = threading.Thread(target=follower.run, args=(stopping,))
        following.start()
        try:
            with serving(app) as url:
                yield Service(url, app, ledger, follower)
        finally:
            stopping.set()
            follower.wake()
            following.join()
