"""The roads that accepted petitions take, from the desk to the closing and sometimes beyond."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.casework.timers import SYSTEM
from casebook.demo.checking import call_back, rate, said_solved, verify, waive
from casebook.demo.contesting import contested
from casebook.demo.handling import DIRECT, answer
from casebook.demo.hours import office
from casebook.demo.intake import accept, file, withdraw
from casebook.demo.joining import taken_apart
from casebook.demo.searching import find_unit
from casebook.demo.themes import lines
from casebook.demo.watching import at_work, falsely_answered
from casebook.petitions.commands import (
    ClosePetition,
    CountersignVerification,
    ProposeClosing,
    RecordCallback,
    ReopenPetition,
    WaiveVerification,
)
from casebook.petitions.vocabulary import (
    Category,
    Confidentiality,
    Fault,
    ReopenGround,
    Role,
    Solved,
    Urgency,
    VerificationResult,
    WaiverGround,
)
from casebook.reference.units import units

if TYPE_CHECKING:
    from casebook.demo.script import Script, Step

_SAID_SOLVED: Final = 0.52
_VISITED_ANYWAY: Final = 0.06
_FAILS: Final = 0.2
_CANNOT_TELL: Final = 0.05
_DISSATISFIED: Final = 0.035
_LEAVES: Final = 0.3
_SUMMARISED: Final = 0.6
_CALLED: Final = 0.6

AFTERWARDS: Final = {
    ReopenGround.RELAPSE: 5.0,
    ReopenGround.NEW_FACT: 3.0,
    ReopenGround.FALSE_REPLY: 2.0,
    ReopenGround.ORDER: 2.0,
    ReopenGround.DISSATISFIED: 2.0,
}
"""Why a closed petition is opened again."""


def handled(script: Script) -> None:
    """From the filing until it is known that the matter is solved."""
    file(script)
    contested(script)
    accept(script)
    taken_apart(script)
    find_unit(script)
    at_work(script)
    if script.case.urgency is Urgency.EMERGENCY and script.chance(_LEAVES):
        script.live(0.5, 1.0)
        withdraw(script, "going_on")
    if script.case.fate.category in DIRECT and not script.chance(_VISITED_ANYWAY):
        answer(script)
        waive(script, WaiverGround.CATEGORY)
        call_back(script)
        return
    sceptical = script.case.urgency is not Urgency.NORMAL or not script.reachable
    if not sceptical and script.chance(_SAID_SOLVED):
        answer(script)
        said_solved(script)
        return
    _looked_after(script)


def _looked_after(script: Script) -> None:
    """The citizen objects, or a reporter looks, until it is solved."""
    theme = script.case.theme
    fails = theme is not None and bool(theme.undone) and script.chance(_FAILS)
    answer(script, hasty=fails and script.chance(0.6))
    if not fails and script.reachable and script.chance(_DISSATISFIED):
        script.live(3.0, 30.0)
        rate(script, Solved.NO)
        reopen(script, ReopenGround.DISSATISFIED)
        answer(script)
    if theme is not None and not theme.no_spot and script.chance(_CANNOT_TELL):
        verify(script, VerificationResult.CANNOT_TELL)
    if fails:
        verify(script, script.rng.choice((VerificationResult.PARTLY, VerificationResult.UNSOLVED)))
        answer(script)
    verify(script, VerificationResult.SOLVED)
    _hear(script)


def _hear(script: Script) -> None:
    """Where there is somebody to call, the desk mostly does; else it is closed on the day of the signature."""
    anonymous = script.case.confidentiality is Confidentiality.ANONYMOUS
    late = script.case.fate.close_at is not None
    if not (anonymous or script.left) and (late or script.chance(_CALLED)):
        call_back(script)


def reopen(script: Script, ground: ReopenGround) -> None:
    """重办."""
    script.work(0.5, 6.0)
    if ground is ReopenGround.FALSE_REPLY:
        falsely_answered(script)
    else:
        script.do(
            ReopenPetition,
            script.staff(Role.SUPERVISOR if ground is ReopenGround.ORDER else Role.DISPATCHER),
            ground=ground,
            fault=Fault.UNIT if ground is ReopenGround.DISSATISFIED else Fault.NONE,
            reason=script.say(script.here(lines("reopening", ground))),
        )
    script.rounds += 1


def close(script: Script, *, at_once: bool = False) -> None:
    """办结."""
    if not at_once:
        heard = script.steps[-1]
        _wait(script)
        _propose(script, heard)
    said = lines("closing", _rests_on(script))
    summary = script.say(script.here(said), we=units()[script.case.unit].zh) if script.chance(_SUMMARISED) else None
    script.do(ClosePetition, script.staff(Role.DESK), summary=summary)


def _propose(script: Script, heard: Step) -> None:
    """Once the citizen was called the clockwork proposes the closing (提请办结), unless the report is sealed."""
    sealed = script.case.confidentiality is Confidentiality.SEALED
    if isinstance(heard.command, RecordCallback) and not sealed:
        script.note(heard.at + (script.now - heard.at) / 2, ProposeClosing, SYSTEM)


def _wait(script: Script) -> None:
    if isinstance(script.steps[-1].command, CountersignVerification):
        script.now += timedelta(minutes=script.rng.randint(4, 40))
    else:
        script.work(0.3, 5.0)


def _rests_on(script: Script) -> str:
    if script.case.fate.category in DIRECT:
        return "answered" if script.case.fate.category is Category.CONSULTATION else "considered"
    return "said" if isinstance(script.steps[-1].command, WaiveVerification) else "verified"


def opened_again(script: Script, ground: ReopenGround) -> None:
    """A closed petition comes back, is mended and closed once more."""
    script.now = office().after(script.now + timedelta(days=script.rng.randint(4, 21)), 0.5)
    reopen(script, ground)
    answer(script)
    verify(script, VerificationResult.SOLVED)
    _hear(script)
    close(script)
