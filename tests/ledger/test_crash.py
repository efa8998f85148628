"""Kill -9 at random moments: nothing acknowledged is lost, nothing is done twice, the next start recovers by itself."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest

from casebook.errors import Unavailable
from casebook.ledger import datastore
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.postgres.cluster import APP
from cutting import cutter
from petitions_at_hand import DIGEST, submitted

if TYPE_CHECKING:
    from casebook.postgres import Server

SEED = int(os.environ.get("CRASH_SEED", str(time.time_ns())))
WRITER = Path(__file__).parent.parent / "writer.py"


def counted(server: Server) -> tuple[int, int, int]:
    with psycopg.connect(server.dsn()) as connection:
        row = connection.execute(
            "SELECT count(*), (SELECT position FROM ledger.head), (SELECT count(*) FROM ledger.receipts) "
            "FROM ledger.events"
        ).fetchone()
    assert row is not None
    return row


def test_the_server_killed_under_load_loses_no_acknowledged_command_and_doubles_none(
    durable: Server, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    receipts: dict[UUID, int] = {}
    stop = threading.Event()
    with closing(Ledger(durable.dsn(APP), load_keys(tmp_path / "keys"), connections=4)) as ledger:

        def write() -> None:
            while not stop.is_set():
                key, entry = uuid4(), submitted(title="路灯不亮")
                while True:  # as a client does: the same key until there is an answer
                    try:
                        receipts[key] = ledger.append([entry], key, DIGEST).position
                        break
                    except Unavailable:
                        time.sleep(0.05)

        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            time.sleep(0.3 + chance.random())
            durable.kill()
            durable.start()
        time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join()
        events, position, answers = counted(durable)
        assert events == position == answers == len(receipts), f"seed {SEED}"
        assert sorted(receipts.values()) == list(range(1, events + 1))
        assert len(list(ledger.since(0))) == events


def test_casebook_killed_under_load_leaves_whole_commands_only(durable: Server, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    acknowledged: set[str] = set()
    for turn in range(3):
        log = tmp_path / f"{turn}.jsonl"
        with log.open("wb") as output:
            command = [sys.executable, str(WRITER), durable.dsn(APP), str(tmp_path / "keys")]
            writer = subprocess.Popen(
                command, stdout=output, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
            )
            while not log.stat().st_size and writer.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.random())
            writer.kill()
            writer.wait()
        lines = log.read_bytes().splitlines(keepends=True)
        acknowledged |= {json.loads(line) for line in lines if line.endswith(b"\n")}
    durable.stop()  # the server may still be at work on the last command of a killed process
    durable.start()
    events, position, answers = counted(durable)
    with psycopg.connect(durable.dsn()) as connection:
        stored = {str(key) for (key,) in connection.execute("SELECT key FROM ledger.receipts")}
        halves = connection.execute(
            "SELECT originator_id FROM ledger.events GROUP BY 1 HAVING count(*) <> 2 OR max(originator_version) <> 2"
        ).fetchall()
        words = connection.execute("SELECT count(*) FROM vault.words").fetchone()
    assert acknowledged, f"seed {SEED}"
    assert acknowledged <= stored
    assert halves == []
    assert events == position == 2 * answers
    assert words == (answers,)


def test_a_commit_whose_answer_was_lost_is_settled_by_its_key(durable: Server, tmp_path: Path) -> None:
    with (
        cutter(tmp_path, durable.dsn(APP)) as between,
        closing(Ledger(between.dsn, load_keys(tmp_path / "keys"), durable.dsn(APP), connections=1)) as ledger,
    ):
        ledger.append([submitted()], uuid4(), DIGEST)
        entry, key = submitted(), uuid4()
        between.armed.set()
        receipt = ledger.append([entry], key, DIGEST)
        assert between.cut.is_set()
        assert receipt.repeated  # the answer came with the second try, the event with the first
        assert receipt.petition_id == entry.petition_id
        assert [entry.position for entry in ledger.since(0)] == [1, 2]


def test_an_import_without_keys_does_not_guess_after_a_lost_answer(durable: Server, tmp_path: Path) -> None:
    with (
        cutter(tmp_path, durable.dsn(APP)) as between,
        closing(Ledger(between.dsn, load_keys(tmp_path / "keys"), durable.dsn(APP), connections=1)) as ledger,
    ):
        ledger.append([submitted()], uuid4(), DIGEST)
        between.armed.set()
        with pytest.raises(Unavailable):
            ledger.append_all([[submitted()]])
        assert between.cut.is_set()


def test_nobody_waits_for_a_database_that_is_away_as_for_a_busy_one(
    durable: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datastore, "WAITING", 3600)
    with closing(Ledger(durable.dsn(APP), load_keys(tmp_path / "keys"), durable.dsn(APP))) as ledger:
        durable.kill()
        while not ledger.datastore.rows.is_away:  # the first find connections that are lost, the last waits for one
            with pytest.raises(Unavailable):
                ledger.position()
        durable.start()
        assert ledger.position() == 0
        assert not ledger.datastore.rows.is_away
