"""Imports for tests: in this process, or as a program of its own that can be measured and killed."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from casebook.exchange.importer import import_file
from casebook.exchange.mapping import Mapping, load_mapping
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger

if TYPE_CHECKING:
    from casebook.exchange.report import Progress, Report
    from casebook.petitions.entry import Entry

DATA = Path(__file__).parent / "data"
FILES = {
    "uk-petitions": DATA / "uk-petitions" / "petitions.json.xz",
    "nyc-casework": DATA / "nyc-casework" / "casework.csv.xz",
    "st-louis-csb": DATA / "st-louis-csb" / "requests.csv.xz",
}
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent / "src")}
"""For this module as a program."""

CITY = ZoneInfo("Asia/Shanghai")

Told = tuple[str, str, str, dict[str, Any]]
"""What an event says: name, instant, day, fields with their words opened."""


def bring(
    ledger: Ledger, file: Path, mapping: Mapping, *, bad_rows: Path, told: list[Progress] | None = None
) -> Report:
    """Import a file, in Shanghai."""
    sink: list[Progress] = [] if told is None else told
    return import_file(ledger, file, mapping, bad_rows=bad_rows, progress=sink.append, zone=CITY)


def named(mapping: Mapping, source: str) -> Mapping:
    """The same mapping for a source of another name, so that both can stand side by side."""
    return mapping.model_copy(update={"source": source})


def history(ledger: Ledger, source: str) -> dict[str, list[Told]]:
    """What the ledger has from a source, by the source's ids, in the order of each petition."""
    entries = [entry for entry in ledger.since(0) if entry.source is not None and entry.source.name == source]
    entries.sort(key=lambda entry: (entry.petition_id, entry.version))
    found = {}
    for _, group in groupby(entries, key=lambda entry: entry.petition_id):
        opened = ledger.open(list(group), lambda *_: True)
        assert [entry.version for entry in opened] == list(range(1, len(opened) + 1))
        assert opened[0].source is not None
        found[opened[0].source.id] = [_told(entry) for entry in opened]
    return found


def _told(entry: Entry) -> Told:
    assert entry.claim is not None
    fields = {name: value for name, value in entry.event if value is not None and name != "number"}
    return entry.event.stored_name(), entry.claim.at.isoformat(), entry.claim.on.isoformat(), fields


def main(dsn: str, keys: str, mapping: str, file: str) -> None:
    """Import, and print the rows read and the most memory that was ever held, in KiB."""
    with closing(Ledger(dsn, load_keys(Path(keys)))) as ledger:
        print("ready", flush=True)  # noqa: T201  this is a program
        known = load_mapping(mapping if mapping in FILES else Path(mapping))
        report = bring(ledger, Path(file), known, bad_rows=Path(f"{file}.bad"))
    print(report.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)  # noqa: T201  this is a program


if __name__ == "__main__":
    main(*sys.argv[1:])
