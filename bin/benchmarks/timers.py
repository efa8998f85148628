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
from psycopg.sql import SQL, Identifier
from rounds import ROUNDS, migrated_server, ratio

from casebook.casework import Casework, Sweeper
from casebook.casework.timers import MODELS
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.context import InForce
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Submitted
from casebook.petitions.numbers import petition_number
from casebook.petitions.vocabulary import Category, Channel, Role
from casebook.postgres.cluster import APP
from casebook.readmodels import Follower, Reader, load
from casebook.reference.terms import city_terms

if TYPE_CHECKING:
    from casebook.postgres import Server
    from casebook.readmodels import Definition

PENDING = 1_000_000
SMALL = 10_000
DUE = 20
HOUR = timedelta(hours=1)
START = datetime.now(UTC)

ROWS = (
    """
    INSERT INTO readmodels.deadlines (petition_id, clock, assignment, round, category, urgency, started, started_at,
      ends_by, half_at, due_at, provisional, live, missed)
    SELECT gen_random_uuid(), clock, 1, 1, 'complaint', 'normal', 3, %(start)s, 3, due_at - interval '36 hours', due_at,
      false, true, false
    FROM (
      SELECT clock, %(start)s::timestamptz + interval '3 days' + interval '57 days' * n / %(timers)s AS due_at
      FROM generate_series(1, %(timers)s * 4 / 10) AS n CROSS JOIN (VALUES ('sign'), ('reply')) AS limits (clock)
    ) AS pending
    """,
    """
    INSERT INTO readmodels.appointments (petition_id, number, kind, status, category, urgency, confidentiality, round,
      started, started_at, due_on, heard, live, version)
    SELECT gen_random_uuid(), 'B' || gen_random_uuid(), kind, 'verified', 'complaint', 'normal', 'named', 1, 9,
      %(start)s::timestamptz, %(start)s::date + 3 + n * 57 / %(timers)s, false, true, 9
    FROM generate_series(1, %(timers)s / 10) AS n CROSS JOIN (VALUES ('suspension'), ('closing')) AS kinds (kind)
    """,
)
"""Petitions assigned and put aside now, whose limits end and whose reviews come in three to sixty days."""


def measure(scale: float) -> list[dict[str, Any]]:
    """Milliseconds of a sweep that finds nothing and of one that finds twenty, at `scale` million pending timers."""
    few, many = min(SMALL, int(PENDING * scale)), int(PENDING * scale)
    with ExitStack() as stack:
        server = stack.enter_context(migrated_server())
        keys = load_keys(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        ledger = stack.enter_context(closing(Ledger(server.dsn(APP), keys)))
        models = {name: load()[name] for name in MODELS}
        Follower(ledger.datastore, models).catch_up()
        _fill(server, few)
        small = _sweeps(server, ledger, models, START + HOUR)
        _fill(server, many - few)
        big = _sweeps(server, ledger, models, START + 10 * HOUR)
    return [_measured(name, big, small, few) for name in big]


def _measured(name: str, big: dict[str, list[float]], small: dict[str, list[float]], few: int) -> dict[str, Any]:
    baseline = f"the same at {few} pending"
    return ratio({name: big[name], baseline: small[name]}, name, baseline, "ms")


def _sweeps(server: Server, ledger: Ledger, models: dict[str, Definition], begin: datetime) -> dict[str, list[float]]:
    """Sweeps in turn, with and without something due; the first round does not count."""
    now = begin
    casework = Casework(ledger, InForce(city_terms(ZoneInfo("Asia/Shanghai"))), clock=lambda: now)
    sweeper = Sweeper(casework, Reader(ledger.datastore, models).ask)
    follower = Follower(ledger.datastore, models)
    for turn in range(ROUNDS + 1):
        ledger.append_all([[_filed(uuid4(), begin + turn * HOUR)] for _ in range(DUE)])
    follower.catch_up()
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        for name in models:
            connection.execute(SQL("VACUUM ANALYZE readmodels.{}").format(Identifier(name)))
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


def _fill(server: Server, timers: int) -> None:
    """So many pending timers, as rows: eight limits in ten, one suspension, one petition that waits to be closed.

    Nobody can fire them: their time comes days after the sweeps that are measured.
    """
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        for statement in ROWS:
            connection.execute(statement, {"timers": timers, "start": START})


def _filed(petition: UUID, accept_due: datetime) -> Entry:
    citizen = Actor(uuid4(), Role.CITIZEN)
    number = petition_number(2022, uuid4().int % 10**12)
    first = Submitted(number=number, category=Category.COMPLAINT, channel=Channel.APP, accept_due=accept_due)
    return Entry(petition, 1, first, citizen, uuid4(), subject=citizen.id)
