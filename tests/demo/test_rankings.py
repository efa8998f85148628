"""The rankings and stories of the demo: drafted, objected to, published, corrected; the figures stay."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from casebook.casework import Rankings, Stories
from casebook.demo import tell_rankings
from casebook.demo.plan import ZONE
from casebook.demo.rankings import Cycle
from casebook.petitions.vocabulary import Role
from casebook.rankings.events import EVENTS
from casebook.readmodels import Follower, Months, Reader, load
from casebook.reference.city import AdoptedCity
from casebook.stories import events as stories

if TYPE_CHECKING:
    from demo.conftest import Demo


@pytest.fixture(scope="module")
def months(demo: Demo) -> Months:
    models = {name: model for name, model in load().items() if name in ("unit_month", "commendations")}
    assert Follower(demo.ledger.datastore, models).catch_up() == []
    return Months(Reader(demo.ledger.datastore, models))


def test_four_months_are_ranked_one_objected_to_one_corrected(demo: Demo, months: Months) -> None:
    position = demo.ledger.position()
    added = tell_rankings(demo.ledger, months)
    told = Counter(entry.event.stored_name() for entry in demo.ledger.since(position))
    assert told == {
        "ranking-drafted": 4,
        "ranking-objection-filed": 1,
        "ranking-objection-decided": 1,
        "ranking-published": 4,
        "ranking-corrected": 1,
        "feature-story-published": 2,
    }
    assert added == told.total()
    assert tell_rankings(demo.ledger, months) == 0
    assert demo.ledger.position() == position + added


def test_they_say_what_was_known_on_their_day_and_count_the_same_again(demo: Demo, months: Months) -> None:
    tell_rankings(demo.ledger, months)
    city = AdoptedCity(demo.ledger.adoptions.reference, ZONE)
    rankings = Rankings(demo.ledger, city, months)
    happened = {entry.position: entry.happened_at for entry in demo.entries}
    ranked = 0
    for ranking in rankings.all():
        assert ranking.drafted_by is None
        assert ranking.published is not None
        for frozen in (ranking.draft, ranking.published, *ranking.corrections):
            table = rankings.table(frozen)
            assert happened[frozen.position] <= frozen.at
            assert rankings.tables.recomputed(table) == []
            ranked += sum(row["rank"] is not None for row in table["rows"])
    assert ranked > 20
    corrected = rankings.all()[0]
    assert [corrected.month, len(corrected.corrections)] == ["2021-09", 1]


def test_the_words_of_its_stories_are_there_and_their_petition_is_number_769(demo: Demo, months: Months) -> None:
    tell_rankings(demo.ledger, months)
    told = Stories(demo.ledger, AdoptedCity(demo.ledger.adoptions.reference, ZONE)).told()
    assert len(told) == 2
    assert told[0][0].petitions == (demo.ledger.by_closure(769),)
    assert told[1][0].months == ("2021-12",)
    streams = demo.ledger.streams({*EVENTS, *stories.EVENTS}).values()
    people = {entry.actor.role for entries in streams for entry in entries}
    assert people == {Role.SYSTEM, Role.UNIT_OFFICER, Role.SUPERVISOR, Role.EDITOR}


def test_an_interrupted_telling_goes_on_where_it_was(demo: Demo, months: Months) -> None:
    tell_rankings(demo.ledger, months)
    position = demo.ledger.position()
    assert Cycle(demo.ledger, months).tell() == 0
    assert demo.ledger.position() == position
