"""A bad file is one clear sentence; what stood before the damage is in, and the mended file goes on from there."""

from __future__ import annotations

import gzip
import lzma
from typing import TYPE_CHECKING

import openpyxl
import pytest

from casebook.errors import CasebookError, Misconfigured
from casebook.exchange import opening
from casebook.exchange.faults import BadFile
from two_languages import english_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.report import Report
    from casebook.ledger.ledger import Ledger

    Bring = Callable[[Path, Mapping], Report]
    MappingOf = Callable[[str], Mapping]

PLAIN = """
source = "plain"
zone = "Asia/Shanghai"
key = "id"
[[events]]
event = "submitted"
when = "at"
fields = { category = { value = "complaint" }, channel = { value = "import" }, body = { column = "words" } }
"""
HEAD = b"id,at,words\n"
MANY = b"".join(b"%d,2024-01-01,a rather long complaint about number %d\n" % (n, n * n) for n in range(3000))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    b'<log><trace><string key="id" value="&c;"/></trace></log>'
)


def test_a_file_that_is_not_there_is_said_in_one_sentence(bring: Bring, mapping_of: MappingOf, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.csv") as caught:
        bring(tmp_path / "nowhere.csv", mapping_of(PLAIN))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", b'{"not": "an array"}', "no JSON array|no array"),
        ("a.json", b'[{"id": "1"', "After record 0"),
        ("a.json", b"hello", "not proper JSON"),
        ("a.xlsx", b"PK no zip at all", "no XLSX"),
        ("a.xes", LAUGHS, "no XES"),
        ("a.xes", b"<html></html>", "no XES log"),
        ("a.xes", b"<log><trace>", "no XES"),
        ("a.csv", b"id,when,words\n1,2,3\n", "column at 0 times"),
        ("a.csv", b"id,at,id,words\n", "column id 2 times"),
        ("a.csv", b"", "column at 0 times"),
        ("a.csv", b'id,"at', "headings"),
        ("a.csv", HEAD + b'1,2024-01-01,"never ends\n2,2024-01-01,b\n', "line 2 never ends"),
        ("a.gz", b"", "does not tell its format"),
        ("a.csv.gz", b"no gzip", "cannot be unpacked"),
        ("a.csv.xz", b"no xz", "cannot be unpacked"),
        ("a.pdf", b"%PDF", "does not tell its format"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(  # noqa: PLR0913, PLR0917  fixtures
    bring: Bring, mapping_of: MappingOf, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadFile, match=says) as caught:
        bring(file, mapping_of(PLAIN))
    assert "\n" not in str(caught.value)
    assert english_in(caught.value.zh) == []


def test_another_encoding_in_the_middle_stops_there_and_the_mended_file_goes_on(
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path
) -> None:
    file = tmp_path / "plain.csv"
    more = "3001,2024-01-01,门前积水\n"
    file.write_bytes(HEAD + MANY + more.encode("gb18030") + b"3002,2024-01-01,behind\n")
    with pytest.raises(BadFile, match="Line 3002 "):
        bring(file, mapping_of(PLAIN))
    assert ledger.position() == 3000
    file.write_bytes(HEAD + MANY + more.encode() + b"3002,2024-01-01,behind\n")
    report = bring(file, mapping_of(PLAIN))
    assert (report.new, report.unchanged) == (2, 3000)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_file_cut_short_brings_in_what_is_left_of_it(
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / ("plain.csv.gz" if pack is gzip.compress else "plain.csv.xz")
    whole = pack(HEAD + MANY)
    file.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(BadFile, match="cut short"):
        bring(file, mapping_of(PLAIN))
    before = ledger.position()
    assert 0 < before < 3000
    file.write_bytes(whole)
    report = bring(file, mapping_of(PLAIN))
    assert (report.new, report.unchanged) == (3000 - before, before)


def test_a_json_array_cut_short_brings_in_what_is_left_of_it(
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path
) -> None:
    file = tmp_path / "plain.json"
    items = ",".join(f'{{"id": {n}, "at": "2024-01-01T00:00:00Z", "words": "…"}}' for n in range(100))
    file.write_text(f"[{items}")
    with pytest.raises(BadFile, match="After record"):
        bring(file, mapping_of(PLAIN))
    assert ledger.position() > 0


def test_a_spreadsheet_without_the_sheet(bring: Bring, mapping_of: MappingOf, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(BadFile, match="no sheet named 信件"):
        bring(tmp_path / "a.xlsx", mapping_of('sheet = "信件"\n' + PLAIN))


def test_a_line_without_an_end_does_not_fill_the_memory(
    bring: Bring, mapping_of: MappingOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LINE_LIMIT", 1000)
    file = tmp_path / "a.csv"
    file.write_bytes(HEAD + b"1,2024-01-01," + b"x" * 2000)
    with pytest.raises(BadFile, match="Line 2 is too long"):
        bring(file, mapping_of(PLAIN))


def test_broken_quotation_in_one_row_spoils_that_row_only(bring: Bring, mapping_of: MappingOf, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(HEAD + b'1,2024-01-01,fine\n2,2024-01-01,"broken"quote\n3,2024-01-01,"fine, too"\n')
    report = bring(file, mapping_of(PLAIN))
    assert (report.rows, report.new, report.bad) == (3, 2, 1)


def test_the_bad_rows_are_not_written_over_the_file_itself(
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "1", "at": "2024-01-01"}')
    with pytest.raises(Misconfigured, match="very file"):
        bring(file, mapping_of(PLAIN))
    assert file.read_text()


def test_bad_rows_that_cannot_be_written_down_stop_the_import(
    bring: Bring, mapping_of: MappingOf, tmp_path: Path
) -> None:
    (tmp_path / "bad.jsonl").mkdir()
    file = tmp_path / "a.csv"
    file.write_bytes(HEAD)
    with pytest.raises(CasebookError, match=r"bad\.jsonl"):
        bring(file, mapping_of(PLAIN))
