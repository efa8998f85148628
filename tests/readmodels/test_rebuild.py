"""Rebuilds: compared row by row, swapped without a gap, repeated after a kill."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from casebook.errors import NotFound
from casebook.petitions.events import ProgressReported
from casebook.readmodels import AlreadyRebuilding, BadDefinition, Follower, Reader, compare, prune, rebuild, tables
from casebook.readmodels.definition import parse
from casebook.readmodels.shadow import Shadow, alone
from histories import entry, submitted
from small_models import numbers

if TYPE_CHECKING:
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database
    from casebook.readmodels import Definition

pytestmark = pytest.mark.usefixtures("ledger")


def append(ledger: Ledger, petitions: int = 1, events: int = 3) -> None:
    for _ in range(petitions):
        petition = uuid4()
        whole = [submitted(), *([ProgressReported()] * (events - 1))]
        ledger.append_all([[entry(petition, version, event) for version, event in enumerate(whole, 1)]])


def test_a_planted_difference_is_found_named_and_mended(
    ledger: Ledger, store: Datastore, follower: Follower, definitions: dict[str, Definition]
) -> None:
    append(ledger, 20)
    follower.catch_up()
    with store.connection() as connection:
        changed = connection.execute(
            "UPDATE readmodels.inbox SET unit = 'elsewhere' WHERE petition_id = (SELECT min(petition_id::text)::uuid "
            "FROM readmodels.inbox) RETURNING petition_id"
        ).fetchone()
        connection.execute("DELETE FROM readmodels.timeline WHERE position = 7")
        connection.execute("UPDATE readmodels.monthly_tally SET received = received + 1")
    assert changed is not None
    found = compare(store, definitions)
    by_name = {model["name"]: model for model in found["models"]}
    assert found["differing_rows"] == 3
    assert by_name["inbox"]["sample"] == [str(changed[0])]
    assert (by_name["inbox"]["missing"], by_name["inbox"]["unexpected"]) == (1, 1)
    assert (by_name["timeline"]["missing"], by_name["timeline"]["unexpected"]) == (1, 0)
    assert by_name["monthly_tally"]["differing_rows"] == 1
    for name in ("inbox", "timeline", "monthly_tally"):
        assert rebuild(store, definitions[name]).differing_rows == 1
    assert compare(store, definitions, workers=3)["differing_rows"] == 0


def test_an_empty_ledger_can_be_rebuilt(store: Datastore, definitions: dict[str, Definition]) -> None:
    assert Follower(store, definitions).catch_up() == []
    assert [rebuild(store, definition).rows for definition in definitions.values()] == [0] * len(definitions)


def test_readers_never_see_an_empty_or_half_table_and_events_meanwhile_are_not_lost(
    ledger: Ledger, store: Datastore
) -> None:
    models = {"numbers": numbers()}
    append(ledger, 50)
    follower, reader = Follower(store, models), Reader(store, models)
    follower.catch_up()
    stop, counts = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            append(ledger)
            follower.wake()

    def read() -> None:
        while not stop.is_set():
            counts.append(reader.ask("numbers", "total")[0]["petitions"])

    running = [
        threading.Thread(target=follower.run, args=(stop,)),
        *(threading.Thread(target=f) for f in (write, read)),
    ]
    for thread in running:
        thread.start()
    for _ in range(5):
        assert rebuild(store, models["numbers"]).differing_rows == 0
    stop.set()
    for thread in running:
        thread.join()
    assert counts == sorted(counts)
    assert counts[0] >= 50
    follower.catch_up()
    assert reader.ask("numbers", "total")[0]["events"] == ledger.position()


def test_whoever_waited_for_a_swap_sees_what_it_brought(ledger: Ledger, store: Datastore) -> None:
    model = numbers()
    rebuild(store, model)
    reader = Reader(store, {"numbers": model})
    shadow = Shadow.build(store, model, 0, workers=1)
    append(ledger, 7)
    seen: list[int] = []
    asking = threading.Thread(target=lambda: seen.append(reader.ask("numbers", "total")[0]["petitions"]))
    with store.connection() as swap, swap.transaction():
        shadow.advance(swap, ledger.position())
        tables.publish(swap, model)
        asking.start()
        with store.connection() as onlooker:
            while onlooker.execute("SELECT FROM pg_locks WHERE NOT granted").fetchone() is None:
                assert asking.is_alive()
    asking.join()
    assert seen == [7]


def test_a_changed_file_takes_over_and_a_removed_one_leaves_when_asked(ledger: Ledger, store: Datastore) -> None:
    append(ledger, 2)
    Follower(store, {"numbers": numbers()}).catch_up()
    doubled = {"numbers": numbers("0.5")}
    Follower(store, doubled).catch_up()
    assert Reader(store, doubled).ask("numbers", "total")[0]["events"] == 12
    assert prune(store, doubled) == []
    assert prune(store, {}) == ["numbers"]
    assert Reader(store, {}).status() == []


def test_one_process_rebuilds_at_a_time(ledger: Ledger, store: Datastore) -> None:
    with alone(store, "numbers"), pytest.raises(AlreadyRebuilding):
        rebuild(store, numbers())
    assert rebuild(store, numbers()).rows == 0


KILLED = """
import sys
sys.path[:0] = sys.argv[2:]
from casebook.ledger.datastore import Datastore
from casebook.readmodels import rebuild
from small_models import numbers
store = Datastore(sys.argv[1]).opened()
print("ready", flush=True)
while True:
    rebuild(store, numbers())
"""


def test_a_killed_rebuild_leaves_a_whole_table_and_can_be_done_again(
    ledger: Ledger, store: Datastore, database: Database
) -> None:
    append(ledger, 100)
    models = {"numbers": numbers()}
    Follower(store, models).catch_up()
    for attempt in range(4):
        command = [sys.executable, "-c", KILLED, database.app_dsn, *sys.path]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
            assert killed.stdout is not None
            killed.stdout.readline()
            time.sleep(0.01 + 0.037 * attempt)
            killed.kill()
        assert Reader(store, models).ask("numbers", "total") == [{"events": 300, "petitions": 100}]
        until = time.monotonic() + 10
        while True:
            try:
                assert rebuild(store, models["numbers"]).differing_rows == 0
                break
            except AlreadyRebuilding:  # the server has not noticed yet that the process is gone
                assert time.monotonic() < until
                time.sleep(0.05)


def test_a_mistake_in_a_section_is_told_with_its_name(ledger: Ledger, store: Datastore) -> None:
    source = numbers().source
    for old, new, section in [
        ("events bigint", "events bigit", "table"),
        ("AS events FROM", "AS event_count FROM", "rows"),
        ("SELECT * FROM numbers", "SELECT * FROM number", "all"),
    ]:
        with pytest.raises(BadDefinition, match=rf"numbers\.sql, section {section}"):
            rebuild(store, parse(source.replace(old, new, 1), "numbers.sql"))


def test_only_models_that_exist_are_compared(store: Datastore) -> None:
    with pytest.raises(NotFound):
        compare(store, {}, ["nothing"])
