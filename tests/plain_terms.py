"""Limits that need no calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from casebook.petitions.decisions import Clock, Due
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.handling.terms import Allowance, Halting, Left
from casebook.petitions.vocabulary import Category, Urgency
from casebook.reference.weak_replies import weak_replies

if TYPE_CHECKING:
    from casebook.petitions.standing import Start


class PlainTerms:
    """Limits that a test can count in its head: the first clock ends a day later, the second two, and so on."""

    def due(  # noqa: PLR0913, PLR0917
        self,
        clock: Clock,
        category: Category,
        urgency: Urgency,  # noqa: ARG002
        start: datetime,
        matter: str | None = None,  # noqa: ARG002
        order: str | None = None,
    ) -> Due | None:
        """The n-th clock ends n days after its start; a consultation waits for no visit, the province 3 days."""
        if order == "province" and clock is Clock.REPLY:
            return Due(start + timedelta(days=3), policy="plain:1", calendar="plain:1")
        if clock is Clock.VERIFY and category in (Category.CONSULTATION, Category.SUGGESTION):
            return None
        return Due(plain_due(clock, start), provisional=start.year > 2026)

    def is_statutory(self, clock: Clock, category: Category, start: datetime, matter: str | None) -> bool:  # noqa: ARG002
        """There is a statute about buses."""
        return clock is Clock.REPLY and matter == "buses"

    weak_replies = weak_replies()
    halting = Halting(frozenset(SuspensionGround) - {SuspensionGround.SEASON}, review_within=90)

    def allowance(self, category: Category, urgency: Urgency) -> Allowance | None:  # noqa: ARG002
        """Ten days more, twice; what is urgent is not extended."""
        return Allowance(times=2, working_days=10) if urgency is Urgency.NORMAL else None

    def extended(self, due: datetime, working_days: int) -> Due:
        """So many days more."""
        return Due(due + timedelta(days=working_days), provisional=due.year > 2026)

    def when_set(self, start: Start) -> PlainTerms:  # noqa: ARG002
        """The same: this city adopts nothing else."""
        return self

    def left(  # noqa: PLR0913, PLR0917
        self,
        clock: Clock,  # noqa: ARG002
        category: Category,  # noqa: ARG002
        urgency: Urgency,  # noqa: ARG002
        due: datetime,
        now: datetime,
        matter: str | None = None,  # noqa: ARG002
        order: str | None = None,  # noqa: ARG002
    ) -> Left:
        """Every day counts, and every second of it."""
        return Left(seconds=max(0, int((due - now).total_seconds())))

    def run_on(self, left: Left, start: datetime) -> Due | None:
        """What was left, from here."""
        return None if left.seconds is None else Due(start + timedelta(seconds=left.seconds))

    def day(self, moment: datetime) -> date:
        """The day eight hours east of Greenwich."""
        return moment.astimezone(timezone(timedelta(hours=8))).date()

    def after_working_days(self, count: int, start: datetime) -> Due:
        """Every day is a working day, at whatever hour."""
        return Due(start + timedelta(days=count))

    def a_working_day_ahead(self, now: datetime) -> datetime:
        """A day later."""
        return now + timedelta(days=1)

    def working_days_ago(self, count: int, now: datetime) -> datetime:
        """So many days earlier."""
        return now - timedelta(days=count)

    def over_before(self, clock: Clock, category: Category, urgency: Urgency, now: datetime) -> datetime:  # noqa: ARG002
        """As long before now as the clock is long."""
        return now - (plain_due(clock, now) - now)

    def published_until(self, now: datetime) -> datetime:  # noqa: ARG002
        """What starts later is provisional."""
        return datetime(2027, 1, 1, tzinfo=UTC)


def plain_due(clock: Clock, start: datetime) -> datetime:
    """When a clock of `PlainTerms` ends."""
    return start + timedelta(days=list(Clock).index(clock) + 1)
