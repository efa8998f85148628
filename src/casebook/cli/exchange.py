"""Commands that bring files in and take them out: import, export."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casebook.accounts.access_log import Kind
from casebook.cli.output import Place, Progress, counted, print_json, say
from casebook.cli.session import data_option, json_option, session
from casebook.cli.tallies import Moment
from casebook.cli.wrong_use import WrongUse
from casebook.exchange.dataset import Dataset, Format
from casebook.exchange.export import export_events
from casebook.exchange.importer import import_file
from casebook.exchange.mapping import load_mapping, mapping_names
from casebook.ledger.datastore import as_application
from casebook.readmodels.extract import Extracts
from casebook.readmodels.reader import AsOf

if TYPE_CHECKING:
    from casebook.cli.session import Session
    from casebook.exchange import report

_WHOLE = 1000


@click.command("import")
@data_option
@json_option
@click.argument("file", type=Place())
@click.option(
    "--mapping",
    required=True,
    help=f"映射文件，或自带的 {'、'.join(mapping_names())}。 / A mapping file, or the name of a shipped one.",
)
@click.option("--bad-rows", type=Place(), help="未导入的行写到哪里。 / Where rows that stay out go.")
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
    with session(data, begin=True) as opened:
        done = import_file(opened.ledger, file, chosen, bad_rows=aside, progress=told, zone=opened.settings.zone)
        if as_json:
            print_json(done.as_json())
        else:
            for name, value in done.as_json().items():
                click.echo(f"{name}: {value}")
        if done.bad or done.conflicting:
            say(
                f"有 {done.bad + done.conflicting} 行未导入，见 {aside}",
                f"{counted(done.bad + done.conflicting, 'row')} stayed out: {aside}",
            )
        opened.follower.catch_up()


@click.command()
@data_option
@json_option
@click.option("--output", type=Place(), help="文件；同 --format 时为文件夹。 / A file, or a folder.")
@click.option("--after", type=click.IntRange(0), help="从此位置之后。 / From behind this position; without --format.")
@click.option("--format", "form", type=click.Choice([form.value for form in Format]), help="成套数据表。 / As tables.")
@click.option("--as-of", "at", help="某日、某时刻或 @位置。 / A day, a moment, or @POSITION; with --format.")
def export(data: Path | None, as_json: bool, output: Path | None, after: int | None, **tables: str | None) -> None:
    """导出事件供审计；加 --format 为分析用数据表。 / Events, for auditors; --format: tables. No words."""
    form, at = tables["form"], tables["at"]
    if form is None and (at is not None or as_json):
        raise WrongUse("--as-of 和 --json 须与 --format 一起用", "--as-of and --json go with --format")
    if form is not None and (output is None or after is not None):
        raise WrongUse(
            "--format 须有 --output DIR，并且会自己接着做，不用 --after",
            "--format needs --output DIR, and goes on by itself: no --after",
        )
    with session(data) as opened:
        opened.accounts.log.note(Kind.EVENTS_EXPORTED if form is None else Kind.TABLES_EXPORTED)
        if form is not None and output is not None:
            _tables(opened, output, Format(form), at, as_json=as_json)
            return
        since = after or 0
        total = opened.ledger.position() - since
        count = export_events(opened.ledger, output, since, Progress("正在导出", "exporting"), total)
    say(f"已导出 {count} 个事件。", f"{counted(count, 'event')} exported")


def _tables(opened: Session, folder: Path, form: Format, at: str | None, *, as_json: bool) -> None:
    opened.follower.catch_up()
    head = opened.ledger.position()
    moment = AsOf(position=head) if at is None else Moment().convert(at, None, None)
    position = head if moment.position is None else min(head, moment.position)
    dataset = Dataset(folder, form, at, as_application(opened.database.app_dsn))
    extracts = Extracts(opened.ledger.datastore, moment)
    manifest = dataset.write(extracts, opened.definitions, position, Progress("正在导出", "exporting"))
    if as_json:
        print_json(asdict(manifest))
    say(f"已导出到 {folder}，至位置 {manifest.position}。", f"exported to {folder}, up to position {manifest.position}")


COMMANDS = (import_, export)
