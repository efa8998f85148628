"""A city whose clock the test sets, in which petitions move on and sweeps come."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import wishes
from casebook.access import Actor, Role
from casebook.casework import Casework
from casebook.casework.sweep import Sweeper
from casebook.casework.timers import MODELS, SYSTEM
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.petitions.commands import AssignPetition, RecordContact, SignAssignment, SubmitPetition
from casebook.petitions.context import InForce
from casebook.petitions.events import DeadlineMissed, Urged
from casebook.petitions.handling.codes import ContactMode
from casebook.petitions.vocabulary import Category
from casebook.readmodels import Follower, Reader, load
from language import DESK, DISPATCHER, OFFICER, STREET
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.petitions.commands import PetitionChange
    from casebook.petitions.events import PetitionEvent
    from casebook.postgres import Database

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SOMEBODY = Actor(UUID(int=0), Role.CITIZEN)
WISH = SubmitPetition(
    category=Category.COMPLAINT,
    title="小巷路灯不亮",
    body="土产巷的路灯坏了半个月，晚上出行不便。",
    phone="19900001234",
)


@dataclass
class City:
    """A service whose clock the test sets."""

    casework: Casework
    follower: Follower
    reader: Reader
    now: datetime

    def file(self) -> UUID:
        return self.casework.handle(WISH, SOMEBODY, uuid4()).petition_id

    def at_work(self, *, called: bool = True) -> UUID:
        """A petition that a unit has signed for and called about; its reply is due after five days of plain terms."""
        petition = self.file()
        self.casework.handle(wishes.accept(petition_id=petition, category="complaint"), DESK, uuid4())
        self.casework.handle(AssignPetition(petition_id=petition, unit=STREET), DISPATCHER, uuid4())
        self.casework.handle(SignAssignment(petition_id=petition, assignment=1), OFFICER, uuid4())
        if called:
            self.casework.handle(
                RecordContact(petition_id=petition, mode=ContactMode.PHONE, reached=True), OFFICER, uuid4()
            )
        return petition

    def do(self, command: PetitionChange, by: Actor, petition: UUID) -> None:
        """Somebody gives a command about this petition."""
        self.casework.handle(command.model_copy(update={"petition_id": petition}), by, uuid4())

    def sweeper(self, batch: int = 200) -> Sweeper:
        return Sweeper(self.casework, self.reader.ask, batch=batch)

    def sweep(self, after: timedelta = timedelta(0), **given: Any) -> dict[str, int]:
        """Time passes, the read models follow, a sweep comes; how much fired of each kind."""
        self.now += after
        assert self.follower.catch_up() == []
        return dict(self.sweeper(**given).sweep_in_turn().fired)

    def told(self, petition: UUID) -> list[str]:
        """What the system put on record about a petition, in order."""
        entries = self.casework.ledger.entries(petition)
        return [words(entry.event) for entry in entries if entry.actor == SYSTEM]


def words(event: PetitionEvent) -> str:
    match event:
        case Urged():
            return f"urged {event.clock} {event.kind}"
        case DeadlineMissed():
            return f"missed {event.clock}"
        case _:
            return event.stored_name()


@contextmanager
def swept_city(database: Database, tmp_path: Path) -> Iterator[City]:
    """A city with an empty ledger, as late as it is now."""
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        models = {name: load()[name] for name in MODELS}
        city = City(
            Casework(ledger, InForce(PlainTerms(), visited_of_hundred=0)),
            Follower(ledger.datastore, models),
            Reader(ledger.datastore, models),
            datetime.now(UTC).replace(microsecond=0),
        )
        city.casework.clock = lambda: city.now
        yield city
