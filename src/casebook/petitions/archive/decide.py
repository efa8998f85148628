"""What follows from archiving and appraising. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.archive.commands import AppraiseRetention, ArchiveCommand, ArchivePetition
from casebook.petitions.archive.events import Archived, RetentionAppraised

if TYPE_CHECKING:
    from datetime import date

    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition

YEARS: Final = {RetentionClass.SHORT: 2, RetentionClass.TEN_YEARS: 10, RetentionClass.THIRTY_YEARS: 30}
"""How long each class is kept. The two long ones are those of the archives' order no. 8; the short one is our own."""


def put_away(command: ArchiveCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The events of archiving and appraising."""
    match command:
        case ArchivePetition():
            return (archived(petition, context.terms.day(context.now)),)
        case AppraiseRetention():
            return (RetentionAppraised(keep=command.keep, retain_until=command.retain_until),)
        case _ as never:
            assert_never(never)


def archived(petition: Petition, today: date) -> Archived:
    """The record is put away for as long as its class says."""
    retention = retention_of(petition)
    return Archived(retention=retention, retain_until=_years_later(today, YEARS[retention]))


def retention_of(petition: Petition) -> RetentionClass:
    """What was supervised or ordered from above is kept for 30 years, what was handled for 10, the rest for a while."""
    if petition.supervision is not None or petition.ordered:
        return RetentionClass.THIRTY_YEARS
    return RetentionClass.TEN_YEARS if petition.units or petition.closures else RetentionClass.SHORT


def _years_later(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)
