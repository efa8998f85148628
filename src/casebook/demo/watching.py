"""Who watches over the stories: the desk that urges, the supervisor, and the system where a unit stays silent.

It has dice of its own, so that what is watched goes on as if nobody looked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.casework.timers import SYSTEM
from casebook.demo.chance import dice
from casebook.demo.intake import citizen_of
from casebook.demo.plan import END, ZONE
from casebook.demo.themes import lines
from casebook.petitions.commands import (
    AssignPetition,
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    RecordOrder,
    SignAssignment,
    UrgeUnit,
)
from casebook.petitions.context import Clock
from casebook.petitions.oversight.clocks import SILENT_FOR
from casebook.petitions.oversight.codes import Superior, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.vocabulary import Confidentiality, Role, Urgency
from casebook.reference.terms import city_terms

if TYPE_CHECKING:
    from casebook.demo.script import Script, Step

_URGED: Final = 0.03
_ORDERED: Final = 0.01
_SUPERVISED: Final = 0.02
_CORRECTED: Final = 0.01
_PROTECTED: Final = 0.01
_MOMENT: Final = timedelta(minutes=10)


def at_work(script: Script) -> None:
    """The desk calls the unit, or the province orders an answer by another day, where no statute has named one."""
    watched = _watched(script, "at work")
    if watched.case.urgency is not Urgency.NORMAL:
        return
    watched.now += _MOMENT
    if watched.chance(_URGED):
        watched.do(UrgeUnit, watched.staff(Role.DESK), clock=Clock.REPLY, kind=UrgeKind.HALFWAY)
    if watched.chance(_ORDERED) and not _is_statutory(watched):
        due = (watched.now + timedelta(days=20)).astimezone(ZONE).replace(hour=18, minute=0, second=0)
        supervisor = watched.staff(Role.SUPERVISOR)
        watched.do(
            RecordOrder, supervisor, by=Superior.PROVINCE, due=due, demand=watched.say(lines("watching", "orders"))
        )
    script.steps += watched.steps


def falsely_answered(script: Script) -> None:
    """虚假办结认定: it opens the petition again."""
    script.do(
        FindFalseReply,
        script.staff(Role.SUPERVISOR),
        assignment=1,
        round=script.rounds,
        evidence=script.say(lines("watching", "evidence")),
        consequence=script.say(lines("watching", "consequences")),
    )


def in_the_end(script: Script) -> None:
    """Seldom somebody looks again at what is closed: whole, or not at all."""
    watched = _watched(script, "in the end")
    supervisor = watched.staff(Role.SUPERVISOR)
    if watched.chance(_SUPERVISED):
        watched.work(2.0, 20.0)
        watched.do(OpenSupervision, supervisor, level=SupervisionLevel.LISTED, ground=SupervisionGround.COLLECTIVE)
        watched.work(2.0, 8.0)
        watched.do(EscalateSupervision, supervisor, level=SupervisionLevel.SUMMONS)
        watched.work(4.0, 20.0)
        watched.do(CloseSupervision, supervisor, result=watched.say(lines("watching", "results")))
    if watched.chance(_CORRECTED):
        watched.work(1.0, 9.0)
        why, corrected = (watched.say(lines("watching", said)) for said in ("errors", "corrections"))
        watched.do(CorrectRecord, supervisor, target_version=1, fields=("place",), why=why, corrected=corrected)
    if watched.case.confidentiality is Confidentiality.NAMED and watched.reachable and watched.chance(_PROTECTED):
        watched.live(1.0, 20.0)
        watched.do(ChangeConfidentiality, citizen_of(watched.case), after=Confidentiality.CONTACT_HIDDEN)
    if watched.now <= END:
        script.steps += watched.steps


def silence(script: Script, told: list[Step]) -> list[Step]:
    """What the system puts on record where a unit has signed and is not heard of again."""
    if not told or not isinstance(told[-1].command, SignAssignment):
        return []
    assigned = max(step.at for step in told if isinstance(step.command, AssignPetition))
    terms = city_terms(ZONE)
    case = script.case
    due = terms.due(Clock.REPLY, case.fate.category, case.urgency, assigned, _matter(script))
    missed = due.at + timedelta(minutes=1) if due else END
    supervised = terms.after_working_days(SILENT_FOR, missed).at + timedelta(minutes=1)
    watched = replace(script, now=missed, steps=[])
    watched.do(MissDeadline, SYSTEM, clock=Clock.REPLY)
    watched.do(UrgeUnit, SYSTEM, clock=Clock.REPLY, kind=UrgeKind.OVERDUE)
    watched.now = supervised
    watched.do(OpenSupervision, SYSTEM, level=SupervisionLevel.DAILY, ground=SupervisionGround.SILENCE)
    return [step for step in watched.steps if told[-1].at < missed and step.at < END]


def _watched(script: Script, purpose: str) -> Script:
    """The same story, told by other dice."""
    return replace(script, rng=dice("watching", purpose, script.case.id), steps=[])


def _matter(script: Script) -> str | None:
    return script.case.theme.matter if script.case.theme else None


def _is_statutory(script: Script) -> bool:
    """Whether a statute sets the limit for the reply, which no order moves."""
    return city_terms(ZONE).is_statutory(Clock.REPLY, script.case.fate.category, script.now, _matter(script))
