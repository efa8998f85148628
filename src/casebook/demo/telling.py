"""What comes after a closing, if anything: the newspaper tells of it, the register shows it, people say thanks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.demo.intake import citizen_of
from casebook.demo.plan import ZONE
from casebook.demo.themes import lines
from casebook.petitions.commands import (
    CountersignVerification,
    Publish,
    PublishFollowUp,
    RecordCommendation,
    RevisePublication,
    Unpublish,
)
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.vocabulary import Confidentiality, Role
from casebook.reference.units import units

if TYPE_CHECKING:
    from casebook.demo.script import Script

_IN_THE_PAPER: Final = 0.12
_IN_THE_REGISTER: Final = 0.1
_REVISED: Final = 0.12
_TAKEN_BACK: Final = 0.06
_THANKED: Final = 0.03
_PAGES: Final = ("A02", "A03", "A05")


def tell(script: Script) -> None:
    """An article, a public text, a commendation: seldom one of them, hardly ever two."""
    sealed = script.case.confidentiality is Confidentiality.SEALED
    visited = any(isinstance(step.command, CountersignVerification) for step in script.steps)
    if visited and not sealed and script.chance(_IN_THE_PAPER):
        _report(script)
    if not sealed and script.chance(_IN_THE_REGISTER):
        _publish(script)
    if script.reachable and script.chance(_THANKED):
        _thank(script)


def _report(script: Script) -> None:
    """The paper of the next morning, which the editor records."""
    script.now += timedelta(days=1)
    script.work(0.1, 2.0)
    day = script.now.astimezone(ZONE).date()
    script.do(
        PublishFollowUp,
        script.staff(Role.EDITOR),
        article=f"{day}-{script.rng.choice(_PAGES)}",
        headline=script.say(lines("telling", "headlines")),
        publish_at=script.now.astimezone(ZONE).replace(hour=6, minute=0, second=0),
    )


def _publish(script: Script) -> None:
    script.work(1.0, 12.0)
    author = script.staff(Role.EDITOR)
    script.do(Publish, author, **_text(script))
    if script.chance(_REVISED):
        script.work(2.0, 20.0)
        script.do(RevisePublication, author, **_text(script))
    if script.chance(_TAKEN_BACK):
        script.work(2.0, 30.0)
        script.do(Unpublish, author, reason=script.say(lines("telling", "taken_back")))


def _text(script: Script) -> dict[str, object]:
    return {
        "text": script.say(lines("telling", "public"), we=units()[script.case.unit].zh),
        "checked": tuple(Redaction),
        "redactions": (Redaction.NAME, Redaction.PHONE) if script.reachable else (),
        "reviewer": script.staff(Role.REPORTER).id,
    }


def _thank(script: Script) -> None:
    script.live(20.0, 200.0)
    kind = script.rng.choice(tuple(CommendationKind))
    by_desk = kind in (CommendationKind.BANNER, CommendationKind.CALL)
    script.do(
        RecordCommendation,
        script.staff(Role.DESK) if by_desk else citizen_of(script.case),
        unit=script.case.unit,
        kind=kind,
        words=script.say(lines("telling", "thanks")),
    )
