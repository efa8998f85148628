"""Read models: rebuild, refresh, and the library's projection runner on the same machine."""

from __future__ import annotations

import time
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import lives
import psycopg
from rounds import medians, migrated_server, ratio
from runner import events_a_second, store_events

from casebook.ledger.datastore import Datastore
from casebook.ledger.recorder import LedgerRecorder
from casebook.postgres.cluster import APP
from casebook.readmodels import Follower, load, progress
from casebook.readmodels.course import Course
from casebook.readmodels.shadow import Shadow

if TYPE_CHECKING:
    from casebook.postgres import Server
    from casebook.readmodels import Definition

EVENTS = 1_000_000
SMALL = 10_000
RUNNER_EVENTS = 2_000
TURNS = 40
COUNT = "SELECT originator_id, count(*) GROUP BY 1"
_COUNT = "SELECT count(*) FROM (SELECT originator_id, count(*) FROM ledger.events GROUP BY 1) AS counted"


def measure(scale: float) -> list[dict[str, Any]]:
    """Rebuilds of `scale` million events, refreshes of one event, and the library's runner; medians of five rounds."""
    models = load()
    with migrated_server() as server, closing(Datastore(server.dsn(APP)).opened()) as store:
        ledger = LedgerRecorder(store)
        lives.fill(ledger, min(SMALL, int(EVENTS * scale)))
        _vacuum(server)
        small = _refreshes(store, ledger, models)
        lives.fill(ledger, int(EVENTS * scale) - SMALL, seed=2)
        _vacuum(server)
        big = _refreshes(store, ledger, models)
        rebuilds: dict[str, Any] = {f"rebuild {name}": partial(_build, store, models[name]) for name in models}
        runner = "library ProjectionRunner"
        store_events(server.dsn(), RUNNER_EVENTS)
        follow = {
            "follow monthly_tally": partial(_follow, store, models),
            runner: partial(events_a_second, server.dsn(), RUNNER_EVENTS),
        }
        found = medians({COUNT: partial(_count, store)} | rebuilds | follow)
    return [
        *(ratio(found, name, COUNT, "events/s") for name in rebuilds),
        *(ratio(found, name, runner, "events/s") for name in ("rebuild monthly_tally", "follow monthly_tally")),
        *(_refreshed(name, big[name], small[name]) for name in models),
    ]


def _refreshed(name: str, big: list[float], small: list[float]) -> dict[str, Any]:
    label, baseline = f"refresh {name} by one event", f"the same at {SMALL} events"
    return ratio({label: big, baseline: small}, label, baseline, "ms")


def _vacuum(server: Server) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE ledger.events")


def _position(store: Datastore) -> int:
    with store.connection() as connection:
        return progress.head(connection)


def _count(store: Datastore) -> float:
    position, began = _position(store), time.monotonic()
    with store.connection() as connection:
        connection.execute(_COUNT)
    return position / (time.monotonic() - began)


def _build(store: Datastore, definition: Definition) -> float:
    """Events a second of a whole rebuild with its indexes, by two workers."""
    position, began = _position(store), time.monotonic()
    shadow = Shadow.build(store, definition, position, workers=2)
    took = time.monotonic() - began
    shadow.drop()
    return position / took


def _refreshes(store: Datastore, ledger: LedgerRecorder, models: dict[str, Definition]) -> dict[str, list[float]]:
    """Milliseconds from one more event to its being in the model, for each model, at the ledger's present size."""
    Follower(store, models).catch_up()
    courses = {name: Course(store, name, uuid4()) for name in models}
    found: dict[str, list[float]] = {name: [] for name in models}
    with store.connection() as connection:
        waiting = connection.execute("SELECT petition_id, version FROM readmodels.inbox LIMIT %s", (TURNS,)).fetchall()
    for turn, (petition, version) in enumerate(waiting):
        lives.one_more(ledger, petition, version)
        head = _position(store)
        for name, course in courses.items():
            began = time.perf_counter()
            course.step(head)
            if turn >= len(waiting) // 2:
                found[name].append((time.perf_counter() - began) * 1000)
    with store.connection() as connection:
        connection.execute("UPDATE readmodels.progress SET holder = NULL")
    return found


def _follow(store: Datastore, models: dict[str, Definition]) -> float:
    """Events a second of the live way, in steps, over the last events of the ledger."""
    behind, name = 20_000, "monthly_tally"
    position = _position(store)
    start = max(0, position - behind)
    shadow = Shadow.build(store, models[name], start, workers=2)
    began = time.monotonic()
    shadow.follow(position)
    took = time.monotonic() - began
    shadow.drop()
    return (position - start) / took
