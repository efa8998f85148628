"""The size of a file does not show in the importer's memory, nor that of the ledger in the exporter's."""

from __future__ import annotations

import gzip
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import importing

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres import Database

PLAIN = """
source = "plain"
zone = "Asia/Shanghai"
key = "id"
[[events]]
event = "submitted"
when = "at"
fields = { category = { value = "complaint" }, channel = { value = "import" } }
"""
FEW = 10_000
MANY = 100_000
MIB = 1024


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    file = tmp_path / "plain.toml"
    file.write_text(PLAIN)
    return file


def peak(database: Database, folder: Path, mapping: Path, rows: int) -> int:
    """The most memory a process ever held that imported so many rows, in KiB."""
    file = folder / f"{rows}.csv.gz"
    with gzip.open(file, "wt", compresslevel=1) as text:
        text.write("id,at\n")
        text.writelines(f"{rows}-{number},2024-01-{number % 31 + 1:02}\n" for number in range(rows))
    program = [sys.executable, importing.__file__, database.app_dsn, str(folder / "keys"), str(mapping), str(file)]
    ran = subprocess.run(program, capture_output=True, text=True, check=True, env=importing.ENVIRONMENT)
    read, most = ran.stdout.split()[1:]
    assert int(read) == rows
    return int(most)


def test_ten_times_the_rows_take_no_more_memory(database: Database, tmp_path: Path, mapping: Path) -> None:
    few = peak(database, tmp_path, mapping, FEW)
    many = peak(database, tmp_path, mapping, MANY)
    assert many - few < 8 * MIB


EXPORT = """
import resource, sys
from contextlib import closing
from pathlib import Path
from casebook.exchange.dataset import MODELS, Dataset, Format
from casebook.ledger.datastore import Datastore, as_application
from casebook.readmodels import AsOf, Follower, load
from casebook.readmodels.extract import Extracts

dsn, folder = sys.argv[1:]
models = {name: model for name, model in load().items() if name in MODELS}
with closing(Datastore(dsn).opened()) as store:
    Follower(store, models).catch_up()
    with store.connection() as connection:
        (position,) = connection.execute("SELECT position FROM ledger.head").fetchone()
    for form in Format:
        dataset = Dataset(Path(folder, form), form, None, as_application(dsn))
        dataset.write(Extracts(store, AsOf(position=position)), models, position, lambda *_: None)
print(position, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_of_export(database: Database, folder: Path) -> int:
    """The most memory a process ever held that exported the whole ledger in each form, in KiB."""
    folder.mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", EXPORT, database.app_dsn, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=importing.ENVIRONMENT,
    )
    return int(ran.stdout.split()[1])


def test_an_export_of_five_times_the_events_takes_no_more_memory(
    database: Database, tmp_path: Path, mapping: Path
) -> None:
    peak(database, tmp_path, mapping, FEW)
    few = peak_of_export(database, tmp_path / "few")
    peak(database, tmp_path, mapping, 4 * FEW)
    many = peak_of_export(database, tmp_path / "many")
    assert many - few < 48 * MIB
