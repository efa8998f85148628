"""Rows out of tables: CSV and XLSX."""

from __future__ import annotations

import csv
import shutil
import tempfile
import zipfile
from contextlib import closing
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from casebook.exchange.faults import BadFile, BadRow
from casebook.exchange.opening import lines
from casebook.exchange.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casebook.exchange.mapping import Mapping

# What a broken XLSX raises; what defusedxml refuses is a ValueError.
_BROKEN_XLSX: Final = (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ParseError, ValueError)


def csv_rows(content: IO[bytes], mapping: Mapping) -> Iterator[Row]:
    """Rows of a CSV file whose first line names the columns.

    Raises:
        BadFile: a column of the mapping is missing, or the encoding is another one, or a quotation never ends.
    """
    source = _Ending(lines(content, mapping.encoding))
    reader = csv.reader(source, delimiter=mapping.delimiter, strict=True)
    try:
        header = _header(next(reader, []), mapping)
    except csv.Error as error:
        raise BadFile("标题行不是正确的 CSV。", f"The line of headings cannot be read: {error}") from error
    width = len(header)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            if source.ended:
                raise BadFile(f"第 {line} 行的引号没有结束。", f"The quotation in line {line} never ends.") from error
            yield Row(line, {}, BadRow("不是正确的 CSV。", f"Not proper CSV: {error}"))
            continue
        if values is None:
            return
        if len(values) == width:
            yield Row(line, dict(zip(header, values, strict=True)))
        elif values:
            yield Row(line, {"cells": values}, _wrong_width(width, len(values)))


class _Ending:
    """The same lines; knows when there are no more."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        yield from self._source
        self.ended = True


def _header(names: Sequence[Any], mapping: Mapping) -> list[str]:
    """The headings, which must have every column of the mapping once."""
    header = ["" if name is None else str(name).strip() for name in names]
    for column in sorted(mapping.columns()):
        if (times := header.count(column)) != 1:
            found = ", ".join(header[:50]) or "—"
            raise BadFile(
                f"标题行中列 {column} 出现 {times} 次；现有的列：{found}",
                f"The headings have the column {column} {times} times; they are: {found}",
            )
    return header


def _wrong_width(wanted: int, found: int) -> BadRow:
    return BadRow(f"应有 {wanted} 列，实有 {found} 列。", f"{wanted} columns are wanted, {found} are there.")


def xlsx_rows(content: IO[bytes], mapping: Mapping) -> Iterator[Row]:
    """Rows of one sheet whose first row names the columns; dates may be dates or text.

    Raises:
        BadFile: this is no XLSX, the sheet is not in it, or a column of the mapping is missing.
    """
    with tempfile.TemporaryFile() as seekable:
        shutil.copyfileobj(content, seekable)  # a compressed file cannot be read back and forth
        seekable.seek(0)
        try:
            with closing(load_workbook(seekable, read_only=True, data_only=True)) as book:
                if mapping.sheet is not None and mapping.sheet not in book.sheetnames:
                    raise BadFile(f"没有名为 {mapping.sheet} 的工作表。", f"There is no sheet named {mapping.sheet}.")
                sheet = book[mapping.sheet or book.sheetnames[0]]
                yield from _sheet(sheet.iter_rows(values_only=True), mapping)
        except _BROKEN_XLSX as error:
            raise BadFile("不是可读取的 XLSX 文件。", "This is no XLSX file that can be read.") from error


def _sheet(rows: Iterable[tuple[Any, ...]], mapping: Mapping) -> Iterator[Row]:
    header: list[str] = []
    for number, values in enumerate(rows, 1):
        if not header:
            header = _header(values, mapping)
        elif any(value is not None for value in values):
            yield Row(number, dict(zip(header, values, strict=False)))
