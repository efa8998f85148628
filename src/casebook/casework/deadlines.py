"""The deadlines of a petition, each as it was set, and explained by the versions that were known when it was set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from casebook.petitions.context import Clock
from casebook.petitions.event import LimitSet
from casebook.petitions.handling.events import ExtensionGranted, Resumed
from casebook.petitions.oversight.clocks import running
from casebook.petitions.oversight.events import DeadlineRecomputed
from casebook.petitions.oversight.recounting import end_of
from casebook.petitions.petition import evolve
from casebook.petitions.standing import Extended, RestOf
from casebook.reference.explaining import Explanation, explain, explain_clock
from casebook.reference.policy import Case, Limit, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import tzinfo

    from casebook.petitions.entry import Entry
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Start
    from casebook.reference.terms import CityTerms
    from casebook.reference.versions import Reference

FIELDS: Final[Mapping[str, Clock]] = {f"{clock}_due": clock for clock in Clock} | {"return_until": Clock.RETURN}
"""Fields of events that hold when a clock ends."""

A_MOMENT: Final = timedelta(minutes=1)
"""A decision is not longer on its way into the ledger."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as an event holds it.

    Attributes:
        clock: which one.
        event: the event that set it.
        version: that event's place in the petition.
        set_at: when it was set.
        due_at: when it ends, as stored; this is what counts.
        provisional: whether it went through a year that was not published then.
        explanation: how it came about; None where it does not follow from the limits known then: imported, moved.
    """

    clock: Clock
    event: str
    version: int
    set_at: datetime
    due_at: datetime
    provisional: bool
    explanation: Explanation | None


def deadlines(entries: Iterable[Entry], reference: Reference, zone: tzinfo) -> Iterator[Deadline]:
    """Every deadline that was ever set for a petition, in the order of its events."""
    petition: Petition | None = None
    for entry in entries:
        before, petition = petition, evolve(petition, entry)
        for clock, due in _set_by(entry.event):
            known = Known(reference, zone)
            explained = _counted_on(before, entry, clock, due, known) or _explained(petition, clock, entry, due, known)
            yield Deadline(
                clock=clock,
                event=entry.event.stored_name(),
                version=entry.version,
                set_at=entry.happened_at,
                due_at=due,
                provisional=explained.provisional if explained else _says_provisional(entry),
                explanation=explained,
            )


def still_running(petition: Petition, told: Iterable[Deadline]) -> list[Deadline]:
    """Those whose step is not done, the soonest first; of each clock what was set last."""
    last = {one.clock: one for one in told}
    return sorted((one for one in last.values() if running(petition, one.clock)), key=attrgetter("due_at"))


def _set_by(event: PetitionEvent) -> Iterator[tuple[Clock, datetime]]:
    """The clocks that an event sets, or moves, and when each ends."""
    if isinstance(event, DeadlineRecomputed):
        yield event.clock, event.new_due
    for field, clock in FIELDS.items():
        if isinstance(due := getattr(event, field, None), datetime):
            yield clock, due


@dataclass(frozen=True, slots=True)
class Known:
    """What had been adopted when something was decided."""

    reference: Reference
    zone: tzinfo

    def terms(self, at: datetime, position: int | None) -> CityTerms | None:
        """The limits that were in force that day, by what was known at that place in the ledger."""
        known = self.reference if position is None else self.reference.until(position)
        return known.terms(at.astimezone(self.zone).date(), self.zone)

    def resting_on(self, event: PetitionEvent) -> CityTerms | None:
        """The limits and the calendar that an event names; None where it names none."""
        if not isinstance(event, LimitSet) or event.policy is None or event.calendar is None:
            return None
        return self.reference.terms_named(event.policy, event.calendar, self.zone)

    def when_told(self, entry: Entry) -> CityTerms | None:
        """The limits that an event names, or those that were in force when it was told."""
        return self.resting_on(entry.event) or self.terms(entry.happened_at, entry.position)

    def counted_anew(self, start: Start, entry: Entry) -> CityTerms | None:
        """The limits by which a deadline had been set, in the calendar by which it was counted again."""
        limits, today = self.terms(start.at, start.position), self.terms(entry.happened_at, entry.position)
        return replace(limits, calendar=today.calendar) if limits and today else None


def _explained(petition: Petition, clock: Clock, entry: Entry, due: datetime, known: Known) -> Explanation | None:
    """The explanation that leads to this very moment: of a limit counted anew from its start, or from the event on."""
    if not isinstance(entry.event, DeadlineRecomputed):
        return _leading_to(due, known.when_told(entry), clock, petition, entry.happened_at)
    start = petition.start_of(clock)
    terms = known.resting_on(entry.event) or known.counted_anew(start, entry)
    tries = (_leading_to(due, terms, clock, petition, begin) for begin in (start.at, entry.happened_at))
    return next((explained for explained in tries if explained), None)


def _counted_on(before: Petition | None, entry: Entry, clock: Clock, due: datetime, known: Known) -> Explanation | None:
    """The explanation of more time, or of what a halt had left, if it leads to this moment: working days from there."""
    if before is None:
        return None
    since = before.start_of(clock)
    named, then = known.resting_on(entry.event), known.terms(since.at, since.position)
    for terms in (named, then, known.counted_anew(since, entry)):
        if terms and (counted := _working_days(before, entry, clock, terms)):
            start, days = counted
            explained = explain(terms, Limit(days, Measure.WORKING_DAYS), start)
            if explained.due_at == due:
                return explained
    return None


def _working_days(before: Petition, entry: Entry, clock: Clock, terms: CityTerms) -> tuple[datetime, int] | None:
    """From when on an event counts how many working days: from the old end, or from where work goes on."""
    match entry.event:
        case ExtensionGranted() if before.pending_extension and before.dues.reply:
            return before.dues.reply, before.pending_extension.working_days
        case Resumed() if before.suspension and before.suspension.left.working_days:
            return entry.happened_at, before.suspension.left.working_days
        case DeadlineRecomputed():
            return _recounted_days(before.start_of(clock), clock, terms)
        case _:
            return None


def _recounted_days(start: Start, clock: Clock, terms: CityTerms) -> tuple[datetime, int] | None:
    """The same of an end that is counted again as it came about: from the old end as it is counted now."""
    match start.way:
        case Extended(earlier, days):
            end = end_of(earlier, clock, start.at, terms)
            return (end.at, days) if end else None
        case RestOf(since, days):
            return since, days
        case _:
            return None


def _leading_to(
    due: datetime, terms: CityTerms | None, clock: Clock, petition: Petition, start: datetime
) -> Explanation | None:
    """The explanation of the petition's limit from this start on, if it ends then.

    A limit starts when it is decided, and the ledger's own time of the event is a moment later.
    """
    if terms is None:
        return None
    case = Case(petition.category, petition.urgency, petition.matter, petition.order.by if petition.order else None)
    explained = explain_clock(terms, clock, case, start)
    if explained and abs(due - explained.due_at) <= A_MOMENT:
        explained = explain_clock(terms, clock, case, start + (due - explained.due_at))
    return explained if explained and explained.due_at == due else None


def _says_provisional(entry: Entry) -> bool:
    return bool(getattr(entry.event, "provisional", False))
