"""Loading the demo: every command of the plan, once, in order, through `Casework`, under the story's own clock.

The clock's times are recorded as claimed (`happened_at`); when the ledger took an event remains the database's word.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID, uuid5

from casebook.casework import Casework
from casebook.casework.citizens import citizen_of
from casebook.casework.service import project
from casebook.demo.page import Page
from casebook.demo.people import DEMO
from casebook.demo.plan import OPENING, SEED, ZONE
from casebook.errors import Misconfigured
from casebook.petitions.commands import DeclinePetition, MergePetition, SubmitPetition
from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role
from casebook.reference.city import AdoptedCity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casebook.demo.script import Step
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.commands import PetitionCommand

    Progress = Callable[[int, int], object]

_KEYS: Final = uuid5(DEMO, SEED)
LAST: Final = uuid5(_KEYS, "last")
"""The key of the last command, whatever their number: who knows it has the whole demo."""

_EVERY: Final = 0.5


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What loading came to.

    Attributes:
        added: commands that were carried out now; 0 where the demo was there already.
        found: commands that an earlier, interrupted start had carried out.
        seconds: how long it took.
    """

    added: int
    found: int
    seconds: float


def step_keys(count: int) -> list[UUID]:
    """The keys of all commands, in order."""
    return [*(uuid5(_KEYS, f"step-{number}") for number in range(1, count)), LAST]


def load(ledger: Ledger, progress: Progress | None = None) -> DemoReport:
    """Bring the demo into an empty ledger, or go on where an earlier start was interrupted; doubles nothing.

    Args:
        ledger: an empty one, or one that has the demo or a part of it.
        progress: is told about every half second how many commands are done, of how many.

    Raises:
        Misconfigured: the ledger has other petitions.
        Unavailable: the database is gone, or somebody else is loading the demo.
    """
    started = time.monotonic()
    if ledger.known([LAST]):
        return DemoReport(0, 0, time.monotonic() - started)
    from casebook.demo.plot import steps  # noqa: PLC0415  reads all texts, which a loaded ledger does not need

    plan = steps()
    keys = step_keys(len(plan))
    known = ledger.known(keys)
    if not known and ledger.has_petitions():
        raise Misconfigured("演示数据只能装入空的账本。", "The demo goes into an empty ledger only.")
    _Telling(ledger, known, progress).tell(plan, keys)
    return DemoReport(len(plan) - len(known), len(known), time.monotonic() - started)


class _Telling:
    """The story while it is told to a ledger."""

    def __init__(self, ledger: Ledger, known: dict[UUID, UUID], progress: Progress | None) -> None:
        self.known = known
        self.progress = progress
        self.told_at = 0.0
        self.now = OPENING
        self.real: dict[UUID, UUID] = {}
        self.page = Page(ledger, project)
        reference = ledger.adoptions.reference()
        city = AdoptedCity(lambda: reference, ZONE)
        self.casework = Casework(cast("Ledger", self.page), city, clock=lambda: self.now)

    def tell(self, plan: Sequence[Step], keys: Sequence[UUID]) -> None:
        for done, (step, key) in enumerate(zip(plan, keys, strict=True)):
            petition_id = self.known.get(key)
            if petition_id is None:
                petition_id = self._do(step, key)
                self._report(done, len(plan))
            self.real[step.petition] = petition_id
        self.page.store()
        if self.progress:
            self.progress(len(plan), len(plan))

    def _do(self, step: Step, key: UUID) -> UUID:
        self.now = step.at
        return self.casework.handle(self._command(step.command), self._actor(step), key).petition_id

    def _command(self, command: PetitionCommand) -> PetitionCommand:
        """The command, about the petition that the ledger knows."""
        if isinstance(command, SubmitPetition):
            return command
        real: dict[str, Any] = {"petition_id": self.real[command.petition_id]}
        if isinstance(command, DeclinePetition) and command.earlier:
            real["earlier"] = self.casework.petition(self.real[UUID(command.earlier)]).number
        if isinstance(command, MergePetition) and isinstance(command.master, UUID):
            real["master"] = self.real[command.master]
        return command.model_copy(update=real)

    def _actor(self, step: Step) -> Actor:
        """Who acts; a citizen under the id that they have in their petition."""
        if step.actor.role is not Role.CITIZEN or isinstance(step.command, SubmitPetition):
            return step.actor
        return Actor(citizen_of(self.page.keys, self.real[step.petition]), Role.CITIZEN)

    def _report(self, done: int, total: int) -> None:
        if self.progress and time.monotonic() - self.told_at > _EVERY:
            self.told_at = time.monotonic()
            self.progress(done, total)
