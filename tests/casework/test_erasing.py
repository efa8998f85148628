"""Erasing a person's words in a petition: once, twice, by two at once, and while others write."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg
import pytest

from casebook.access import Actor, Role
from casebook.accounts import Accounts
from casebook.accounts.phones import phone_digests
from casebook.accounts.selections import Selection
from casebook.casework import Casework
from casebook.casework.contacts import catch_up, phones_of
from casebook.casework.erasing import Eraser, Erasure
from casebook.errors import KeyReused
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import AcceptPetition, RequestInformation, SubmitPetition
from casebook.petitions.context import InForce
from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Sealed
from casebook.readmodels.search import SearchIndex
from casebook.settings import Settings
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casebook.postgres import Database

SOMEBODY = Actor(UUID(int=0), Role.CITIZEN)
DESK = Actor(uuid4(), Role.DESK)
PHONE = "19900001234"
WISH = SubmitPetition(
    category=Category.COMPLAINT, title="小巷路灯不亮", body="路灯坏了半个月，晚上看不见路。", name="甄不存", phone=PHONE
)


class City:
    """A ledger with a petition in it, and who erases."""

    def __init__(self, database: Database, folder: Path) -> None:
        settings = Settings(data=folder, keys=folder / "keys")
        self.ledger = Ledger(database.app_dsn, load_keys(settings.keys))
        self.accounts = Accounts(self.ledger.datastore, self.ledger.keys, settings)
        self.casework = Casework(self.ledger, InForce(PlainTerms()))
        self.eraser = Eraser(self.ledger, self.accounts)
        self.search = SearchIndex(self.ledger)
        self.key = uuid4()
        self.petition_id = self.casework.handle(WISH, SOMEBODY, self.key).petition_id
        self.citizen = self.casework.petition(self.petition_id).citizen
        accept = AcceptPetition(petition_id=self.petition_id, category=Category.COMPLAINT, matter="street_lighting")
        self.casework.handle(accept, DESK, uuid4())
        due = datetime.now(UTC) + timedelta(days=5)
        ask = RequestInformation(petition_id=self.petition_id, questions="路灯杆上的编号是多少？", answer_due=due)
        self.casework.handle(ask, DESK, uuid4())

    def erase(self) -> Erasure:
        assert self.citizen
        return self.eraser.erase(self.petition_id, [self.citizen])

    def words(self) -> list[object]:
        """What can be read of the petition by somebody who may read everything."""
        opened = self.ledger.open(self.ledger.entries(self.petition_id), lambda _entry, _field: True)
        return [value for entry in opened for _, value in entry.event if isinstance(value, str | Sealed)]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    made = City(database, tmp_path)
    with closing(made.ledger):
        yield made


def test_the_persons_words_go_those_of_others_and_the_events_stay(city: City) -> None:
    leaves = [entry.leaf for entry in city.ledger.entries(city.petition_id)]
    assert city.erase() == Erasure(words=4, files=0)
    read = city.words()
    assert "路灯杆上的编号是多少？" in read
    assert {value.why for value in read if isinstance(value, Sealed)} == {"erased"}
    assert WISH.title not in read
    assert [entry.leaf for entry in city.ledger.entries(city.petition_id)] == leaves


def test_erasing_again_and_by_several_at_once_comes_to_the_same(city: City, database: Database) -> None:
    first = city.erase()
    done: list[Erasure] = []
    threads = [threading.Thread(target=lambda: done.append(city.erase())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [first] * 4
    with psycopg.connect(database.owner_dsn) as owner:
        assert owner.execute("SELECT count(*) FROM vault.words").fetchone() == (1,)


STOPPED = {
    "once the key is gone": "SELECT FROM ledger.head FOR UPDATE",
    "in the middle of what was made of the words": "SELECT FROM search.progress FOR UPDATE",
}
"""Where an eraser can be stopped, by what it waits for there."""


def test_killed_at_any_point_it_is_ended_by_whoever_asks_again(city: City, database: Database, tmp_path: Path) -> None:
    city.search.catch_up()
    script = Path(__file__).parent.parent / "eraser.py"
    command = [sys.executable, str(script), database.app_dsn, str(tmp_path / "keys"), str(city.petition_id)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with psycopg.connect(database.owner_dsn) as owner, psycopg.connect(database.owner_dsn, autocommit=True) as look:
        for lock in STOPPED.values():
            owner.execute(lock)
            eraser = subprocess.Popen([*command, str(city.citizen)], env=environment)
            while not look.execute("SELECT FROM pg_locks WHERE NOT granted").fetchall():
                assert eraser.poll() is None
                time.sleep(0.02)
            eraser.kill()
            eraser.wait()
            owner.rollback()
        assert look.execute("SELECT count(*) FROM vault.words").fetchone() == (2,), "what was done is undone as a whole"
    assert city.erase() == Erasure(words=4, files=0)
    assert {value.why for value in city.words() if isinstance(value, Sealed)} == {"erased"}
    city.search.catch_up()
    assert kept(database, "路灯坏") == 0


def test_nobody_can_try_out_any_more_what_was_commanded(city: City) -> None:
    assert city.casework.handle(WISH, SOMEBODY, city.key).repeated
    city.erase()
    with pytest.raises(KeyReused):
        city.casework.handle(WISH, SOMEBODY, city.key)


def test_of_a_receipt_nothing_else_changes_and_only_by_erasing(city: City, database: Database) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        for change in ("digest = sha256('x')", "digest = decode(repeat('00', 32), 'hex'), last_position = 9"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(f"UPDATE ledger.receipts SET {change}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("DELETE FROM ledger.receipts")


def test_the_number_is_forgotten_with_what_waits_for_it(city: City, database: Database) -> None:
    digest = phone_digests(city.ledger.keys)(PHONE)
    catch_up(city.ledger, city.accounts.contacts)
    city.accounts.codes.send(PHONE, bytes(16))
    token, _ = city.accounts.sessions.begin_for_phone(digest, bytes(16))
    city.erase()
    assert city.accounts.contacts.of_phone(digest, 10) == []
    assert city.accounts.outbox.waiting() == []
    assert city.accounts.sessions.find(token) is None
    with psycopg.connect(database.owner_dsn) as owner:
        assert owner.execute("SELECT count(*) FROM accounts.codes").fetchone() == (0,)
    catch_up(city.ledger, city.accounts.contacts)
    assert city.accounts.contacts.is_forgotten(city.petition_id)


def test_a_number_that_nobody_has_read_yet_is_not_read_later(city: City) -> None:
    unread = city.accounts.contacts.unread(10)
    read = phones_of(city.ledger, unread.petitions)  # somebody is at it while the words are erased
    city.erase()
    city.accounts.contacts.note(unread, read)
    assert city.accounts.contacts.is_forgotten(city.petition_id)


def test_another_persons_words_leave_the_number(city: City) -> None:
    catch_up(city.ledger, city.accounts.contacts)
    desk = next(entry.subject for entry in city.ledger.entries(city.petition_id)[1:] if entry.subject)
    assert city.eraser.erase(city.petition_id, [desk]) == Erasure(words=1, files=0)
    assert WISH.title in city.words()
    assert city.accounts.contacts.of_phone(phone_digests(city.ledger.keys)(PHONE), 10) == [city.petition_id]


def test_who_typed_the_number_or_the_name_to_find_the_petition_keeps_that_no_longer(
    city: City, database: Database
) -> None:
    person = city.accounts.people.add("wang.li", "王丽", password=None, external="1").id
    typed = {"灯": "q=" + quote("路灯"), "电话": "q=" + quote("199 0000 1234"), "甄不存的": "area=410403"}
    for name, query in typed.items():
        city.accounts.selections.keep(person, Selection(name, query))
    with psycopg.connect(database.owner_dsn) as owner:
        (kept,) = owner.execute("SELECT envelope FROM accounts.selections").fetchall()
    assert "路灯".encode() not in kept[0]
    city.erase()
    assert [one.name for one in city.accounts.selections.of(person)] == ["灯"]


def test_what_waits_for_a_command_of_theirs_goes(city: City, database: Database) -> None:
    assert city.citizen
    city.ledger.files.keep(city.citizen, uuid4(), b"sent", b"a picture", b"a small one")
    city.ledger.files.keep(uuid4(), uuid4(), b"sent", b"somebody else's", b"a small one")
    city.erase()
    with psycopg.connect(database.owner_dsn) as owner:
        assert owner.execute("SELECT size FROM vault.files").fetchall() == [(len(b"somebody else's"),)]


def test_what_is_searched_goes_also_while_it_is_filled(city: City, database: Database) -> None:
    city.search.catch_up()
    with psycopg.connect(database.app_dsn) as step:  # a step that has taken the petition in and is not done yet
        step.execute("SELECT FROM search.progress FOR UPDATE")
        eraser = threading.Thread(target=city.erase)
        eraser.start()
        step.execute("UPDATE search.texts SET content = content || ' '")
        step.commit()
        eraser.join()
    city.search.catch_up()
    assert kept(database, "小巷路灯不亮") == 0


def test_the_search_is_written_anew_since_an_index_forgets_nothing(city: City, database: Database) -> None:
    city.search.catch_up()
    file = "SELECT relfilenode FROM pg_class WHERE oid = 'search.texts_grams'::regclass"
    with psycopg.connect(database.app_dsn, autocommit=True) as look:
        before = look.execute(file).fetchone()
        city.search.catch_up()
        assert look.execute(file).fetchone() == before
        city.erase()
        city.search.catch_up()
        assert look.execute(file).fetchone() != before


def test_no_samples_of_what_is_searched_are_taken(city: City, database: Database) -> None:
    for _ in range(3):
        city.casework.handle(WISH, SOMEBODY, uuid4())
    city.search.catch_up()
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ANALYZE")
        samples = owner.execute("SELECT attname FROM pg_stats WHERE schemaname = 'search' AND tablename = 'texts'")
        assert {row[0] for row in samples} <= {"petition_id", "circles"}


def kept(database: Database, word: str) -> int:
    """In how many texts of the search it stands."""
    with psycopg.connect(database.app_dsn) as look:
        row = look.execute("SELECT count(*) FROM search.texts WHERE content LIKE %s", (f"%{word}%",)).fetchone()
    assert row
    return int(row[0])
