"""More time and halts are those of the limits in force when the reply's limit was set, whatever is adopted later."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import orjson
import pytest

import wishes
import wishes_of_intake
import wishes_of_units as units
from casebook.casework import Casework
from casebook.casework.adopting import adopt, adopt_shipped
from casebook.casework.deadlines import deadlines
from casebook.errors import Refused
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.context import Clock
from casebook.petitions.events import DeadlineRecomputed, ExtensionGranted, Resumed
from casebook.petitions.vocabulary import Category
from casebook.reference.city import AdoptedCity
from casebook.reference.documents import shipped
from casebook.reference.kinds import Kind
from language import CITIZEN, DESK, DISPATCHER, OFFICER, SUPERVISOR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.petitions.command import Change
    from casebook.petitions.entry import Actor, Entry
    from casebook.postgres import Database

ZONE = ZoneInfo("Asia/Shanghai")


def here(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=ZONE)


@dataclass
class City:
    """A city whose clock the test sets, and which adopts its own limits."""

    casework: Casework
    now: datetime

    def do(self, command: Change, by: Actor, petition: UUID) -> Entry:
        """What came of it: the last entry."""
        self.casework.handle(command.model_copy(update={"petition_id": petition}), by, uuid4())  # type: ignore[arg-type]
        return self.casework.ledger.entries(petition)[-1]

    def at_work(self) -> UUID:
        """A complaint that a unit has signed for and called about."""
        petition = self.casework.handle(wishes.submit(category=Category.COMPLAINT), CITIZEN, uuid4()).petition_id
        for command, actor in (
            (wishes.accept(category="complaint"), DESK),
            (wishes.assign(), DISPATCHER),
            (wishes.sign(), OFFICER),
            (units.contact(), OFFICER),
        ):
            self.do(command, actor, petition)
        return petition

    def adopt(self, day: date, **changes: Any) -> None:
        content: dict[str, Any] = orjson.loads(shipped()[Kind.TERMS].content)
        adopt(self.casework.ledger, content | {"version": 2} | changes, day, SUPERVISOR)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> Iterator[City]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path))) as ledger:
        adopt_shipped(ledger)
        city = City(Casework(ledger, AdoptedCity(ledger.adoptions.reference, ZONE)), here(2, 28))
        city.casework.clock = lambda: city.now
        yield city


STRICT = {
    "extension": {"complaint": {"times": 1, "working_days": 2}},
    "suspension": {"grounds": [], "review_within": 10},
    "offices_close": "17:00:00",
}
"""Less time, no halts, and offices that close an hour earlier."""


@pytest.mark.parametrize("day", [date(2022, 3, 1), date(2022, 1, 1)])
def test_a_later_version_does_not_judge_an_earlier_limit_even_where_it_is_adopted_for_an_earlier_day(
    city: City, day: date
) -> None:
    old = city.at_work()
    city.adopt(day, **STRICT)
    city.now = here(3, 2)
    new = city.at_work()
    city.do(units.ask_for_time(10), OFFICER, old)
    granted = city.do(units.grant(told_citizen_at=here(3, 2)), DISPATCHER, old).event
    assert isinstance(granted, ExtensionGranted)
    assert (granted.reply_due, granted.policy, granted.calendar) == (here(3, 28, 18), "pds-default:1", "cn:1")
    assert explained_by(city, old) == "pds-default:1"
    with pytest.raises(Refused) as refused:
        city.do(units.ask_for_time(10), OFFICER, new)
    assert refused.value.rule == "extension_is_as_short_as_the_city_wants"


def test_the_grounds_and_the_days_of_a_halt_are_those_of_the_limit_that_stops(city: City) -> None:
    old = city.at_work()
    city.adopt(date(2022, 3, 1), **STRICT)
    city.now = here(3, 2)
    new = city.at_work()
    halt = units.suspend(review_on=date(2022, 5, 20), told_citizen_at=here(3, 2))
    with pytest.raises(Refused) as refused:
        city.do(halt, SUPERVISOR, new)
    assert refused.value.rule == "city_suspends_petitions"
    city.do(halt, SUPERVISOR, old)
    city.now = here(3, 10)
    city.do(units.review(review_on=date(2022, 6, 1)), SUPERVISOR, old)
    resumed = city.do(units.resume(), SUPERVISOR, old).event
    due = here(3, 22, 18).astimezone(UTC)
    assert resumed == Resumed(reply_due=due, policy="pds-default:1", calendar="cn:1")


def test_a_new_class_counts_by_the_version_of_the_limit_and_explains_itself(city: City) -> None:
    petition = city.at_work()
    city.adopt(date(2022, 3, 1), civilized_city={"reply": "2 wd"})
    city.now = here(3, 2)
    (moved,) = [
        entry.event
        for entry in _after(city, petition)
        if isinstance(entry.event, DeadlineRecomputed) and entry.event.clock is Clock.REPLY
    ]
    assert (moved.new_due, moved.policy, moved.calendar) == (here(3, 7, 18), "pds-default:1", "cn:1")
    reference = city.casework.ledger.adoptions.reference()
    told = list(deadlines(city.casework.ledger.entries(petition), reference, ZONE))[-1]
    assert told.explanation is not None
    assert (told.explanation.start, told.explanation.policy) == (here(2, 28), "pds-default:1")


def explained_by(city: City, petition: UUID) -> str | None:
    """The version of the limits by which the last deadline explains itself."""
    reference = city.casework.ledger.adoptions.reference()
    told = list(deadlines(city.casework.ledger.entries(petition), reference, ZONE))[-1]
    return told.explanation.policy if told.explanation else None


def _after(city: City, petition: UUID) -> list[Entry]:
    reclassify = wishes_of_intake.reclassify(category="civilized_city")
    city.do(reclassify, DESK, petition)
    return list(city.casework.ledger.entries(petition))
