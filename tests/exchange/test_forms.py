"""One and the same petition out of every form of file."""

from __future__ import annotations

import gzip
import json
import lzma
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from importing import history, named

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.report import Report
    from casebook.ledger.ledger import Ledger

    Bring = Callable[[Path, Mapping], Report]
    Write = Callable[[str, str], Path]
    MappingOf = Callable[[str], Mapping]

LETTERS = """
source = "letters"
zone = "Asia/Shanghai"
key = "编号"
null = ["", "无"]
times = ["%Y年%m月%d日", "%Y/%m/%d %H:%M"]
[[events]]
event = "submitted"
when = "登记时间"
[events.fields]
category = { column = "类别", codes = { "投诉" = "complaint", "咨询" = "consultation" }, otherwise = "suggestion" }
channel = { value = "letter" }
title = { template = "【{类别}】{标题}" }
body = { column = "内容" }
area = { column = "区划" }
[[events]]
event = "terminated"
when = "办结时间"
only = { column = "结果", equals = ["终止", "中止"] }
fields = { ground = { value = "no_cooperation" } }
[[events]]
event = "closed"
when = "办结时间"
only = { column = "结果", equals = "办结" }
fields = { basis = { value = "source" }, first_closure = { value = true } }
"""
COLUMNS = ["编号", "类别", "标题", "内容", "区划", "登记时间", "结果", "办结时间"]
TRICKY = "\t　 门前积水\u00a0𠮷野家🏮\n第二行　"
ROWS = [
    ["甲-1", "投诉", "积水", TRICKY, "410403", "2024-03-01 08:15:00", "办结", "2024-03-08"],
    ["甲-2", "表扬", "无", "无", "410404", "2024/3/5 7:05", "终止", "2024年3月9日"],
    ["甲-3", "咨询", "社保", "如何办理？", "", "2024-03-06T23:30:00Z", "办理中", "2024-03-09"],
]


def as_csv(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    quoted = [[f'"{cell}"' if set(cell) & {'"', ",", "\n"} else cell for cell in row] for row in [COLUMNS, *rows]]
    return "".join(delimiter.join(row) + end for row in quoted)


def objects() -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def must_be_all_of_it(ledger: Ledger, source: str = "letters") -> None:
    found = history(ledger, source)
    assert {key: [event for event, *_ in told] for key, told in found.items()} == {
        "甲-1": ["submitted", "closed"],
        "甲-2": ["submitted", "terminated"],
        "甲-3": ["submitted"],
    }
    first, second, third = (found[f"甲-{number}"][0] for number in (1, 2, 3))
    assert first[1:3] == ("2024-03-01T00:15:00+00:00", "2024-03-01")
    assert (first[3]["body"], first[3]["title"], first[3]["area"]) == (TRICKY, "【投诉】积水", "410403")
    assert second[1:3] == ("2024-03-04T23:05:00+00:00", "2024-03-05")
    assert second[3]["category"] == "suggestion"
    assert "title" not in second[3]
    assert "body" not in second[3]
    assert third[1:3] == ("2024-03-06T23:30:00+00:00", "2024-03-07")
    assert found["甲-1"][1][1:3] == ("2024-03-07T16:00:00+00:00", "2024-03-08")


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [("utf-8", ",", "\r\n"), ("utf-8-sig", ";", "\n"), ("gb18030", ",", "\r\n"), ("gb18030", "\t", "\n")],
)
def test_csv_in_any_of_the_usual_dresses(  # noqa: PLR0913, PLR0917  fixtures
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    file = tmp_path / "letters.csv"
    file.write_bytes(as_csv(ROWS, delimiter, end).encode(encoding))
    mapping = mapping_of(f"encoding = '{encoding}'\ndelimiter = '{delimiter}'\n" + LETTERS)
    assert bring(file, mapping).new == 3
    must_be_all_of_it(ledger)


@pytest.mark.parametrize("packed", [gzip.compress, lzma.compress])
def test_compressed_files(
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / ("letters.csv.gz" if packed is gzip.compress else "letters.csv.xz")
    file.write_bytes(packed(as_csv(ROWS).encode()))
    assert bring(file, mapping_of(LETTERS)).new == 3
    must_be_all_of_it(ledger)


def test_a_json_array_deep_in_a_document(ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf) -> None:
    document = {"meta": {"count": 3}, "data": {"rows": objects()}, "more": [1, 2]}
    mapping = mapping_of('path = "data.rows"\n' + LETTERS)
    assert bring(write("letters.json", "\ufeff" + json.dumps(document)), mapping).new == 3
    must_be_all_of_it(ledger)


def test_json_lines(ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in objects()]
    report = bring(write("letters.jsonl", "\n\n".join([*lines, "{half", "[1]"])), mapping_of(LETTERS))
    assert (report.new, report.bad) == (3, 2)
    must_be_all_of_it(ledger)


def test_a_spreadsheet_with_dates_as_dates_and_as_text(
    ledger: Ledger, bring: Bring, mapping_of: MappingOf, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("封面", 0).append(["信件登记表"])
    sheet = book["Sheet"]
    sheet.append(COLUMNS)
    sheet.append([*ROWS[0][:5], datetime(2024, 3, 1, 8, 15), "办结", date(2024, 3, 8)])  # noqa: DTZ001  as in Excel
    sheet.append([*ROWS[1][:4], 410404, *ROWS[1][5:]])
    sheet.append([None] * 8)
    sheet.append([*ROWS[2][:4], None, *ROWS[2][5:]])
    file = tmp_path / "letters.xlsx"
    book.save(file)
    report = bring(file, mapping_of('sheet = "Sheet"\n' + LETTERS))
    assert (report.rows, report.new, report.bad) == (3, 3, 0)
    must_be_all_of_it(ledger)


def test_the_name_of_a_file_need_not_tell_its_format(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    mapping = mapping_of('format = "csv"\n' + LETTERS)
    assert bring(write("letters.dat", as_csv(ROWS)), mapping).new == 3
    must_be_all_of_it(ledger)


def test_the_citys_zone_counts_where_a_mapping_names_none(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    mapping = mapping_of(LETTERS)
    assert mapping.zone is not None
    assert ZoneInfo(mapping.zone)
    bring(write("letters.csv", as_csv(ROWS)), named(mapping, "plain").model_copy(update={"zone": None}))
    must_be_all_of_it(ledger, "plain")


def test_line_ends_within_words_become_line_feeds_and_characters_are_composed(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    row = ["甲-9", "投诉", "标题", "一\r\n二\r三\u0065\u0301", "", "2024-03-01", "", ""]
    bring(write("letters.jsonl", json.dumps(dict(zip(COLUMNS, row, strict=True)))), mapping_of(LETTERS))
    assert history(ledger, "letters")["甲-9"][0][3]["body"] == "一\n二\n三\u00e9"
