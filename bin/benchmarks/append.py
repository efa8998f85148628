"""Appending: sixteen commands at a time, against single-row commits of the same bytes and against the library."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent
from psycopg.conninfo import conninfo_to_dict
from rounds import medians, migrated_server, per_second, ratio

from casebook.casework import Casework
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import SubmitPetition
from casebook.petitions.context import InForce
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Submitted
from casebook.petitions.numbers import petition_number
from casebook.petitions.vocabulary import Category, Channel, Role
from casebook.postgres.cluster import APP
from casebook.reference.terms import city_terms
from casebook.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.postgres import Server

THREADS = 16
BARE = "bare INSERT commits"
WORDS = {"title": "土产巷口乱停车", "body": "每天有车辆堵住家属院唯一的出口。" * 6, "place": "土产巷附近"}


def measure(scale: float) -> list[dict[str, Any]]:
    """Events a second, by each way, in five rounds of some thousand events that are made beforehand."""
    with ExitStack() as stack:
        server = stack.enter_context(migrated_server())
        keys = load_keys(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        ledger = stack.enter_context(closing(Ledger(server.dsn(APP), keys, connections=4)))
        library = stack.enter_context(closing(_library(server)))
        each = max(10, int(800 * scale))
        works: dict[str, tuple[Callable[[Any], object], Callable[[], Any]]] = {
            "append, no words": (partial(_append, ledger), partial(_entry, {})),
            "append, three words each": (partial(_append, ledger), partial(_entry, WORDS)),
            "command: file a petition": (_filing(ledger), uuid4),
            "library Application.save": (library.save, _filed),
        }
        contenders = {name: partial(_round, work, make, each) for name, (work, make) in works.items()}
        found = medians(contenders | {BARE: partial(_bare, server, ledger, each)})
    ours = list(works)[:3]
    return [ratio(found, name, BARE, "events/s") for name in ours] + [
        ratio(found, ours[0], "library Application.save", "events/s")
    ]


def _round(work: Callable[[Any], object], make: Callable[[], Any], each: int) -> float:
    return per_second(work, [[make() for _ in range(each)] for _ in range(THREADS)])


def _entry(words: dict[str, str]) -> Entry:
    citizen = uuid4()
    number = petition_number(2022, uuid4().int % 10**12)
    event = Submitted(number=number, category=Category.COMPLAINT, channel=Channel.APP, area="410403", **words)
    return Entry(uuid4(), 1, event, Actor(citizen, Role.CITIZEN), uuid4(), subject=citizen)


def _append(ledger: Ledger, entry: Entry) -> None:
    ledger.append([entry], entry.command, b"d" * 32)


def _filing(ledger: Ledger) -> Callable[[UUID], object]:
    casework = Casework(ledger, InForce(city_terms(Settings().zone)))
    command = SubmitPetition(category=Category.COMPLAINT, phone="19900001234", **WORDS)
    citizen = Actor(UUID(int=0), Role.CITIZEN)
    return lambda key: casework.handle(command, citizen, key)


def _bare(server: Server, ledger: Ledger, each: int) -> float:
    """Single-row commits of the same bytes by as many connections."""
    with ExitStack() as stack:
        connections = [stack.enter_context(psycopg.connect(server.dsn(), autocommit=True)) for _ in range(THREADS)]
        connections[0].execute(
            "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, originator_id uuid, originator_version bigint, "
            "topic text, state bytea)"
        )
        states = [ledger.mapper.to_stored_event(_entry({})).state for _ in range(each)]
        rows = [[(connection, (uuid4(), 1, "submitted", state)) for state in states] for connection in connections]
        return per_second(_insert, rows)


def _insert(row: tuple[psycopg.Connection[Any], tuple[Any, ...]]) -> None:
    connection, values = row
    connection.execute(
        "INSERT INTO bare (originator_id, originator_version, topic, state) VALUES (%s, %s, %s, %s)", values
    )


class Filed(DomainEvent):
    """The same content, in the library's own form."""

    number: str
    category: str
    channel: str
    area: str
    citizen: str


def _library(server: Server) -> Application[UUID]:
    parts = conninfo_to_dict(server.dsn())
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port", 5432)),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password", "")),
        "POSTGRES_POOL_SIZE": str(THREADS),
    }
    return Application(env)


def _filed() -> Filed:
    return Filed(
        originator_id=uuid4(),
        originator_version=1,
        timestamp=Filed.create_timestamp(),
        number="2022-001435-9",
        category="complaint",
        channel="app",
        area="410403",
        citizen=str(uuid4()),
    )
