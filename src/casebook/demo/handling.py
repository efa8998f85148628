"""The second part of a story: the unit's replies, good and weak, and what the desk makes of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import dice
from casebook.demo.delays import hold_up
from casebook.demo.hours import office
from casebook.demo.people import somebody
from casebook.demo.plan import ZONE
from casebook.demo.themes import lines, weak_replies
from casebook.petitions.commands import ApproveReply, Commitment, RecordContact, RejectReply, SubmitReply
from casebook.petitions.handling.codes import Check, ContactMode
from casebook.petitions.vocabulary import Action, Category, Outcome, Role, Urgency
from casebook.reference.weak_replies import weak_replies as weak_replies_of_the_city

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from casebook.demo.script import Script
    from casebook.demo.themes import Theme, Weak

PACE: Final = {
    Category.CONSULTATION: (2.0, 20.0),
    Category.SUGGESTION: (5.0, 34.0),
    Category.CIVILIZED_CITY: (4.0, 33.0),
    Category.COMPLAINT: (6.0, 66.0),
}
"""Office hours until the reply, within the limits; now and then a unit is late."""

URGENT_PACE: Final = (6.0, 60.0)
_OFFICES_OPEN: Final = 8
_LATE: Final = 0.05
_LATENESS: Final = 1.7
_REJECTIONS: Final = (80, 15, 4, 1)
_PLANNED: Final = 0.35
_PROMISED: Final = 0.25
_UNREACHED: Final = 0.12
_DESK_MAY: Final = 2
"""So often the desk sends a reply back; then it takes a supervisor."""

DIRECT: Final = frozenset({Category.CONSULTATION, Category.SUGGESTION})


def answer(script: Script, *, hasty: bool = False) -> None:
    """The replies of a round until the desk lets one pass; a hasty one claims more than was done."""
    normal = script.case.urgency is Urgency.NORMAL
    least, most = PACE[script.case.fate.category] if normal else URGENT_PACE
    if script.chance(_LATE):
        least, most = most * 1.1, most * _LATENESS
    taken = script.now
    hold_up(script)
    script.rush(least, most)
    _call(script, taken)
    for nth in range(script.rng.choices(range(len(_REJECTIONS)), _REJECTIONS)[0]):
        _weak(script, nth)
        script.rush(1.5, 13.0)
    _hasty(script) if hasty else _good(script)
    script.rush(0.4, 6.0)
    script.do(ApproveReply, script.staff(Role.DESK), checks=_checks(script))


def _call(script: Script, taken: datetime) -> None:
    """联系诉求人, soon after the unit took it and before it replies; not everybody answers the first call."""
    if not script.reachable:
        return
    rng = dice("calls", script.case.id, script.rounds)
    officer = somebody(rng, Role.UNIT_OFFICER, script.case.unit)
    called = min(office().after(taken, rng.uniform(0.1, 5.0) * script.hurry), script.now)
    if rng.random() < _UNREACHED:
        script.note(called, RecordContact, officer, mode=ContactMode.PHONE, reached=False)
        called = min(office().after(called, 1.0 * script.hurry), script.now)
    script.note(called, RecordContact, officer, mode=_mode(rng), reached=True)


def _mode(rng: Random) -> ContactMode:
    return rng.choices((ContactMode.PHONE, ContactMode.VISIT, ContactMode.SMS), (8, 2, 1))[0]


def _checks(script: Script) -> tuple[Check, ...]:
    """What the desk has looked at; words of mere intent it reads, and lets them pass where it believes them."""
    reply = script.steps[-1].command
    assert isinstance(reply, SubmitReply)  # noqa: S101  it has just come in
    shown = {
        Check.DATES: bool(reply.commitments),
        Check.EVIDENCE: bool(reply.evidence),
        Check.INTENT_READ: bool(weak_replies_of_the_city().intent_only(reply.text)),
    }
    return (
        Check.ANSWERS,
        Check.FACTS,
        Check.ACTIONS,
        Check.TONE,
        *(check for check, is_there in shown.items() if is_there),
    )


def _weak(script: Script, nth: int) -> None:
    weak = _choose(script, nth)
    text = script.say(script.here(weak.texts), we=script.unit_itself(), visit=_visit(script))
    _reply(script, Outcome.PARTLY, text, ())
    script.rush(0.4, 5.0)
    reviewer = script.staff(Role.DESK if nth < _DESK_MAY else Role.SUPERVISOR)
    note = script.say(script.here(weak.notes), lines("rejecting", "endings")) if script.chance(0.9) else None
    script.do(RejectReply, reviewer, defects=(weak.defect,), note=note)


def _choose(script: Script, nth: int) -> Weak:
    """Mostly nothing but good intentions; most of all the first time."""
    known = weak_replies()
    return known[0] if nth == 0 and script.chance(0.55) else script.rng.choice(known)


def _hasty(script: Script) -> None:
    text = script.say(script.here(lines("reply", "hasty")), we=script.unit_itself(), visit=_visit(script))
    _reply(script, Outcome.RESOLVED, text, (Action.VISITED,))


def _good(script: Script) -> None:
    """What was found, what was done, what will be done, and how to come back."""
    theme = script.case.theme
    assert theme is not None  # noqa: S101  what is answered has a theme
    planned = bool(theme.planned) and script.chance(_PLANNED) and script.rounds == 1
    if theme.category in DIRECT:
        outcome = Outcome.PLANNED if planned else Outcome.EXPLAINED
        greeting = lines("reply", "direct" if theme.category is Category.CONSULTATION else "suggested")
        parts = [greeting, theme.planned if planned else theme.did, lines("reply", "thanks")]
    else:
        outcome = Outcome.PLANNED if planned else script.rng.choices((Outcome.RESOLVED, Outcome.PARTLY), (8, 1))[0]
        done = (theme.did, theme.planned) if planned else (theme.did,)
        promises = lines("reply", "general_promises" if theme.no_spot else "promises")
        parts = [_contact(script, theme), theme.found, *done, promises, lines("reply", "channels")]
    text = script.say(*parts, we=script.unit_itself(), visit=_visit(script))
    _reply(script, outcome, text, _actions(script, theme))


def _contact(script: Script, theme: Theme) -> tuple[str, ...]:
    if theme.no_spot:
        return lines("reply", "by_papers" if script.reachable else "by_papers_anonymous")
    if not script.reachable:
        return lines("reply", "anonymous")
    return lines("reply", "contacts" if script.rounds == 1 else "redone")


def _actions(script: Script, theme: Theme) -> tuple[Action, ...]:
    if theme.category in DIRECT:
        return (Action.EXPLAINED,)
    patrols = (Action.PATROLS,) if script.chance(0.4) else ()
    return tuple(dict.fromkeys((Action.VISITED, Action.FOUND_TRUE, theme.action, *patrols)))


def _reply(script: Script, outcome: Outcome, text: str, actions: tuple[Action, ...]) -> None:
    contact = (Action.CONTACTED_CITIZEN,) if script.reachable else ()
    shown = outcome is Outcome.RESOLVED or (Action.VISITED in actions and script.chance(0.3))
    script.do(
        SubmitReply,
        script.colleague(Role.UNIT_APPROVER),
        drafted_by=script.colleague(Role.UNIT_OFFICER).id,
        outcome=outcome,
        text=text,
        actions=(*contact, *actions),
        commitments=_commitments(script, outcome),
        evidence=script.pictures(1, 3) if shown else (),
    )


def _commitments(script: Script, outcome: Outcome) -> tuple[Commitment, ...]:
    planned = outcome is Outcome.PLANNED
    somewhere = script.case.theme is not None and not script.case.theme.no_spot
    if not planned and not (outcome is Outcome.RESOLVED and somewhere and script.chance(_PROMISED)):
        return ()
    days = script.rng.randint(30, 150) if planned else script.rng.randint(7, 30)
    due = (script.now.astimezone(ZONE) + timedelta(days=days)).date()
    what = script.say(lines("reply", "planned" if planned else "kept"), we=script.unit_itself())
    return (Commitment(what=what, due_on=due),)


def _visit(script: Script) -> datetime:
    """When somebody of the unit was there: hours before the reply, but not before breakfast or the last signature."""
    visit = max(script.steps[-1].at, script.now - timedelta(hours=script.rng.randint(1, 4)))
    early = script.case.urgency is Urgency.NORMAL and visit.astimezone(ZONE).hour < _OFFICES_OPEN
    return script.now if early else visit
