"""Rows out of files of any known form, one at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from casebook.exchange.documents import json_lines, json_rows, xes_rows
from casebook.exchange.faults import BadFile
from casebook.exchange.opening import opened
from casebook.exchange.tables import csv_rows, xlsx_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casebook.exchange.mapping import Format, Mapping
    from casebook.exchange.rows import Row

_FORMATS: Final[dict[str, Format]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".xes": "xes",
}
_READERS: Final[dict[Format, Callable[[IO[bytes], Mapping], Iterator[Row]]]] = {
    "csv": csv_rows,
    "json": json_rows,
    "jsonl": json_lines,
    "xlsx": xlsx_rows,
    "xes": xes_rows,
}


def format_of(file: Path, mapping: Mapping) -> Format:
    """The form of a file: as the mapping says, else by its name, where `.gz` and `.xz` do not count.

    Raises:
        BadFile: the name says nothing known.
    """
    suffixes = [suffix for suffix in file.suffixes if suffix not in {".gz", ".xz"}]
    found = mapping.format or _FORMATS.get(suffixes[-1].lower() if suffixes else "")
    if found is None:
        raise BadFile(
            f"从文件名 {file.name} 看不出格式；请在映射中写明 format。",
            f"The name {file.name} does not tell its format; say `format` in the mapping.",
        )
    return found


@contextmanager
def open_rows(file: Path, mapping: Mapping) -> Iterator[tuple[Iterator[Row], Callable[[], float | None]]]:
    """The rows of a file, and what tells the part of its bytes that has been read.

    Raises:
        BadFile: the file, not only a row of it, cannot be read.
    """
    read = _READERS[format_of(file, mapping)]
    with opened(file) as (content, raw):
        size = file.stat().st_size

        def part() -> float | None:
            return min(1.0, raw.tell() / size) if size and not raw.closed else None

        yield read(content, mapping), part
