"""What waits for nothing but its time: suspensions end, closings are proposed, records are listed; each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import later_wishes
import oversight_wishes as watch
import wishes
import wishes_of_units as units
from casebook.access import Role
from casebook.petitions.commands import ClosePetition, ReopenPetition
from casebook.petitions.vocabulary import Fault, ReopenGround, WaiverGround
from language import (
    APPROVER,
    DESK,
    DISPATCHER,
    EDITOR,
    RECORDS,
    REPORTER,
    SECOND_DESK,
    SUPERVISOR,
)
from swept_city import DAY, HOUR, City, swept_city, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from casebook.postgres import Database


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    with swept_city(database, tmp_path) as city:
        yield city


def suspended(city: City, days: int = 30) -> UUID:
    """A petition that was put aside for so many days."""
    petition = city.at_work()
    review_on = (city.now + days * DAY).date()
    city.do(units.suspend(review_on=review_on, told_citizen_at=city.now), SUPERVISOR, petition)
    return petition


def verified(city: City) -> UUID:
    """A petition whose visit was waived by lot; nobody has called the citizen."""
    petition = city.at_work()
    city.do(wishes.reply(outcome="explained"), APPROVER, petition)
    city.do(wishes.approve(), DESK, petition)
    city.do(wishes.waive(WaiverGround.SAMPLED_OUT), EDITOR, petition)
    return petition


def closed(city: City) -> UUID:
    petition = verified(city)
    city.do(later_wishes.unanswered(), SECOND_DESK, petition)
    city.do(ClosePetition(petition_id=petition), SECOND_DESK, petition)
    return petition


def status(city: City, petition: UUID) -> str:
    return city.casework.petition(petition).status


def listed(city: City, query: str, role: Role, **given: object) -> list[UUID]:
    assert city.follower.catch_up() == []
    rows = city.reader.ask("appointments", query, {"limit": 50, **given}, role)
    return [row["petition_id"] for row in rows]


def test_the_clockwork_ends_a_suspension_on_its_day_of_review_and_the_rest_of_the_limit_runs(city: City) -> None:
    petition = suspended(city)
    assert listed(city, "suspensions", Role.SUPERVISOR) == [petition]
    assert city.sweep(28 * DAY) == {}
    assert city.sweep(3 * DAY) == {"suspension": 1}
    assert (status(city, petition), city.told(petition)) == ("in_progress", ["resumed"])
    assert city.casework.petition(petition).dues.reply == city.now + 5 * DAY
    assert (city.sweep(), listed(city, "suspensions", Role.SUPERVISOR)) == ({}, [])
    assert city.sweep(5 * DAY + HOUR) == {"missed": 1, "overdue": 1}


def test_a_suspension_that_a_supervisor_kept_waits_for_the_next_day_of_review(city: City) -> None:
    petition = suspended(city)
    city.now += 20 * DAY
    city.do(units.review(review_on=(city.now + 60 * DAY).date()), SUPERVISOR, petition)
    assert city.sweep(20 * DAY) == {}
    assert city.sweep(41 * DAY) == {"suspension": 1}


def test_a_second_suspension_ends_as_the_first_did(city: City) -> None:
    petition = suspended(city)
    city.sweep(31 * DAY)
    review_on = (city.now + 10 * DAY).date()
    city.do(units.suspend(review_on=review_on, told_citizen_at=city.now), SUPERVISOR, petition)
    assert city.sweep(11 * DAY) == {"suspension": 1}
    assert city.told(petition) == ["resumed", "resumed"]


def test_a_closing_is_proposed_when_the_time_to_object_is_over(city: City) -> None:
    petition = verified(city)
    assert city.sweep(9 * DAY) == {}
    assert city.sweep(DAY + HOUR) == {"closing": 1}
    assert (status(city, petition), city.told(petition)) == ("verified", ["closing-proposed"])
    assert city.sweep(90 * DAY) == {}


def test_a_closing_is_proposed_at_once_when_the_citizen_was_called(city: City) -> None:
    petition = verified(city)
    city.sweep(HOUR)
    city.do(later_wishes.unanswered(), SECOND_DESK, petition)
    assert city.sweep(HOUR) == {"closing": 1}
    city.do(ClosePetition(petition_id=petition), SECOND_DESK, petition)
    assert city.sweep(HOUR) == {}


def test_a_reopened_petition_is_proposed_again_after_its_new_round(city: City) -> None:
    petition = verified(city)
    city.sweep(11 * DAY)
    again = ReopenPetition(
        petition_id=petition, ground=ReopenGround.RELAPSE, fault=Fault.UNIT, reason="车辆又停回巷口，居民再次反映。"
    )
    city.do(again, DISPATCHER, petition)
    city.do(wishes.reply(outcome="explained"), APPROVER, petition)
    city.do(wishes.approve(), DESK, petition)
    city.now += HOUR
    city.do(later_wishes.schedule(), EDITOR, petition)
    city.do(wishes.record(visited_at=city.now), REPORTER, petition)
    city.do(wishes.countersign(), EDITOR, petition)
    assert city.sweep(HOUR) == {}
    assert city.sweep(10 * DAY) == {"closing": 1}
    assert city.told(petition) == ["closing-proposed"] * 2


def test_what_is_supervised_is_not_proposed_until_the_supervision_has_its_result(city: City) -> None:
    petition = verified(city)
    city.do(later_wishes.unanswered(), SECOND_DESK, petition)
    city.do(watch.supervise(), SUPERVISOR, petition)
    assert city.sweep(HOUR) == {}
    city.do(watch.end_supervision(), SUPERVISOR, petition)
    assert city.sweep(HOUR) == {"closing": 1}


def test_late_doubled_and_small_sweeps_catch_up_in_order_of_time(city: City) -> None:
    put_aside = suspended(city, 3)
    waiting = verified(city)
    working = city.at_work()
    city.now += 20 * DAY
    city.follower.catch_up()
    fired = dict(city.sweeper(batch=1).sweep_in_turn().fired)
    assert fired == {"suspension": 1, "closing": 1, "missed": 1, "overdue": 1}
    again = city.sweeper().sweep_in_turn()  # the read models have not followed
    assert (dict(again.fired), again.settled, again.faults) == ({}, 4, set())
    told = [
        (entry.petition_id, words(entry.event))
        for entry in city.casework.ledger.since(0)
        if entry.actor.role is Role.SYSTEM
    ]
    assert told == [
        (waiting, "closing-proposed"),
        (put_aside, "resumed"),
        (working, "missed reply"),
        (working, "urged reply overdue"),
    ]


def test_what_lay_in_the_past_when_the_ledger_heard_of_it_fires_nothing(city: City) -> None:
    city.now -= 365 * DAY
    suspended(city)
    verified(city)
    assert city.sweep(365 * DAY) == {}


def test_what_ended_a_month_ago_can_be_archived_and_what_was_kept_long_enough_must_be_appraised(city: City) -> None:
    petition = closed(city)
    month_ago = {"quiet_since": city.now}
    assert listed(city, "to_archive", Role.RECORDS, **month_ago) == []
    month_ago = {"quiet_since": city.now + timedelta(seconds=1)}
    assert listed(city, "to_archive", Role.RECORDS, **month_ago) == [petition]
    city.now += 31 * DAY
    city.do(later_wishes.archive(), RECORDS, petition)
    assert listed(city, "to_archive", Role.RECORDS, **month_ago) == []
    retained = city.casework.petition(petition).retention
    assert retained is not None
    assert retained.until is not None
    assert listed(city, "to_appraise", Role.RECORDS, today=retained.until) == []
    late = retained.until + timedelta(days=1)
    assert listed(city, "to_appraise", Role.RECORDS, today=late) == [petition]
    city.now += 10 * 366 * DAY
    assert city.sweep() == {}  # nothing is destroyed by itself
    city.do(later_wishes.appraise(keep=False, retain_until=None), RECORDS, petition)
    assert listed(city, "to_appraise", Role.RECORDS, today=late) == []
    city.do(later_wishes.appraise(keep=True, retain_until=city.now.date() + timedelta(days=99)), RECORDS, petition)
    far = city.now.date() + timedelta(days=100)
    assert listed(city, "to_appraise", Role.RECORDS, today=far) == [petition]
