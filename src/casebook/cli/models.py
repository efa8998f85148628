"""Commands for the read models: rebuild, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from casebook.cli.output import ProgressOfEach, print_json, print_table
from casebook.cli.session import data_option, json_option, session
from casebook.readmodels import compare as compare_models
from casebook.readmodels import prune as prune_models
from casebook.readmodels import rebuild as rebuild_model

if TYPE_CHECKING:
    from pathlib import Path

workers_option = click.option(
    "--workers", type=click.IntRange(1, 8), default=2, show_default=True, help="并行数。 / How many build at once."
)


@click.command()
@data_option
@json_option
@workers_option
@click.option("--prune", is_flag=True, help="删除已无文件的读模型。 / Drop models that have no file any more.")
@click.argument("names", nargs=-1)
def rebuild(data: Path | None, as_json: bool, workers: int, prune: bool, names: tuple[str, ...]) -> int:
    """在旁重建读模型，比较后替换。 / Rebuild read models aside, compare, swap."""
    with session(data) as opened:
        opened.library.check(names)
        told = ProgressOfEach("正在重建", "rebuilding")
        chosen = [opened.reader.definition(name) for name in names or opened.definitions]
        store = opened.ledger.datastore
        found = [rebuild_model(store, one, workers=workers, told=told).as_json() for one in chosen]
        gone = prune_models(store, opened.definitions) if prune else []
        differing = sum(one["differing_rows"] or 0 for one in found)
        if as_json:
            print_json({"differing_rows": differing, "models": found, "pruned": gone})
        else:
            print_table(found)
    return 1 if differing else 0


@click.command()
@data_option
@json_option
@workers_option
@click.argument("names", nargs=-1)
def compare(data: Path | None, as_json: bool, workers: int, names: tuple[str, ...]) -> int:
    """在旁重建全部读模型并逐行比较，不作改动。 / Rebuild aside and compare row by row; change nothing."""
    with session(data) as opened:
        opened.library.check(names)
        opened.follower.catch_up()
        opened.library.check(names)
        told = ProgressOfEach("正在比较", "comparing")
        answer = compare_models(opened.ledger.datastore, opened.definitions, names, workers=workers, told=told)
        if as_json:
            print_json(answer)
        else:
            print_table(answer["models"])
    return 1 if answer["differing_rows"] else 0


COMMANDS = (rebuild, compare)
