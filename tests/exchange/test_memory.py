"""The size of a file does not show in the importer's memory."""

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
FEW = 20_000
MANY = 200_000
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
