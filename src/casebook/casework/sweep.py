"""The sweep: asks what is due and gives the commands, by the way that everybody's commands go; clears unused uploads.

Nothing depends on when a sweep comes, how often, or how many there are: each timer has one key for ever, and the rules
see what has happened meanwhile. So a sweep that was late, doubled or cut off does no harm.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Protocol
from uuid import UUID, uuid4

from casebook.accounts.tidying import tidy
from casebook.casework.rankings import draft_key
from casebook.casework.timers import COMMANDS, MODELS, SYSTEM, Timer
from casebook.errors import Behind, CasebookError, KeyReused, NotFound, Outdated, Refused, Unavailable
from casebook.ledger.sweeps import Sweeps

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from casebook.casework.accesses import Accesses
    from casebook.casework.heads import Heads
    from casebook.casework.rankings import Rankings
    from casebook.casework.service import Casework
    from casebook.petitions.context import Terms

BATCH: Final = 200
"""So many timers are asked for, and fired, at a time; the lease is renewed with each batch."""

_PAUSE: Final = 0.2
_log = logging.getLogger(__name__)


class Asker(Protocol):
    """Answers a query of a read model, as `Reader.ask` does."""

    def __call__(self, model: str, query: str, params: Mapping[str, Any], role: str) -> Sequence[Mapping[str, Any]]:
        """The rows."""


@dataclass(slots=True)
class SweepReport:
    """What a sweep came to.

    Attributes:
        until: what was due by then.
        fired: for each kind of timer, how many commands were carried out.
        settled: how many others had seen to before.
        faults: the petitions that could not be moved.
        drafted: how many rankings were drafted.
    """

    until: datetime
    fired: Counter[str] = field(default_factory=Counter)
    settled: int = 0
    faults: set[UUID] = field(default_factory=set)
    drafted: int = 0

    def as_json(self) -> dict[str, Any]:
        """Counts for each kind of timer, those that did not fire included."""
        counts = {"settled": self.settled, "faults": len(self.faults), "drafted": self.drafted}
        return {"until": self.until, **{kind: self.fired[kind] for kind in COMMANDS}, **counts}


class Sweeper:
    """Fires timers; any number may run, in any number of processes: one of them sweeps at a time."""

    def __init__(  # noqa: PLR0913  what it gives, asks and publishes
        self,
        casework: Casework,
        ask: Asker,
        *,
        rankings: Rankings | None = None,
        heads: Heads | None = None,
        accesses: Accesses | None = None,
        batch: int = BATCH,
    ) -> None:
        """A sweeper; without `rankings` it drafts none, without `heads` and `accesses` it publishes none."""
        self._casework = casework
        self._ask = ask
        self._rankings = rankings
        self._heads = heads
        self._accesses = accesses
        self._batch = batch
        self._holder = uuid4()
        self.book = Sweeps(casework.ledger.datastore)

    def run(self, stop: threading.Event, seconds: float, wake: Callable[[], None]) -> None:
        """Sweep every so many seconds until `stop` is set; whatever happens meanwhile, it goes on.

        `wake` is called when something has fired.
        """
        while not stop.wait(seconds):
            try:
                report = self.sweep(stop=stop)
            except CasebookError as error:
                _log.warning("the sweep waits: %s", error.en)
                continue
            if report is not None and report.fired:
                wake()

    def sweep(self, until: datetime | None = None, *, stop: threading.Event | None = None) -> SweepReport | None:
        """Fire what is due up to now, or `until` an earlier moment; None where another process sweeps.

        Raises:
            Unavailable: the database is gone; what has fired has fired, the rest will.
            Behind: a read model that knows timers is not built yet.
        """
        if not self.book.hold(self._holder):
            return None
        report = SweepReport(until or self.now())
        try:
            tidy(self._casework.ledger.datastore)
            if self._sweep(report, stop) and self._draft(report):
                self.book.done(report.until, report.faults)
            if self._accesses is not None:
                self._accesses.publish_hourly(self.now())
            if self._heads is not None:
                self._heads.publish_daily(self.now())
        finally:
            self.book.release(self._holder)
        return report

    def sweep_in_turn(self, until: datetime | None = None) -> SweepReport:
        """The same, after whoever sweeps now."""
        while (report := self.sweep(until)) is None:
            time.sleep(_PAUSE)
        return report

    def now(self) -> datetime:
        """The moment that commands are given at."""
        return self._casework.now()

    @property
    def _terms(self) -> Terms:
        """The limits that the city has adopted by now."""
        return self._casework.city.at(self.now()).terms

    def _sweep(self, report: SweepReport, stop: threading.Event | None) -> bool:
        """Fire timers; whether all that are due have fired."""
        terms, until = self._terms, report.until
        models = (self._due(model, asked(terms, until)) for model, asked in MODELS.items())
        due = merge(*models, key=lambda timer: timer.at)
        while timers := list(islice(due, self._batch)):
            if (stop and stop.is_set()) or not self.book.hold(self._holder):
                return False  # another process may have taken over
            if fired := sum(self._fire(timer, report) for timer in timers):
                self.book.fired(fired)
        self._casework.ledger.files.remove_unused()
        return True

    def _due(self, model: str, asked: Mapping[str, Any]) -> Iterator[Timer]:
        """The timers of a model in order of the moment that they fire, page by page."""
        after: Mapping[str, Any] = {}
        while True:
            given = {**asked, **after, "limit": self._batch}
            page = [Timer.read(row) for row in self._ask(model, "due", given, SYSTEM.role.value)]
            yield from page
            if len(page) < self._batch:
                return
            after = page[-1].cursor

    def _fire(self, timer: Timer, report: SweepReport) -> bool:
        """Give the command; whether it was carried out now. What others did before is settled, without a word."""
        if timer.petition_id in report.faults:
            return False
        try:
            command = timer.command(self._casework)
            receipt = self._casework.handle(command, SYSTEM, timer.key) if command else None
        except (Refused, Outdated, KeyReused):
            receipt = None
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  whatever a history holds, it must not stop the other petitions
            self._note(timer, error, report)
            return False
        if receipt is None or receipt.repeated:
            report.settled += 1
            return False
        report.fired[timer.kind] += 1
        return True

    def _draft(self, report: SweepReport) -> bool:
        """Draft the rankings that came due since the last sweep, month after month; whether none has to wait.

        Where nothing was done in a month there is nothing to rank.
        """
        if self._rankings is None:
            return True
        for wish in self._rankings.due_drafts(report.until, self.book.standing().swept_until):
            try:
                receipt = self._rankings.handle(wish, SYSTEM, draft_key(wish))
            except (Refused, NotFound, Outdated, KeyReused):  # NotFound: the city had no score profiles yet
                continue
            except Behind:
                _log.warning("the ranking of %s waits for its read models", wish.month)
                return False  # the later ones wait with it: they are drafted in their order
            report.drafted += not receipt.repeated
        return True

    def _note(self, timer: Timer, error: Exception, report: SweepReport) -> None:
        report.faults.add(timer.petition_id)
        reason = error.en if isinstance(error, CasebookError) else type(error).__name__
        _log.warning("the timer %s of petition %s cannot fire: %s", timer.name, timer.petition_id, reason)
        self.book.fault(timer.petition_id, timer.name, reason)
