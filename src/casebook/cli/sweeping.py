"""The command that fires what is due: sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casebook.cli.output import counted, print_json, say
from casebook.cli.session import data_option, json_option, session
from casebook.cli.tallies import Moment
from casebook.cli.wrong_use import WrongUse

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.readmodels.reader import AsOf


@click.command()
@data_option
@json_option
@click.option("--until", type=Moment(), help="只处理此时刻之前到期的。 / Only what is due by this moment.")
def sweep(data: Path | None, as_json: bool, until: AsOf | None) -> int:
    """处理已到期的时限：催办、逾期、督办。 / Fire what is due: urging, missed limits, supervision."""
    moment = until.until if until else None
    if until is not None and moment is None:
        raise WrongUse(
            "--until 须为带时区的时刻，如 2022-01-30T12:00+08:00",
            "--until is a moment with its offset, as in 2022-01-30T12:00+08:00",
        )
    with session(data) as opened:
        if moment is not None and moment > opened.sweeper.now():
            raise WrongUse(
                "--until 不能在将来：那时到期的现在还没有到期",
                "--until is not in the future: nothing is due by then yet",
            )
        opened.follower.catch_up()
        report = opened.sweeper.sweep_in_turn(moment)
        opened.follower.catch_up()
        if as_json:
            print_json(report.as_json())
        else:
            for name, value in report.as_json().items():
                click.echo(f"{name}: {value}")
    if report.faults:
        say(
            f"有 {len(report.faults)} 件诉求无法处理。", f"{counted(len(report.faults), 'petition')} could not be moved"
        )
    return 1 if report.faults else 0


COMMANDS = (sweep,)
