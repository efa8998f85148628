"""A year's holidays are adopted and a sweep comes: what was granted stays granted, counted in the new calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

import wishes_of_intake
import wishes_of_units as units
from casebook.casework.adopting import adopt, adopt_shipped
from casebook.casework.deadlines import deadlines
from casebook.petitions.commands import RecomputeDeadline
from casebook.petitions.context import Clock
from casebook.petitions.events import DeadlineRecomputed, Submitted
from casebook.petitions.oversight.codes import RecomputeCause
from casebook.reference.city import AdoptedCity
from language import DESK, DISPATCHER, OFFICER, PETITION, SUPERVISOR
from swept_city import City, swept_city

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from casebook.postgres import Database

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = datetime.now(UTC).year + 1
"""The last year that is published, so that its end is still to come whenever this runs."""

LIMIT = 10
"""So many working days a unit has for a complaint."""


def here(month: int, day: int, year: int = YEAR) -> datetime:
    return datetime(year, month, day, 10, tzinfo=ZONE)


def publish(city: City, year: int) -> None:
    """The first week of a year is free, from now on known to be so."""
    days = [{"date": f"{year}-01-0{day}", "name": "元旦", "isOffDay": True} for day in range(1, 8)]
    content = {"year": year, "papers": ["https://www.gov.cn/notice"], "days": days}
    adopt(city.casework.ledger, content, city.now.astimezone(ZONE).date(), SUPERVISOR)


def working_days(start: datetime, count: int) -> datetime:
    """When offices close so many working days after this moment's day."""
    day = start.astimezone(ZONE).date()
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and not (day.month == 1 and day.day <= 7)
    return datetime.combine(day, time(18), ZONE)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    with swept_city(database, tmp_path) as city:
        adopt_shipped(city.casework.ledger)
        city.casework.city = AdoptedCity(city.casework.ledger.adoptions.reference, ZONE)
        city.now = here(1, 10)
        publish(city, YEAR)
        city.now = here(12, 13)
        yield city


def swept(city: City, petition: UUID, **fired: int) -> DeadlineRecomputed:
    """What a sweep makes of a petition, which a second one leaves as it is."""
    assert city.sweep() == {"provisional": 1} | fired
    event = city.casework.ledger.entries(petition)[-1].event
    assert isinstance(event, DeadlineRecomputed)
    assert city.sweep() == {}
    return event


def extended(city: City, days: int = 10) -> UUID:
    petition = city.at_work()
    extend(city, petition, days)
    return petition


def extend(city: City, petition: UUID, days: int) -> None:
    city.do(units.ask_for_time(days), OFFICER, petition)
    city.do(units.grant(told_citizen_at=city.now), DISPATCHER, petition)


def halt(city: City, petition: UUID) -> None:
    review_on = (city.now + timedelta(days=60)).astimezone(ZONE).date()
    city.do(units.suspend(review_on=review_on, told_citizen_at=city.now), SUPERVISOR, petition)


def order(due: datetime, *, provisional: bool = False) -> RecomputeDeadline:
    return RecomputeDeadline(
        petition_id=PETITION, clock=Clock.REPLY, due=due, cause=RecomputeCause.ORDER, provisional=provisional
    )


def explained(city: City, petition: UUID) -> date | None:
    """The day from which the last deadline explains itself, if it does."""
    told = deadlines(city.casework.ledger.entries(petition), city.casework.ledger.adoptions.reference(), ZONE)
    explanation = list(told)[-1].explanation
    return explanation.start.astimezone(ZONE).date() if explanation else None


def test_more_time_stays_granted(city: City) -> None:
    petition = extended(city)
    publish(city, YEAR + 1)
    moved = swept(city, petition)
    first = working_days(here(12, 13), LIMIT)
    assert moved.new_due == working_days(first, 10)
    assert moved.new_due > moved.old_due
    assert (moved.policy, moved.calendar, moved.provisional) == ("pds-default:1", "cn:3", False)
    assert explained(city, petition) == first.date()


def test_more_time_counts_from_the_end_in_the_new_calendar_where_that_was_provisional_too(city: City) -> None:
    city.now = here(12, 29)
    petition = extended(city, 5)
    publish(city, YEAR + 1)
    assert swept(city, petition).new_due == working_days(here(12, 29), LIMIT + 5)


def test_what_a_halt_had_left_runs_on_from_where_work_went_on(city: City) -> None:
    petition = city.at_work()
    halt(city, petition)
    city.now = here(12, 30)
    city.do(units.resume(), SUPERVISOR, petition)
    publish(city, YEAR + 1)
    assert swept(city, petition).new_due == working_days(here(12, 30), LIMIT)
    assert explained(city, petition) == here(12, 30).date()


def test_whatever_is_provisional_is_counted_again_from_the_first_limit_on(city: City) -> None:
    city.now = here(12, 31)
    petition = city.file()
    filed = city.casework.ledger.entries(petition)[0].event
    assert isinstance(filed, Submitted)
    assert (filed.provisional, filed.policy, filed.calendar) == (True, "pds-default:1", "cn:2")
    publish(city, YEAR + 1)
    moved = swept(city, petition)
    assert (moved.clock, moved.new_due) == (Clock.ACCEPT, working_days(here(12, 31), 1))


def test_what_was_ordered_stays_as_ordered_and_more_time_counts_from_there(city: City) -> None:
    ordered, prolonged = city.at_work(), city.at_work()
    city.do(order(here(1, 4, YEAR + 1), provisional=True), SUPERVISOR, ordered)
    city.do(order(here(12, 29)), SUPERVISOR, prolonged)
    extend(city, prolonged, 5)
    publish(city, YEAR + 1)
    assert swept(city, prolonged).new_due == working_days(here(12, 29), 5)
    assert city.casework.petition(ordered).dues.reply == here(1, 4, YEAR + 1)


def test_a_new_class_is_counted_again_as_the_new_class(city: City) -> None:
    city.now = here(12, 29)
    petition = city.at_work()
    city.do(wishes_of_intake.reclassify(category="civilized_city"), DESK, petition)
    terms = city.casework.city.at(city.now).terms
    publish(city, YEAR + 1)
    before = city.casework.petition(petition)
    city.sweep()
    again = city.casework.city.at(city.now).terms
    counted = [one.due(Clock.REPLY, before.category, before.urgency, here(12, 29)) for one in (terms, again)]
    assert [due and due.at for due in counted] == [before.dues.reply, city.casework.petition(petition).dues.reply]


def test_each_end_that_is_left_provisional_is_counted_again(city: City) -> None:
    city.now = here(12, 29)
    petition = city.at_work()
    publish(city, YEAR + 1)
    assert swept(city, petition).new_due == working_days(here(12, 29), LIMIT)
    halt(city, petition)
    city.now = here(12, 30, YEAR + 1)
    city.do(units.resume(), SUPERVISOR, petition)
    publish(city, YEAR + 2)
    assert swept(city, petition).new_due == working_days(here(12, 30, YEAR + 1), LIMIT)
