"""Commands that ask: tally, history, inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from casebook.cli.output import print_json, print_table
from casebook.cli.session import Session, data_option, json_option, session
from casebook.cli.tallies import GROUPS, Groups, Moment, Question
from casebook.cli.wrong_use import WrongUse
from casebook.errors import NotFound
from casebook.exchange.export import plain
from casebook.exchange.translate import petition_id_of
from casebook.petitions.petition import evolve

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.petitions.entry import Entry

WAITING = {
    "desk": "desk",
    "dispatcher": "dispatcher",
    "unit_officer": "unit",
    "unit_approver": "unit",
    "reporter": "reporter",
    "editor": "editor",
    "supervisor": "supervisor",
}
"""On whom a petition waits, for each role that has an inbox."""


@click.command()
@data_option
@json_option
@click.option("--as-of", "at", type=Moment(), help="某日、某时刻或 @位置。 / A day, a moment, or @POSITION.")
@click.option("--as-known", "known", is_flag=True, help="按当时账本所知。 / As the ledger knew it then.")
@click.option("--by", type=Groups(), default=(), help=f"分组：{'、'.join(GROUPS)}，逗号分隔。 / Groups, by commas.")
@click.option("--source", help="只计该来源；'' 指本平台。 / Only that source; '' is what was filed here.")
def tally(data: Path | None, as_json: bool, **question: Any) -> None:
    """统计受理、派单、回复、追访、办结。 / Count received, accepted, declined, assigned, replied, verified, closed."""
    with session(data) as opened:
        opened.follower.catch_up()
        answer = Question(**question).answer(opened.reader, opened.ledger.position())
        if as_json:
            print_json(answer)
        else:
            print_table(answer.get("rows", [answer]))


@click.command()
@data_option
@json_option
@click.argument("number", required=False)
@click.option("--closure", type=click.IntRange(1), help="第几件办结。 / The n-th closed.")
@click.option("--source-key", help="来源:编号。 / SOURCE:ID of an imported petition.")
def history(data: Path | None, as_json: bool, number: str | None, closure: int | None, source_key: str | None) -> None:
    """一件诉求的全部经过。 / The whole history of one petition."""
    if sum(given is not None for given in (number, closure, source_key)) != 1:
        raise WrongUse(
            "编号、--closure N、--source-key 来源:编号：只能用其中一种",
            "NUMBER, --closure N or --source-key SOURCE:ID: one of them",
        )
    with session(data) as opened:
        entries = _find(opened, number, closure, source_key)
        steps = replay(entries)
        if as_json:
            print_json({"number": getattr(entries[0].event, "number", None), "events": steps})
        else:
            click.echo(getattr(entries[0].event, "number", ""))
            print_table(
                steps, ("version", "position", "happened_at", "event", "role", "unit", "status"), opened.settings.zone
            )


@click.command()
@data_option
@json_option
@click.option("--role", type=click.Choice(list(WAITING)), default="desk", show_default=True, help="岗位。 / The role.")
@click.option("--unit", help="单位代码。 / The unit's code.")
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="条数。 / How many.")
def inbox(data: Path | None, as_json: bool, role: str, unit: str | None, limit: int) -> None:
    """某岗位或某单位下一步该办什么。 / What a role or a unit should do next."""
    waiting_on = WAITING[role]
    if (unit is None) == (waiting_on == "unit"):
        raise WrongUse(
            "--unit 只与单位的岗位一起用，且必须写", "--unit goes with the roles of a unit, and only with them"
        )
    query, params = ("of_unit", {"unit": unit}) if unit else ("of_role", {"waiting_on": waiting_on})
    with session(data) as opened:
        opened.check_unit(unit)
        opened.follower.catch_up()
        rows = opened.reader.ask("inbox", query, params | {"limit": limit}, role)
        if as_json:
            print_json(rows)
        else:
            print_table(
                rows, ("number", "category", "area", "status", "unit", "clock", "due_at", "round"), opened.settings.zone
            )


def _find(opened: Session, number: str | None, closure: int | None, source_key: str | None) -> list[Entry]:
    if number is not None:
        found = opened.ledger.by_number(number)
    elif closure is not None:
        found = opened.ledger.by_closure(closure)
    else:
        source, colon, key = (source_key or "").partition(":")
        if not colon:
            raise WrongUse("--source-key 的写法是 来源:编号", "--source-key is SOURCE:ID")
        found = petition_id_of(source, key)
    entries = opened.ledger.entries(found) if found else []
    if not entries:
        raise NotFound("没有这件诉求。", "There is no such petition.")
    return entries


def replay(entries: list[Entry]) -> list[dict[str, Any]]:
    """Each event with position, times, actor, hashes, its plain data, digests of its words, and the status after it."""
    petition = None
    steps = []
    for entry in entries:
        petition = evolve(petition, entry)
        steps.append(plain(entry) | {"status": petition.status})
    return steps


COMMANDS = (tally, history, inbox)
