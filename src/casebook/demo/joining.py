"""Petitions that ask the same: neighbours whose petition goes on with an earlier one, and two that were not the same.

The earlier one is still open at the end of the story, so none of them is closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.demo.chance import deal, dice
from casebook.demo.contesting import aside, said
from casebook.demo.fates import End
from casebook.demo.hours import A_DAY
from casebook.demo.themes import lines
from casebook.petitions.commands import AcceptPetition, MergePetition, SubmitPetition, UnmergePetition
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.vocabulary import Category, Role, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from casebook.demo.beginnings import Story
    from casebook.demo.casting import Case
    from casebook.demo.scenery import Scene
    from casebook.demo.script import Script, Step

_COUNT: Final = 8
_APART: Final = (0.5, 14.0)
"""So many days lie between two neighbours' petitions."""

_SETTLED: Final = 3.0
"""The days in which the earlier one is surely accepted, and the later one is merged before the story ends."""

_WITHIN: Final = timedelta(hours=72)
_KINDS: Final = (Category.COMPLAINT, Category.CIVILIZED_CITY)


def neighbours(cases: Iterable[Case]) -> list[Case]:
    """A few of the cases, moved to where an earlier one is, which they name as their master."""
    found = _pairs(list(cases))
    pairs = deal(dice("neighbours"), found, min(_COUNT, len(found)), lambda _: 1.0)
    apart = next((child for child, master in pairs if _days(master, child) > _SETTLED), None)
    return [_moved(child, master, released=child is apart) for child, master in pairs]


def _pairs(cases: list[Case]) -> list[tuple[Case, Case]]:
    """Later and earlier ones of one theme; none is both."""
    named = {case.earlier.id for case in cases if case.earlier}
    able = [case for case in cases if case.fate.end is End.OPEN and _mergeable(case)]
    pairs: dict[UUID, tuple[Case, Case]] = {}
    masters: set[UUID] = set()
    for child in able:
        if child.id in named or child.id in masters or child.fate.age < _SETTLED:
            continue
        near = (one for one in reversed(able) if one.theme == child.theme and one.id not in pairs)
        master = next((one for one in near if _APART[0] < _days(one, child) < _APART[1]), None)
        if master is not None:
            pairs[child.id] = child, master
            masters.add(master.id)
    return list(pairs.values())


def _mergeable(case: Case) -> bool:
    theme = case.theme
    plain = theme is not None and not (theme.sealed or theme.no_spot) and theme.urgency is Urgency.NORMAL
    return plain and case.fate.category in _KINDS and case.fate.filed_as is case.fate.category


def _days(earlier: Case, later: Case) -> float:
    return (later.fate.filed_at - earlier.fate.filed_at) / A_DAY


def _moved(child: Case, master: Case, *, released: bool) -> Case:
    scene = _next_to(child, master.scene) if released else master.scene
    return replace(child, scene=scene, unit=master.unit, master=master, released=released)


def _next_to(child: Case, scene: Scene) -> Scene:
    """Another spot of the same community."""
    landmarks = child.theme.landmarks if child.theme else ()
    spots = [f"{scene.words['community']}{landmark}附近" for landmark in landmarks or lines("landmarks")]
    others = [spot for spot in spots if spot != scene.words["spot"]]
    return replace(scene, words=scene.words | {"spot": dice("next to", child.id).choice(others)})


def joined(told: Sequence[Story]) -> list[Story]:
    """The stories; those of the neighbours end where they go on with the earlier one."""
    known = {case.id: steps for case, steps in told}
    return [
        (case, _merged(case, steps, known[case.master.id]) if case.master and not case.released else steps)
        for case, steps in told
    ]


def family(told: Sequence[Story]) -> set[UUID]:
    """Those that are merged, or that others are merged into."""
    return {one.id for case, _ in told if case.master for one in (case, case.master)}


def _merged(case: Case, steps: list[Step], of_master: list[Step]) -> list[Step]:
    """Merged by the desk: at once, which accepts it as well, or a little after it was accepted."""
    filed, accepted = (
        next(step for step in steps if isinstance(step.command, kind)) for kind in (SubmitPetition, AcceptPetition)
    )
    known = next(step.at for step in of_master if isinstance(step.command, AcceptPetition))
    script = aside(case, "merged", max(accepted.at, known + timedelta(minutes=5)))
    at_once = script.chance(0.5)
    if not at_once:
        script.work(0.1, 0.6)
    _merge(script)
    return [filed, *script.steps] if at_once else [filed, accepted, *script.steps]


def _merge(script: Script) -> None:
    case = script.case
    assert case.master is not None  # noqa: S101  a neighbour has a master
    within = case.fate.filed_at - case.master.fate.filed_at <= _WITHIN
    evidence = [MergeEvidence.SAME_MATTER, MergeEvidence.SAME_STREET, MergeEvidence.SIMILAR_TEXT]
    evidence += [MergeEvidence.WITHIN_72H] if within else []
    script.do(MergePetition, script.staff(Role.DESK), master=case.master.id, evidence=tuple(evidence))


def taken_apart(script: Script) -> None:
    """Merged by the desk and taken out again by a supervisor, where it was another spot after all."""
    if not script.case.released:
        return
    told = aside(script.case, "taken apart", script.now)
    told.work(0.2, 0.8)
    _merge(told)
    told.work(1.5, 6.0)
    told.do(UnmergePetition, told.staff(Role.SUPERVISOR), why=told.say(said("merged", "apart")))
    script.steps += told.steps
    script.now = told.now
