"""Sweeps over many pending timers: what is due costs, what is pending does not."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from rounds import ROUNDS, migrated_server, ratio

from casebook.casework import Casework, Sweeper
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.context import InForce
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Accepted, Assigned, Submitted
from casebook.petitions.numbers import petition_number
from casebook.petitions.vocabulary import Category, Channel, Role
from casebook.postgres.cluster import APP
from casebook.readmodels import Follower, Reader, load
from casebook.reference.terms import city_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.postgres import Server
    from casebook.readmodels import Definition

PENDING = 1_000_000
SMALL = 10_000
DUE = 20
CALL = 200
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
START = datetime.now(UTC)


def measure(scale: float) -> list[dict[str, Any]]:
    """Milliseconds of a sweep that finds nothing and of one that finds twenty, at `scale` million pending timers."""
    few = min(SMALL, int(PENDING * scale))
    with ExitStack() as stack:
        server = stack.enter_context(migrated_server())
        keys = load_keys(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        ledger = stack.enter_context(closing(Ledger(server.dsn(APP), keys)))
        model = {"deadlines": load()["deadlines"]}
        _fill(ledger, few)
        small = _sweeps(server, ledger, model, START + HOUR)
        _fill(ledger, int(PENDING * scale) - few)
        big = _sweeps(server, ledger, model, START + 10 * HOUR)
    return [_measured(name, big, small, few) for name in big]


def _measured(name: str, big: dict[str, list[float]], small: dict[str, list[float]], few: int) -> dict[str, Any]:
    baseline = f"the same at {few} pending"
    return ratio({name: big[name], baseline: small[name]}, name, baseline, "ms")


def _sweeps(server: Server, ledger: Ledger, model: dict[str, Definition], begin: datetime) -> dict[str, list[float]]:
    """Sweeps in turn, with and without something due; the first round does not count."""
    now = begin
    casework = Casework(ledger, InForce(city_terms(ZoneInfo("Asia/Shanghai"))), clock=lambda: now)
    sweeper = Sweeper(casework, Reader(ledger.datastore, model).ask)
    follower = Follower(ledger.datastore, model)
    for turn in range(ROUNDS + 1):
        ledger.append_all([[_filed(uuid4(), begin + turn * HOUR)] for _ in range(DUE)])
    follower.catch_up()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE readmodels.deadlines")
    found: dict[str, list[float]] = {"sweep, nothing due": [], f"sweep, {DUE} due": []}
    for turn in range(ROUNDS + 1):
        for name, expected in zip(found, (0, DUE), strict=True):
            now = begin + turn * HOUR + (timedelta(minutes=1) if expected else timedelta(0))
            began = time.perf_counter()
            report = sweeper.sweep_in_turn()
            took = (time.perf_counter() - began) * 1000
            if report.fired.total() != expected:
                raise SystemExit(f"{expected} were due: {report}")
            follower.catch_up()
            if turn:
                found[name].append(took)
    return found


def _fill(ledger: Ledger, timers: int) -> None:
    """So many pending timers: assigned petitions, each with a limit for signing and one for replying."""
    petitions = timers // 2
    for at in range(0, petitions, CALL):
        ledger.append_all([list(_assigned(at + n, petitions)) for n in range(min(CALL, petitions - at))])


def _assigned(place: int, petitions: int) -> Iterator[Entry]:
    """A petition whose limits end in three to sixty days, its place says when."""
    petition = uuid4()
    due = START + 3 * DAY + 57 * DAY * place / petitions
    dispatcher = Actor(uuid4(), Role.DISPATCHER)
    yield _filed(petition, due)
    yield Entry(petition, 2, Accepted(), dispatcher, uuid4())
    assigned = Assigned(assignment=1, unit=f"unit-{place % 80:03}", sign_due=due, reply_due=due + DAY)
    yield Entry(petition, 3, assigned, dispatcher, uuid4())


def _filed(petition: UUID, accept_due: datetime) -> Entry:
    citizen = Actor(uuid4(), Role.CITIZEN)
    number = petition_number(2022, uuid4().int % 10**12)
    first = Submitted(number=number, category=Category.COMPLAINT, channel=Channel.APP, accept_due=accept_due)
    return Entry(petition, 1, first, citizen, uuid4(), subject=citizen.id)
