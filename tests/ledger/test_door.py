"""One door: positions, times, chains, outcomes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest

from casebook.errors import KeyReused, Outdated, Tampered
from casebook.ledger import layout
from casebook.ledger.stored import Save
from casebook.petitions.entry import Source
from petitions_at_hand import DIGEST, closed, submitted, then

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.postgres import Database


def append(ledger: Ledger, *entries: Entry) -> int:
    return ledger.append(entries, uuid4(), DIGEST).position


def test_positions_have_no_gaps_and_times_never_run_back(ledger: Ledger) -> None:
    for _ in range(5):
        first = submitted()
        append(ledger, first, then(first, 2))
    entries = list(ledger.since(0))
    assert [entry.position for entry in entries] == list(range(1, 11))
    times = [entry.recorded_at for entry in entries if entry.recorded_at]
    assert times == sorted(times)
    assert len(times) == 10


def test_each_event_names_the_leaf_of_the_petitions_event_before_it(ledger: Ledger) -> None:
    first, other = submitted(), submitted()
    append(ledger, first)
    append(ledger, other)
    append(ledger, then(first, 2), then(first, 3))
    entries = ledger.entries(first.petition_id)
    assert entries[0].previous == layout.ZERO
    assert [entry.previous for entry in entries[1:]] == [entry.leaf for entry in entries[:-1]]


def test_the_same_key_gets_the_same_receipt(ledger: Ledger) -> None:
    first, key = submitted(), uuid4()
    receipt = ledger.append([first], key, DIGEST)
    again = ledger.append([submitted()], key, DIGEST)
    assert not receipt.repeated
    assert again.repeated
    assert (again.petition_id, again.position, again.recorded_at) == (first.petition_id, 1, receipt.recorded_at)
    assert ledger.position() == 1
    answered = ledger.answered(key, DIGEST)
    assert answered == again


def test_the_same_key_for_another_command_is_refused(ledger: Ledger) -> None:
    key = uuid4()
    ledger.append([submitted()], key, DIGEST)
    with pytest.raises(KeyReused):
        ledger.append([submitted()], key, b"e" * 32)
    with pytest.raises(KeyReused):
        ledger.answered(key, b"e" * 32)
    assert ledger.position() == 1


def test_who_comes_second_is_told_where_the_petition_stands(ledger: Ledger) -> None:
    first = submitted()
    append(ledger, first, then(first, 2))
    for version in (1, 2, 4, 9):
        with pytest.raises(Outdated) as refused:
            append(ledger, then(first, version))
        assert refused.value.actual == 2
    assert ledger.position() == 2


def test_in_one_transaction_each_save_has_its_own_outcome(ledger: Ledger) -> None:
    known, key = submitted(), uuid4()
    ledger.append([known], key, DIGEST)
    fresh, other = submitted(), submitted()
    stored = ledger.mapper.to_stored_event
    outcomes = ledger.door.append_all(
        [
            Save([stored(fresh), stored(then(fresh, 2))], uuid4(), DIGEST),
            Save([stored(submitted())], key, DIGEST),
            Save([stored(submitted())], key, b"e" * 32),
            Save([stored(then(known, 5))], uuid4(), DIGEST),
            Save([stored(then(fresh, 3))], uuid4(), DIGEST),
            Save([stored(other)], uuid4(), DIGEST),
        ]
    )
    assert [outcome.kind for outcome in outcomes] == ["stored", "repeated", "reused", "conflict", "stored", "stored"]
    assert [outcome.first_position for outcome in outcomes] == [2, 1, 1, None, 4, 5]
    assert [entry.position for entry in ledger.entries(fresh.petition_id)] == [2, 3, 4]
    assert ledger.position() == 5


def test_of_twenty_rivals_for_one_version_one_is_kept_and_the_neighbours_are_not_harmed(ledger: Ledger) -> None:
    first = submitted()
    append(ledger, first)
    kept: list[int] = []
    refused: list[int] = []
    start = threading.Barrier(40)

    def rival(turn: int) -> None:
        entry = then(first, 2) if turn % 2 else submitted()
        start.wait()
        try:
            append(ledger, entry)
            kept.append(turn)
        except Outdated:
            refused.append(turn)

    threads = [threading.Thread(target=rival, args=(turn,)) for turn in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turn % 2 for turn in kept) == [0] * 20 + [1]
    assert len(refused) == 19
    assert ledger.position() == 22


def test_the_same_key_sent_many_times_at_once_is_done_once(ledger: Ledger) -> None:
    key, receipts = uuid4(), []
    start = threading.Barrier(8)

    def send() -> None:
        entry = submitted(title="路灯不亮")
        start.wait()
        receipts.append(ledger.append([entry], key, DIGEST))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({receipt.petition_id for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert ledger.position() == 1


def test_closings_are_numbered_without_gaps_and_reopening_takes_none(ledger: Ledger) -> None:
    firsts = [submitted() for _ in range(3)]
    for first in firsts:
        append(ledger, first)
    for first in firsts[:2]:
        append(ledger, closed(first, 2))
    append(ledger, then(firsts[0], 3))
    append(ledger, closed(firsts[0], 4, again=True))
    append(ledger, closed(firsts[2], 2))
    assert [ledger.by_closure(n) for n in (1, 2, 3, 4)] == [first.petition_id for first in firsts] + [None]


def test_one_call_numbers_several_series_each_where_it_stands(ledger: Ledger) -> None:
    elsewhere = Source("elsewhere", "1", "0" * 32)
    firsts = [submitted() for _ in range(7)]
    for first in firsts:
        append(ledger, first)
    append(ledger, closed(firsts[0], 2))
    closings = [closed(first, 2) for first in firsts[1:]]
    ledger.append_all([[replace(one, source=elsewhere) if n % 2 else one] for n, one in enumerate(closings)])
    ours, theirs = [firsts[0], *firsts[1::2]], firsts[2::2]
    for series, numbered in (("closure", ours), ("closure/elsewhere", theirs)):
        found = [ledger.by_closure(n, series) for n in range(1, len(numbered) + 2)]
        assert found == [first.petition_id for first in numbered] + [None]


def test_a_petition_is_found_by_its_number_and_no_number_is_given_twice(ledger: Ledger) -> None:
    first = submitted()
    append(ledger, first)
    assert ledger.by_number(first.event.number) == first.petition_id  # type: ignore[union-attr]
    assert ledger.by_number("2022-999999-9") is None
    counters = ledger.numbers(50) + ledger.numbers(50)
    assert len(set(counters)) == 100
    twice = submitted()
    same_number = then(submitted(), 1, twice.event)
    append(ledger, twice)
    with pytest.raises(psycopg.errors.UniqueViolation):
        append(ledger, same_number)


def test_the_filings_of_a_page_come_in_one_query(ledger: Ledger) -> None:
    filed = [submitted() for _ in range(5)]
    for first in filed:
        append(ledger, first, then(first, 2))
    wanted = {first.petition_id for first in filed[1:4]}
    found = ledger.firsts([*wanted, uuid4()])
    assert {entry.petition_id for entry in found} == wanted
    assert {entry.event.stored_name() for entry in found} == {"submitted"}


def test_it_is_known_which_keys_were_answered(ledger: Ledger) -> None:
    first, key = submitted(), uuid4()
    ledger.append([first], key, DIGEST)
    assert ledger.known([key, uuid4()]) == {key: first.petition_id}
    assert ledger.known([]) == {}


def test_an_event_that_was_changed_in_the_database_is_reported_with_its_position(
    ledger: Ledger, database: Database
) -> None:
    first = submitted()
    append(ledger, submitted())
    append(ledger, first)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER no_change")
        owner.execute(
            "UPDATE ledger.events SET state = replace(convert_from(state, 'UTF8'), 'complaint', 'suggestion')::bytea "
            "WHERE notification_id = 2"
        )
    with pytest.raises(Tampered) as found:
        ledger.entries(first.petition_id)
    assert found.value.position == 2
    with pytest.raises(Tampered, match="2"):
        list(ledger.since(0))


@pytest.mark.parametrize(("taken", "noticed"), [(1, 2), (2, 3)])
def test_an_event_that_was_taken_out_is_noticed_by_whoever_reads_the_petition(
    ledger: Ledger, database: Database, taken: int, noticed: int
) -> None:
    first = submitted()
    append(ledger, first, then(first, 2), then(first, 3))
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER no_change")
        owner.execute("DELETE FROM ledger.events WHERE notification_id = %s", (taken,))
    with pytest.raises(Tampered, match="does not follow") as found:
        ledger.entries(first.petition_id)
    assert found.value.position == noticed


def test_a_time_moved_by_a_microsecond_is_noticed(ledger: Ledger, database: Database) -> None:
    first = submitted()
    append(ledger, first)
    with psycopg.connect(database.owner_dsn) as owner:
        owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER no_change")
        owner.execute("UPDATE ledger.events SET recorded_at = recorded_at + interval '1 microsecond'")
    with pytest.raises(Tampered):
        ledger.entries(first.petition_id)
