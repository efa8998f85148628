"""The access log in the ledger: published, audited, and some day removed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.accounts.access_log import AccessLog, Kind
from casebook.casework.accesses import Accesses
from casebook.ledger.accesses import STREAM
from casebook.transparency import AccessFindings, audit_access

if TYPE_CHECKING:
    from signed_ledger import SignedLedger

KEPT = timedelta(days=400)


@pytest.fixture
def log(signed: SignedLedger) -> AccessLog:
    return AccessLog(signed.ledger.datastore)


@pytest.fixture
def accesses(signed: SignedLedger) -> Accesses:
    return Accesses(signed.ledger, KEPT)


def audited(signed: SignedLedger, *, days: int = 0) -> AccessFindings:
    return audit_access(signed.ledger, datetime.now(UTC) + timedelta(days=days))


def note(log: AccessLog, times: int) -> None:
    for _ in range(times):
        log.note(Kind.CONTACT_READ, uuid4(), bytes(16), petition_id=uuid4())


def as_owner(signed: SignedLedger, *statements: str, triggers: bool = True) -> None:
    with psycopg.connect(signed.database.owner_dsn) as owner:
        if not triggers:
            owner.execute("ALTER TABLE access_log.entries DISABLE TRIGGER ALL")
        for statement in statements:
            owner.execute(statement)


def test_entries_are_published_once_and_audited(signed: SignedLedger, log: AccessLog, accesses: Accesses) -> None:
    assert accesses.publish() is None, "there are none"
    note(log, 3)
    assert accesses.publish()
    assert accesses.publish() is None, "nothing is new"
    note(log, 2)
    assert (audited(signed).entries, audited(signed).waiting) == (3, 2)
    assert accesses.publish()
    found = audited(signed)
    assert (found.entries, found.removed, found.waiting, found.faults) == (5, 0, 0, [])


def test_a_sweep_publishes_every_hour(signed: SignedLedger, log: AccessLog, accesses: Accesses) -> None:
    now = datetime.now(UTC)
    note(log, 1)
    assert accesses.publish_hourly(now)
    note(log, 1)
    assert accesses.publish_hourly(now + timedelta(minutes=50)) is None
    assert accesses.publish_hourly(now + timedelta(minutes=70))
    assert len(signed.ledger.entries(STREAM)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log.entries SET kind = 'signed-out' WHERE position = 2",
        "UPDATE access_log.entries SET petition_id = NULL WHERE position = 2",
        "UPDATE access_log.entries SET person_id = gen_random_uuid() WHERE position = 2",
        "UPDATE access_log.entries SET at = at + interval '1 microsecond' WHERE position = 2",
        "DELETE FROM access_log.entries WHERE position = 2",
        "DELETE FROM access_log.entries WHERE position <= 3",
        "INSERT INTO access_log.entries (position, kind) OVERRIDING SYSTEM VALUE VALUES (0, 'signed-in')",
    ],
)
def test_what_is_changed_shows(signed: SignedLedger, log: AccessLog, accesses: Accesses, statement: str) -> None:
    for _ in range(2):
        note(log, 3)
        assert accesses.publish()
    as_owner(signed, statement, triggers=False)
    found = audited(signed)
    assert [fault.position for fault in found.faults] == [1]
    assert "published: 3 entries then" in found.faults[0].en
    assert found.entries == 3


def test_an_entry_that_is_being_written_is_not_forgotten(
    signed: SignedLedger, log: AccessLog, accesses: Accesses
) -> None:
    with psycopg.connect(signed.database.app_dsn) as slow:
        slow.execute("INSERT INTO access_log.entries (kind) VALUES ('signed-in')")
        note(log, 1)
        impatient = psycopg.connect(signed.database.app_dsn, options="-c lock_timeout=20ms")
        with impatient, pytest.raises(psycopg.errors.LockNotAvailable):
            impatient.execute("SELECT access_log.settled()")
        slow.commit()
    assert accesses.publish()
    assert audited(signed).entries == 2


def test_old_entries_go_and_the_rest_is_still_proven(signed: SignedLedger, log: AccessLog, accesses: Accesses) -> None:
    as_owner(signed, "INSERT INTO access_log.entries (kind, at) SELECT 'signed-in', now() - interval '500 days'")
    assert accesses.remove_old() == 0, "not published yet"
    assert accesses.publish()
    note(log, 2)
    assert accesses.publish()
    assert Accesses(signed.ledger, timedelta()).remove_old() == 1, "the younger ones stay, whatever is asked"
    found = audited(signed)
    assert (found.entries, found.removed, found.faults) == (2, 1, [])


def test_nobody_removes_an_entry_before_its_time(signed: SignedLedger, log: AccessLog, accesses: Accesses) -> None:
    note(log, 1)
    assert accesses.publish()
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="180 days"):
        as_owner(signed, "DELETE FROM access_log.entries")
    as_owner(signed, "DELETE FROM access_log.entries", triggers=False)
    assert audited(signed).faults
    assert audited(signed, days=179).faults
    assert audited(signed, days=181).removed == 1
