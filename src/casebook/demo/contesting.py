"""Declines that the citizen does not put up with: most were right, a few are overturned and the petition is accepted.

What is contested is told anew, as all that follows comes later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from casebook.demo.chance import deal, dice
from casebook.demo.fates import End
from casebook.demo.intake import BY_THE_CITIZEN, citizen_of
from casebook.demo.phrases import Phrases
from casebook.demo.script import Script
from casebook.demo.themes import table
from casebook.petitions.commands import DeclinePetition, OverturnDecline, RequestDeclineReview, UpholdDecline
from casebook.petitions.vocabulary import Category, DeclineReason, Role, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from casebook.demo.casting import Case
    from casebook.demo.script import Step

_CONTESTED: Final = 8
_OLD, _OLDEST = 30, 170
_EARLY: Final = 14
"""Until this day of a month it can be filed and contested, and still be closed in the month that was planned."""

_OBJECTED: Final = frozenset({DeclineReason.STATUTORY_ROUTE, DeclineReason.BEYOND_DUTIES})


def said(*path: str) -> tuple[str, ...]:
    """What is said on these roads, by its place in `beginnings.toml`."""
    found: Any = table("beginnings")
    for name in path:
        found = found[name]
    return tuple(found)


def aside(case: Case, purpose: str, now: datetime, phrases: Phrases | None = None) -> Script:
    """A script for what is put into a story, with dice of its own."""
    return Script(case, dice(purpose, case.id), phrases or Phrases(dice(purpose, "phrases", case.id)), now)


def contestants(cases: Iterable[Case]) -> list[Case]:
    """A few of the cases, now as those that are declined by mistake at first."""
    able = [case for case in cases if _contestable(case)]
    chosen = deal(dice("contestants"), able, min(_CONTESTED, len(able)), lambda _: 1.0)
    return [replace(case, contested=True) for case in chosen]


def contested(script: Script) -> None:
    """Declined by mistake; the citizen does not put up with it, and then it is accepted after all."""
    case = script.case
    if not case.contested:
        return
    told = aside(case, "contested", script.now)
    told.work(0.2, 5.0)
    explanation = told.say(said("review", "declined"))
    told.do(DeclinePetition, told.staff(Role.DESK), reason=DeclineReason.NOT_SPECIFIC, explanation=explanation)
    told.live(1.0, 30.0)
    told.do(RequestDeclineReview, citizen_of(case), grounds=told.say(said("review", "asked")))
    told.work(1.0, 9.0)
    told.do(OverturnDecline, told.staff(Role.SUPERVISOR), finding=told.say(said("review", "overturned")))
    script.steps += told.steps
    script.now = told.now


def _contestable(case: Case) -> bool:
    fate = case.fate
    planned = fate.end is End.CLOSED and fate.close_at is None and _OLD < fate.age < _OLDEST
    early = fate.filed_at.day <= _EARLY
    return (
        planned and early and fate.category is Category.COMPLAINT is fate.filed_as and somewhere(case) and writes(case)
    )


def somewhere(case: Case) -> bool:
    """Whether it is about a spot where one can go, and in no hurry."""
    return case.theme is not None and not case.theme.no_spot and case.urgency is Urgency.NORMAL


def writes(case: Case) -> bool:
    """Whether the citizen writes to the platform themselves, and can be called."""
    return case.reachable and case.channel in BY_THE_CITIZEN


def upheld(script: Script, steps: list[Step]) -> list[Step]:
    """The citizen objects to a decline, in vain."""
    script.live(3.0, 120.0)
    script.do(RequestDeclineReview, citizen_of(script.case), grounds=script.say(said("review", "objected")))
    script.work(2.0, 20.0)
    script.do(UpholdDecline, script.staff(Role.SUPERVISOR), finding=script.say(said("review", "upheld")))
    return steps + script.steps


def may_object(case: Case, _steps: list[Step]) -> bool:
    """Whether it is declined on a ground that people do not like to hear, and they can write."""
    return case.fate.reason in _OBJECTED and writes(case) and case.fate.age > _OLD
