"""What holds a unit up: news while it works, more time that is asked for, and a halt until something is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import dice, pick
from casebook.demo.fates import End
from casebook.demo.hours import office
from casebook.demo.people import person
from casebook.demo.plan import ZONE
from casebook.demo.themes import lines
from casebook.petitions.commands import (
    GrantExtension,
    RefuseExtension,
    ReportProgress,
    RequestExtension,
    ResumePetition,
    ReviewSuspension,
    SuspendPetition,
)
from casebook.petitions.handling.codes import SuspensionGround
from casebook.petitions.vocabulary import Category, Role, Urgency

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from casebook.demo.script import Script

_WORKED_ON: Final = frozenset({Category.COMPLAINT, Category.CIVILIZED_CITY})
_PROGRESS: Final = 0.12
_EXTENDED: Final = 0.06
_REFUSED: Final = 0.25
_HALTED: Final = {End.CLOSED: 0.03, End.OPEN: 0.12}
_KEPT: Final = 0.4
_OLD_ENOUGH: Final = 100.0
"""So many days old is a petition that was halted and is closed by now."""

_GROUNDS: Final = {
    SuspensionGround.FUNDS: 4.0,
    SuspensionGround.PLANNING: 2.0,
    SuspensionGround.OWNERSHIP: 3.0,
    SuspensionGround.SEASON: 2.0,
}


def hold_up(script: Script) -> None:
    """Whatever holds the unit up before its first reply; mostly nothing."""
    case = script.case
    if case.urgency is not Urgency.NORMAL or case.fate.category not in _WORKED_ON or script.rounds > 1:
        return
    rng = dice("delays", case.id)
    if rng.random() < _PROGRESS:
        _progress(script)
    if rng.random() < _EXTENDED:
        _extend(script, rng)
    elif rng.random() < _HALTED[case.fate.end] and (case.fate.end is End.OPEN or case.fate.age > _OLD_ENOUGH):
        _halt(script, rng)


def _progress(script: Script) -> None:
    """阶段性反馈."""
    script.work(2.0, 8.0)
    script.do(ReportProgress, script.colleague(Role.UNIT_OFFICER), text=_said(script, "progress"))


def _extend(script: Script, rng: Random) -> None:
    """延期, asked for in good time; not every request is granted."""
    script.work(1.0, 8.0)
    days, reason = rng.randint(3, 10), _said(script, "reasons")
    script.do(RequestExtension, script.colleague(Role.UNIT_OFFICER), working_days=days, reason=reason)
    script.work(0.5, 5.0)
    decider = script.staff(Role.DISPATCHER)
    if rng.random() < _REFUSED:
        script.do(RefuseExtension, decider, why=_said(script, "refusals"))
        return
    script.do(GrantExtension, decider, told_citizen_at=_told(script))
    script.work(8.0, 40.0)


def _halt(script: Script, rng: Random) -> None:
    """挂账, now and then kept once more; on the day of review a supervisor ends it, or it ends by itself."""
    script.work(2.0, 10.0)
    supervisor, ground = script.staff(Role.SUPERVISOR), pick(rng, _GROUNDS)
    review = _in_days(script, rng.randint(15, 35))
    plan = _said(script, "plans", ground)
    told = _told(script)
    script.do(SuspendPetition, supervisor, ground=ground, plan=plan, review_on=review, told_citizen_at=told)
    if rng.random() < _KEPT:
        script.now = _morning(script, review)
        review = _in_days(script, rng.randint(15, 30))
        script.do(ReviewSuspension, supervisor, keep=True, review_on=review, note=_said(script, "kept"))
        script.now = _morning(script, review)
        script.do(ResumePetition, person(Role.SYSTEM, 1))
        return
    script.now = _morning(script, review)
    script.do(ReviewSuspension, supervisor, keep=False, note=_said(script, "lifted"))


def _said(script: Script, *path: str) -> str:
    return script.say(script.here(lines("delays", *path)), we=script.unit_itself())


def _told(script: Script) -> datetime | None:
    return script.now - timedelta(minutes=10) if script.reachable else None


def _in_days(script: Script, days: int) -> date:
    return (script.now.astimezone(ZONE) + timedelta(days=days)).date()


def _morning(script: Script, day: date) -> datetime:
    """The first office hour of that day, or of the next on which offices work."""
    return office().after(script.now + timedelta(days=(day - _in_days(script, 0)).days), 0.5)
