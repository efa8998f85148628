"""Decide: what follows from a command about a ranking, if the rules let it pass."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, assert_never

from casebook.errors import NotFound
from casebook.petitions.rule import check
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    PublishRanking,
    RankingCommand,
)
from casebook.rankings.events import (
    RankingCorrected,
    RankingDrafted,
    RankingEvent,
    RankingObjectionDecided,
    RankingObjectionFiled,
    RankingPublished,
)
from casebook.rankings.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date, datetime

    from casebook.petitions.entry import Actor
    from casebook.rankings.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Counted:
    """A table that was counted: under which profile and definitions, up to where, and its document's digest."""

    profile: str
    definitions: int
    position: int
    digest: str


@dataclass(frozen=True, slots=True)
class RankingContext:
    """What a decision depends on beside the ranking itself.

    Attributes:
        now: the moment of the decision, aware.
        today: the day it is in the city.
        actor: who asks.
        draft_on_day: the day of the next month from which on rankings are drafted.
        objections_until: until when units may object to a draft of now.
        calendar: the version of the calendar that this was counted in.
        counted: the table that the decision would state: the draft, the one to be published, or the correction; None
            where there is none.
        table: codes of the units that have figures in the table at hand.
        busy: whether anything was done or due in the month of the table at hand.
        changes: whether `counted` differs from the last table in anything but its position.
    """

    now: datetime
    today: date
    actor: Actor
    draft_on_day: int
    objections_until: datetime
    counted: Counted | None = None
    calendar: str | None = None
    table: Container[str] = frozenset()
    busy: bool = True
    changes: bool = False


def decide(command: RankingCommand, ranking: Ranking | None, context: RankingContext) -> RankingEvent:
    """The event that follows from a command about this ranking, `None` for one that is not there yet.

    Raises:
        Refused: a rule does not hold; it carries the rule's name and what the asker can do.
        NotFound: the command is about a ranking, and there is none.
    """
    if ranking is None and not isinstance(command, DraftRanking):
        raise NotFound("该月排行尚无初稿。", "There is no draft of this month's ranking.")
    check(RULES[type(command)], command, ranking, context)
    if isinstance(command, FileRankingObjection):
        number = len(ranking.objections) + 1 if ranking else 1
        return RankingObjectionFiled(objection=number, unit=context.actor.unit or "", words=command.words)
    if isinstance(command, DecideRankingObjection):
        return RankingObjectionDecided(objection=command.objection, upheld=command.upheld, reasons=command.reasons)
    assert context.counted is not None  # noqa: S101  who drafts, publishes or corrects has a table
    return _stating(command, ranking, context, asdict(context.counted))


def _stating(
    command: DraftRanking | PublishRanking | CorrectRanking,
    ranking: Ranking | None,
    context: RankingContext,
    counted: dict[str, Any],
) -> RankingEvent:
    """The event that states a table."""
    match command:
        case DraftRanking():
            return RankingDrafted(
                month=command.month,
                **counted,
                objections_until=context.objections_until,
                calendar=context.calendar,
            )
        case PublishRanking():
            recomputed = ranking is not None and ranking.has_upheld
            return RankingPublished(month=command.month, **counted, recomputed=recomputed)
        case CorrectRanking():
            return RankingCorrected(month=command.month, **counted, reason=command.reason)
        case _ as never:
            assert_never(never)
