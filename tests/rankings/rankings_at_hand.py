"""The words that tests about rankings and stories are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from casebook.errors import Refused
from casebook.petitions.entry import Claim, Entry
from casebook.petitions.publication.codes import Redaction
from casebook.petitions.vocabulary import Role
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    PublishRanking,
)
from casebook.rankings.decide import Counted, RankingContext, decide
from casebook.rankings.events import stream_of
from casebook.rankings.ranking import Ranking, fold
from language import STREET, person

if TYPE_CHECKING:
    from casebook.petitions.entry import Actor
    from casebook.rankings.commands import RankingCommand
    from casebook.rankings.events import RankingEvent

ZONE: Final = ZoneInfo("Asia/Shanghai")
MONTH: Final = "2022-01"
OF: Final = {"month": MONTH, "profile": "pds_news"}
BEGIN: Final = datetime(2022, 2, 8, 9, 0, tzinfo=ZONE)
"""The first working day after the Spring Festival of 2022."""

WINDOW: Final = timedelta(days=2)
TABLE: Final = Counted("pds_news:1", 1, 4711, "ab" * 32)
LATER: Final = Counted("pds_news:1", 1, 4800, "cd" * 32)

SYSTEM: Final = person("clockwork", Role.SYSTEM)
SUPERVISOR: Final = person("supervisor", Role.SUPERVISOR)
SECOND: Final = person("second supervisor", Role.SUPERVISOR)
EDITOR: Final = person("editor", Role.EDITOR)
OFFICER: Final = person("officer", Role.UNIT_OFFICER, STREET)
NEIGHBOUR: Final = person("neighbour", Role.UNIT_OFFICER, "street-410402002")

WORDS: Final = "我街道的一件退单已获同意，不应计入被驳回退单。"


def draft() -> DraftRanking:
    return DraftRanking(**OF)


def file(words: str = WORDS) -> FileRankingObjection:
    return FileRankingObjection(**OF, words=words)


def settle(objection: int = 1, *, upheld: bool = True) -> DecideRankingObjection:
    return DecideRankingObjection(**OF, objection=objection, upheld=upheld, reasons="经核对，该退单的裁定已更正。")


def publish() -> PublishRanking:
    return PublishRanking(**OF)


def correct() -> CorrectRanking:
    return CorrectRanking(**OF, reason="公布后一件追访结果更正为未解决，据此更正。")


def checked_story(**changes: Any) -> dict[str, Any]:
    """What a story says."""
    return {
        "title": "一条小巷的“堵”与“通”",
        "text": "土产巷口车辆乱停，街道会同执法中队清理，记者追访时巷口畅通。",
        "units": (STREET,),
        "checked": tuple(Redaction),
        "reviewer": uuid4(),
    } | changes


@dataclass(frozen=True)
class Told:
    """A ranking's history so far, and what a decision would depend on."""

    entries: tuple[Entry, ...] = ()
    now: datetime = BEGIN
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def standing(self) -> Ranking | None:
        return fold(self.entries)

    def after(self, time: timedelta) -> Told:
        return replace(self, now=self.now + time)

    def where(self, **given: Any) -> Told:
        return replace(self, given=self.given | given)

    def context(self, by: Actor) -> RankingContext:
        usual: dict[str, Any] = {
            "now": self.now,
            "today": self.now.astimezone(ZONE).date(),
            "actor": by,
            "draft_on_day": 3,
            "objections_until": self.now + WINDOW,
            "calendar": "cn:1",
            "counted": TABLE,
            "table": {STREET, "street-410402002"},
            "changes": True,
        }
        return RankingContext(**usual | self.given)

    def event(self, command: RankingCommand, by: Actor) -> RankingEvent:
        return decide(command, self.standing, self.context(by))

    def then(self, command: RankingCommand, by: Actor) -> Told:
        event: Any = self.event(command, by)
        claim = Claim(self.now.astimezone(UTC), self.now.astimezone(ZONE).date())
        version = len(self.entries) + 1
        entry = Entry(stream_of(**OF), version, event, by, uuid4(), claim, by.id)
        return replace(self, entries=(*self.entries, entry))

    def refuses(self, command: RankingCommand, by: Actor) -> str:
        """The rule that says no, in two languages."""
        with pytest.raises(Refused) as refusal:
            self.event(command, by)
        return told(refusal.value)


def told(refusal: Refused) -> str:
    """The name of the rule, after a look at its sentences."""
    assert re.search(r"[一-鿿].*。$", refusal.zh)
    assert re.fullmatch(r"[ -~]+\.", refusal.en)
    return refusal.rule


DRAFTED: Final = Told().then(draft(), SYSTEM)
"""Drafted by the clockwork on the 8th."""

OBJECTED: Final = DRAFTED.then(file(), OFFICER)
UPHELD: Final = OBJECTED.then(settle(), SUPERVISOR)
PUBLISHED: Final = DRAFTED.after(3 * WINDOW).then(publish(), EDITOR)
