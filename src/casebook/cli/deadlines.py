"""The command that asks when a limit ends, and why: due. Without a data folder it needs no database."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from casebook.cli.output import print_json, print_table
from casebook.cli.session import data_option, json_option, session
from casebook.cli.wrong_use import WrongUse, WrongValue
from casebook.errors import NotFound
from casebook.petitions.context import Clock
from casebook.petitions.vocabulary import Category, Urgency
from casebook.reference.explaining import Explanation, explain, explain_clock
from casebook.reference.policy import MOST, Case, Limit, Measure
from casebook.reference.terms import city_terms
from casebook.settings import load

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from casebook.reference.terms import CityTerms

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)


class Start(click.ParamType[datetime]):
    """A day `2022-01-26`, or a moment `2022-01-26T10:00`: in the city's zone where no offset is given."""

    name = "start"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment; of a day, its first."""
        try:
            start = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            raise WrongValue(
                f"{value!r} 不是日期，也不是时刻", f"{value!r} is no day and no moment", param, ctx
            ) from None
        if not EARLIEST <= start.date() <= LATEST:
            raise WrongValue(
                f"{value!r} 不在 {EARLIEST} 至 {LATEST} 之间",
                f"{value!r} is not between {EARLIEST} and {LATEST}",
                param,
                ctx,
            )
        return start


class LimitText(click.ParamType[Limit]):
    """A limit: `5 wd`, `7 d`, `24 h`, `24 wh`, `30 min`."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Limit:
        """The limit that is stated."""
        try:
            limit = value if isinstance(value, Limit) else Limit.read(value)
        except ValueError:
            raise WrongValue(
                f"{value!r}：须为一个数和 {'、'.join(Measure)} 之一，如 '5 wd'",
                f"{value!r}: a number and one of {', '.join(Measure)}, as in '5 wd'",
                param,
                ctx,
            ) from None
        if not 1 <= limit.count <= MOST:
            raise WrongValue(f"{value!r}：须为 1 至 {MOST}", f"{value!r}: from 1 to {MOST}", param, ctx)
        return limit


def _choice(codes: Any) -> click.Choice[str]:
    return click.Choice([code.value for code in codes])


@click.command()
@data_option
@json_option
@click.option("--from", "start", type=Start(), required=True, help="起始日或时刻。 / The day or moment it starts.")
@click.option("--working-days", type=click.IntRange(1, MOST), help="几个工作日。 / So many working days.")
@click.option("--limit", type=LimitText(), help="时限，如 '24 wh'。 / A limit: '5 wd', '7 d', '24 h', '24 wh'.")
@click.option("--clock", type=_choice(Clock), help="按默认时限：哪一种。 / By the default limits: which clock.")
@click.option("--category", type=_choice(Category), help="诉求类别。 / The kind of petition.")
@click.option("--urgency", type=_choice(Urgency), default="normal", show_default=True, help="紧急程度。 / Urgency.")
@click.option("--matter", help="事项代码。 / The matter's code.")
@click.option("--order", help="上级交办代码。 / By whose order, as in the policy.")
def due(data: Path | None, as_json: bool, start: datetime, **asked: Any) -> None:
    """某时限何时届满，逐日说明。 / When a limit ends, day by day, with the reasons.

    写明--data时按该账本所采用的版本，否则按随附的。 / By what is adopted in --data; without it, by what is shipped.
    """
    zone = load().zone
    begun = start.replace(tzinfo=zone) if start.tzinfo is None else start
    explained = _explained(_terms(data, begun.astimezone(zone).date(), zone), begun, asked)
    if as_json:
        print_json(explained.as_json())
    else:
        _print(explained)


def _terms(data: Path | None, day: date, zone: tzinfo) -> CityTerms:
    if data is None:
        return city_terms(zone)
    with session(data) as opened:
        terms = opened.ledger.adoptions.reference().terms(day, zone)
    if terms is None:
        raise NotFound(f"{day} 尚无施行的时限。", f"No limits were in force on {day}.")
    return terms


def _explained(terms: CityTerms, start: datetime, asked: dict[str, Any]) -> Explanation:
    given = [name for name in ("working_days", "limit", "clock") if asked[name] is not None]
    if len(given) != 1 or (asked["clock"] is None) != (asked["category"] is None):
        raise WrongUse(
            "--working-days N、--limit LIMIT、--clock CLOCK 加 --category：只能用其中一种",
            "--working-days N, --limit LIMIT, or --clock CLOCK with --category: one of them",
        )
    if asked["clock"] is None and (asked["matter"] or asked["order"]):
        raise WrongUse("--matter 和 --order 须与 --clock 一起用", "--matter and --order go with --clock")
    if asked["order"] and asked["order"] not in terms.policy.orders:
        known = list(terms.policy.orders)
        raise WrongUse(
            f"--order：{terms.policy.id} 没有 {asked['order']!r} 的时限，有的是：{'、'.join(known) or '无'}",
            f"--order: {terms.policy.id} has no limits of {asked['order']!r}; it has: {', '.join(known) or 'none'}",
        )
    if asked["limit"]:
        return explain(terms, asked["limit"], start)
    if asked["working_days"]:
        return explain(terms, Limit(asked["working_days"], Measure.WORKING_DAYS), start)
    case = Case(Category(asked["category"]), Urgency(asked["urgency"]), asked["matter"], asked["order"])
    explained = explain_clock(terms, Clock(asked["clock"]), case, start)
    if explained is None:
        raise NotFound("该类诉求没有这种时限。", "No such limit runs for this kind of petition.")
    return explained


def _print(explained: Explanation) -> None:
    provisional = "（暂定：该年放假安排尚未公布） / provisional: that year's holidays are not published"
    end = f"{explained.due_at:%Y-%m-%d %H:%M}"
    click.echo(f"期限 / due: {end}  [{explained.limit}] {provisional if explained.provisional else ''}".rstrip())
    basis = " · ".join(filter(None, (explained.policy, explained.calendar, explained.level, explained.source)))
    click.echo(f"依据 / basis: {basis}")
    rows = [
        {"日期 day": f"{day.on:%Y-%m-%d %a}", "计 n": day.number, "说明": day.reason("zh"), "why": day.reason("en")}
        for day in explained.days
    ]
    print_table(rows)


COMMANDS = (due,)
