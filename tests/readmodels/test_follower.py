"""Followers: a model that fails stops alone, two do not fight, a frozen one cannot write late."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from casebook.ledger.datastore import Datastore
from casebook.petitions.events import ProgressReported, Terminated
from casebook.petitions.vocabulary import TerminationGround
from casebook.readmodels import Follower, Reader, compare, rebuild
from casebook.readmodels.course import Course, Pace
from casebook.readmodels.shadow import alone
from histories import entry, submitted
from small_models import FAILS_AT_TERMINATED, numbers

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.events import Event
    from casebook.postgres import Database
    from casebook.readmodels import Definition, Standing

pytestmark = pytest.mark.usefixtures("ledger")


def append(ledger: Ledger, *events: Event) -> UUID:
    petition = uuid4()
    whole = [submitted(), *events]
    ledger.append_all([[entry(petition, version, event) for version, event in enumerate(whole, 1)]])
    return petition


def standing(reader: Reader, name: str = "numbers") -> Standing:
    return next(s for s in reader.status() if s.name == name)


def test_a_model_that_fails_stops_alone_at_the_event_and_goes_on_when_it_can(
    ledger: Ledger, store: Datastore, definitions: dict[str, Definition]
) -> None:
    for _ in range(5):
        append(ledger, ProgressReported())
    bad = numbers(FAILS_AT_TERMINATED)
    models = {"numbers": bad, "inbox": definitions["inbox"]}
    reader, follower = Reader(store, models), Follower(store, models)
    assert follower.catch_up() == []
    before = ledger.position()
    append(ledger, ProgressReported(), Terminated(ground=TerminationGround.OUT_OF_SCOPE), ProgressReported())
    append(ledger)
    assert follower.catch_up() == ["numbers"]
    stopped = standing(reader)
    assert (stopped.state, stopped.position) == ("stopped", before + 2)
    assert (stopped.error_position, stopped.error_event) == (before + 3, "terminated")
    assert stopped.error == "division by zero (22012)"
    assert standing(reader, "inbox").lag == 0
    assert reader.ask("numbers", "total")[0]["events"] == before + 2
    # the mended file takes over, and nothing is missing
    mended = {"numbers": numbers(), "inbox": definitions["inbox"]}
    assert Follower(store, mended).catch_up() == []
    assert (standing(reader).state, standing(reader).error) == ("running", None)
    assert reader.ask("numbers", "total")[0]["events"] == ledger.position()
    assert compare(store, mended)["differing_rows"] == 0


def test_a_model_that_somebody_else_is_building_is_waited_for(ledger: Ledger, store: Datastore) -> None:
    append(ledger)
    follower = Follower(store, {"numbers": numbers()})
    with ThreadPoolExecutor(1) as pool:
        with alone(store, "numbers"):
            behind = pool.submit(follower.catch_up)
            with pytest.raises(TimeoutError):
                behind.result(timeout=0.5)
        assert behind.result(timeout=10) == []


def test_a_stopped_model_resumes_by_itself_when_the_reason_is_gone(ledger: Ledger, store: Datastore) -> None:
    with store.connection() as connection:
        connection.execute("CREATE TABLE readmodels.divisor AS SELECT 0 AS n")
    models = {"numbers": numbers("(SELECT n FROM readmodels.divisor)")}
    append(ledger)
    follower, reader = Follower(store, models), Reader(store, models)
    assert follower.catch_up() == ["numbers"]
    assert standing(reader).error_position == 1
    with store.connection() as connection:
        connection.execute("UPDATE readmodels.divisor SET n = 1")
    assert follower.catch_up() == []
    assert (standing(reader).state, standing(reader).error, standing(reader).lag) == ("running", None, 0)


def test_a_new_model_that_fails_goes_as_far_as_it_can(ledger: Ledger, store: Datastore) -> None:
    append(ledger, ProgressReported(), Terminated(ground=TerminationGround.OUT_OF_SCOPE))
    models = {"numbers": numbers(FAILS_AT_TERMINATED)}
    assert Follower(store, models).catch_up() == ["numbers"]
    assert standing(Reader(store, models)).position == 2


def test_the_old_version_goes_on_where_the_changed_file_fails(ledger: Ledger, store: Datastore) -> None:
    append(ledger, Terminated(ground=TerminationGround.OUT_OF_SCOPE))
    assert Follower(store, {"numbers": numbers()}).catch_up() == []
    append(ledger)
    models = {"numbers": numbers(FAILS_AT_TERMINATED)}
    reader = Reader(store, models)
    assert Follower(store, models).catch_up() == []
    assert standing(reader).lag == 0
    assert standing(reader).error == "the changed file fails: division by zero (22012)"
    assert reader.ask("numbers", "total")[0]["events"] == 3


def test_a_lease_keeps_another_follower_out_until_it_is_given_up(ledger: Ledger, store: Datastore) -> None:
    models = {"numbers": numbers()}
    Follower(store, models).catch_up()
    first, second = (Course(store, "numbers", uuid4()) for _ in range(2))
    append(ledger)
    assert first.step(1) is Pace.MOVED
    append(ledger)
    assert second.step(2) is Pace.HELD
    with store.connection() as connection:
        connection.execute("UPDATE readmodels.progress SET lease_until = clock_timestamp()")
    assert second.step(2) is Pace.MOVED
    append(ledger)
    assert first.step(3) is Pace.HELD


def test_two_followers_at_once_take_every_event_in_once(ledger: Ledger, store: Datastore) -> None:
    models = {"numbers": numbers()}
    stop = threading.Event()
    followers = [Follower(store, models, batch=3) for _ in range(2)]
    running = [threading.Thread(target=follower.run, args=(stop,)) for follower in followers]
    for thread in running:
        thread.start()
    for _ in range(30):
        append(ledger, ProgressReported())
        followers[0].wake()
    reader = Reader(store, models)
    reader.wait("numbers", ledger.position(), timeout=30)
    stop.set()
    for thread in running:
        thread.join()
    assert reader.ask("numbers", "total") == [{"events": 60, "petitions": 30}]
    assert compare(store, models)["differing_rows"] == 0


FROZEN = """
import sys
sys.path[:0] = sys.argv[2:]
import psycopg
from uuid import uuid4
from casebook.errors import Unavailable
from casebook.ledger.datastore import Datastore
from casebook.readmodels import progress, tables
from casebook.readmodels.refresh import refresh
from psycopg.conninfo import make_conninfo
from small_models import numbers

store = Datastore(sys.argv[1]).opened()
definition = numbers()
try:
    with store.connection() as connection, connection.transaction():
        connection.execute(progress.LIMITS)
        _, after = progress.hold(connection, "numbers", uuid4())
        refresh(connection, definition, tables.shape_of(connection, definition), "readmodels", after, after + 1)
        print("holding", flush=True)
        sys.stdin.readline()
        moved = progress.move(connection, definition, uuid4(), after, after + 1)
    print("written" if moved else "refused", flush=True)
except (Unavailable, psycopg.Error):
    print("refused", flush=True)
"""


def test_a_frozen_follower_is_taken_over_and_cannot_write_late(
    ledger: Ledger, store: Datastore, database: Database
) -> None:
    models = {"numbers": numbers()}
    follower, reader = Follower(store, models), Reader(store, models)
    append(ledger)
    follower.catch_up()
    append(ledger)
    command = [sys.executable, "-c", FROZEN, database.app_dsn, *sys.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as frozen:
        assert frozen.stdin is not None
        assert frozen.stdout is not None
        assert frozen.stdout.readline() == "holding\n"
        os.kill(frozen.pid, signal.SIGSTOP)
        began = time.monotonic()
        follower.catch_up()
        assert time.monotonic() - began < 20
        os.kill(frozen.pid, signal.SIGCONT)
        print(file=frozen.stdin, flush=True)
        assert frozen.stdout.readline() == "refused\n"
    assert reader.ask("numbers", "total") == [{"events": 2, "petitions": 2}]
    assert rebuild(store, models["numbers"]).differing_rows == 0


def test_a_follower_goes_on_after_its_connections_were_cut(
    ledger: Ledger, store: Datastore, database: Database
) -> None:
    models = {"numbers": numbers()}
    own = Datastore(make_conninfo(database.app_dsn, application_name="cut"), size=5).opened()
    follower, reader, stop = Follower(own, models), Reader(store, models), threading.Event()
    running = threading.Thread(target=follower.run, args=(stop,), daemon=True)
    running.start()
    append(ledger)
    reader.wait("numbers", ledger.position(), timeout=30)
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        cut = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'cut'"
        ).fetchone()
    assert cut is not None
    assert cut[0] > 0
    append(ledger)
    reader.wait("numbers", ledger.position(), timeout=30)
    stop.set()
    running.join()
    own.close()
    assert reader.ask("numbers", "total") == [{"events": 2, "petitions": 2}]


def test_a_file_changed_or_added_while_followers_run_takes_over(ledger: Ledger, store: Datastore) -> None:
    files = {"numbers": numbers()}
    followed = dict(files)
    reader = Reader(store, followed)
    stop = threading.Event()
    follower = Follower(store, followed, reread=lambda: files)
    running = threading.Thread(target=follower.run, args=(stop,))
    for _ in range(3):
        append(ledger)
    running.start()
    try:
        reader.wait("numbers", 3, 20)
        assert reader.ask("numbers", "total") == [{"events": 3, "petitions": 3}]
        files["numbers"] = numbers("0.5")
        for _ in range(200):
            if reader.ask("numbers", "total") == [{"events": 6, "petitions": 3}]:
                break
            time.sleep(0.05)
        assert reader.ask("numbers", "total") == [{"events": 6, "petitions": 3}]
        append(ledger)
        reader.wait("numbers", 4, 20)
        assert reader.ask("numbers", "total") == [{"events": 8, "petitions": 4}]
    finally:
        stop.set()
        running.join()
