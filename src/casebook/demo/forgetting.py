"""What citizens ask about what is held of them: in the last month, of petitions that were closed long before.

Each has another end. One waits for its erasing when the story ends: the first sweeps that come later do it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import deal, dice
from casebook.demo.contesting import aside, somewhere, writes
from casebook.demo.fates import End
from casebook.demo.hours import some_time
from casebook.demo.intake import citizen_of
from casebook.demo.people import citizen, person
from casebook.demo.plan import local
from casebook.demo.themes import table
from casebook.petitions.commands import (
    ApproveErasure,
    CancelDataRequest,
    ChangeConfidentiality,
    CheckIdentity,
    CorrectData,
    FileDataRequest,
    LiftHold,
    LiftRestriction,
    PlaceHold,
    Publish,
    PublishFollowUp,
    RecordCommendation,
    RefuseDataRequest,
    RestrictData,
)
from casebook.petitions.forgetting.codes import DataGround, DataRefusal, DataWish, HoldGround, IdentityCheck
from casebook.petitions.vocabulary import Category, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from uuid import UUID

    from casebook.demo.beginnings import Story
    from casebook.demo.casting import Case
    from casebook.demo.script import Script, Step

_SILENT_SINCE: Final = local(date(2022, 1, 1), 0, 0)
_SHOWN: Final = (Publish, PublishFollowUp, RecordCommendation, ChangeConfidentiality)
"""What shows a petition to others, or hides who filed it; none of these is asked about."""

_OFFICER, _COLLEAGUE = (person(Role.PRIVACY_OFFICER, number) for number in (1, 2))


@dataclass(frozen=True, slots=True)
class _Request:
    name: str
    asked_on: date
    wanted: DataWish
    ground: DataGround
    answered: Callable[[Script], None]


def asked_about(stories: Iterable[Story], but: Collection[UUID]) -> list[Story]:
    """The stories, a few of them with a request about personal data in the end; those of `but` stay as they are."""
    result = list(stories)
    named = {case.earlier.id for case, _ in result if case.earlier} | set(but)
    able = [place for place, story in enumerate(result) if story[0].id not in named and _over(*story)]
    chosen = deal(dice("forgetting"), able, len(_REQUESTS), lambda _: 1.0)
    for place, request in zip(chosen, _REQUESTS, strict=True):
        case, steps = result[place]
        script = aside(case, request.name, _SILENT_SINCE)
        script.now = some_time(script.rng, request.asked_on)
        _ask(script, request)
        request.answered(script)
        result[place] = case, steps + script.steps
    return result


def _over(case: Case, steps: list[Step]) -> bool:
    """Whether it is a complaint about a spot that was closed and not heard of again, and nobody else is shown it."""
    quiet = steps[-1].at < _SILENT_SINCE and not any(isinstance(step.command, _SHOWN) for step in steps)
    complaint = case.fate.category is Category.COMPLAINT and case.fate.end is End.CLOSED
    return quiet and complaint and somewhere(case) and writes(case)


def _ask(script: Script, request: _Request) -> None:
    details, asker = script.say(_said(request.name)), citizen_of(script.case)
    script.do(FileDataRequest, asker, wanted=request.wanted, ground=request.ground, details=details)


def _said(name: str) -> tuple[str, ...]:
    return tuple(table("forgetting")[name])


def _new(_script: Script) -> None:
    """Nobody has looked at it yet."""


def _checked(script: Script, how: IdentityCheck = IdentityCheck.CALLED_BACK) -> None:
    script.work(2.0, 8.0)
    script.do(CheckIdentity, _OFFICER, how=how)
    script.work(0.5, 4.0)


def _approved(script: Script) -> None:
    """One has agreed, another than the one whose account comes with the demo: the second approval is for that one."""
    _checked(script)
    script.do(ApproveErasure, _COLLEAGUE)


def _scheduled(script: Script) -> None:
    """Two have agreed; the waiting time ends after the story."""
    _approved(script)
    script.work(1.0, 6.0)
    script.do(ApproveErasure, script.staff(Role.SUPERVISOR))


def _held(script: Script) -> None:
    """It is before a court: kept, and used for nothing else."""
    _checked(script)
    paper = script.say(_said("case"))
    script.do(PlaceHold, script.staff(Role.SUPERVISOR), ground=HoldGround.LITIGATION, reference=paper)
    script.work(0.5, 4.0)
    script.do(RestrictData, _OFFICER)


def _refused(script: Script) -> None:
    _checked(script)
    told = script.say(_said("refused"))
    script.do(RefuseDataRequest, _OFFICER, basis=DataRefusal.NO_GROUND, explanation=told)


def _corrected(script: Script) -> None:
    """They come in person, as nobody could call them."""
    _checked(script, IdentityCheck.PAPERS)
    script.do(CorrectData, _OFFICER, phone=citizen(script.rng).phone)


def _cancelled(script: Script) -> None:
    """It had to be kept for some days; meanwhile they have thought better of it."""
    supervisor = script.staff(Role.SUPERVISOR)
    _checked(script)
    script.do(PlaceHold, supervisor, ground=HoldGround.SUPERVISION)
    script.work(8.0, 20.0)
    script.do(LiftHold, supervisor, ground=HoldGround.SUPERVISION)
    script.live(3.0, 30.0)
    script.do(CancelDataRequest, citizen_of(script.case))


def _put_aside(script: Script) -> None:
    """Kept and not used until it is seen what is right."""
    _checked(script)
    script.do(RestrictData, _OFFICER)
    script.work(16.0, 30.0)
    script.do(LiftRestriction, _OFFICER)


def _january(day: int) -> date:
    return date(2022, 1, day)


_REQUESTS: Final = (
    _Request("scheduled", _january(4), DataWish.ERASURE, DataGround.PURPOSE_MET, _scheduled),
    _Request("put aside", _january(6), DataWish.RESTRICTION, DataGround.INACCURATE, _put_aside),
    _Request("held", _january(10), DataWish.ERASURE, DataGround.PURPOSE_MET, _held),
    _Request("cancelled", _january(12), DataWish.ERASURE, DataGround.CONSENT_WITHDRAWN, _cancelled),
    _Request("denied", _january(14), DataWish.ERASURE, DataGround.CONSENT_WITHDRAWN, _refused),
    _Request("corrected", _january(18), DataWish.CORRECTION, DataGround.INACCURATE, _corrected),
    _Request("approved", _january(25), DataWish.ERASURE, DataGround.PURPOSE_MET, _approved),
    _Request("new", _january(29), DataWish.ERASURE, DataGround.PURPOSE_MET, _new),
)
"""What is asked, when, why, and what comes of it."""
