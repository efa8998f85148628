"""What a decision depends on beside the petition itself: the moment, the asker, the city's limits and lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol

from casebook.petitions.vocabulary import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from casebook.petitions.entry import Actor
    from casebook.petitions.event import Attachment
    from casebook.petitions.handling.terms import HandlingTerms
    from casebook.petitions.handling.weak import WeakReplies
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Start
    from casebook.petitions.vocabulary import Category, Role, Urgency

__all__ = [
    "A_MONTH",
    "EVERY_HUNDRED",
    "City",
    "Clock",
    "Context",
    "Due",
    "InForce",
    "Terms",
    "at",
    "basis",
    "in_time",
    "limit",
    "limit_from",
]

A_MONTH: Final = 30
"""Days within which a request about personal data is decided, and after which is erased what two have agreed to.

A proposal of our own: no source was read. A city adopts its own with its privacy notice.
"""

EVERY_HUNDRED: Final = 100
"""The share of petitions a reporter visits where nothing is sampled out."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment of a limit; provisional where the calendar of its year is not published yet.

    Attributes:
        policy: the version of the limits it was set by, `pds-default:1`.
        calendar: the version of the calendar it was counted in, `cn:1`.
    """

    at: datetime
    provisional: bool = False
    policy: str | None = None
    calendar: str | None = None


class Terms(Protocol):
    """The limits a city has adopted, and the calendar they are counted in."""

    @property
    def weak_replies(self) -> WeakReplies:
        """What the city has adopted about replies that only state an intent."""

    def when_set(self, start: Start) -> HandlingTerms:
        """What was in force, and known, when a limit was set; counted in the calendar of today."""

    def due(  # noqa: PLR0913, PLR0917  what tells a limit
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,
        start: datetime,
        matter: str | None = None,
        order: str | None = None,
    ) -> Due | None:
        """When a limit that starts now ends, or None where the city sets no such limit.

        A statute may set another limit for a matter, and the city one for petitions that are under an order from above.
        """

    def is_statutory(self, clock: Clock, category: Category, start: datetime, matter: str | None) -> bool:
        """Whether a statute for the matter sets a limit that starts then: it goes before any order from above."""

    def day(self, moment: datetime) -> date:
        """The day it is in the city at this moment."""

    def after_working_days(self, count: int, start: datetime) -> Due:
        """When so many working days from then have ended."""

    def a_working_day_ahead(self, now: datetime) -> datetime:
        """The last end of a limit that has one working day left, or less."""

    def working_days_ago(self, count: int, now: datetime) -> datetime:
        """The moment before which whatever happened has so many working days behind it."""

    def over_before(self, clock: Clock, category: Category, urgency: Urgency, now: datetime) -> datetime:
        """The moment before which whatever started has this limit behind it by now."""

    def published_until(self, now: datetime) -> datetime:
        """Up to when the calendar is published."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What a city has adopted, as it is in force at one moment; also a city in which nothing ever changes.

    Attributes:
        terms: the city's limits.
        units: codes of the units that may be assigned; None where no directory is kept.
        places: the city's division; None where no list is kept.
        matters: codes of the matters in the dispatch catalogue; None where none is kept.
        unit_version: the version of the directory.
        subordinate: whether the first unit stands below the second; None where no directory says so.
        visited_of_hundred: how many of a hundred petitions a reporter visits.
        sampling_seed: published beforehand, so that anybody can repeat the sampling.
        data_requests_answered_within: so many days a request about personal data may take.
        erased_after: so many days after two persons have agreed something is erased.
    """

    terms: Terms
    units: Container[str] | None = None
    places: Division | None = None
    matters: Container[str] | None = None
    unit_version: int | None = None
    subordinate: Callable[[str, str], bool] | None = None
    visited_of_hundred: int = EVERY_HUNDRED
    sampling_seed: str = ""
    data_requests_answered_within: int = A_MONTH
    erased_after: int = A_MONTH

    def at(self, moment: datetime) -> InForce:  # noqa: ARG002  at any moment
        """The same."""
        return self


class City(Protocol):
    """A city that adopts limits, directories and rules, each from some day on."""

    def at(self, moment: datetime) -> InForce:
        """What is in force at this moment."""


class Division(Protocol):
    """The codes of a city's places, level by level."""

    def name(self, code: str) -> str | None:
        """The name of a place, or None where the city has no such place."""

    @property
    def areas(self) -> Container[str]:
        """Counties, districts and zones."""

    @property
    def streets(self) -> Container[str]:
        """Streets, towns and townships."""

    @property
    def communities(self) -> Container[str]:
        """Communities and villages."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, when, and under which limits.

    Attributes:
        now: the moment of the decision, aware.
        actor: who asks.
        terms: the city's limits.
        number: the number that a new petition gets.
        units: codes of the units that may be assigned; None where no directory is kept.
        subordinate: whether the first unit stands below the second; None where no directory says so.
        interests: codes of the units in whose matters a person has declared an interest (回避).
        hats: the roles that a person whom the command names may act in now, none where their account is blocked; nobody
            is among them whose account is not known, as where programs act under tokens.
        places: the city's division; None where no list is kept.
        matters: codes of the matters in the dispatch catalogue; None where no catalogue is kept.
        unit_version: the version of the directory.
        other: the second petition that the decision depends on: the one that the command names, or the master of one
            that was merged; None where there is none.
        visited_of_hundred: how many of a hundred petitions a reporter visits.
        sampling_seed: published beforehand, so that anybody can repeat the sampling.
        data_requests_answered_within: so many days a request about personal data may take.
        erased_after: so many days after two persons have agreed something is erased.
        uploads: the files that the asker has uploaded for this petition and not used; None where none are kept.
    """

    now: datetime
    actor: Actor
    terms: Terms
    number: str = ""
    units: Container[str] | None = None
    subordinate: Callable[[str, str], bool] | None = None
    interests: Mapping[UUID, Container[str]] = field(default_factory=dict)
    hats: Mapping[UUID, Container[Role]] = field(default_factory=dict)
    places: Division | None = None
    matters: Container[str] | None = None
    unit_version: int | None = None
    other: Petition | None = None
    visited_of_hundred: int = EVERY_HUNDRED
    sampling_seed: str = ""
    data_requests_answered_within: int = A_MONTH
    erased_after: int = A_MONTH
    uploads: Container[Attachment] | None = None

    def sampled_out(self, petition: Petition) -> bool:
        """Whether the lot says that no reporter visits this petition.

        A hash of seed and petition draws the lot, so that nobody can draw twice until the answer suits.
        """
        lot = int.from_bytes(sha256(f"{self.sampling_seed}:{petition.id}".encode()).digest()[:8])
        return lot % EVERY_HUNDRED >= self.visited_of_hundred

    def keeps_from(self, petition: Petition, unit: str) -> bool:
        """Whether a sealed petition is about this unit, or about one above it: then it is not to be handled there."""
        about, below = petition.about_unit, self.subordinate
        if about is None or not petition.is_sealed:
            return False
        return unit == about or (below is not None and below(unit, about))

    def is_interested(self, person: UUID, petition: Petition) -> bool:
        """Whether a person has declared an interest in what the petition's unit does."""
        return petition.unit is not None and petition.unit in self.interests.get(person, ())


def limit(clock: Clock, petition: Petition, context: Context) -> Due | None:
    """When a limit of this petition that starts now ends, or None where no such limit is set."""
    return limit_from(context.now, clock, petition, context)


def limit_from(start: datetime, clock: Clock, petition: Petition, context: Context) -> Due | None:
    """When a limit of this petition that started then ends."""
    order = petition.order.by if petition.order else None
    return _as_ordered(start, clock, petition, context) or context.terms.due(
        clock, petition.category, petition.urgency, start, petition.matter, order
    )


def _as_ordered(start: datetime, clock: Clock, petition: Petition, context: Context) -> Due | None:
    """The day that an order from above has named for the answer, if it lies ahead and no statute names another."""
    due = petition.order.due if petition.order else None
    if clock is not Clock.REPLY or due is None or due <= start:
        return None
    statutory = context.terms.is_statutory(clock, petition.category, start, petition.matter)
    return None if statutory else Due(due)


def at(due: Due | None) -> datetime | None:
    """The moment of a limit, if there is one."""
    return due.at if due else None


def basis(due: Due | None) -> dict[str, Any]:
    """What an event that sets a limit says beside its end: the fields of `LimitSet`."""
    if due is None:
        return {"provisional": False, "policy": None, "calendar": None}
    return {"provisional": due.provisional, "policy": due.policy, "calendar": due.calendar}


def in_time(due: datetime | None, context: Context) -> bool | None:
    """Whether it is done within a limit; None where none was set."""
    return None if due is None else context.now <= due
