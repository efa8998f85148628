"""Between desk and unit: most petitions find their unit at once, some over a return, a reassignment or with help."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import dice, pick
from casebook.demo.intake import assign, sign
from casebook.demo.people import somebody
from casebook.demo.themes import lines
from casebook.petitions.commands import (
    ApproveReturn,
    AssignPetition,
    ReassignPetition,
    RejectReturn,
    RequestCoHandling,
    RequestReturn,
    SubmitCoOpinion,
)
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.vocabulary import Fault, Role, Urgency
from casebook.reference.units import Group, units

if TYPE_CHECKING:
    from random import Random

    from casebook.demo.script import Script

_AT_ONCE: Final = "at once"
_SEARCHES: Final = {_AT_ONCE: 88.0, "returned": 4.0, "refused": 3.0, "reassigned": 2.0, "helped": 3.0}


def find_unit(script: Script) -> None:
    """派单 and 签收, and what may lie between."""
    rng = dice("search", script.case.id)
    search = pick(rng, _SEARCHES) if script.case.urgency is Urgency.NORMAL else _AT_ONCE
    match search:
        case "returned":
            _returned(script, rng)
        case "reassigned":
            _reassigned(script, rng)
        case _:
            assign(script)
            designated = not isinstance(script.steps[-1].command, AssignPetition)
            if search == "refused" and not designated:
                _refused(script)
    sign(script, sum(isinstance(step.command, AssignPetition | ReassignPetition) for step in script.steps) or 1)
    if search == "helped":
        _helped(script, rng)


def _another(rng: Random, unit: str) -> str:
    """A department that is not the right one."""
    return rng.choice([code for code, other in units().items() if other.group is Group.DEPARTMENT and code != unit])


def _ask_to_return(script: Script, unit: str, suggested: str | None) -> None:
    script.work(0.3, 3.0)
    script.do(
        RequestReturn,
        somebody(script.rng, Role.UNIT_OFFICER, unit),
        reason=ReturnReason.NOT_OUR_DUTY,
        legal_basis=lines("search", "basis")[0],
        explanation=script.say(script.here(lines("search", "returns"))),
        suggested_unit=suggested,
    )
    script.work(0.2, 2.0)


def _returned(script: Script, rng: Random) -> None:
    """退单: the desk's mistake."""
    wrong = _another(rng, script.case.unit)
    script.rush(0.1, 3.5)
    script.do(AssignPetition, script.staff(Role.DISPATCHER), unit=wrong)
    _ask_to_return(script, wrong, script.case.unit)
    ruling = script.say(lines("search", "approvals"))
    script.do(ApproveReturn, script.staff(Role.SUPERVISOR), fault=Fault.DESK, ruling=ruling)
    script.rush(0.1, 2.0)
    script.do(AssignPetition, script.staff(Role.DISPATCHER), unit=script.case.unit)


def _refused(script: Script) -> None:
    """退单不予同意: the unit keeps it."""
    _ask_to_return(script, script.case.unit, None)
    script.do(RejectReturn, script.staff(Role.SUPERVISOR), ruling=script.say(lines("search", "refusals")))


def _reassigned(script: Script, rng: Random) -> None:
    """改派, before the first unit did anything."""
    script.rush(0.1, 3.5)
    script.do(AssignPetition, script.staff(Role.DISPATCHER), unit=_another(rng, script.case.unit))
    script.rush(0.3, 3.0)
    why = script.say(lines("search", "reassignments"))
    script.do(ReassignPetition, script.staff(Role.DISPATCHER), unit=script.case.unit, why=why, fault=Fault.DESK)


def _helped(script: Script, rng: Random) -> None:
    """协办: another unit is asked and answers."""
    other = _another(rng, script.case.unit)
    script.work(0.2, 2.0)
    question, due = script.say(script.here(lines("search", "questions"))), script.now + timedelta(days=1)
    script.do(RequestCoHandling, script.colleague(Role.UNIT_OFFICER), unit=other, question=question, due=due)
    script.work(0.5, 4.0)
    officer = somebody(script.rng, Role.UNIT_OFFICER, other)
    script.do(SubmitCoOpinion, officer, opinion=script.say(script.here(lines("search", "opinions"))))
