"""The key store: keys that are there before their words, whom it obeys, and what wraps them."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.errors import Erased, Misconfigured, Outdated, Unavailable, Unreadable
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.rotation import rotate
from casebook.ledger.wrapping import Version, Wrapping
from casebook.petitions.events import Submitted, Withdrawn
from petitions_at_hand import DIGEST, submitted, then

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.petitions.entry import Entry
    from casebook.postgres import Database

NONE: dict[int, Version] = {}
ATTACKS = [
    "DELETE FROM keystore.subject_key",
    "TRUNCATE keystore.subject_key",
    "UPDATE keystore.subject_key SET destroyed_at = NULL",
    "UPDATE keystore.subject_key SET wrapped = wrapped || 'x'",
    "UPDATE keystore.subject_key SET subject_id = gen_random_uuid()",
    "INSERT INTO keystore.subject_key (subject_id, destroyed_at) VALUES (gen_random_uuid(), now())",
    "UPDATE keystore.kek SET digest = digest",
    "DELETE FROM keystore.kek",
    "DROP TABLE keystore.subject_key",
    "SET ROLE casebook_keys_owner",
]


def title(ledger: Ledger, entry: Entry) -> object:
    (first, *_) = ledger.open(ledger.entries(entry.petition_id), lambda _entry, _field: True)
    assert isinstance(first.event, Submitted)
    return first.event.title


def filed(ledger: Ledger) -> Entry:
    entry = submitted(title="门前积水")
    ledger.append([entry], uuid4(), DIGEST)
    return entry


def another(database: Database, tmp_path: Path) -> closing[Ledger]:
    """The ledger as another process has it."""
    return closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys")))


def test_a_key_without_words_does_no_harm(ledger: Ledger) -> None:
    entry, other = submitted(title="门前积水"), filed(ledger)
    assert entry.subject
    ledger.vault.prepare([entry.subject])  # the process ends here, and does it again
    stray = replace(then(other, 2, Withdrawn(reason="算了")), subject=uuid4(), version=3)
    with pytest.raises(Outdated):
        ledger.append([stray], uuid4(), DIGEST)
    for one in (entry, replace(stray, version=2)):
        ledger.append([one], uuid4(), DIGEST)
    assert title(ledger, entry) == title(ledger, other) == "门前积水"


def test_two_processes_make_one_key_for_a_person(ledger: Ledger, database: Database, tmp_path: Path) -> None:
    people = [uuid4() for _ in range(200)]
    with another(database, tmp_path) as other:
        found: list[object] = []
        stores = [ledger.key_store, other.key_store] * 2
        threads = [threading.Thread(target=lambda s=store: found.append(s.made(people))) for store in stores]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)


def test_who_has_the_keys_at_hand_asks_nobody_for_them(ledger: Ledger, database: Database, tmp_path: Path) -> None:
    entry = filed(ledger)
    with another(database, tmp_path) as cold:
        cold.key_store.close()
        with pytest.raises(Unavailable):
            title(cold, entry)
    ledger.key_store.close()
    assert title(ledger, entry) == "门前积水"


def test_words_whose_key_is_missing_are_not_said_to_be_erased(
    ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    entry = filed(ledger)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE keystore.subject_key DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM keystore.subject_key")
    with another(database, tmp_path) as other, pytest.raises(Unreadable, match="older backup"):
        title(other, entry)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_application_cannot(ledger: Ledger, database: Database, attack: str) -> None:
    entry = filed(ledger)
    with psycopg.connect(database.keys_dsn) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(attack)
    assert title(ledger, entry) == "门前积水"


def test_nobody_brings_a_destroyed_key_back(ledger: Ledger, database: Database) -> None:
    entry = filed(ledger)
    assert entry.subject
    ledger.vault.erase([entry.subject])
    with psycopg.connect(database.keys_owner_dsn) as owner:
        owner.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="destroyed"):
            owner.execute("UPDATE keystore.subject_key SET wrapped = 'x', kek_version = 9, destroyed_at = NULL")


def test_whoever_erases_sees_neither_words_nor_keys(ledger: Ledger, database: Database) -> None:
    entry = filed(ledger)
    with psycopg.connect(database.owner_dsn, autocommit=True) as eraser:
        eraser.execute("SET ROLE casebook_erase")
        for table in ("vault.words", "vault.subjects", "keystore.subject_key", "ledger.events"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                eraser.execute(f"SELECT FROM {table}")
        eraser.execute("SELECT vault.erase(ARRAY[%s])", (entry.subject,))
        eraser.execute("SELECT keystore.destroy(ARRAY[%s])", (entry.subject,))
    with pytest.raises(Erased):
        ledger.append([replace(then(entry, 2, Withdrawn(reason="算了")), subject=entry.subject)], uuid4(), DIGEST)


def test_a_new_version_wraps_every_key_and_those_who_run_notice(
    ledger: Ledger, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.ledger.keystore.REWRAPPED", 3)
    entries = [filed(ledger) for _ in range(8)]

    def interrupted(done: int, _total: int) -> None:
        if done > 3:
            raise KeyboardInterrupt

    with another(database, tmp_path) as other:
        with pytest.raises(KeyboardInterrupt):
            rotate(other.key_store, interrupted)
        assert ledger.key_store.counts() == {1: 2, 2: 6}
        later = filed(ledger)  # by a process that has not heard of the new version
        assert ledger.key_store.counts() == {1: 2, 2: 7}
    told: list[tuple[int, int]] = []
    with another(database, tmp_path) as other:
        assert [title(other, entry) for entry in entries] == ["门前积水"] * 8  # under both
        assert rotate(other.key_store, lambda *done: told.append(done)) == 2
        assert other.key_store.counts() == {2: 9}
        assert rotate(other.key_store, lambda *_: None) == 9
    assert told == [(2, 2)]
    with another(database, tmp_path) as other:
        assert {title(one, entry) for one in (ledger, other) for entry in (*entries, later)} == {"门前积水"}
    (tmp_path / "keys" / "wrapping-3.key").unlink()
    with another(database, tmp_path) as other, pytest.raises(Misconfigured, match=r"wrapping-3\.key is missing"):
        title(other, later)


@pytest.fixture
def command(tmp_path: Path) -> Callable[[str], str]:
    """Makes a command out of lines of a shell."""

    def made(lines: str) -> str:
        script = tmp_path / "kek"
        script.write_text(f"#!/bin/sh\n{lines}\n")
        script.chmod(0o700)
        return str(script)

    return made


def test_what_wraps_the_keys_may_come_from_a_command(
    database: Database, tmp_path: Path, command: Callable[[str], str]
) -> None:
    printing = command('printf "%s-%030d" "$1" 7 | base64')
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys", printing))) as ledger:
        entry = filed(ledger)
        assert rotate(ledger.key_store, lambda *_: None) == 1
        assert [version.source for version in ledger.key_store.versions] == ["command", "command"]
    command('printf "%s-%030d" "$1" 7')  # the bytes as they are
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys", printing))) as ledger:
        assert title(ledger, entry) == "门前积水"
    with another(database, tmp_path) as without, pytest.raises(Misconfigured, match="set CASEBOOK_KEK_COMMAND"):
        title(without, entry)
    command('printf "%s-%030d" "$1" 8')
    with (
        closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys", printing))) as other,
        pytest.raises(Misconfigured, match="not the one"),
    ):
        title(other, entry)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("exit 3", "ends with 3"),
        ("echo of no use", "prints no key"),
        ("printf short | base64", "prints no key"),
        ("exec sleep 60", "does not answer"),
    ],
)
def test_a_command_that_gives_no_key_is_said_in_a_line(
    tmp_path: Path, command: Callable[[str], str], lines: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casebook.ledger.wrapping.PATIENCE", 0.5)
    with pytest.raises(Misconfigured, match=said) as caught:
        Wrapping(load_keys(tmp_path / "keys", command(lines)), NONE.__getitem__).begun(1)
    assert "\n" not in str(caught.value)


def test_a_command_that_is_not_there_is_said_too(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be run"):
        Ledger(database.app_dsn, load_keys(tmp_path / "keys", str(tmp_path / "nothing")))
