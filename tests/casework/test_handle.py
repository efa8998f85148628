"""The one way anything changes: keys, versions, citizens without an account."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

import wishes
from casebook.access import Actor, Role
from casebook.casework import Casework
from casebook.casework.citizens import citizen_of, is_code_of, query_code
from casebook.errors import KeyReused, NotFound, NotPermitted, Outdated, Refused
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import SubmitPetition, WithdrawPetition
from casebook.petitions.context import InForce
from casebook.petitions.numbers import is_number
from casebook.petitions.vocabulary import Category, Status
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.postgres import Database

SOMEBODY = Actor(UUID(int=0), Role.CITIZEN)
DESK = Actor(uuid4(), Role.DESK)
WISH = SubmitPetition(
    category=Category.COMPLAINT,
    title="小巷路灯不亮",
    body="土产巷的路灯坏了半个月，晚上出行不便。",
    phone="19900001234",
)


@pytest.fixture
def casework(database: Database, tmp_path: Path) -> Iterator[Casework]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        yield Casework(ledger, InForce(PlainTerms()))


def test_filing_gives_a_number_and_a_code(casework: Casework) -> None:
    receipt = casework.handle(WISH, SOMEBODY, uuid4())
    assert is_number(receipt.number)
    assert (receipt.version, receipt.position) == (1, 1)
    keys = casework.ledger.keys
    code = query_code(keys, receipt.petition_id)
    assert is_code_of(keys, receipt.petition_id, code.lower().replace("-", " "))
    assert not is_code_of(keys, uuid4(), code)
    petition = casework.petition(receipt.petition_id)
    assert petition.citizen == citizen_of(keys, receipt.petition_id)


def test_filing_twice_with_one_key_files_once(casework: Casework) -> None:
    key = uuid4()
    first = casework.handle(WISH, SOMEBODY, key)
    again = casework.handle(WISH, SOMEBODY, key)
    assert again.repeated
    assert (again.petition_id, again.number, again.position) == (first.petition_id, first.number, first.position)
    with pytest.raises(KeyReused):
        casework.handle(WISH.model_copy(update={"title": "另一件事情"}), SOMEBODY, key)
    assert casework.ledger.position() == 1


def test_a_repeated_command_gets_its_receipt_though_the_rules_would_refuse_it_now(casework: Casework) -> None:
    filed = casework.handle(WISH, SOMEBODY, uuid4())
    accept, key = wishes.accept(petition_id=filed.petition_id, category="complaint"), uuid4()
    first = casework.handle(accept, DESK, key, expected=1)
    again = casework.handle(accept, DESK, key, expected=1)
    assert again.repeated
    assert (again.version, again.position) == (first.version, first.position)
    with pytest.raises(Refused):
        casework.handle(accept, DESK, uuid4())


def test_who_comes_second_is_told_what_happened_meanwhile(casework: Casework) -> None:
    filed = casework.handle(WISH, SOMEBODY, uuid4())
    citizen = Actor(citizen_of(casework.ledger.keys, filed.petition_id), Role.CITIZEN)
    casework.handle(wishes.accept(petition_id=filed.petition_id, category="complaint"), DESK, uuid4(), expected=1)
    with pytest.raises(Outdated) as refused:
        casework.handle(WithdrawPetition(petition_id=filed.petition_id), citizen, uuid4(), expected=1)
    assert (refused.value.expected, refused.value.actual, refused.value.since) == (1, 2, ("accepted",))


def test_of_eight_officers_at_once_one_accepts(casework: Casework) -> None:
    filed = casework.handle(WISH, SOMEBODY, uuid4())
    start, answers = threading.Barrier(8), []

    def accept() -> None:
        start.wait()
        try:
            casework.handle(
                wishes.accept(petition_id=filed.petition_id, category="complaint"), Actor(uuid4(), Role.DESK), uuid4()
            )
            answers.append("accepted")
        except Refused as refused:
            answers.append(refused.rule)

    threads = [threading.Thread(target=accept) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["accepted"] + ["petition_awaits_acceptance"] * 7
    assert casework.petition(filed.petition_id).status is Status.ACCEPTED


def test_what_is_not_there_and_who_may_not(casework: Casework) -> None:
    with pytest.raises(NotFound):
        casework.handle(wishes.accept(petition_id=uuid4(), category="complaint"), DESK, uuid4())
    filed = casework.handle(WISH, SOMEBODY, uuid4())
    with pytest.raises(NotPermitted):
        casework.handle(
            wishes.accept(petition_id=filed.petition_id, category="complaint"), Actor(uuid4(), Role.REPORTER), uuid4()
        )
    with pytest.raises(NotPermitted):
        casework.handle(WithdrawPetition(petition_id=filed.petition_id), Actor(uuid4(), Role.CITIZEN), uuid4())
    assert casework.ledger.position() == 1


def test_staff_words_and_citizens_words_have_different_owners(casework: Casework) -> None:
    filed = casework.handle(WISH, SOMEBODY, uuid4())
    citizen = Actor(citizen_of(casework.ledger.keys, filed.petition_id), Role.CITIZEN)
    casework.handle(WithdrawPetition(petition_id=filed.petition_id, reason="已经修好了"), citizen, uuid4())
    entries = casework.ledger.entries(filed.petition_id)
    assert {entry.subject for entry in entries} == {citizen.id}
    opened = casework.ledger.open(entries, lambda _entry, _field: True)
    assert opened[1].event.reason == "已经修好了"  # type: ignore[union-attr]
