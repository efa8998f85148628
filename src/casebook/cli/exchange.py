"""Commands that bring files in and take them out: import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from casebook.cli.output import Progress, print_json, say
from casebook.cli.session import data_option, json_option, session
from casebook.exchange.export import export_events
from casebook.exchange.importer import import_file
from casebook.exchange.mapping import load_mapping, mapping_names

if TYPE_CHECKING:
    from casebook.exchange import report

_WHOLE = 1000


@click.command("import")
@data_option
@json_option
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping",
    required=True,
    help=f"映射文件，或自带的 {'、'.join(mapping_names())}。 / A mapping file, or the name of a shipped one.",
)
@click.option("--bad-rows", type=click.Path(path_type=Path), help="未导入的行写到哪里。 / Where rows that stay out go.")
def import_(data: Path | None, as_json: bool, file: Path, mapping: str, bad_rows: Path | None) -> None:
    """导入别处的历史记录，只加新的。 / Import another system's history; only what is new is added."""
    line = Progress("正在导入", "importing")

    def told(progress: report.Progress) -> None:
        if progress.part is None:
            line(progress.rows, None)
        else:
            line(int(_WHOLE * progress.part), _WHOLE)

    chosen = load_mapping(mapping)
    aside = bad_rows or Path(f"{file.name}.bad.jsonl")
    with session(data) as opened:
        done = import_file(opened.ledger, file, chosen, bad_rows=aside, progress=told, zone=opened.settings.zone)
        if as_json:
            print_json(done.as_json())
        else:
            for name, value in done.as_json().items():
                click.echo(f"{name}: {value}")
        if done.bad or done.conflicting:
            say(
                f"有 {done.bad + done.conflicting} 行未导入，见 {aside}",
                f"{done.bad + done.conflicting} rows stayed out: {aside}",
            )
        opened.follower.catch_up()


@click.command()
@data_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="写到文件，默认标准输出。 / The file; standard output if not given.",
)
@click.option(
    "--after",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="从此位置之后。 / From behind this position.",
)
def export(data: Path | None, output: Path | None, after: int) -> None:
    """把事件（不含文字）导出为 JSON Lines。 / Export the events, without words, as JSON Lines."""
    with session(data) as opened:
        total = opened.ledger.position() - after
        count = export_events(opened.ledger, output, after, Progress("正在导出", "exporting"), total)
    say(f"已导出 {count} 个事件。", f"{count} events exported")


COMMANDS = (import_, export)
