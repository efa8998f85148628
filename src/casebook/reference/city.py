"""The city as commands meet it: limits, directories and rules of whatever version is in force on the day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from casebook.petitions.context import A_MONTH, EVERY_HUNDRED, Clock, Due, InForce
from casebook.reference.terms import city_terms, over_before
from casebook.reference.units import stands_below

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, tzinfo

    from casebook.petitions.handling.weak import WeakReplies
    from casebook.petitions.standing import Start
    from casebook.petitions.vocabulary import Category, Urgency
    from casebook.reference.terms import CityTerms
    from casebook.reference.versions import Reference


@dataclass(frozen=True, slots=True)
class AdoptedTerms:
    """Limits by the version in force on the day they start: what was set is judged by it for ever.

    What is counted without a limit, and what is counted anew, goes by what is in force today.
    """

    reference: Reference
    zone: tzinfo
    today: date

    def day(self, moment: datetime) -> date:
        """The day it is in the city at this moment."""
        return moment.astimezone(self.zone).date()

    def due(  # noqa: PLR0913, PLR0917  what tells a limit
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,
        start: datetime,
        matter: str | None = None,
        order: str | None = None,
    ) -> Due | None:
        """When a limit that starts then ends, or None where the city had no such limit in force."""
        terms = self.reference.terms(self.day(start), self.zone)
        return terms.due(clock, category, urgency, start, matter, order) if terms else None

    def is_statutory(self, clock: Clock, category: Category, start: datetime, matter: str | None) -> bool:
        """Whether a statute for the matter set a limit that starts then."""
        terms = self.reference.terms(self.day(start), self.zone)
        return terms is not None and terms.is_statutory(clock, category, start, matter)

    def after_working_days(self, count: int, start: datetime) -> Due:
        """When so many working days from then have ended."""
        return self._now.after_working_days(count, start)

    def a_working_day_ahead(self, now: datetime) -> datetime:
        """The last end of a limit that has one working day left, or less."""
        return self._now.a_working_day_ahead(now)

    def working_days_ago(self, count: int, now: datetime) -> datetime:
        """The moment before which whatever happened has so many working days behind it."""
        return self._now.working_days_ago(count, now)

    def over_before(self, clock: Clock, category: Category, urgency: Urgency, now: datetime) -> datetime:
        """The midnight before which whatever started has this limit behind it, by the versions of those days."""
        return over_before(self, clock, category, urgency, now)

    def midnight(self, day: date) -> datetime:
        """When a day begins, in UTC."""
        return self._now.midnight(day)

    def published_until(self, now: datetime) -> datetime:
        """Up to when the calendar is published."""
        return self._now.published_until(now)

    @property
    def weak_replies(self) -> WeakReplies:
        """What is in force about replies that only state an intent."""
        return self._now.weak_replies

    def when_set(self, start: Start) -> CityTerms:
        """What was in force, and known, when a limit was set; counted in the calendar of today."""
        known = self.reference if start.position is None else self.reference.until(start.position)
        then = known.terms(self.day(start.at), self.zone) or self._now
        return replace(then, calendar=self._now.calendar)

    @property
    def _now(self) -> CityTerms:
        """What is in force today; where nothing is yet, what casebook comes with."""
        return self.reference.terms(self.today, self.zone) or city_terms(self.zone)


class AdoptedCity:
    """A city whose reference data is asked for anew at every command, and worked out once for each day and stand."""

    def __init__(self, reference: Callable[[], Reference], zone: tzinfo) -> None:
        """A city that has adopted what `reference` answers."""
        self.reference = reference
        self.zone = zone
        self._known: tuple[Reference, date, InForce] | None = None

    def at(self, moment: datetime) -> InForce:
        """What is in force at this moment."""
        reference, day = self.reference(), moment.astimezone(self.zone).date()
        known = self._known
        if known is None or known[0] is not reference or known[1] != day:
            known = self._known = (reference, day, self._in_force(reference, day))
        return known[2]

    def _in_force(self, reference: Reference, day: date) -> InForce:
        units, places = reference.units(day), reference.places(day)
        directory = units.directory(day) if units else None
        rules, notice = reference.publication(day), reference.privacy(day)
        return InForce(
            terms=AdoptedTerms(reference, self.zone, day),
            units=directory,
            places=places.places if places else None,
            matters=reference.matters(day),
            unit_version=units.version if units else None,
            subordinate=partial(stands_below, directory) if directory is not None else None,
            visited_of_hundred=rules.visited_of_hundred if rules else EVERY_HUNDRED,
            sampling_seed=rules.sampling_seed if rules else "",
            data_requests_answered_within=notice.requests_answered_within if notice else A_MONTH,
            erased_after=notice.erased_after if notice else A_MONTH,
        )
