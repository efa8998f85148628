"""`casebook rank --published` and `--recompute`: what was published of a month, and whether it still counts so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casebook.cli.output import say
from casebook.errors import NotFound

if TYPE_CHECKING:
    from casebook.casework import Rankings
    from casebook.rankings.ranking import Frozen, Ranking


def published(rankings: Rankings, month: str, profile: str) -> dict[str, Any]:
    """The published ranking of a month with its table, and the corrections beside it.

    Raises:
        NotFound: none is published.
    """
    ranking, frozen = _published(rankings, month, profile)
    return {
        "month": month,
        "profile": ranking.profile,
        "recomputed": ranking.recomputed,
        **_stated(frozen),
        "rows": rankings.table(frozen)["rows"],
        "corrections": [_stated(one) | {"rows": rankings.table(one)["rows"]} for one in ranking.corrections],
    }


def recomputed(rankings: Rankings, month: str, profile: str) -> dict[str, Any]:
    """The published table and its corrections, each counted again at its position: where they differ, if they do.

    Raises:
        NotFound: none is published.
    """
    ranking, frozen = _published(rankings, month, profile)
    tables = [_again(rankings, name, one) for name, one in _tables(frozen, ranking)]
    equal = all(table["equal"] for table in tables)
    return {"month": month, "profile": ranking.profile, "equal": equal, "tables": tables}


def say_whether(*, equal: bool) -> None:
    """Tell the person what came of counting again."""
    if equal:
        say("重新计算，结果一致。", "counted again: the same")
    else:
        say("重新计算，结果不一致。", "counted again: not the same")


def _published(rankings: Rankings, month: str, profile: str) -> tuple[Ranking, Frozen]:
    ranking, _ = rankings.standing(month, profile)
    if ranking.published is None:
        raise NotFound("该月排行尚未公布。", "The ranking of this month is not published yet.")
    return ranking, ranking.published


def _tables(frozen: Frozen, ranking: Ranking) -> list[tuple[str, Frozen]]:
    corrections = [(f"correction {number}", one) for number, one in enumerate(ranking.corrections, 1)]
    return [("published", frozen), *corrections]


def _again(rankings: Rankings, name: str, frozen: Frozen) -> dict[str, Any]:
    differences = rankings.tables.recomputed(rankings.table(frozen))
    return {"table": name, **_stated(frozen), "equal": not differences, "differences": differences}


def _stated(frozen: Frozen) -> dict[str, Any]:
    return {
        "position": frozen.position,
        "definitions": frozen.definitions,
        "digest": frozen.digest,
        "at": frozen.at,
    }
