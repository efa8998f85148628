"""Who files what, and where: a petition before its first command."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from casebook.demo import people, scenery
from casebook.demo.chance import dice, pick
from casebook.demo.fates import End, Fate
from casebook.demo.themes import Theme, grounds, themes
from casebook.petitions.vocabulary import Category, Channel, Confidentiality, DeclineReason, Urgency
from casebook.reference.units import units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from random import Random

    from casebook.demo.people import Citizen
    from casebook.demo.scenery import Scene
    from casebook.demo.themes import Ground

CHANNELS: Final = {
    Channel.APP: 42.0,
    Channel.WECHAT: 19.0,
    Channel.WEB: 15.0,
    Channel.PHONE: 16.0,
    Channel.EMAIL: 3.0,
    Channel.LETTER: 2.0,
    Channel.SOCIAL: 2.0,
    Channel.REFERRAL: 1.0,
}
CONFIDENTIALITY: Final = {
    Confidentiality.NAMED: 72.0,
    Confidentiality.CONTACT_HIDDEN: 16.0,
    Confidentiality.ANONYMOUS: 12.0,
}
_COUNTY_INSTEAD: Final = 0.6
"""Outside the city itself a department's matter often goes to the county."""

_TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Case:
    """A petition of the plan; its id stands for the one that the ledger will give.

    Of a few that ask the same as an earlier one, `master` is that one; `released` are those that did not after all.
    `contested` are those that are declined by mistake at first.
    """

    id: UUID
    fate: Fate
    scene: Scene
    citizen: Citizen
    channel: Channel
    confidentiality: Confidentiality
    theme: Theme | None = None
    ground: Ground | None = None
    unit: str = ""
    earlier: Case | None = None
    master: Case | None = None
    released: bool = False
    contested: bool = False

    @property
    def reachable(self) -> bool:
        """Whether the unit can call the citizen."""
        return self.confidentiality in (Confidentiality.NAMED, Confidentiality.CONTACT_HIDDEN)

    @property
    def urgency(self) -> Urgency:
        """How soon it must be dealt with."""
        return self.theme.urgency if self.theme else Urgency.NORMAL


@dataclass
class _Casting:
    """What was taken already, so that a day does not tell the same story twice."""

    rng: Random = field(default_factory=lambda: dice("casting"))
    taken: set[tuple[date, str]] = field(default_factory=set)
    told: dict[Category, list[Case]] = field(default_factory=lambda: {category: [] for category in Category})

    def cast(self, number: int, fate: Fate) -> Case:
        theme, ground, earlier = self._subject(fate)
        scene = earlier.scene if earlier else self._scene(fate, theme)
        case = Case(
            id=uuid5(people.DEMO, f"petition-{number}"),
            fate=fate,
            scene=scene,
            citizen=people.citizen(self.rng),
            channel=pick(self.rng, CHANNELS),
            confidentiality=self._confidentiality(fate, theme),
            theme=theme,
            ground=ground,
            unit=_unit(self.rng, theme, scene) if theme else "",
            earlier=earlier,
        )
        if fate.end in (End.OPEN, End.CLOSED) and theme and theme.urgency is Urgency.NORMAL and not theme.sealed:
            self.told[fate.category].append(case)
        return case

    def _subject(self, fate: Fate) -> tuple[Theme | None, Ground | None, Case | None]:
        if fate.reason is DeclineReason.ALREADY_HANDLED:
            earlier = self.rng.choice(self.told[fate.category][-10:])
            return earlier.theme, None, earlier
        if fate.reason is not None:
            choice = grounds(fate.reason, fate.category)
            return None, self.rng.choices(choice, [ground.weight for ground in choice])[0], None
        return self._theme(fate), None, None

    def _theme(self, fate: Fate) -> Theme:
        day = fate.filed_at.date()
        choice = [theme for theme in themes(fate.category) if theme.first <= day <= theme.last]
        if fate.end is End.WITHDRAWN or fate.filed_as is not fate.category:
            choice = [theme for theme in choice if theme.urgency is Urgency.NORMAL and not theme.sealed]
        for _ in range(_TRIES):
            theme = self.rng.choices(choice, [theme.weight for theme in choice])[0]
            if (day, theme.titles[0]) not in self.taken:
                break
        self.taken.add((day, theme.titles[0]))
        return theme

    def _scene(self, fate: Fate, theme: Theme | None) -> Scene:
        day = fate.filed_at.date()
        for _ in range(_TRIES):
            scene = scenery.choose(self.rng, theme)
            if (day, scene.community) not in self.taken:
                break
        self.taken.add((day, scene.community))
        return scene

    def _confidentiality(self, fate: Fate, theme: Theme | None) -> Confidentiality:
        if theme is not None and theme.sealed:
            return Confidentiality.SEALED
        if fate.category in (Category.CONSULTATION, Category.SUGGESTION):
            return Confidentiality.NAMED
        return pick(self.rng, CONFIDENTIALITY)


def _unit(rng: Random, theme: Theme, scene: Scene) -> str:
    unit = rng.choice(theme.units)
    outside = scene.area not in scenery.URBAN
    if unit == "county" or (unit.startswith("dept-") and outside and rng.random() < _COUNTY_INSTEAD):
        unit = f"county-{scene.area}"
    elif unit == "street":
        unit = f"street-{scene.street}"
    return unit if unit in units() else f"county-{scene.area}"


def cases(told: Sequence[Fate]) -> Iterator[Case]:
    """The petitions of these fates, but for the golden one, which has a story of its own."""
    casting = _Casting()
    for number, fate in enumerate(told, 1):
        if fate.end is not End.GOLDEN:
            yield casting.cast(number, fate)
