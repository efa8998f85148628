"""No event is ever lost to a reader that pages by position: shown for a minute, and shown to fail without the order."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import psycopg

from tailing import Trial

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database

SECONDS = float(os.environ.get("TAILING_SECONDS", "20"))
MAINTENANCE = (
    "VACUUM FREEZE ledger.events",
    "ANALYZE ledger.events",
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS trial ON ledger.events (recorded_at)",
    "DROP INDEX CONCURRENTLY IF EXISTS ledger.trial",
)

UNORDERED = """
  SELECT nextval('ledger.unordered') * 100, clock_timestamp(), c.origin, (SELECT max(s) FROM unnest(steps) s)
  INTO STRICT position_, now_, origin_, last_step FROM ledger.config c;"""
"""The door without its lock: positions are given at once and become visible in the order of the commits."""


def test_a_tailing_reader_loses_nothing_whatever_goes_on(ledger: Ledger, database: Database) -> None:
    found = Trial(ledger, database.owner_dsn).run(writers=8, seconds=SECONDS, meanwhile=MAINTENANCE)
    positions = [position for position, _ in found.seen]
    seen = {petition for _, petition in found.seen}
    assert len(found.acknowledged) > 100 * SECONDS
    assert positions == list(range(1, len(positions) + 1))  # each once, in order, no gap where one was rolled back
    assert seen == found.acknowledged
    assert not seen & found.rolled_back
    assert found.rolled_back
    assert found.slowest < 2  # no append waits for maintenance to end


def test_without_the_order_the_same_reader_loses_events(ledger: Ledger, database: Database) -> None:
    with psycopg.connect(database.owner_dsn) as owner:
        door = owner.execute("SELECT pg_get_functiondef('ledger.append'::regproc)").fetchone()
        assert door is not None
        lock = re.compile(r"UPDATE ledger\.head h SET position = .*?last_step;", re.DOTALL)
        unordered, found_once = lock.subn(UNORDERED, door[0])
        assert found_once == 1
        owner.execute("CREATE SEQUENCE ledger.unordered")
        owner.execute("GRANT USAGE ON SEQUENCE ledger.unordered TO casebook_owner")
        owner.execute(unordered)
    found = Trial(ledger, database.owner_dsn).run(writers=8, seconds=min(SECONDS, 10))
    seen = {petition for _, petition in found.seen}
    assert found.acknowledged - seen
