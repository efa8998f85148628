"""The rankings of the demo's months, and two feature stories: told once the petitions are there.

Each table counts the ledger up to the story's own moment, as if it had been drafted on that day: the positions of the
demo's petitions are in the order of their story.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid5

from casebook.casework import Rankings, Stories
from casebook.casework.timers import SYSTEM
from casebook.demo.people import DEMO, person
from casebook.demo.plan import GOLDEN_CLOSURE, LAST_DAY, OPENING, ZONE, local
from casebook.petitions.events import EVENTS
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.vocabulary import Role
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    PublishRanking,
)
from casebook.reference.city import AdoptedCity
from casebook.stories.commands import PublishStory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casebook.casework.tables import Counts
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Actor
    from casebook.rankings.commands import RankingCommand

LAST_MONTH: Final = "2021-12"
PROFILE: Final = "pds_news"
_KEYS: Final = uuid5(DEMO, "rankings")
LAST: Final = uuid5(_KEYS, "story 2")
"""The key of the last command: who knows it has everything."""

Step = tuple["datetime", "RankingCommand", "Actor"]

DRAFTS: Final = (date(2021, 10, 3), date(2021, 11, 3), date(2021, 12, 3), date(2022, 1, 3))
"""When the month before was drafted."""

PUBLISHED: Final = (date(2021, 10, 11), date(2021, 11, 8), date(2021, 12, 8), date(2022, 1, 7))
"""When it was published, each behind its window for objections."""

OBJECTED: Final = "2021-10"
CORRECTED: Final = "2021-09"

_OBJECTION: Final = "初稿所列我街道到期诉求数偏少，疑有遗漏，请核对。"
_REJECTED: Final = "经核对，其余诉求的期限在下月，应计入下月，初稿与账本一致，异议不成立。"
_REASON: Final = "初稿之后，九月的两件回复经审核通过，另有评价在国庆假期中修改，据此重新计算，更正如下。"
_FIRST: Final = (
    "十二月办理排行公布，这个单位位列同组第一。这里把每件诉求都交给专人，先联系诉求人，再到现场，办完请居民看一看。"
    "记者追访时，居民说的最多的一句话是：有人管了。"
)
_SECOND: Final = (
    "土产巷口被车堵住，家属院的居民出不了门。诉求周三提交，街道和执法中队周末上门，劝离车辆、施划标线。"
    "记者周日再去，巷口通了。一件小事，四天办完。"
)


def tell_rankings(ledger: Ledger, months: Counts) -> int:
    """Bring rankings and stories into the demo ledger; how many commands were carried out now, 0 where all is there.

    Args:
        ledger: one that has the demo's petitions.
        months: counts what the units did; its read models are built.

    Raises:
        Unavailable: the database is gone.
    """
    return 0 if ledger.known([LAST]) else Cycle(ledger, months).tell()


class Cycle:
    """The city's ranking cycle, under the story's own clock."""

    def __init__(self, ledger: Ledger, months: Counts) -> None:
        self.now = OPENING
        petitions = (entry for entry in ledger.since(0) if entry.event.stored_name() in EVENTS)
        self.told = [(entry.happened_at, entry.position or 0) for entry in petitions]
        city = AdoptedCity(ledger.adoptions.reference, ZONE)
        self.rankings = Rankings(ledger, city, months, clock=lambda: self.now, position=self.position)
        self.stories = Stories(ledger, city, clock=lambda: self.now)

    def position(self) -> int:
        """The place of the last event that had happened by now."""
        return self.told[bisect_right(self.told, self.now, key=itemgetter(0)) - 1][1]

    def tell(self) -> int:
        """Give every command that was not given yet; how many those were."""
        steps = [
            step for drafted, published in zip(DRAFTS, PUBLISHED, strict=True) for step in _steps(drafted, published)
        ]
        added = 0
        for at, command, by in sorted(steps, key=itemgetter(0)):
            self.now = at
            key = uuid5(_KEYS, f"{command.month} {command.spoken_name()}")
            added += not self.rankings.handle(command, by, key).repeated
        return added + sum(self._story(number, wish) for number, wish in enumerate(self._wishes(), 1))

    def _story(self, number: int, wish: PublishStory) -> bool:
        self.now = local(LAST_DAY, 20, number)
        return not self.stories.handle(wish, person(Role.EDITOR, 1), uuid5(_KEYS, f"story {number}")).repeated

    def _wishes(self) -> Sequence[PublishStory]:
        ranking, _ = self.rankings.standing(LAST_MONTH, PROFILE)
        rows = self.rankings.table(ranking.latest)["rows"]
        best = next(row for row in rows if row["rank"] == 1)
        told: dict[str, Any] = {"checked": tuple(Redaction), "reviewer": person(Role.EDITOR, 2).id}
        return (
            PublishStory(
                title=f"排行第一的{best['zh']}怎么办诉求",
                text=_FIRST,
                units=(best["unit"],),
                months=("2021-12",),
                **told,
            ),
            PublishStory(title="一条小巷的“堵”与“通”", text=_SECOND, petitions=(self._golden(),), **told),
        )

    def _golden(self) -> str:
        ledger = self.rankings.ledger
        petition = ledger.by_closure(GOLDEN_CLOSURE)
        assert petition is not None  # noqa: S101  the demo has it
        (filed,) = ledger.firsts([petition])
        return str(vars(filed.event)["number"])


def _steps(drafted: date, published: date) -> list[Step]:
    """One month's cycle: when, what, by whom."""
    of = {"month": _month_before(drafted), "profile": PROFILE}
    officer, approving = person(Role.UNIT_OFFICER, 1, "street-410403002"), person(Role.SUPERVISOR, 1)
    steps: list[Step] = [
        (local(drafted, 0, 5), DraftRanking(**of), SYSTEM),
        (local(published, 9, 30), PublishRanking(**of), person(Role.EDITOR, 1)),
    ]
    if of["month"] == OBJECTED:
        decision = DecideRankingObjection(**of, objection=1, upheld=False, reasons=_REJECTED)
        steps += [
            (local(date(2021, 11, 4), 15, 20), FileRankingObjection(**of, words=_OBJECTION), officer),
            (local(date(2021, 11, 5), 10, 0), decision, approving),
        ]
    if of["month"] == CORRECTED:
        steps.append((local(date(2021, 10, 20), 10, 0), CorrectRanking(**of, reason=_REASON), approving))
    return steps


def _month_before(day: date) -> str:
    return f"{day.year}-{day.month - 1:02}" if day.month > 1 else f"{day.year - 1}-12"
