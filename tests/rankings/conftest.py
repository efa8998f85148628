"""Rankings on a real ledger, under a clock that the test sets."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from casebook.casework import Rankings, Stories
from casebook.casework.adopting import adopt_shipped
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.events import (
    Assigned,
    CitizenRated,
    CommendationReceived,
    Replied,
    ReplyApproved,
    Signed,
)
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.vocabulary import Outcome, Solved
from casebook.readmodels import Follower, Months, Reader, load
from casebook.reference.city import AdoptedCity
from histories import claim, entry, submitted
from rankings.rankings_at_hand import BEGIN, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from casebook.ledger.stored import Receipt
    from casebook.petitions.entry import Actor
    from casebook.petitions.events import Event
    from casebook.postgres import Database
    from casebook.rankings.commands import RankingCommand
    from casebook.rankings.ranking import Frozen, Ranking

HOUR = timedelta(hours=1)


@dataclass
class Cycle:
    """A ledger with its rankings and stories."""

    ledger: Ledger
    rankings: Rankings
    stories: Stories
    reader: Reader
    now: datetime = BEGIN

    def tell(self, events: Sequence[Event], begin: datetime) -> UUID:
        """A petition whose events happened an hour apart, whatever the rules say to them."""
        petition = uuid4()
        entries = [
            entry(petition, version, event, claim=claim(begin + version * HOUR), subject=petition)
            for version, event in enumerate(events, 1)
        ]
        self.ledger.append_all([entries])
        return petition

    def work(self, unit: str, count: int = 1, *, score: int = 5, begin: datetime | None = None) -> None:
        """So many petitions that a unit solves in time in January 2022, and what the citizens think of it."""
        begin = begin or datetime(2022, 1, 12, 9, tzinfo=ZONE)
        for _ in range(count):
            self.tell(worked(unit, begin, score), begin)

    def give(self, command: RankingCommand, by: Actor, key: UUID | None = None) -> Receipt:
        return self.rankings.handle(command, by, key or uuid4())

    def ranking(self, month: str = "2022-01") -> Ranking:
        return self.rankings.standing(month)[0]

    def recomputed(self, frozen: Frozen) -> list[dict[str, object]]:
        return self.rankings.tables.recomputed(self.rankings.table(frozen))


def worked(unit: str, begin: datetime, score: int) -> list[Event]:
    due = (begin + timedelta(days=3)).astimezone(UTC)
    return [
        submitted(),
        Assigned(assignment=1, unit=unit, sign_due=due, contact_due=due, reply_due=due),
        Signed(assignment=1),
        Replied(assignment=1, round=1, outcome=Outcome.RESOLVED),
        ReplyApproved(round=1),
        CitizenRated(solved=Solved.YES if score > 2 else Solved.NO, score=score),
        CommendationReceived(unit=unit, kind=CommendationKind.BANNER),
    ]


@pytest.fixture
def cycle(database: Database, tmp_path: Path) -> Iterator[Cycle]:
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        adopt_shipped(ledger)
        models = load()
        assert Follower(ledger.datastore, models).catch_up() == []
        reader = Reader(ledger.datastore, models)
        city = AdoptedCity(ledger.adoptions.reference, ZONE)
        rankings = Rankings(ledger, city, Months(reader), clock=lambda: opened.now)
        opened = Cycle(ledger, rankings, Stories(ledger, city, clock=lambda: opened.now), reader)
        yield opened
