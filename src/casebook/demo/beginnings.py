"""Less usual beginnings: added to, asked about, objected to, passed on, answered at once, put right.

Each has its own dice and its own sentences, and none takes a petition to another end than planned, but that some which
would be declined as somebody else's are passed on to them instead. They are put into stories that are told already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from casebook.demo.chance import deal, dice
from casebook.demo.contesting import aside, may_object, said, somewhere, upheld, writes
from casebook.demo.hours import awake, office
from casebook.demo.intake import BY_THE_CITIZEN, citizen_of
from casebook.demo.people import STAFF, person
from casebook.demo.phrases import Phrases
from casebook.demo.plan import ZONE
from casebook.demo.themes import table
from casebook.petitions.commands import (
    AcceptPetition,
    AnswerDirectly,
    ApproveReply,
    AssignPetition,
    ClosePetition,
    RatePetition,
    Reclassify,
    RecordCallback,
    RecordContact,
    ReferOut,
    ReportProgress,
    RequestInformation,
    SignAssignment,
    SubmitPetition,
    SubmitReply,
    SupplementPetition,
    WaiveVerification,
    WithdrawPetition,
)
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.vocabulary import Category, DeclineReason, Role
from casebook.reference.units import units

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from casebook.demo.casting import Case
    from casebook.demo.script import Script, Step
    from casebook.petitions.command import Command

    Story = tuple[Case, list[Step]]

_UNANSWERED: Final = 0.15
_MINUTES: Final = 12
_DAYS_TO_ANSWER: Final = 5
_REFERRED: Final = {
    DeclineReason.OUT_OF_AREA: ReferralTarget.OTHER_CITY,
    DeclineReason.OTHER_ORGAN: ReferralTarget.OTHER_BODY,
}
_BY_A_UNIT: Final = (AssignPetition, SignAssignment, RecordContact, ReportProgress, SubmitReply, ApproveReply)
_SHORT: Final = (SubmitPetition, AcceptPetition, WaiveVerification, RecordCallback, ClosePetition, RatePetition)


@dataclass(frozen=True, slots=True)
class _Road:
    name: str
    count: int
    able: Callable[[Case, list[Step]], bool]
    told: Callable[[Script, list[Step]], list[Step]]


def begun_otherwise(stories: Iterable[Story], but: Collection[UUID]) -> list[Story]:
    """The stories, some of them with a less usual beginning; those of `but` stay as they are."""
    result = list(stories)
    taken = {place for place, (case, _) in enumerate(result) if case.id in but}
    for road in _ROADS:
        phrases = Phrases(dice(road.name, "phrases"))
        able = [place for place, story in enumerate(result) if place not in taken and road.able(*story)]
        for place in deal(dice(road.name), able, min(road.count, len(able)), lambda _: 1.0):
            case, steps = result[place]
            result[place] = case, road.told(aside(case, road.name, steps[-1].at, phrases), steps)
            taken.add(place)
    return result


def _first(steps: list[Step], command: type[Command]) -> Step | None:
    return next((step for step in steps if isinstance(step.command, command)), None)


def _between(steps: list[Step], before: type[Command], after: type[Command]) -> tuple[datetime, datetime] | None:
    first, second = _first(steps, before), _first(steps, after)
    return (first.at, second.at) if first and second else None


def _has_time(case: Case, steps: list[Step]) -> bool:
    """Whether the unit took its time, so that the citizen could say more meanwhile."""
    if not somewhere(case) or _first(steps, WithdrawPetition):
        return False
    span = _between(steps, SignAssignment, SubmitReply)
    return span is not None and span[1] - span[0] > timedelta(hours=40)


def _supplemented(script: Script, steps: list[Step]) -> list[Step]:
    signed, replied = _between(steps, SignAssignment, SubmitReply) or (script.now, script.now)
    script.now = _awake(script, signed + (replied - signed) * script.rng.uniform(0.05, 0.5))
    _add(script, said("added"))
    return steps + script.steps


def _add(script: Script, texts: tuple[str, ...], *, in_answer: bool = False) -> None:
    writes = script.case.channel in BY_THE_CITIZEN
    script.do(
        SupplementPetition,
        citizen_of(script.case) if writes else script.staff(Role.DESK),
        text=script.say(texts),
        attachments=script.pictures(1, 2) if writes and script.chance(0.4) else (),
        in_answer=in_answer,
    )


def _awake(script: Script, moment: datetime) -> datetime:
    return awake(script.rng, moment).replace(microsecond=0)


def _asked(script: Script, steps: list[Step]) -> list[Step]:
    """The unit's officer asks; most citizens answer."""
    signed, replied = _between(steps, SignAssignment, SubmitReply) or (script.now, script.now)
    officer = next(step.actor for step in steps if isinstance(step.command, SignAssignment))
    script.now = office().after(signed, script.rng.uniform(0.2, 1.5))
    day = script.now.astimezone(ZONE) + timedelta(days=_DAYS_TO_ANSWER)
    due = day.replace(hour=18, minute=0, second=0)
    script.do(RequestInformation, officer, questions=script.say(said("asked")), answer_due=due)
    if not script.chance(_UNANSWERED):
        script.now = _awake(script, script.now + (min(replied, due) - script.now) * script.rng.uniform(0.05, 0.4))
        _add(script, said("answered"), in_answer=True)
    return steps + script.steps


def _referred(script: Script, steps: list[Step]) -> list[Step]:
    """Passed on to those whom it concerns, instead of being declined."""
    *filed, declined = steps
    target = _REFERRED[script.case.fate.reason or DeclineReason.OUT_OF_AREA]
    handover = script.say(said("referred", target))
    script.do(ReferOut, declined.actor, target=target, handover=handover)
    return filed + script.steps


def _answerable(case: Case, steps: list[Step]) -> bool:
    """Whether nothing in the story, but its answer, speaks of the unit."""
    rest = [step.command for step in steps if not isinstance(step.command, _BY_A_UNIT)]
    closing = next((command for command in rest if isinstance(command, ClosePetition)), None)
    unit = units()[case.unit].zh if case.unit else ""
    plain = case.fate.category is Category.CONSULTATION and all(isinstance(command, _SHORT) for command in rest)
    return plain and closing is not None and unit not in (closing.summary or "")


def _answered_at_once(script: Script, steps: list[Step]) -> list[Step]:
    """Somebody of the desk knows the answer; others of the desk call back and close it. No unit is troubled."""
    theme = script.case.theme
    assert theme is not None  # noqa: S101  what is answered has a theme
    rest = [step for step in steps if not isinstance(step.command, _BY_A_UNIT)]
    busy = {step.actor for step in rest if isinstance(step.command, (RecordCallback, ClosePetition))}
    desk = [person(Role.DESK, number) for number in range(1, STAFF[Role.DESK] + 1)]
    accepted, assigned = _between(steps, AcceptPetition, AssignPetition) or (script.now, script.now)
    script.now = _soon(script, accepted, assigned)
    script.do(
        AnswerDirectly,
        script.rng.choice([one for one in desk if one not in busy]),
        answer=script.say(said("direct", "openings"), theme.did, said("direct", "endings")),
        kb_article=theme.matter,
        kb_version=script.rng.randint(1, 4),
    )
    return rest + script.steps


def _soon(script: Script, before: datetime, after: datetime) -> datetime:
    """Some minutes later, but before what comes next."""
    gap = min((after - before) / 2, timedelta(minutes=script.rng.randint(2, _MINUTES)))
    return (before + gap).replace(microsecond=0)


def _unplaced(case: Case, steps: list[Step]) -> bool:
    filed = _first(steps, SubmitPetition)
    placed = filed is None or getattr(filed.command, "community", None)
    return somewhere(case) and not placed and _between(steps, AcceptPetition, AssignPetition) is not None


def _placed(script: Script, steps: list[Step]) -> list[Step]:
    why = script.say(said("reclassified", "place"))
    return _put_right(script, steps, community=script.case.scene.community, why=why)


def _put_right(script: Script, steps: list[Step], **fields: Any) -> list[Step]:
    accepted, assigned = _between(steps, AcceptPetition, AssignPetition) or (script.now, script.now)
    script.now = _soon(script, accepted, assigned)
    script.do(Reclassify, script.staff(Role.DESK), **fields)
    return steps + script.steps


def _confusable(case: Case, steps: list[Step]) -> bool:
    known = {row["matter"] for row in table("beginnings")["reclassified"]["confused"]}
    right = case.theme is not None and case.theme.matter in known and somewhere(case)
    return right and _between(steps, AcceptPetition, AssignPetition) is not None


def _confused(script: Script, steps: list[Step]) -> list[Step]:
    """Accepted as another matter than it is, and put right before somebody is sent."""
    theme = script.case.theme
    assert theme is not None  # noqa: S101  what is confused has a theme
    row = next(row for row in table("beginnings")["reclassified"]["confused"] if row["matter"] == theme.matter)
    told = [
        replace(step, command=step.command.model_copy(update={"matter": row["taken_for"]}))
        if isinstance(step.command, AcceptPetition)
        else step
        for step in steps
    ]
    return _put_right(script, told, matter=theme.matter, why=script.say(row["why"]))


_ROADS: Final = (
    _Road("supplemented", 45, _has_time, _supplemented),
    _Road("asked", 24, lambda case, steps: writes(case) and _has_time(case, steps), _asked),
    _Road("upheld", 7, may_object, upheld),
    _Road("referred", 9, lambda case, _: case.fate.reason in _REFERRED, _referred),
    _Road("answered at once", 18, _answerable, _answered_at_once),
    _Road("placed", 16, _unplaced, _placed),
    _Road("confused", 7, _confusable, _confused),
)
"""Which beginnings there are, how many of each, and which stories can have them."""
