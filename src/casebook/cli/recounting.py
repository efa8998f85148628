"""`casebook audit recompute`: published figures counted again out of a copy of the log, and where they differ."""

from __future__ import annotations

import csv
import json
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import click

from casebook.casework import Rankings
from casebook.cli.output import MONTH, Place, Progress, complain, counted, print_json, print_table, say
from casebook.cli.published import recomputed, say_whether
from casebook.cli.session import json_option
from casebook.cli.tallies import FIGURES
from casebook.cli.transparency import log_key
from casebook.errors import Unreadable
from casebook.figures.table import differences
from casebook.readmodels import Months
from casebook.reference.city import AdoptedCity
from casebook.settings import load
from casebook.transparency import audit_copy, copied_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.proof.note import VerifierKey
    from casebook.settings import Settings
    from casebook.transparency import Copied

KEYS: Final = ("month", "category", "area")
_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")

folder_argument = click.argument("folder", type=Place(exists=True, file_okay=False))
vkey_argument = click.argument("vkey")


@click.group(name="recompute")
def recompute() -> None:
    """只凭带事件的副本重算已公布的数字。 / Count published figures again from a copy with its entries alone."""


@recompute.command(name="ranking")
@click.pass_obj
@json_option
@click.argument("month", type=MONTH)
@folder_argument
@vkey_argument
@click.option("--profile", default="pds_news", show_default=True, help="评分方案。 / The score profile, by its name.")
@click.option(
    "--stated",
    type=Place(exists=True, dir_okay=False),
    help="您下载的排行（JSON）。 / The ranking as you downloaded it.",
)
def recompute_ranking(data: Path | None, /, as_json: bool, month: Any, folder: Path, vkey: str, **asked: Any) -> int:
    """重算一个月的排行及其更正。 / The ranking of a month, and its corrections."""
    settings, key, name = load(data), log_key(vkey), f"{month:%Y-%m}"
    stated = None if asked["stated"] is None else _ranking_in(asked["stated"])
    with _opened(settings, key, folder) as copied:
        city = AdoptedCity(copied.ledger.adoptions.reference, settings.zone)
        rankings = Rankings(copied.ledger, city, Months(copied.reader))
        answer = recomputed(rankings, name, asked["profile"])
        if stated is not None:
            published = rankings.standing(name, asked["profile"])[0].published
            told = [] if published is None else differences(stated, rankings.table(published))
            answer["tables"].append({"table": "downloaded", "equal": not told, "differences": told})
    found = [
        {"table": table["table"], **each}
        for table in answer["tables"]
        for one in table["differences"]
        for each in _apart(one)
    ]
    return _told(answer | {"equal": not found}, found, as_json=as_json)


@recompute.command(name="tallies")
@click.pass_obj
@json_option
@click.argument("file", type=Place(exists=True, dir_okay=False))
@folder_argument
@vkey_argument
def recompute_tallies(data: Path | None, as_json: bool, file: Path, folder: Path, vkey: str) -> int:
    """重算下载的统计表（CSV 或 JSON）。 / Tallies as you downloaded them under "Open data", CSV or JSON."""
    settings, key, (position, rows) = load(data), log_key(vkey), tallies_in(file)
    by = [name for name in KEYS if name in rows[0]]
    with _opened(settings, key, folder) as copied:
        counted = {tuple(row[name] for name in by): row for row in copied.tallies(by, position)}
    stated = {tuple(row.get(name) for name in by): row for row in rows}
    found = [
        dict(zip(by, place, strict=True)) | {"field": field, "stated": mine, "recomputed": theirs}
        for place in sorted(stated.keys() | counted.keys(), key=str)
        for field in FIGURES
        if (mine := stated.get(place, {}).get(field)) != (theirs := counted.get(place, {}).get(field))
    ]
    return _told({"position": position, "equal": not found, "differences": found}, found, as_json=as_json)


@contextmanager
def _opened(settings: Settings, key: VerifierKey, folder: Path) -> Iterator[Copied]:
    """The copy as a ledger, after it was found to be what was signed.

    Raises:
        Unreadable: it is not.
    """
    findings = audit_copy(folder, key, Progress("正在核对副本", "checking the copy"))
    for fault in findings.faults:
        complain(fault.zh, fault.en)
    if findings.count:
        raise Unreadable(
            f"副本有 {findings.count} 处与签名不符，不能据以重算。",
            f"The copy differs from what was signed, {counted(findings.count, 'time')}: nothing can be counted.",
        )
    progress = Progress("正在载入副本", "loading the copy")
    with copied_ledger(folder, key, settings.zone, progress) as copied:
        say(
            f"副本与签名一致，共 {findings.size} 个事件；正在重算……",
            f"the copy is sound, {counted(findings.size, 'event')}; counting",
        )
        yield copied


def _told(answer: dict[str, Any], found: list[dict[str, Any]], *, as_json: bool) -> int:
    """Say what came of it; 0 where nothing differs, else 1."""
    if as_json:
        print_json(answer)
    elif found:
        print_table(found)
    say_whether(equal=not found)
    return 1 if found else 0


def _apart(difference: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A difference of two numbers for each in which two parts of a row differ."""
    mine, theirs = difference["stated"], difference["recomputed"]
    if not (isinstance(mine, dict) and isinstance(theirs, dict)):
        yield difference
        return
    for name in sorted(mine.keys() | theirs.keys()):
        if mine.get(name) != theirs.get(name):
            part = {"field": f"{difference['field']}.{name}", "stated": mine.get(name), "recomputed": theirs.get(name)}
            yield from _apart(difference | part)


def _ranking_in(file: Path) -> dict[str, Any]:
    match _json_in(file):
        case {"table": {"rows": list()} as table}:
            return dict(table)
    raise _unreadable(file)


def tallies_in(file: Path) -> tuple[int, list[dict[str, Any]]]:
    """Position and rows of downloaded tallies: an answer of the API, or a table with the position in each row.

    Raises:
        Unreadable: the file is neither.
    """
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    said = _json_in(file) if text.lstrip()[:1] in {"[", "{"} else list(csv.DictReader(text.splitlines()))
    match said:
        case {"position": int() as position, "tallies": list() as rows}:
            rows = [{"position": position, **row} for row in rows if isinstance(row, dict)]
        case [*rows]:
            rows = [row for row in rows if isinstance(row, dict)]
        case _:
            rows = []
    read = [{name: _read(name, value) for name, value in row.items() if value is not None} for row in rows]
    places = [row.get("position") for row in read]
    if not read or len(set(places)) > 1 or not isinstance(places[0], int) or "unit" in read[0]:
        raise _unreadable(file)
    return places[0], read


def _read(name: str, value: Any) -> Any:
    """A cell: in a CSV counts are texts, and so are codes of places, which stay so."""
    is_count = name not in KEYS and isinstance(value, str) and _WHOLE.fullmatch(value)
    return int(value) if is_count else value


def _json_in(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except ValueError as error:
        raise _unreadable(file) from error


def _unreadable(file: Path) -> Unreadable:
    return Unreadable(f"{file} 不是本服务提供下载的数据。", f"{file} is nothing that this service hands out.")


COMMANDS = (recompute,)
"""They belong to `casebook audit`."""
