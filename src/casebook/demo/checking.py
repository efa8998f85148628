"""The third part of a story: was it solved? The citizen says so, or a reporter goes and looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from casebook.demo.handling import DIRECT
from casebook.demo.intake import citizen_of
from casebook.demo.themes import lines
from casebook.petitions.commands import (
    CountersignVerification,
    RatePetition,
    RecordCallback,
    RecordVerification,
    ScheduleVerification,
    WaiveVerification,
)
from casebook.petitions.vocabulary import (
    Confidentiality,
    NoPhotoReason,
    Role,
    Solved,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casebook.demo.script import Script
    from casebook.demo.themes import Theme
    from casebook.petitions.entry import Actor

_BY_PHONE: Final = 0.28
_FROM_PAPERS: Final = 0.06
_WITHOUT_PICTURE: Final = 0.15
_NOT_REACHED: Final = 0.15
_NOT_QUITE: Final = 0.08
_SAYS_MORE: Final = 0.3
_SCORES: Final = {Solved.YES: (5, 5, 5, 4, 4), Solved.PARTLY: (3, 3, 2, 4), Solved.NO: (1, 1, 2)}
FAILED: Final = frozenset({VerificationResult.PARTLY, VerificationResult.UNSOLVED})


def waive(script: Script, ground: WaiverGround) -> None:
    """免访."""
    script.work(0.5, 8.0)
    script.do(WaiveVerification, script.staff(Role.EDITOR), ground=ground)


def verify(script: Script, result: VerificationResult) -> None:
    """追访, and the signature under it; what failed opens the next round by itself."""
    sealed = script.case.confidentiality is Confidentiality.SEALED
    verifier = script.staff(Role.DESK if sealed else Role.REPORTER)
    method = _method(script, result)
    script.work(0.3, 3.0)
    script.do(
        ScheduleVerification,
        script.staff(Role.SUPERVISOR if sealed else Role.EDITOR),
        reporter=verifier.id,
        method=method,
    )
    script.work(2.7, 27.0)
    visited = script.now
    script.work(0.4, 3.0)
    _record(script, verifier, method, result, visited)
    script.work(0.4, 5.0)
    signer = script.staff(Role.SUPERVISOR if sealed else Role.EDITOR)
    script.do(CountersignVerification, signer)
    script.rounds += result in FAILED


def _record(
    script: Script, verifier: Actor, method: VerificationMethod, result: VerificationResult, visited: datetime
) -> None:
    sealed = script.case.confidentiality is Confidentiality.SEALED
    site = method is VerificationMethod.SITE
    pictured = site and not sealed and not script.chance(_WITHOUT_PICTURE)
    reason = script.rng.choice((NoPhotoReason.PRIVACY, NoPhotoReason.NOTHING_VISIBLE, NoPhotoReason.NOT_ALLOWED))
    scene = script.case.scene
    script.do(
        RecordVerification,
        verifier,
        result=result,
        method=method,
        visited_at=visited,
        findings=script.say(*_findings(script, result, method), visit=visited),
        area=scene.area if site else None,
        street=scene.street if site else None,
        place=scene.words["spot"] if site else None,
        photos=script.pictures(1, 3) if pictured else (),
        no_photo=None if pictured else reason if site else NoPhotoReason.PHONE_OR_DOCUMENT,
        talked_to_citizen=method is VerificationMethod.PHONE or (script.reachable and script.chance(0.5)),
    )


def _method(script: Script, result: VerificationResult) -> VerificationMethod:
    """Somebody goes there wherever there is something to see, most of all where it is not solved."""
    theme = script.case.theme
    somewhere = theme is not None and not theme.no_spot
    if somewhere and (result is not VerificationResult.SOLVED or script.case.confidentiality is Confidentiality.SEALED):
        return VerificationMethod.SITE
    if script.reachable and (not somewhere or script.chance(_BY_PHONE)):
        return VerificationMethod.PHONE
    return VerificationMethod.DOCUMENT if not somewhere or script.chance(_FROM_PAPERS) else VerificationMethod.SITE


def _findings(script: Script, result: VerificationResult, method: VerificationMethod) -> list[Sequence[str]]:
    theme = script.case.theme
    assert theme is not None  # noqa: S101  what is verified has a theme
    solved = result is VerificationResult.SOLVED
    match method:
        case VerificationMethod.PHONE:
            return [lines("visit", "calls"), lines("visit", "said_solved") if solved else theme.undone]
        case VerificationMethod.DOCUMENT:
            return [lines("visit", "papers"), theme.seen if solved else theme.undone]
        case VerificationMethod.SITE:
            return _seen(script, theme, result)
        case _ as never:
            assert_never(never)


def _seen(script: Script, theme: Theme, result: VerificationResult) -> list[Sequence[str]]:
    sealed = script.case.confidentiality is Confidentiality.SEALED
    opening = lines("visit", "desk" if sealed else "openings")
    if result is VerificationResult.CANNOT_TELL:
        return [opening, lines("visit", "cannot_tell")]
    if result is VerificationResult.SOLVED:
        return [opening, theme.seen, () if sealed else lines("visit", "quotes")]
    return [opening, theme.undone, () if sealed else lines("visit", "complaints")]


def call_back(script: Script) -> None:
    """回访, mostly answered."""
    script.work(0.3, 5.0)
    if script.chance(_NOT_REACHED):
        script.do(RecordCallback, script.staff(Role.DESK), reached=False)
        return
    solved = Solved.PARTLY if script.chance(_NOT_QUITE) else Solved.YES
    words = lines("telling", "said" if solved is Solved.YES else "not_quite")
    script.do(
        RecordCallback,
        script.staff(Role.DESK),
        reached=True,
        solved=solved,
        satisfaction=script.rng.choice(_SCORES[solved]),
        words=script.say(words) if script.chance(_SAYS_MORE) else None,
    )


def rate(script: Script, solved: Solved) -> None:
    """评价."""
    script.rated_round = script.rounds
    scores = _SCORES[solved]
    said = lines("rating", "direct", solved) if script.case.fate.category in DIRECT else lines("rating", solved)
    reason = script.say(said) if script.chance(0.7) else None
    manner = script.rng.choice(scores) if script.chance(0.6) else None
    speed = script.rng.choice((*scores, 3)) if script.chance(0.6) else None
    script.do(
        RatePetition,
        citizen_of(script.case),
        solved=solved,
        score=script.rng.choice(scores),
        manner=manner,
        speed=speed,
        reason=reason,
    )


def said_solved(script: Script) -> None:
    """The citizen says it is solved, so no reporter goes."""
    script.live(1.0, 40.0)
    rate(script, Solved.YES)
    waive(script, WaiverGround.CITIZEN_SAID_SOLVED)


def rate_later(script: Script) -> None:
    """A view after the closing, sometimes a second one."""
    script.live(2.0, 60.0)
    first = script.rng.choices((Solved.YES, Solved.PARTLY, Solved.NO), (7, 2, 1))[0]
    rate(script, first)
    if script.chance(0.06):
        script.now += timedelta(days=script.rng.randint(1, 4))
        rate(script, Solved.PARTLY if first is Solved.NO else Solved.YES)
