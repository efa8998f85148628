"""A petition's story while it is written: the clock of the story, and the commands so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from casebook.demo.hours import awake, office
from casebook.demo.people import somebody
from casebook.demo.plan import ZONE
from casebook.demo.themes import lines
from casebook.petitions.events import Attachment
from casebook.petitions.vocabulary import Media, Role, Urgency
from casebook.reference.units import Group, units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from casebook.demo.casting import Case
    from casebook.demo.phrases import Phrases
    from casebook.petitions.commands import Change, PetitionCommand
    from casebook.petitions.entry import Actor

_PARTS: Final = ((6, "凌晨"), (12, "上午"), (18, "下午"), (24, "晚上"))
_SMALLEST, _LARGEST = 90_000, 900_000
_SELF: Final = {"局": "我局", "支队": "我支队", "委员会": "我委", "中心": "我中心", "企业": "我公司", "街道": "街道"}


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the plan, by whom and when; petitions go by their ids of the plan."""

    at: datetime
    petition: UUID
    command: PetitionCommand
    actor: Actor


@dataclass
class Script:
    """The story of one petition.

    Attributes:
        case: whose it is.
        rng: its dice.
        phrases: the sentences of the whole demo.
        hurry: how much faster than usual everybody works.
        now: where the story's clock stands.
        steps: what was done so far.
        rounds: which round of handling it is in.
        rated_round: the last round that the citizen has rated.
        left: whether the citizen has withdrawn and it goes on without them.
    """

    case: Case
    rng: Random
    phrases: Phrases
    now: datetime
    hurry: float = 1.0
    steps: list[Step] = field(default_factory=list)
    rounds: int = 1
    rated_round: int = 0
    left: bool = False

    @property
    def reachable(self) -> bool:
        """Whether there is a citizen to call."""
        return self.case.reachable and not self.left

    def work(self, least: float, most: float) -> None:
        """Let office hours pass, mostly nearer to `least`."""
        hours = (least + (most - least) * self.rng.betavariate(1.4, 3.0)) * self.hurry
        self.now = office().after(self.now, hours) + timedelta(seconds=self.rng.randrange(1, 60))

    def rush(self, least: float, most: float) -> None:
        """The same, but for what is urgent people work at once, and at night too."""
        if self.case.urgency is Urgency.NORMAL:
            self.work(least, most)
        else:
            hours = self.rng.uniform(least, most) / 6
            self.now += timedelta(seconds=max(30, round(hours * 3600)))

    def live(self, least: float, most: float) -> None:
        """Let hours of a citizen's life pass."""
        later = self.now + timedelta(hours=self.rng.uniform(least, most) * self.hurry)
        self.now = awake(self.rng, later).replace(microsecond=0)

    def do(self, command: type[Change], actor: Actor, **fields: Any) -> None:
        """Somebody gives a command."""
        self.note(self.now, command, actor, **fields)

    def note(self, at: datetime, command: type[Change], actor: Actor, **fields: Any) -> None:
        """Somebody gave a command at a certain moment; the plan puts the steps in the order of time."""
        wish: Any = command(petition_id=self.case.id, **fields)
        self.steps.append(Step(at, self.case.id, wish, actor))

    def chance(self, share: float) -> bool:
        """Whether something comes to pass that does so in this share of stories."""
        return self.rng.random() < share

    def say(self, *parts: Sequence[str], we: str = "", visit: datetime | None = None) -> str:
        """A text of one template of each part."""
        return self.phrases.join(parts, self.slots(we, visit or self.now))

    def slots(self, we: str, visit: datetime) -> dict[str, str]:
        """What the templates may speak of."""
        case = self.case
        return case.scene.words | {
            "citizen": case.citizen.name if self.reachable else "诉求人",
            "we": we or "市热线办",
            "visit": f"{visit.month}月{visit.day}日{_part_of_day(visit)}",
            "since": since(self.rng, case.fate.filed_at),
            "month": f"{(case.fate.filed_at.month - self.rng.randint(2, 4)) % 12 + 1}月",
            "next_month": f"{self.now.month % 12 + 1}月",
        }

    def unit_itself(self) -> str:
        """How the unit speaks of itself."""
        unit = units()[self.case.unit]
        if unit.group is Group.COUNTY:
            return "我" + (unit.zh[-1] if unit.zh[-1] in "区县市" else "区")
        return next((said for ending, said in _SELF.items() if unit.zh.endswith(ending)), "我" + unit.zh[-1])

    def here(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Those of the texts that can be said of a matter without a spot, where it has none."""
        spotless = self.case.theme is not None and self.case.theme.no_spot
        return tuple(text for text in texts if not spotless or "{spot}" not in text)

    def staff(self, role: Role, *, but: Actor | None = None) -> Actor:
        """Somebody of the hotline or the newsroom."""
        return somebody(self.rng, role, but=but)

    def colleague(self, role: Role) -> Actor:
        """Somebody of the unit."""
        return somebody(self.rng, role, self.case.unit)

    def pictures(self, least: int, most: int) -> tuple[Attachment, ...]:
        """References to pictures, whose bytes nobody has."""
        ids = [uuid5(self.case.id, f"picture-{self.rng.random()}") for _ in range(self.rng.randint(least, most))]
        size = self.rng.randrange
        return tuple(
            Attachment(id=i, sha256=sha256(i.bytes).hexdigest(), media=Media.JPEG, size=size(_SMALLEST, _LARGEST))
            for i in ids
        )


def _part_of_day(moment: datetime) -> str:
    return next(name for until, name in _PARTS if moment.astimezone(ZONE).hour < until)


def since(rng: Random, moment: datetime) -> str:
    """Since when it has been so, as people say at that time of the year."""
    season = "winter" if moment.month in (12, 1) else "autumn" if moment.month in (10, 11) else "since"
    return rng.choice(lines(season))
