"""The full audit: a ledger that was tampered with, and what is said of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner

from casebook.cli import casebook
from casebook.ledger import layout
from casebook.petitions.events import ErasureBegun, PersonalDataErased, Submitted
from casebook.petitions.forgetting.codes import DataGround, ErasureScope
from casebook.proof.note import WITNESS, SigningKey
from casebook.transparency import Findings, audit_ledger
from casebook.transparency.auditing import MOST
from petitions_at_hand import DIGEST, closed, submitted, then

if TYPE_CHECKING:
    from uuid import UUID

    from signed_ledger import SignedLedger


WITNESS_KEY = SigningKey.generate("newspaper.example/witness", WITNESS)


def audited(signed: SignedLedger, *, words: bool = False) -> Findings:
    known = [WITNESS_KEY.public]
    return audit_ledger(signed.ledger, signed.key.public, lambda _done, _total: None, words=words, witnesses=known)


def told(signed: SignedLedger, *, words: bool = False) -> list[tuple[int, str]]:
    return [(fault.position, fault.en) for fault in audited(signed, words=words).faults]


def cosign(signed: SignedLedger, text: str, size: int, seconds: float = 0) -> None:
    """Keep a cosignature of the witness under this text as that of a checkpoint, so many seconds from now."""
    line = str(WITNESS_KEY.sign(text, int(time.time() + seconds))).rstrip("\n")
    with psycopg.connect(signed.database.signer_dsn, options="-c role=casebook_log") as connection:
        row = (size, WITNESS_KEY.public.name, line)
        connection.execute("INSERT INTO transparency.cosignatures VALUES (%s, %s, %s, now())", row)


@pytest.fixture
def large(signed: SignedLedger) -> SignedLedger:
    """A tree of three levels' beginnings, signed twice, once more than what is signed."""
    signed.grow(1)
    signed.sign()
    signed.grow_much(200)
    signed.sign()
    signed.grow(1)
    return signed


def rewritten(signed: SignedLedger, position: int) -> str:
    """Changes an event together with its leaf, as whoever owns the table can."""
    [stored] = signed.ledger.door.select_range(position - 1, 1)
    place = (stored.originator_id, stored.originator_version, stored.topic)
    head = layout.header(signed.ledger.door.origin, position, stored.recorded_at, stored.previous, place)  # type: ignore[arg-type]
    state = stored.state.replace(b'"v":1', b'"v":2')
    leaf = layout.leaf(head, state)
    return (
        f"UPDATE ledger.events SET state = '\\x{state.hex()}', leaf = '\\x{leaf.hex()}' "
        f"WHERE notification_id = {position}"
    )


def test_a_ledger_that_nobody_touched_is_sound(large: SignedLedger) -> None:
    found = audited(large, words=True)
    assert (found.events, found.size, found.checkpoints, found.count) == (606, 603, 1, 0)


def test_every_cosigned_checkpoint_is_compared(large: SignedLedger) -> None:
    with psycopg.connect(large.database.signer_dsn, options="-c role=casebook_log") as connection:
        connection.execute("INSERT INTO transparency.cosignatures VALUES (3, 'w', 'line', now())")
    assert audited(large).checkpoints == 2
    large.tamper("UPDATE transparency.checkpoints SET note = 'another' WHERE size = 3")
    assert told(large) == [(3, "The checkpoint at position 3 is not signed by this log.")]


def test_a_cosignature_that_is_none_is_told(signed: SignedLedger) -> None:
    signed.grow(1)
    first = signed.sign()
    cosign(signed, str(first), 3)
    assert told(signed) == []
    signed.grow(1)
    signed.sign()
    cosign(signed, str(first), 6)
    assert told(signed) == [(6, "The cosignature at position 6 is not that of newspaper.example/witness.")]


@pytest.mark.parametrize(
    ("first", "second", "faults"),
    [
        (0, 0, []),
        (-100, 100, []),
        (130, 130, [4, 5, 6, 7, 8, 9]),
        (-130, -130, [1, 2, 3, 4, 5, 6]),
        (-130, 0, [1, 2, 3]),
    ],
)
def test_events_are_as_old_as_witnesses_have_seen(
    signed: SignedLedger, first: int, second: int, faults: list[int]
) -> None:
    for seconds in (first, second):
        signed.grow(1)
        checkpoint = signed.sign()
        cosign(signed, str(checkpoint), checkpoint.size, seconds)
    signed.grow(1)
    signed.sign()
    assert [position for position, text in told(signed) if "what witnesses saw" in text] == faults


def test_it_goes_on_behind_a_fault(large: SignedLedger) -> None:
    large.tamper(
        "UPDATE ledger.events SET state = state || ' ' WHERE notification_id = 5",
        rewritten(large, 300),
        "DELETE FROM ledger.events WHERE notification_id IN (400, 401)",
        "UPDATE ledger.events SET recorded_at = '2001-01-01Z' WHERE notification_id = 605",
    )
    positions = [position for position, _ in told(large)]
    assert {5, 300, 400, 603, 605} <= set(positions)
    assert (400, "The events at positions 400 to 401 are missing.") in told(large)
    assert (300, "The events at positions 300 to 300 are not those that were signed.") in told(large)


@pytest.mark.parametrize(
    ("statement", "position", "part"),
    [
        (
            "DELETE FROM ledger.events WHERE notification_id > 600",
            601,
            "ends at position 600, but was signed up to 603",
        ),
        ("DELETE FROM ledger.events WHERE notification_id > 604", 605, "should have the events 1 to 606"),
        ("UPDATE ledger.events SET notification_id = 999 WHERE notification_id = 606", 606, "606 to 998 are missing"),
        ("UPDATE ledger.events SET notification_id = 0 WHERE notification_id = 606", 606, "and has those of 0 to 605"),
        ("DELETE FROM transparency.tiles WHERE level = 0 AND number = 1", 257, "tile tile/0/001 is missing"),
        ("UPDATE transparency.tiles SET root = sha256('') WHERE number = 0", 1, "tile tile/0/000 is missing"),
    ],
)
def test_what_is_missing_is_named(large: SignedLedger, statement: str, position: int, part: str) -> None:
    large.tamper(statement)
    assert any(at == position and part in text for at, text in told(large))


def test_no_more_than_some_are_listed(large: SignedLedger) -> None:
    large.tamper("UPDATE ledger.events SET state = state || ' ' WHERE notification_id < 100")
    found = audited(large)
    assert len(found.faults) == MOST
    assert found.count > 2 * MOST


def erased(subject: UUID) -> PersonalDataErased:
    return PersonalDataErased(
        subject=subject,
        scope=ErasureScope.CITIZEN,
        ground=DataGround.PURPOSE_MET,
        requested_by=subject,
        approved_by=(),
        words=1,
        files=0,
        backups_until=datetime.now(UTC),
    )


def test_words_are_compared_with_their_digests(signed: SignedLedger) -> None:
    one, two, three, four, five = (submitted(title=title) for title in "甲乙丙丁戊")
    for entry in (one, two, three, four, five):
        signed.ledger.append([entry], uuid4(), DIGEST)
    signed.sign()
    assert told(signed, words=True) == []
    with psycopg.connect(signed.database.owner_dsn) as owner:
        owner.execute("UPDATE vault.words SET envelope = envelope || 'x' WHERE petition_id = %s", (one.petition_id,))
        owner.execute("DELETE FROM vault.words WHERE petition_id = %s", (two.petition_id,))
    assert three.subject
    assert four.subject
    assert five.subject
    signed.ledger.vault.erase([three.subject, four.subject, five.subject])
    signed.ledger.append([then(four, 2, erased(four.subject)), then(three, 2, ErasureBegun())], uuid4(), DIGEST)
    assert told(signed) == []
    assert told(signed, words=True) == [
        (1, "The event at position 1 has other words than its digests say."),
        (2, "The event at position 2 has words that are not in the vault."),
        (5, "The event at position 5 has words that are not in the vault."),
    ]


def test_the_audit_on_the_command_line(signed: SignedLedger) -> None:
    environment = {"CASEBOOK_DSN": signed.database.app_dsn, "CASEBOOK_OWNER_DSN": signed.database.owner_dsn}
    environment["CASEBOOK_KEYS_DSN"] = signed.database.keys_dsn
    environment |= {"CASEBOOK_KEYS": str(signed.folder.parent / "keys"), "CASEBOOK_LOG": str(signed.folder)}

    def typed(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(casebook, ["audit", "ledger", *words], env=environment, standalone_mode=False)
        return done.return_value, done.stdout

    signed.grow_much(10)
    signed.sign()
    code, text = typed("--words")
    assert code == 0
    assert "SOUND: " in text
    gone = submitted(title="要删的话")
    assert isinstance(gone.event, Submitted)
    assert gone.subject
    signed.ledger.append([gone], uuid4(), DIGEST)
    signed.sign()
    signed.ledger.vault.erase([gone.subject])  # as where a ledger was restored that is older than the erasing
    code, text = typed("--words")
    assert (code, "words that are not in the vault" in text) == (1, True)
    assert f"The words of petition {gone.event.number} are erased, as the list of who was erased says" in text
    signed.ledger.append([then(gone, 2, erased(gone.subject))], uuid4(), DIGEST)
    assert "not in the vault" not in typed("--words")[1]
    signed.tamper("UPDATE ledger.events SET state = state || ' ' WHERE notification_id < 26")
    code, text = typed()
    assert code == 1
    assert text.splitlines()[0] == "1: 账本第 1 号事件与其哈希不符。 / The event at position 1 does not match its hash."
    assert "more.\n不完好：" in text
    assert "NOT SOUND" in text


def test_what_statistics_read_is_what_the_bytes_say(signed: SignedLedger) -> None:
    firsts = [submitted() for _ in range(3)]
    signed.ledger.append([each for first in firsts for each in (first, closed(first, 2))], uuid4(), DIGEST)
    signed.sign()
    assert told(signed) == []
    signed.tamper(
        "ALTER TABLE ledger.events ALTER COLUMN body DROP EXPRESSION",
        "UPDATE ledger.events SET body = jsonb_set(body, '{unit}', '\"unit-9\"') WHERE notification_id = 3",
        "ALTER TABLE ledger.ordinals DISABLE TRIGGER ALL",
        "UPDATE ledger.ordinals SET n = 9 WHERE n = 2",
        "DELETE FROM ledger.ordinals WHERE n = 3",
    )
    assert told(signed) == [
        (3, "What statistics read of the event at position 3 is not what its bytes say."),
        (4, "The closing at position 4 does not have the number that it came as."),
        (4, "The closing at position 4 does not have the number that it came as."),
        (6, "The closing at position 6 does not have the number that it came as."),
    ]
    signed.tamper("UPDATE ledger.events SET state = '{no', body = NULL WHERE notification_id = 3")
    assert (0, "The bytes of an event are no JSON.") in told(signed)
