"""Loading that is interrupted, repeated or told to go where it must not."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

import casebook
from casebook.casework import Casework
from casebook.demo import load, what_to_try
from casebook.demo.loading import step_keys
from casebook.demo.people import person
from casebook.demo.plan import ZONE
from casebook.demo.plot import steps
from casebook.errors import Misconfigured
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import SubmitPetition
from casebook.petitions.context import InForce
from casebook.petitions.vocabulary import Category, Role
from casebook.reference.terms import city_terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casebook.postgres import Database
    from databases import LoadedDemo
    from demo.conftest import Demo

LOAD = """
import sys
from pathlib import Path
from casebook.demo import load
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
load(Ledger(sys.argv[1], load_keys(Path(sys.argv[2]))))
"""
SOURCES = str(Path(casebook.__file__).parents[1])
PATIENCE = 60


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(database.app_dsn, load_keys(tmp_path))
    yield ledger
    ledger.close()


def content(ledger: Ledger) -> list[tuple[str, datetime, str, str | None]]:
    return [(e.event.stored_name(), e.happened_at, e.actor.role, e.actor.unit) for e in ledger.since(0)]


def test_killed_at_any_step_it_goes_on_and_comes_to_the_same(
    demo: Demo, ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    for reached in (700, 3_100, 7_900):
        process = subprocess.Popen(
            [sys.executable, "-c", LOAD, database.app_dsn, str(tmp_path)], env={"PYTHONPATH": SOURCES}
        )
        until = time.monotonic() + PATIENCE
        while ledger.position() < reached and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.kill()
        process.wait()
    report = load(ledger)
    assert report.found > 0
    assert report.found + report.added == len(steps())
    assert content(ledger) == content(demo.ledger)


def test_an_interrupted_start_leaves_whole_steps_without_a_gap(ledger: Ledger) -> None:
    def stop(done: int, total: int) -> None:
        if done > 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(ledger, stop)
    known = ledger.known(step_keys(len(steps())))
    assert known
    assert set(step_keys(len(steps()))[: len(known)]) == set(known)


def test_progress_ends_with_everything_done(loaded_demo: LoadedDemo) -> None:
    told = loaded_demo.told
    assert told == sorted(told)
    assert told[-1] == (len(steps()), len(steps()))


def test_a_ledger_with_other_petitions_is_left_alone(ledger: Ledger) -> None:
    other = SubmitPetition(
        category=Category.COMPLAINT, title="路灯不亮了", body="小巷里的路灯坏了好几天。", phone="0375-0000001"
    )
    Casework(ledger, InForce(city_terms(ZONE))).handle(other, person(Role.DESK, 1), uuid4())
    with pytest.raises(Misconfigured):
        load(ledger)
    assert ledger.position() == 1


def test_what_to_try_names_the_address_and_the_golden_petition() -> None:
    told = what_to_try("http://127.0.0.1:8000/")
    assert "http://127.0.0.1:8000/api/v1/" in told
    assert "769" in told
    assert "2022-01-30" in told
