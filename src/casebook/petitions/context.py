"""What a decision depends on beside the petition itself: the moment, the asker, the city's limits and lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol

from casebook.petitions.handling.terms import HandlingTerms

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from casebook.petitions.entry import Actor
    from casebook.petitions.petition import Petition
    from casebook.petitions.vocabulary import Category, Urgency

EVERY_HUNDRED: Final = 100
"""The share of petitions a reporter visits where nothing is sampled out."""


class Clock(StrEnum):
    """The limits that run for a petition."""

    ACCEPT = "accept"  # accept or decline
    DISPATCH = "dispatch"  # 派单
    SIGN = "sign"  # 签收
    CONTACT = "contact"  # 联系诉求人
    REPLY = "reply"  # 回复
    RETURN = "return"  # 退单
    REVIEW = "review"  # 审核
    REDO = "redo"  # 补正
    VERIFY = "verify"  # 追访
    RATING = "rating"  # 评价
    RULING = "ruling"  # 退单审定


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


class Terms(HandlingTerms, Protocol):
    """The limits a city has adopted, and the calendar they are counted in."""

    def due(self, clock: Clock, category: Category, urgency: Urgency, start: datetime) -> Due | None:
        """When a limit that starts now ends, or None where the city sets no such limit."""

    def day(self, moment: datetime) -> date:
        """The day it is in the city at this moment."""


class Division(Protocol):
    """The codes of a city's places, level by level."""

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
        places: the city's division; None where no list is kept.
        matters: codes of the matters in the dispatch catalogue; None where no catalogue is kept.
        other: the second petition that the decision depends on: the one that the command names, or the master of one
            that was merged; None where there is none.
        visited_of_hundred: how many of a hundred petitions a reporter visits.
        sampling_seed: published beforehand, so that anybody can repeat the sampling.
    """

    now: datetime
    actor: Actor
    terms: Terms
    number: str = ""
    units: Container[str] | None = None
    subordinate: Callable[[str, str], bool] | None = None
    interests: Mapping[UUID, Container[str]] = field(default_factory=dict)
    places: Division | None = None
    matters: Container[str] | None = None
    other: Petition | None = None
    visited_of_hundred: int = EVERY_HUNDRED
    sampling_seed: str = ""

    def sampled_out(self, petition: Petition) -> bool:
        """Whether the lot says that no reporter visits this petition.

        A hash of seed and petition draws the lot, so that nobody can draw twice until the answer suits.
        """
        lot = int.from_bytes(sha256(f"{self.sampling_seed}:{petition.id}".encode()).digest()[:8])
        return lot % EVERY_HUNDRED >= self.visited_of_hundred

    def is_interested(self, person: UUID, petition: Petition) -> bool:
        """Whether a person has declared an interest in what the petition's unit does."""
        return petition.unit is not None and petition.unit in self.interests.get(person, ())


def limit(clock: Clock, petition: Petition, context: Context) -> Due | None:
    """When a limit of this petition that starts now ends, or None where no such limit is set."""
    return context.terms.due(clock, petition.category, petition.urgency, context.now)


def at(due: Due | None) -> datetime | None:
    """The moment of a limit, if there is one."""
    return due.at if due else None


def in_time(due: datetime | None, context: Context) -> bool | None:
    """Whether it is done within a limit; None where none was set."""
    return None if due is None else context.now <= due
