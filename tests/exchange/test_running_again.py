"""Whatever happens between, the ledger ends as if the file had been imported once, undisturbed."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import psycopg

import importing
from casebook.exchange.mapping import load_mapping
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from importing import FILES, history, named

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.report import Progress, Report
    from casebook.postgres import Database

    Bring = Callable[[Path, Mapping], Report]
    Write = Callable[[str, str], Path]
    MappingOf = Callable[[str], Mapping]

CASES = """
source = "cases"
zone = "Asia/Shanghai"
key = "id"
[[leave_out]]
column = "id"
matches = "^test"
reason = "a trial"
[[events]]
event = "submitted"
when = "opened"
[events.fields]
category = { value = "complaint" }
channel = { column = "channel", codes = { "电话" = "phone", "网站" = "web" } }
body = { column = "words" }
[[events]]
event = "closed"
when = "closed"
[events.fields]
basis = { value = "source" }
first_closure = { value = true }
summary = { column = "summary" }
"""
HEAD = "id,channel,opened,closed,words,summary\n"


def test_killed_at_any_moment_and_run_again_it_ends_the_same(
    database: Database, ledger: Ledger, bring: Bring, tmp_path: Path
) -> None:
    file, mapping = FILES["st-louis-csb"], load_mapping("st-louis-csb")
    began = time.monotonic()
    bring(file, named(mapping, "undisturbed"))
    duration = time.monotonic() - began
    wanted = history(ledger, "undisturbed")
    copy = tmp_path / file.name
    copy.write_bytes(file.read_bytes())
    program = [sys.executable, importing.__file__, database.app_dsn, str(tmp_path / "keys"), "st-louis-csb", str(copy)]
    moments = random.Random(12345)
    sizes = []
    for _ in range(5):
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=importing.ENVIRONMENT) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0, duration / 2))
            process.kill()
        so_far = history(ledger, "st-louis-csb")
        assert {key: wanted[key] for key in so_far} == so_far
        sizes.append(len(so_far))
    assert any(0 < size < len(wanted) for size in sizes)
    report = bring(file, mapping)
    assert report.new + report.unchanged == len(wanted)
    assert history(ledger, "st-louis-csb") == wanted


def test_a_file_that_has_grown_adds_what_is_new(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    mapping = mapping_of(CASES)
    bring(write("cases.csv", HEAD + "1,电话,2024-01-02 08:00,,门前积水,\n2,网站,2024-01-03,,路灯不亮,\n"), mapping)
    grown = (
        HEAD
        + "1,电话,2024-01-02 08:00,2024-01-09,门前积水,已疏通\n2,网站,2024-01-03,,路灯不亮,\n3,电话,2024-02-01,,噪音,\n"
    )
    report = bring(write("cases.csv", grown), mapping)
    assert (report.new, report.grown, report.unchanged) == (1, 1, 1)
    assert report.events == {"closed": 1, "submitted": 1}
    assert [name for name, *_ in history(ledger, "cases")["1"]] == ["submitted", "closed"]
    assert history(ledger, "cases")["1"][1][3]["summary"] == "已疏通"


def test_the_same_key_with_other_content_is_reported_and_nothing_of_it_comes_in(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf, tmp_path: Path
) -> None:
    mapping = mapping_of(CASES)
    bring(write("cases.csv", HEAD + "1,电话,2024-01-02,,门前积水,\n"), mapping)
    report = bring(write("cases.csv", HEAD + "1,网站,2024-01-02,2024-01-09,门前积水,\n"), mapping)
    assert (report.conflicting, report.unchanged, report.events) == (1, 1, {})
    assert [name for name, *_ in history(ledger, "cases")["1"]] == ["submitted"]
    (told,) = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert told["line"] == 2
    assert "other content" in told["reason"]["en"]
    assert told["row"]["channel"] == "网站"


def test_exactly_repeated_rows_add_nothing_and_are_counted(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    row = "1,电话,2024-01-02,,门前积水,\n"
    report = bring(write("cases.csv", HEAD + row + "2,网站,2024-01-02,,路灯不亮,\n" + row + row), mapping_of(CASES))
    assert (report.rows, report.new, report.repeated, report.conflicting) == (4, 2, 2, 0)
    assert ledger.position() == 2


def test_within_one_file_the_first_row_of_a_key_stays(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf, tmp_path: Path
) -> None:
    rows = "7,电话,2024-01-02,,甲,\n8,电话,2024-01-02,,乙,\n7,网站,2024-01-02,,甲,\n"
    report = bring(write("cases.csv", HEAD + rows), mapping_of(CASES))
    assert (report.new, report.conflicting) == (2, 1)
    assert history(ledger, "cases")["7"][0][3]["channel"] == "phone"
    (told,) = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert (told["line"], told["first_line"]) == (4, 2)
    assert "第 2 行" in told["reason"]["zh"]


def test_bad_rows_are_written_down_and_good_ones_are_in(
    bring: Bring, write: Write, mapping_of: MappingOf, tmp_path: Path
) -> None:
    rows = [
        "1,电话,2024-01-02,,好,",
        "2,传真,2024-01-02,,机密内容,",
        "3,电话,02.01.2024,,机密内容,",
        "4,电话,,2024-01-02,机密内容,",
        "5,电话,2024-01-02,,机密\x07内容,",
        ",电话,2024-01-02,,机密内容,",
        "6,电话",
        "test-1,电话,2024-01-02,,试,",
        "9,网站,2024-01-02,,好,",
    ]
    report = bring(write("cases.csv", HEAD + "\n".join(rows) + "\n"), mapping_of(CASES))
    assert (report.rows, report.new, report.bad, report.skipped) == (9, 2, 6, {"a trial": 1})
    text = (tmp_path / "bad.jsonl").read_text()
    told = [json.loads(line) for line in text.splitlines()]
    assert [row["line"] for row in told] == [3, 4, 5, 6, 7, 8]
    reasons = [row["reason"]["en"] for row in told]
    for reason, word in zip(reasons, ["channel", "opened", "submission", "words", "id", "6 columns"], strict=True):
        assert word in reason
        assert "机密" not in reason
    assert told[0]["row"]["words"] == "机密内容"
    assert (tmp_path / "bad.jsonl").stat().st_mode & 0o077 == 0
    assert report.as_json()["bad"] == 6
    bring(write("cases.csv", HEAD + rows[0] + "\n"), mapping_of(CASES))
    assert not (tmp_path / "bad.jsonl").exists()


def test_two_processes_that_import_the_same_file_bring_it_in_once(
    database: Database, ledger: Ledger, tmp_path: Path
) -> None:
    file, mapping = FILES["nyc-casework"], load_mapping("nyc-casework")

    def one(number: int) -> Report:
        with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as own:
            return importing.bring(own, file, mapping, bad_rows=tmp_path / f"bad-{number}.jsonl")

    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(one, range(3)))
    assert sum(report.new for report in reports) == 2008
    assert sum(sum(report.events.values()) for report in reports) == 2008 + 1915
    assert all(report.bad == 0 and report.conflicting == 0 for report in reports)
    assert len(history(ledger, mapping.source)) == 2008


def test_every_petition_has_a_number_of_its_own_of_the_year_it_was_submitted(database: Database, bring: Bring) -> None:
    bring(FILES["nyc-casework"], load_mapping("nyc-casework"))
    with psycopg.connect(database.app_dsn) as connection:
        rows = connection.execute(
            "select data->>'number', happened_on from ledger.history where event = 'submitted'"
        ).fetchall()
    assert len({number for number, _ in rows}) == 2008
    assert all(number.startswith(f"{day.year}-") for number, day in rows)


def test_an_import_tells_how_far_it_is(ledger: Ledger, tmp_path: Path) -> None:
    told: list[Progress] = []
    importing.bring(ledger, FILES["st-louis-csb"], load_mapping("st-louis-csb"), bad_rows=tmp_path / "bad", told=told)
    assert told[-1].rows == 1554
    assert told[-1].part == 1.0
    moments = [0.0, *(progress.seconds for progress in told)]
    assert max(later - earlier for earlier, later in pairwise(moments)) < 1.0


def test_words_of_somebody_who_was_erased_do_not_come_in_again(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    mapping = mapping_of(CASES)
    bring(write("cases.csv", HEAD + "1,电话,2020-01-01,,路灯不亮,\n2,电话,2020-01-02,,门前积水,\n"), mapping)
    first = next(entry for entry in ledger.since(0) if entry.source and entry.source.id.startswith("1"))
    assert first.subject
    ledger.vault.erase([first.subject])
    later = HEAD + "1,电话,2020-01-01,2020-02-01,路灯不亮,已修\n2,电话,2020-01-02,2020-02-01,门前积水,已疏通\n"
    report = bring(write("cases.csv", later), mapping)
    assert (report.bad, report.events) == (1, {"closed": 1})
    assert bring(write("cases.csv", later), mapping).bad == 1
