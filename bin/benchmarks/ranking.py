"""The ranking of one month over many units, against the bare GROUP BY of the same assignments."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import psycopg
from rounds import medians, migrated_server, ratio

from casebook.figures.profile import load_profile
from casebook.figures.ranking import rank
from casebook.ledger.datastore import Datastore
from casebook.ledger.recorder import LedgerRecorder
from casebook.ledger.stored import Drafted, Save
from casebook.petitions.vocabulary import Category, Role
from casebook.postgres.cluster import APP
from casebook.readmodels import Follower, Reader, load

if TYPE_CHECKING:
    from collections.abc import Iterator

UNITS = 1_000
ASSIGNMENTS = 300_000
MONTH = "2022-01"
BARE = "bare GROUP BY unit"
_CALL = 500  # petitions
_BARE = """
SELECT unit, count(*) FILTER (WHERE answered_at <= reply_due), count(*), count(*) FILTER (WHERE signed_at <= sign_due),
  count(sign_due), count(*) FILTER (WHERE resolved), count(resolved), count(*) FILTER (WHERE score >= 3), count(score)
FROM readmodels.assignment_facts WHERE counted GROUP BY unit
"""


def measure(scale: float) -> list[dict[str, Any]]:
    """Seconds for the whole table of a month: counts, rates, scores, ranks; medians of five rounds."""
    models = {name: model for name, model in load().items() if name in {"assignment_facts", "unit_month"}}
    units = [f"unit-{n:04}" for n in range(max(10, int(UNITS * scale)))]
    with migrated_server() as server, closing(Datastore(server.dsn(APP)).opened()) as store:
        _fill(LedgerRecorder(store), units, int(ASSIGNMENTS * scale))
        Follower(store, models).catch_up()
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE readmodels.assignment_facts")
            found = medians(
                {
                    BARE: partial(_bare, connection),
                    "ranking of a month": partial(_rank, Reader(store, models), units),
                }
            )
    measure = ratio(found, "ranking of a month", BARE, "s")
    return [measure | {"ratio": round(1 / measure["ratio"], 3)}]  # of speeds, as everywhere


def _bare(connection: psycopg.Connection[Any]) -> float:
    began = time.perf_counter()
    connection.execute(_BARE).fetchall()
    return time.perf_counter() - began


def _rank(reader: Reader, units: list[str]) -> float:
    began = time.perf_counter()
    counts = reader.ask("unit_month", "of_month", {"month": MONTH}, Role.ANALYST)
    rows = rank(load_profile("pds_news"), dict.fromkeys(units, "street"), {row["unit"]: row for row in counts})
    took = time.perf_counter() - began
    if sum(row.rank is not None for row in rows) < len(units) / 2:
        raise AssertionError("most units should have a rank")
    return took


def _fill(recorder: LedgerRecorder, units: list[str], assignments: int) -> None:
    lives = Random(1)  # noqa: S311  the same petitions in every run, no secret
    for start in range(0, assignments, _CALL):
        many = range(min(_CALL, assignments - start))
        recorder.append_all([Save(list(_life(lives, lives.choice(units)))) for _ in many])


def _life(lives: Random, unit: str) -> Iterator[Drafted]:
    petition, begin = uuid.UUID(int=lives.getrandbits(128), version=4), datetime(2022, 1, 1, 1, tzinfo=UTC)
    begin += timedelta(minutes=lives.randrange(60 * 24 * 20))

    def at(hours: float) -> str:
        return (begin + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")

    category = lives.choice(list(Category)).value
    number = f"R{lives.getrandbits(60):015x}"
    steps: list[tuple[str, float, dict[str, Any]]] = [
        ("submitted", 0, {"number": number, "category": category, "channel": "web", "confidentiality": "named"}),
        (
            "assigned",
            5,
            {"assignment": 1, "unit": unit, "sign_due": at(29), "contact_due": at(29), "reply_due": at(200)},
        ),
        ("signed", lives.uniform(6, 32), {"assignment": 1}),
        ("replied", lives.uniform(40, 230), {"round": 1, "outcome": "resolved", "actions": ["contacted_citizen"]}),
        ("reply-approved", 231, {"round": 1}),
        ("citizen-rated", 240, {"solved": lives.choice(("yes", "no")), "score": lives.randrange(1, 6), "revision": 1}),
    ]
    for version, (event, hours, data) in enumerate(steps, 1):
        state = {"actor": str(petition), "data": data, "occ": at(hours), "on": at(hours)[:10], "req": str(petition)}
        yield Drafted(petition, version, event, json.dumps(state | {"role": "desk", "v": 1}, sort_keys=True).encode())
