"""The whole demo: every command of every petition, in the order of time."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from casebook.demo import roads
from casebook.demo.beginnings import begun_otherwise
from casebook.demo.casting import cases
from casebook.demo.chance import dice, pick
from casebook.demo.checking import rate_later
from casebook.demo.contesting import contestants
from casebook.demo.fates import End, fates
from casebook.demo.forgetting import asked_about
from casebook.demo.golden import golden_steps
from casebook.demo.hours import awake
from casebook.demo.intake import decline, file, withdraw
from casebook.demo.joining import family, joined, neighbours
from casebook.demo.phrases import Phrases
from casebook.demo.plan import BEFORE_GOLDEN, END
from casebook.demo.script import Script, Step
from casebook.demo.telling import tell
from casebook.demo.watching import in_the_end, silence
from casebook.petitions.commands import (
    AcceptPetition,
    ApproveReply,
    AssignPetition,
    Command,
    RejectReply,
    RequestReturn,
    SignAssignment,
    SubmitReply,
)

if TYPE_CHECKING:
    from casebook.demo.casting import Case

_HURRIES: Final = (1.0, 0.7, 0.45, 0.25, 0.12)
"""How much faster people work, until the story ends in time."""

_RATED: Final = 0.33
_OPENED_AGAIN: Final = 0.035

_STUCK: Final[dict[type[Command], float]] = {
    SignAssignment: 40.0,
    ApproveReply: 18.0,
    SubmitReply: 8.0,
    RejectReply: 12.0,
    AssignPetition: 7.0,
    AcceptPetition: 5.0,
    RequestReturn: 12.0,
}
"""After which command an open petition has come to a halt, if it has."""

_HALTED: Final = 0.7


@cache
def steps() -> tuple[Step, ...]:
    """Every command of the demo."""
    phrases = Phrases(dice("phrases"))
    cast = list(cases(fates()))
    told = {case.id: (case, _story(case, phrases)) for case in cast}
    # Told anew in words of their own, so that the others' words stay as they are.
    told |= {case.id: (case, _story(case, Phrases(dice("phrases", case.id)))) for case in _changed(cast)}
    stories = joined(list(told.values()))
    apart = family(stories)
    everything = [step for _, steps in asked_about(begun_otherwise(stories, apart), apart) for step in steps]
    return tuple(sorted((*everything, *golden_steps()), key=attrgetter("at")))


def _changed(cast: list[Case]) -> list[Case]:
    return [*contestants(cast), *neighbours(cast)]


def _story(case: Case, phrases: Phrases) -> list[Step]:
    match case.fate.end:
        case End.CLOSED:
            return _closed(case, phrases)
        case End.OPEN:
            return _open(case, phrases)
        case _:
            return _not_accepted(case, phrases)


def _script(case: Case, phrases: Phrases, hurry: float) -> Script:
    return Script(case, dice("story", case.id, hurry), phrases, case.fate.filed_at, hurry)


def _not_accepted(case: Case, phrases: Phrases) -> list[Step]:
    for hurry in _HURRIES:
        script = _script(case, phrases, hurry)
        file(script)
        if case.fate.end is End.DECLINED:
            decline(script)
        elif case.fate.end is End.WITHDRAWN:
            script.work(0.05, 2.0)
            script.now = awake(script.rng, script.now)
            withdraw(script)
        if script.now <= END:
            return script.steps
    raise AssertionError("nothing is declined or withdrawn so late")


def _closed(case: Case, phrases: Phrases) -> list[Step]:
    """A story that is closed in time, with what comes after if there is time for it."""
    for hurry in _HURRIES:
        script = _script(case, phrases, hurry)
        roads.handled(script)
        if case.fate.close_at is None:
            roads.close(script)
        if script.now < BEFORE_GOLDEN:
            break
    else:
        raise AssertionError("nothing is closed so late")
    if case.fate.close_at is not None:
        script.now = case.fate.close_at
        roads.close(script, at_once=True)
    return _in_time(script)


def _in_time(script: Script) -> list[Step]:
    """The story with what comes after the closing, each part of it whole or not at all."""
    for afterwards in (_taken_up_again, tell, in_the_end):
        told = list(script.steps)
        afterwards(script)
        if script.now > END:
            return told
    return script.steps


def _taken_up_again(script: Script) -> None:
    """What the citizen says afterwards, or a second closing."""
    if script.chance(_OPENED_AGAIN):
        roads.opened_again(script, pick(script.rng, roads.AFTERWARDS))
    elif script.reachable and script.rated_round < script.rounds and script.chance(_RATED):
        rate_later(script)


def _open(case: Case, phrases: Phrases) -> list[Step]:
    """A story that breaks off: at the end of what is told, or because somebody has it on the pile."""
    script = _script(case, phrases, 1.0)
    roads.handled(script)
    told = [step for step in script.steps if step.at <= END]
    if script.chance(_HALTED):
        halt = pick(script.rng, _STUCK)
        last = next((n for n, step in enumerate(told, 1) if isinstance(step.command, halt)), len(told))
        told = told[:last]
    return [*told, *silence(script, told)]
