"""The sweep: late, doubled, parallel, cut off, faulty; the events are the same, once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
import pytest

import wishes
import wishes_of_notes as notes
import wishes_of_units as units
from casebook.casework.heads import Heads
from casebook.casework.sweep import Sweeper
from casebook.casework.timers import SYSTEM
from casebook.errors import Unavailable
from casebook.ledger.heads import STREAM
from casebook.petitions.commands import (
    RequestReturn,
    UrgeUnit,
)
from casebook.petitions.context import InForce
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import DeadlineMissed, DeadlineRecomputed, SupervisionOpened
from casebook.petitions.oversight.codes import UrgeKind
from casebook.petitions.vocabulary import Clock
from language import DESK, DISPATCHER, OFFICER
from plain_terms import PlainTerms
from swept_city import DAY, HOUR, City, swept_city, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.context import Due
    from casebook.postgres import Database


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    with swept_city(database, tmp_path) as city:
        yield city


EVERYTHING = [
    "urged reply halfway",
    "urged reply before_due",
    "missed reply",
    "urged reply overdue",
    "supervision-opened",
]


def test_a_unit_is_urged_three_times_and_its_silence_supervised(city: City) -> None:
    petition = city.at_work()
    assert [
        city.sweep(),
        city.sweep(2 * DAY),
        city.sweep(12 * HOUR),
        city.sweep(DAY + 12 * HOUR),
        city.sweep(DAY),
        city.sweep(HOUR),
        city.sweep(4 * DAY),
        city.sweep(DAY + HOUR),
    ] == [{}, {}, {"halfway": 1}, {"before_due": 1}, {}, {"missed": 1, "overdue": 1}, {}, {"silent": 1}]
    assert city.told(petition) == EVERYTHING
    assert city.sweep(90 * DAY) == {}


def test_a_sweep_publishes_the_heads_of_all_streams_once_a_day(city: City) -> None:
    petition = city.at_work()
    assert city.follower.catch_up() == []
    ledger = city.casework.ledger
    sweeper = Sweeper(city.casework, city.reader.ask, heads=Heads(ledger, UTC))
    city.now = datetime.now(UTC)
    sweeper.sweep_in_turn()
    city.do(units.ask_for_time(5), OFFICER, petition)
    sweeper.sweep_in_turn()
    assert [entry.event.stored_name() for entry in ledger.entries(STREAM)] == ["heads-published"]


def test_a_limit_with_more_time_is_urged_about_its_new_end(city: City) -> None:
    petition = city.at_work()
    assert city.sweep(3 * DAY) == {"halfway": 1}
    city.do(units.ask_for_time(5), OFFICER, petition)
    city.do(units.grant(told_citizen_at=city.now), DISPATCHER, petition)
    assert [city.sweep(3 * DAY), city.sweep(DAY), city.sweep(2 * DAY + 12 * HOUR), city.sweep(DAY)] == [
        {},
        {"halfway": 1},
        {"before_due": 1},
        {"missed": 1, "overdue": 1},
    ]


def test_who_does_not_accept_or_assign_is_not_urged_but_put_on_record(city: City) -> None:
    waiting, accepted = city.file(), city.file()
    city.casework.handle(wishes.accept(petition_id=accepted, category="complaint"), DESK, uuid4())
    assert city.sweep(9 * DAY) == {"missed": 2}
    assert (city.told(waiting), city.told(accepted)) == (["missed accept"], ["missed dispatch"])


def test_a_return_that_nobody_rules_on_is_put_on_record_of_the_hotline(city: City) -> None:
    petition = city.at_work()
    wish = RequestReturn(
        petition_id=petition,
        reason=ReturnReason.NOT_OUR_DUTY,
        legal_basis="城市环境卫生管理条例第九条",
        explanation="经现场查看，该路段由市城管局管理。",
    )
    city.casework.handle(wish, OFFICER, uuid4())
    city.sweep(12 * DAY)
    events = [entry.event for entry in city.casework.ledger.entries(petition)]
    missed = {event.clock: event.assignment for event in events if isinstance(event, DeadlineMissed)}
    assert missed == {Clock.RULING: None, Clock.REPLY: 1}
    assert city.sweep(DAY) == {}


def test_a_sweep_every_hour_and_a_sweep_that_reads_stale_rows_give_the_same_events(city: City) -> None:
    petition = city.at_work()
    for _ in range(24 * 12):
        city.now += HOUR
        city.follower.catch_up()
        for sweep in (city.sweeper(), city.sweeper(batch=1)):  # the second reads what the first has done already
            sweep.sweep_in_turn()
    assert city.told(petition) == EVERYTHING


def test_a_doubled_sweep_is_answered_by_what_the_first_did(city: City) -> None:
    city.at_work()
    assert city.sweep(6 * DAY) == {"missed": 1, "overdue": 1}
    again = city.sweeper().sweep_in_turn()  # the read model has not followed
    assert (dict(again.fired), again.settled, again.faults) == ({}, 2, set())


def test_of_parallel_sweeps_each_timer_fires_once(city: City) -> None:
    petitions = [city.at_work() for _ in range(12)]
    city.now += 6 * DAY
    city.follower.catch_up()
    over, fired = threading.Event(), Counter[str]()
    robber = threading.Thread(target=rob, args=(city.casework.ledger, over))  # so that the lease keeps nobody out
    sweeps = [
        threading.Thread(target=lambda: fired.update(city.sweeper(batch=3).sweep_in_turn().fired)) for _ in range(4)
    ]
    robber.start()
    for thread in sweeps:
        thread.start()
    for thread in sweeps:
        thread.join()
    over.set()
    robber.join()
    fired.update(city.sweep())
    assert fired == {"missed": 12, "overdue": 12}
    assert all(city.told(petition) == ["missed reply", "urged reply overdue"] for petition in petitions)


def rob(ledger: Ledger, over: threading.Event) -> None:
    """Take the lease from whoever has it, again and again."""
    while not over.wait(0.001):
        with ledger.datastore.connection() as connection:
            connection.execute("UPDATE casework.sweep SET holder = NULL")


def test_after_a_week_without_sweeps_it_catches_up_in_order_of_due_time(city: City) -> None:
    early = city.at_work()
    city.now += 2 * DAY
    late = city.at_work()
    late_filed = city.file()
    assert city.sweep(7 * DAY, batch=2) == {"missed": 3, "overdue": 2}
    told = [(entry.petition_id, words(entry.event)) for entry in city.casework.ledger.since(0) if entry.actor == SYSTEM]
    assert told == [
        (late_filed, "missed accept"),
        (early, "missed reply"),
        (early, "urged reply overdue"),
        (late, "missed reply"),
        (late, "urged reply overdue"),
    ]
    city.do(notes.note(), OFFICER, early)  # for colleagues: nobody outside heard of it
    assert city.sweep(5 * DAY + HOUR, batch=1) == {"silent": 2}


def test_one_process_sweeps_at_a_time_and_takes_over_when_the_lease_runs_out(city: City) -> None:
    first, second = city.sweeper(), city.sweeper()
    assert first.book.hold(UUID(int=1))
    city.follower.catch_up()
    assert second.sweep() is None
    with city.casework.ledger.datastore.connection() as connection:
        connection.execute("UPDATE casework.sweep SET lease_until = now() - interval '1 second'")
    assert second.sweep() is not None


def test_history_that_the_ledger_heard_of_later_is_no_timer(city: City) -> None:
    city.now -= 365 * DAY
    city.at_work()
    assert city.sweep(365 * DAY) == {}


def test_a_petition_that_cannot_be_moved_stops_nobody_else(city: City, database: Database) -> None:
    broken, sound = city.at_work(), city.at_work()
    spoil(database, broken)
    assert city.sweep(6 * DAY) == {"missed": 1, "overdue": 1}
    assert city.told(sound) == ["missed reply", "urged reply overdue"]
    standing = city.sweeper().book.standing()
    assert (standing.fired, standing.faults, standing.swept_until) == (2, 1, city.now)
    assert standing.fault == "The event at position 2 does not match its hash."
    spoil(database, broken)
    assert city.sweep() == {"missed": 1, "overdue": 1}
    assert city.sweeper().book.standing().faults == 0


def spoil(database: Database, petition: UUID) -> None:
    """Change the leaf of a petition's second event; twice, and it is as before."""
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER no_change")
        connection.execute(
            "UPDATE ledger.events SET leaf = set_byte(leaf, 0, get_byte(leaf, 0) # 1) "
            "WHERE originator_id = %s AND originator_version = 2",
            (petition,),
        )
        connection.execute("ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER no_change")


def test_a_provisional_limit_is_recomputed_when_its_calendar_is_there(city: City) -> None:
    class Unpublished(PlainTerms):
        known = False

        def due(self, *asked: Any) -> Due | None:
            plain = super().due(*asked)
            return plain and type(plain)(plain.at + (DAY if self.known else timedelta(0)), provisional=not self.known)

        def published_until(self, now: datetime) -> datetime:
            return now + 365 * DAY if self.known else now

    terms = Unpublished()
    city.casework.city = InForce(terms)
    petition = city.at_work()
    assert city.sweep() == {}
    terms.known = True
    assert city.sweep() == {"provisional": 1}
    recomputed = city.casework.ledger.entries(petition)[-1].event
    assert isinstance(recomputed, DeadlineRecomputed)
    assert recomputed.new_due - recomputed.old_due == DAY
    assert city.sweep() == {}


def test_a_desk_that_urges_by_hand_is_not_doubled(city: City) -> None:
    petition = city.at_work()
    urge = UrgeUnit(petition_id=petition, clock=Clock.REPLY, kind=UrgeKind.BEFORE_DUE)
    city.casework.handle(urge, DESK, uuid4())
    assert city.sweep(4 * DAY + HOUR) == {}
    assert city.sweep(DAY) == {"missed": 1, "overdue": 1}


def test_a_sweep_without_a_database_says_so_and_the_loop_goes_on(city: City) -> None:
    sweeper, stop = city.sweeper(), threading.Event()
    woken = threading.Event()
    city.follower.catch_up()
    city.at_work()
    city.now += 6 * DAY
    city.follower.catch_up()
    loop = threading.Thread(target=sweeper.run, args=(stop, 0.01, woken.set))
    loop.start()
    assert woken.wait(10)
    city.casework.ledger.datastore.rows.close()
    with pytest.raises(Unavailable):
        sweeper.sweep()
    stop.set()
    loop.join(10)
    assert not loop.is_alive()


def test_supervision_by_the_system_is_the_daily_level(city: City) -> None:
    petition = city.at_work()
    for after in (6 * DAY, 6 * DAY):
        city.sweep(after)
    opened = city.casework.ledger.entries(petition)[-1].event
    assert opened == SupervisionOpened.model_validate({"level": "daily", "ground": "silence"})


def test_a_unit_that_does_not_call_the_citizen_is_urged_and_put_on_record(city: City) -> None:
    petition = city.at_work(called=False)
    city.sweep(6 * DAY)
    assert {"missed contact", "urged contact overdue"} <= set(city.told(petition))
