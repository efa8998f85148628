"""`casebook rank`: the ranking of a month, under any profile, as of any moment."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from casebook.cli.output import MONTH, print_json, print_table
from casebook.cli.published import published, recomputed, say_whether
from casebook.cli.session import data_option, json_option, session
from casebook.cli.tallies import Moment
from casebook.cli.wrong_use import WrongUse
from casebook.figures.profile import load_profile
from casebook.figures.ranking import rank, wilson_lower
from casebook.figures.rates import VERSION, percent, places
from casebook.reference.units import Group

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from casebook.cli.session import Session
    from casebook.figures.ranking import Row
    from casebook.figures.rates import Rate
    from casebook.readmodels.reader import AsOf

_RATES = ("claimed", "resolution", "gap", "satisfaction")
_SHOWN = ("group", "rank", "unit", "name", "score", "due", *_RATES, "commendations", "unranked")


@click.command(name="rank")
@data_option
@json_option
@click.option("--month", type=MONTH, required=True, help="月份。 / The month: 2022-01.")
@click.option(
    "--profile",
    default="pds_news",
    show_default=True,
    help="施行中的评分方案、已采用的（名称:版本）或文件。 / One in force, NAME:VERSION of any adopted, or a FILE.",
)
@click.option("--group", type=click.Choice([group.value for group in Group]), help="只排该组。 / Only this group.")
@click.option("--source", help="只计该来源。 / Only what was imported from there; '' is what was filed here.")
@click.option("--as-of", "at", type=Moment(), help="某日、某时刻或 @位置。 / A day, a moment, or @POSITION.")
@click.option("--as-known", "known", is_flag=True, help="按当时账本所知。 / As the ledger knew it then.")
@click.option("--published", "which", flag_value="published", help="已公布的排行。 / What was published.")
@click.option(
    "--recompute", "which", flag_value="recompute", help="重新计算已公布的排行。 / Count what was published again."
)
def rank_units(data: Path | None, as_json: bool, month: Any, profile: str, which: str | None, **asked: Any) -> int:
    """某月办理排行，可换评分方案试算。 / Rank the units of a month; under another profile to see what would be."""
    if which and any(asked.values()):
        raise WrongUse(f"--{which} 只能与 --month、--profile 一起用", f"--{which} goes with --month and --profile only")
    with session(data) as opened:
        opened.follower.catch_up()
        match which:
            case "published":
                answer = published(opened.rankings, MONTH.spelled(month), profile)
            case "recompute":
                answer = recomputed(opened.rankings, MONTH.spelled(month), profile)
                say_whether(equal=answer["equal"])
            case _:
                answer = Asked(profile, month.date(), **asked).answer(opened)
    if as_json:
        print_json(answer)
    else:
        _show(answer)
    return 0 if answer.get("equal", True) else 1


def _show(answer: dict[str, Any]) -> None:
    """A ranking, or where the tables that were counted again differ."""
    if "tables" in answer:
        if differences := [{"table": each["table"]} | one for each in answer["tables"] for one in each["differences"]]:
            print_table(differences)
        return
    click.echo(f"{answer['month']}  {answer['profile']}  @{answer['position']}")
    print_table([_flat(row) for row in answer["rows"] if row["unranked"] != "no_petitions"], _SHOWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which ranking is asked for."""

    profile: str
    month: date
    group: Group | None = None
    source: str | None = None
    at: AsOf | None = None
    known: bool = False

    def answer(self, opened: Session) -> dict[str, Any]:
        """The ranking with all it rests on: position, profile, definitions, numerators and denominators.

        Raises:
            UsageError: "as known" without a moment.
            Misconfigured: there is no such profile.
        """
        if self.known and self.at is None:
            raise WrongUse("有 --as-known 就须有 --as-of", "--as-known needs --as-of")
        at = replace(self.at, known=True) if self.at and self.known else self.at
        reference, last = opened.ledger.adoptions.reference(), _last_day(self.month)
        profile = load_profile(self.profile, reference.profiles(last), reference.every_profiles())
        month = MONTH.spelled(self.month)
        params = {"month": month, "source": self.source}
        counts = opened.reader.ask("unit_month", "of_month", params, "analyst", at=at)
        thanks = opened.reader.ask("commendations", "of_month", params, "analyst", at=at)
        thanked = {row["unit"]: row["received"] for row in thanks}
        found = reference.units(last)
        directory = found.directory(last) if found else {}
        groups = {code: unit.group for code, unit in directory.items() if self.group in (None, unit.group)}
        return {
            "position": at.position if at and at.position is not None else opened.ledger.position(),
            "month": month,
            "profile": f"{profile.name}:{profile.version}",
            "definitions": VERSION,
            "rows": [
                _row(row, directory[row.unit].zh, thanked.get(row.unit, 0))
                for row in rank(profile, groups, {row["unit"]: row for row in counts})
            ],
        }


def _last_day(month: date) -> date:
    """What was in force then scores the month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def _row(row: Row, name: str, commendations: int) -> dict[str, Any]:
    claimed, found = (row.rates[name].value if row.rates else None for name in ("claimed", "resolution"))
    return {
        "group": row.group,
        "unit": row.unit,
        "name": name,
        "rank": row.rank,
        "unranked": row.unranked,
        "score": None if row.score is None else places(row.score),
        "due": row.due,
        "commendations": commendations,
        "gap": None if claimed is None or found is None else percent(claimed - found),
        "rates": {name: _rate(rate) for name, rate in row.rates.items()},
    }


def _rate(rate: Rate) -> dict[str, Any]:
    lower = wilson_lower(rate)
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "percent": percent(rate.value),
        "coverage": percent(rate.coverage),
        "at_least": None if lower is None else percent(Fraction(lower)),
    }


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {"name": row.get("zh")} | row | {name: rate["percent"] for name, rate in row["rates"].items()}


COMMANDS = (rank_units,)
