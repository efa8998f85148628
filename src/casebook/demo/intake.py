"""The first part of every story: filed, then accepted and assigned, or declined, or withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.demo.script import Step
from casebook.demo.themes import lines, table
from casebook.petitions.commands import (
    AcceptPetition,
    AssignPetition,
    DeclinePetition,
    DesignateUnit,
    SignAssignment,
    SubmitPetition,
    WithdrawPetition,
)
from casebook.petitions.entry import Actor
from casebook.petitions.intake.declining import SECOND_PERSON_NEEDED
from casebook.petitions.vocabulary import (
    AssignmentBasis,
    Category,
    Channel,
    Confidentiality,
    DeclineReason,
    Role,
)

if TYPE_CHECKING:
    from casebook.demo.casting import Case
    from casebook.demo.script import Script
    from casebook.demo.themes import Theme

NOTICE: Final = "2021-07"
BY_THE_CITIZEN: Final = frozenset({Channel.APP, Channel.WEB, Channel.WECHAT})
"""What comes in another way, the desk types in."""

_CODES_GIVEN: Final = 0.7
_CONSENTS: Final = 0.3
_INSTRUCTED: Final = 0.45
_DESIGNATED: Final = 0.7
_TITLE_LIMIT: Final = 60
_MANNERS: Final = {Category.CONSULTATION: ("asking", "asks"), Category.SUGGESTION: ("suggesting", "hopes")}
"""How people begin and end who do not complain."""


def citizen_of(case: Case) -> Actor:
    """The citizen; the ledger gives them another id."""
    return Actor(case.id, Role.CITIZEN)


def file(script: Script) -> None:
    """提交."""
    case, rng = script.case, script.rng
    title, body = _words(script)
    known = case.confidentiality is not Confidentiality.ANONYMOUS
    precise = case.theme is not None and script.chance(_CODES_GIVEN)
    command = SubmitPetition(
        category=case.fate.filed_as,
        title=title[:_TITLE_LIMIT],
        body=body,
        channel=case.channel,
        confidentiality=case.confidentiality,
        name=case.citizen.name if known else None,
        phone=case.citizen.phone if known else None,
        area=case.scene.area,
        street=case.scene.street if case.theme else None,
        community=case.scene.community if precise else None,
        place=case.scene.words["spot"] if case.theme and not case.theme.no_spot else None,
        notice_version=NOTICE,
        publish_consent=known and rng.random() < _CONSENTS,
    )
    actor = citizen_of(case) if case.channel in BY_THE_CITIZEN else script.staff(Role.DESK)
    script.steps.append(Step(script.now, case.id, command, actor))


def _words(script: Script) -> tuple[str, str]:
    case = script.case
    if case.ground is not None:
        openings = lines("asking") if script.chance(0.6) else ()
        pleas = lines("pleas") if script.chance(0.7) else ()
        return _placed(script, script.say(case.ground.titles)), script.say(openings, case.ground.bodies, pleas)
    assert case.theme is not None  # noqa: S101  a case has a theme or a ground
    again = tuple(table("declined")["again"]["openings"]) if case.earlier else ()
    title = _placed(script, script.say(case.theme.titles))
    if case.earlier is not None:
        title = script.say([template.replace("{title}", title) for template in table("declined")["again"]["titles"]])
    return title, script.say(again, *_body(script, case.theme, told_before=bool(again)))


def _placed(script: Script, title: str) -> str:
    """The title with a word about the place, where it has none."""
    words = script.case.scene.words
    if any(words[name] in title for name in ("area", "street", "community")):
        return title
    return script.say([template.replace("{title}", title) for template in lines("placed")])


def _body(script: Script, theme: Theme, *, told_before: bool) -> list[tuple[str, ...]]:
    """Opening, matter, what it does to people, wish; hardly ever all of them."""
    openings, wishes = _MANNERS.get(theme.category, ("openings", "wishes"))
    opening = () if told_before or script.chance(0.3) else script.here(lines(openings))
    effect = theme.effects if script.chance(0.75) else ()
    return [opening, theme.details, effect, lines(wishes) if script.chance(0.85) else ()]


def accept(script: Script) -> None:
    """受理."""
    case = script.case
    assert case.theme is not None  # noqa: S101  what is accepted has a theme
    script.rush(0.15, 5.5)
    script.do(
        AcceptPetition,
        script.staff(Role.DESK),
        category=case.fate.category,
        urgency=case.urgency,
        matter=case.theme.matter,
    )


def assign(script: Script) -> None:
    """派单: by the catalogue, by territory, or, where nobody wants it, by a supervisor's word."""
    case, theme = script.case, script.case.theme
    assert theme is not None  # noqa: S101  what is accepted has a theme
    script.rush(0.1, 3.5)
    if theme.designate and script.chance(_DESIGNATED):
        why = script.say(lines("designations"))
        script.do(DesignateUnit, script.staff(Role.SUPERVISOR), unit=case.unit, why=why, duty_unclear=True)
        return
    told = script.say(_instructions(script)) if script.chance(_INSTRUCTED) else ""
    basis = AssignmentBasis.TERRITORY if case.unit.startswith(("street", "county")) else AssignmentBasis.CATALOGUE
    basis = AssignmentBasis.JUDGEMENT if script.chance(0.08) else basis
    script.do(AssignPetition, script.staff(Role.DISPATCHER), unit=case.unit, basis=basis, instructions=told or None)


def _instructions(script: Script) -> tuple[str, ...]:
    return lines("to_answer") if script.case.fate.category in _MANNERS else script.here(lines("instructions"))


def sign(script: Script, assignment: int) -> None:
    """签收."""
    script.rush(0.2, 4.5)
    script.do(SignAssignment, script.colleague(Role.UNIT_OFFICER), assignment=assignment)


def decline(script: Script) -> None:
    """不予受理."""
    case = script.case
    reason = case.fate.reason
    script.rush(0.2, 6.0)
    officer = script.staff(Role.DESK)
    told = case.ground.explanations if case.ground else tuple(table("declined")["again"]["explanations"])
    seconded = script.staff(Role.SUPERVISOR).id if reason in SECOND_PERSON_NEEDED else None
    script.do(
        DeclinePetition,
        officer,
        reason=reason,
        explanation=script.say(lines("declining", "openings"), told, lines("declining", "endings")),
        route=case.ground.route if case.ground else None,
        earlier=str(case.earlier.id) if reason is DeclineReason.ALREADY_HANDLED and case.earlier else None,
        seconded_by=seconded,
    )


def withdraw(script: Script, reasons: str = "reasons") -> None:
    """撤回."""
    said = script.say(lines("withdrawal", reasons)) if script.chance(0.8) else None
    script.do(WithdrawPetition, citizen_of(script.case), reason=said)
    script.left = True
