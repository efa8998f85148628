"""The signer signs what the ledger is, all of it, and never another history."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.errors import Misconfigured, Tampered, Unavailable
from casebook.proof.checkpoint import opened
from casebook.proof.merkle import Head, check_consistency, check_inclusion
from casebook.proof.tiles import Appender
from casebook.transparency import keep_signing, signers_connection
from petitions_at_hand import DIGEST, submitted

if TYPE_CHECKING:
    from signed_ledger import SignedLedger


def leaves(signed: SignedLedger) -> list[bytes]:
    return [stored.leaf for stored in signed.ledger.door.select_range(0, 100_000)]


def head_of(hashes: list[bytes]) -> Head:
    tree = Appender()
    tree.extend(hashes)
    return tree.head()


def test_what_is_signed_is_the_tree_over_all_leaves(signed: SignedLedger) -> None:
    signed.grow(3)
    assert signed.sign().head == head_of(leaves(signed))
    signed.grow_much(200)
    signed.grow(1)
    assert signed.sign().head == head_of(leaves(signed))
    assert signed.log.tree(signed.log.size()).head() == head_of(leaves(signed))


def test_a_signer_that_stays_signs_on_and_signs_nothing_twice(signed: SignedLedger) -> None:
    with signed.signer() as signer:
        assert list(signer.sign()) == []
        for grown in (1, 90, 2):
            signed.grow(grown)
            [checkpoint] = signer.sign()
            assert checkpoint.head == head_of(leaves(signed))
            assert list(signer.sign()) == []


def test_each_proof_from_the_tables_is_accepted(signed: SignedLedger) -> None:
    signed.grow_much(90)
    old = signed.sign()
    signed.grow_much(110)
    new = signed.sign()
    tree = signed.log.tree(new.size)
    check_consistency(old.head, new.head, tree.consistency(old.size))
    for index, leaf in enumerate(leaves(signed)):
        if index % 37 == 0 or index == new.size - 1:
            check_inclusion(leaf, index, new.head, tree.inclusion(index))


def test_only_one_signs_at_a_time(signed: SignedLedger) -> None:
    with signed.signer(), pytest.raises(Unavailable, match="Another signer"), signed.signer():
        pass


def test_the_signer_reads_no_words_and_writes_nothing_but_the_log(signed: SignedLedger) -> None:
    signed.grow(1)
    signed.sign()
    with signers_connection(signed.database.signer_dsn) as connection:
        for attempt in (
            "SELECT * FROM vault.words",
            "SELECT * FROM vault.subjects",
            "SELECT * FROM accounts.people",
            "INSERT INTO ledger.receipts (key) VALUES (gen_random_uuid())",
            "SELECT ledger.append(null,null,null,null,null,null,null,null,null,null,null,null,null)",
            "UPDATE transparency.checkpoints SET note = ''",
            "DELETE FROM transparency.tiles",
            "TRUNCATE transparency.alarms",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)


@pytest.mark.parametrize(
    "attempt",
    [
        "INSERT INTO transparency.checkpoints (size, note) VALUES (1, '')",
        "INSERT INTO transparency.tiles (level, number) VALUES (0, 0)",
        "INSERT INTO transparency.cosignatures (size) VALUES (1)",
        "INSERT INTO transparency.stamps (size) VALUES (1)",
        "DELETE FROM transparency.checkpoints",
        "DELETE FROM transparency.alarms",
    ],
)
def test_the_application_writes_nothing_of_the_log(signed: SignedLedger, attempt: str) -> None:
    with psycopg.connect(signed.database.app_dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(attempt)


CHANGES = {
    "a state": (608, "SET state = replace(convert_from(state, 'UTF8'), 'desk', 'tesk')::bytea"),
    "a leaf": (605, "SET leaf = sha256('')"),
    "a time": (607, "SET recorded_at = recorded_at - interval '1 microsecond'"),
    "a topic": (609, "SET topic = 'closed'"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_behind_the_last_tile_is_named(signed: SignedLedger, change: str) -> None:
    signed.grow_much(203)
    signed.sign()
    position, statement = CHANGES[change]
    signed.tamper(f"UPDATE ledger.events {statement} WHERE notification_id = {position}")
    with pytest.raises(Tampered) as caught, signed.signer():
        pass
    assert caught.value.position == position


@pytest.mark.parametrize("position", [606, 609])
def test_one_that_was_removed_is_named(signed: SignedLedger, position: int) -> None:
    signed.grow_much(203)
    signed.sign()
    signed.tamper(f"DELETE FROM ledger.events WHERE notification_id = {position}")
    with pytest.raises(Tampered) as caught, signed.signer():
        pass
    assert caught.value.position == position


def test_a_shorter_ledger_is_not_signed(signed: SignedLedger) -> None:
    signed.grow_much(100)
    before = signed.sign()
    signed.tamper("DELETE FROM ledger.events WHERE notification_id > 290", "UPDATE ledger.head SET position = 290")
    with pytest.raises(Tampered, match="ends at position 290") as caught, signed.signer():
        pass
    assert caught.value.position == 291
    assert signed.published() == before


def test_a_ledger_that_grew_again_after_it_was_cut_is_not_signed(signed: SignedLedger) -> None:
    signed.grow_much(100)
    before = signed.sign()
    signed.tamper(
        "DELETE FROM ledger.events WHERE notification_id > 291",
        "UPDATE ledger.head SET position = 291",
    )
    signed.grow(5)
    with pytest.raises(Tampered) as caught, signed.signer():
        pass
    assert caught.value.position == 292
    assert signed.published() == before


def test_a_signer_at_work_sees_at_once_that_the_end_is_another(signed: SignedLedger) -> None:
    signed.grow(2)
    with signed.signer() as signer:
        list(signer.sign())
        signed.tamper("DELETE FROM ledger.events WHERE notification_id > 4", "UPDATE ledger.head SET position = 4")
        with pytest.raises(Tampered, match="ends at position 4"):
            list(signer.sign())
        signed.grow(1)
        with pytest.raises(Tampered, match="5"):
            list(signer.sign())


@pytest.mark.parametrize("before", [1, 256])
def test_nothing_is_signed_that_is_dated_before_what_is(signed: SignedLedger, before: int) -> None:
    signed.ledger.append([submitted() for _ in range(before)], uuid4(), DIGEST)
    signed.sign()
    signed.grow(1)
    signed.tamper(f"UPDATE ledger.events SET recorded_at = '2001-01-01Z' WHERE notification_id = {before + 1}")
    with pytest.raises(Tampered, match=f"Time runs back at position {before + 1}"):
        signed.sign()


def test_another_tile_is_named(signed: SignedLedger) -> None:
    signed.grow_much(200)
    signed.sign()
    signed.tamper("UPDATE transparency.tiles SET root = sha256('') WHERE level = 0 AND number = 1")
    with pytest.raises(Tampered, match="positions 257 to 512"), signed.signer():
        pass


def test_without_its_memory_nothing_is_signed(signed: SignedLedger) -> None:
    signed.grow(2)
    signed.sign()
    kept = signed.memory.path.read_bytes()
    signed.memory.path.unlink()
    with pytest.raises(Misconfigured, match="is missing"), signed.signer():
        pass
    for at in range(0, len(kept), 7):
        signed.memory.path.write_bytes(kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :])
        with pytest.raises(Misconfigured, match="damaged"):
            signed.memory.read(signed.key.public)
    signed.memory.path.write_bytes(kept)
    signed.grow(1)
    assert signed.sign().size == 9


def test_what_was_remembered_and_not_yet_published_is_published(signed: SignedLedger) -> None:
    signed.grow(2)
    with signed.signer() as signer:
        list(signer.sign())
    signed.tamper("DELETE FROM transparency.checkpoints")  # as if it had died between the two
    with signed.signer():
        assert signed.published().size == 6


def test_a_signer_that_is_killed_at_any_moment_never_signs_two_histories(signed: SignedLedger) -> None:
    chance = random.Random(20260130)
    program = [sys.executable, "-c", SIGN, signed.database.signer_dsn, str(signed.folder)]
    for _ in range(5):
        process = subprocess.Popen(program, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # at work
        before = signed.log.size()
        while signed.log.size() == before:
            signed.grow(1)
        end = time.monotonic() + chance.uniform(0, 0.3)
        while time.monotonic() < end:
            signed.grow(1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    signed.sign()
    hashes = leaves(signed)
    with psycopg.connect(signed.database.app_dsn) as connection:
        notes = connection.execute("SELECT note FROM transparency.checkpoints ORDER BY size").fetchall()
    assert len(notes) > 5
    tree = Appender()
    for (note,) in notes:
        checkpoint = opened(note, [signed.key.public]).checkpoint
        tree.extend(hashes[tree.size : checkpoint.size])
        assert checkpoint.head == tree.head()


SIGN = """
import sys, threading
from pathlib import Path
from casebook.transparency import MemoryFile, keep_signing, load_signing_key
folder = Path(sys.argv[2])
key = load_signing_key(folder / "log.key", "casebook.example/log")
print("at work", flush=True)
keep_signing(threading.Event(), sys.argv[1], key, MemoryFile(folder / "signed"), print)
"""


def test_a_refusal_is_kept_for_everybody_to_see_once(signed: SignedLedger) -> None:
    signed.grow(2)
    signed.sign()
    signed.tamper("DELETE FROM ledger.events WHERE notification_id = 6", "UPDATE ledger.head SET position = 5")
    told: list[str] = []
    for _ in range(2):
        keep(signed, told)
    assert len(told) == 2
    with psycopg.connect(signed.database.app_dsn) as connection:
        rows = connection.execute("SELECT position, en FROM transparency.alarms").fetchall()
    assert [position for position, _ in rows] == [6]


def keep(signed: SignedLedger, told: list[str]) -> None:
    keep_signing(
        threading.Event(), signed.database.signer_dsn, signed.key, signed.memory, lambda _, en: told.append(en)
    )


def test_the_memory_is_of_one_key(signed: SignedLedger) -> None:
    signed.grow(1)
    signed.sign()
    (signed.folder / "log.key").unlink()
    signed.__post_init__()
    with pytest.raises(Misconfigured, match="of another key"), signed.signer():
        pass
