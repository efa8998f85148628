"""Erasing a person's words in a petition: once, twice, by two at once, and while others write."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg
import pytest

from casebook.access import Actor, Role
from casebook.accounts import Accounts
from casebook.accounts.phones import phone_digests
from casebook.casework import Casework
from casebook.casework.contacts import catch_up
from casebook.casework.erasing import Eraser, Erasure
from casebook.errors import Erased, KeyReused
from casebook.ledger.forgetting import Gone
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import AcceptPetition, RequestInformation, SubmitPetition, SupplementPetition
from casebook.petitions.context import InForce
from casebook.petitions.vocabulary import Category
from casebook.petitions.words import Sealed
from casebook.readmodels.search import SearchIndex
from casebook.settings import Settings
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database

SOMEBODY = Actor(UUID(int=0), Role.CITIZEN)
DESK = Actor(uuid4(), Role.DESK)
PHONE = "19900001234"
WISH = SubmitPetition(
    category=Category.COMPLAINT, title="小巷路灯不亮", body="路灯坏了半个月，晚上看不见路。", phone=PHONE
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
    erasure = city.erase()
    assert (erasure.words, erasure.gone.envelopes, erasure.gone.keys, erasure.gone.receipts) == (3, 1, 1, 1)
    read = city.words()
    assert "路灯杆上的编号是多少？" in read
    assert {value.why for value in read if isinstance(value, Sealed)} == {"erased"}
    assert WISH.title not in read
    assert [entry.leaf for entry in city.ledger.entries(city.petition_id)] == leaves


def test_erasing_again_says_the_same_and_finds_nothing(city: City) -> None:
    first = city.erase()
    again = city.erase()
    assert (again.words, again.files) == (first.words, first.files)
    assert again == Erasure(Gone(first.words, first.files, 0, 0, 0, 0, 0), 0, 0, 0)


def test_two_at_once_erase_once(city: City) -> None:
    done: list[Erasure] = []
    threads = [threading.Thread(target=lambda: done.append(city.erase())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(erasure.gone.envelopes for erasure in done) == [0, 0, 0, 1]


def test_nothing_of_theirs_comes_in_again_not_even_from_who_has_the_key_in_memory(
    city: City, database: Database, tmp_path: Path
) -> None:
    more = SupplementPetition(petition_id=city.petition_id, text="编号是 410403。")
    assert city.citizen
    citizen = Actor(city.citizen, Role.CITIZEN)
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as other:
        other.open(other.entries(city.petition_id), lambda _entry, _field: True)  # reads the key, and keeps it
        city.erase()
        with pytest.raises(Erased):
            Casework(other, InForce(PlainTerms())).handle(more, citizen, uuid4())
    with pytest.raises(Erased):
        city.casework.handle(more, citizen, uuid4())


def test_nobody_can_try_out_anymore_what_was_commanded(city: City) -> None:
    assert city.casework.handle(WISH, SOMEBODY, city.key).repeated
    city.erase()
    with pytest.raises(KeyReused):
        city.casework.handle(WISH, SOMEBODY, city.key)


def test_the_number_is_forgotten_with_what_waits_for_it(city: City) -> None:
    digest = phone_digests(city.ledger.keys)(PHONE)
    catch_up(city.ledger, city.accounts.contacts)
    city.accounts.codes.send(PHONE, bytes(16))
    city.accounts.sessions.begin_for_phone(digest, bytes(16))
    erasure = city.erase()
    assert (erasure.contacts, erasure.messages, erasure.sessions) == (1, 2, 1)
    assert city.accounts.contacts.of_phone(digest, 10) == []
    assert city.accounts.outbox.waiting() == []
    catch_up(city.ledger, city.accounts.contacts)
    assert city.accounts.contacts.is_forgotten(city.petition_id)


def test_another_persons_words_leave_the_number(city: City) -> None:
    catch_up(city.ledger, city.accounts.contacts)
    desk = next(entry.subject for entry in city.ledger.entries(city.petition_id)[1:] if entry.subject)
    erasure = city.eraser.erase(city.petition_id, [desk])
    assert (erasure.words, erasure.contacts) == (1, 0)
    assert WISH.title in city.words()
    assert city.accounts.contacts.of_phone(phone_digests(city.ledger.keys)(PHONE), 10) == [city.petition_id]


def test_what_is_searched_goes_also_while_it_is_filled(city: City, database: Database) -> None:
    city.search.catch_up()
    with psycopg.connect(database.app_dsn) as step:  # a step that has taken the petition in and is not done yet
        step.execute("SELECT FROM search.progress FOR UPDATE")
        eraser = threading.Thread(target=city.erase)
        eraser.start()
        step.execute("UPDATE search.texts SET content = content || ' '")
        step.commit()
        eraser.join()
        assert step.execute("SELECT count(*) FROM search.texts").fetchone() in ((0,), [0])
    city.search.catch_up()
    with psycopg.connect(database.app_dsn) as look:
        assert look.execute("SELECT count(*) FROM search.texts WHERE content LIKE '%路灯坏%'").fetchone() == (0,)
