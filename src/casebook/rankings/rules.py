"""Rules about rankings. A rule's docstring is what the asker reads, in English and in Chinese.

The cycle is casebook's own: draft, a window for objections, publication by somebody else, corrections beside it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.rule import rule
from casebook.rankings.commands import (
    CorrectRanking,
    DecideRankingObjection,
    DraftRanking,
    FileRankingObjection,
    PublishRanking,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.rule import Rule
    from casebook.rankings.decide import RankingContext
    from casebook.rankings.ranking import Ranking


def draft_day(month: str, on_day: int) -> date:
    """The first day on which a month's ranking is drafted: so many days into the next month."""
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, on_day)


@rule
def month_is_over(command: DraftRanking, _ranking: Ranking | None, context: RankingContext) -> bool:
    """The ranking of a month is drafted in the next month, from the 3rd on. Wait until then.

    当月排行自次月3日起起草，请届时再办。
    """
    return context.today >= draft_day(command.month, context.draft_on_day)


@rule
def ranking_is_drafted_once(_command: DraftRanking, ranking: Ranking | None, _context: RankingContext) -> bool:
    """The ranking of this month is drafted already. Look at that draft.

    该月排行已有初稿，请查看初稿。
    """
    return ranking is None


@rule
def month_has_something_to_rank(_command: DraftRanking, _ranking: Ranking | None, context: RankingContext) -> bool:
    """Nothing was done or due in this month, so there is nothing to rank. Check the month.

    该月没有任何单位有承办或到期的诉求，无可排行，请核对月份。
    """
    return context.busy


@rule
def ranking_is_not_published(_command: Command, ranking: Ranking, _context: RankingContext) -> bool:
    """This ranking is published and stays as it is. What was learnt since goes into a correction beside it.

    该月排行已公布，不再改动；公布后查明的情况，请另作更正。
    """
    return ranking.published is None


@rule
def objection_window_is_open(_command: FileRankingObjection, ranking: Ranking, context: RankingContext) -> bool:
    """The time for objections to this draft is over. Tell the supervisor, who can have the published one corrected.

    该月排行的异议期已过；确有错误的，请告知督办人员，公布后另作更正。
    """
    return context.now <= ranking.objections_until


@rule
def unit_stands_in_the_table(_command: FileRankingObjection, _ranking: Ranking, context: RankingContext) -> bool:
    """Your unit has no figures in this draft, so there is nothing to object to.

    贵单位在该月初稿中没有数据，无需提出异议。
    """
    return context.actor.unit in context.table


@rule
def unit_has_no_open_objection(_command: FileRankingObjection, ranking: Ranking, context: RankingContext) -> bool:
    """An objection of your unit waits for its decision. Wait for it before you file another one.

    贵单位已有一件异议待裁定，请等待裁定结果。
    """
    return not any(one.upheld is None and one.unit == context.actor.unit for one in ranking.objections)


@rule
def objection_waits_for_a_decision(command: DecideRankingObjection, ranking: Ranking, _context: RankingContext) -> bool:
    """There is no such objection, or it is decided. Look at the draft again.

    没有该件异议，或已裁定，请刷新初稿查看。
    """
    return ranking.pending(command.objection) is not None


@rule
def decider_is_not_of_the_unit(command: DecideRankingObjection, ranking: Ranking, context: RankingContext) -> bool:
    """You filed this objection or belong to its unit. Let another supervisor decide it.

    您是该单位人员或该异议的提出人，不能裁定，请由其他督办人员裁定。
    """
    objection = ranking.pending(command.objection)
    if objection is None:
        return True
    return context.actor.id != objection.filed_by and context.actor.unit != objection.unit


@rule
def objection_window_is_over(_command: PublishRanking, ranking: Ranking, context: RankingContext) -> bool:
    """Units may still object to this draft. Publish it when the time for objections is over.

    异议期尚未届满，各单位仍可提出异议，请期满后再公布。
    """
    return context.now > ranking.objections_until


@rule
def every_objection_is_decided(_command: PublishRanking, ranking: Ranking, _context: RankingContext) -> bool:
    """An objection to this draft is not decided yet. Have a supervisor decide it first.

    尚有异议未裁定，请先由督办人员裁定。
    """
    return all(one.upheld is not None for one in ranking.objections)


@rule
def publisher_did_not_draft_it(_command: PublishRanking, ranking: Ranking, context: RankingContext) -> bool:
    """You drafted this ranking. Let another editor or supervisor publish it.

    该排行由您起草，请由其他编辑或督办人员公布。
    """
    return context.actor.id != ranking.drafted_by


@rule
def publisher_filed_no_objection(_command: PublishRanking, ranking: Ranking, context: RankingContext) -> bool:
    """You filed an objection to this draft. Let somebody else publish it.

    您对该初稿提出过异议，请由他人公布。
    """
    return all(one.filed_by != context.actor.id for one in ranking.objections)


@rule
def publisher_did_not_decide_alone(_command: PublishRanking, ranking: Ranking, context: RankingContext) -> bool:
    """You alone decided the objections to this draft. Let another editor or supervisor publish it.

    该初稿的异议均由您一人裁定，请由其他编辑或督办人员公布。
    """
    deciders = {one.decided_by for one in ranking.objections}
    return deciders != {context.actor.id}


@rule
def ranking_is_published(_command: CorrectRanking, ranking: Ranking, _context: RankingContext) -> bool:
    """This ranking is not published yet. Until then, units object to the draft.

    该月排行尚未公布；公布之前由各单位对初稿提出异议。
    """
    return ranking.published is not None


@rule
def correction_changes_the_table(_command: CorrectRanking, _ranking: Ranking, context: RankingContext) -> bool:
    """Counted anew, the table is the same as the last one, so there is nothing to correct.

    重新计算后结果与最近一次相同，无需更正。
    """
    return context.changes


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    DraftRanking: (month_is_over, ranking_is_drafted_once, month_has_something_to_rank),
    FileRankingObjection: (
        ranking_is_not_published,
        objection_window_is_open,
        unit_stands_in_the_table,
        unit_has_no_open_objection,
    ),
    DecideRankingObjection: (
        ranking_is_not_published,
        objection_waits_for_a_decision,
        decider_is_not_of_the_unit,
    ),
    PublishRanking: (
        ranking_is_not_published,
        objection_window_is_over,
        every_objection_is_decided,
        publisher_did_not_draft_it,
        publisher_filed_no_objection,
        publisher_did_not_decide_alone,
    ),
    CorrectRanking: (ranking_is_published, correction_changes_the_table),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
