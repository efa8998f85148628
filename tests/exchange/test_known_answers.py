"""Three real sets, against answers that were counted by other tools."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from csv import DictReader
from typing import TYPE_CHECKING, Any

import pytest

from casebook.exchange.mapping import load_mapping
from importing import FILES, history

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.report import Report
    from casebook.ledger.ledger import Ledger

    Bring = Callable[[Path, Mapping], Report]
    Count = Callable[..., dict[Any, int]]

MONTH = "to_char(happened_on, 'YYYY-MM')"
YEAR = "extract(year from happened_on)::int"


def test_petitions_to_parliament_come_in_as_they_were(bring: Bring, count: Count) -> None:
    report = bring(FILES["uk-petitions"], load_mapping("uk-petitions"))
    assert (report.rows, report.new, report.bad, report.conflicting, report.repeated) == (112, 112, 0, 0, 0)
    assert report.events == {"accepted": 41, "closed": 39, "declined": 71, "replied": 8, "submitted": 112}
    assert count("declined", "data->>'source_code'") == {
        "already-happening": 2,
        "duplicate": 29,
        "honours": 1,
        "irrelevant": 23,
        "no-action": 16,
    }
    assert count("replied", "data->>'outcome'") == {"unstated": 8}


@pytest.mark.parametrize(
    ("event", "months"),
    [
        ("submitted", {"2020-03": 16, "2020-04": 5, "2020-05": 3, "2021-01": 6, "2022-12": 1}),
        ("accepted", {"2020-03": 8, "2020-10": 4, "2021-04": 3}),
        ("closed", {"2020-09": 8, "2021-04": 4, "2022-12": 1}),
    ],
)
def test_petitions_to_parliament_fall_into_their_months(
    bring: Bring, count: Count, event: str, months: dict[str, int]
) -> None:
    bring(FILES["uk-petitions"], load_mapping("uk-petitions"))
    assert count(event, MONTH).items() >= months.items()


def test_cases_of_new_york_come_in_by_year(bring: Bring, count: Count) -> None:
    report = bring(FILES["nyc-casework"], load_mapping("nyc-casework"))
    assert (report.rows, report.new, report.events) == (2008, 2008, {"closed": 1915, "submitted": 2008})
    opened = [285, 306, 290, 260, 231, 144, 111, 176, 202, 2, 1]
    closed = [230, 265, 255, 226, 264, 137, 146, 204, 185, 3]
    assert count("submitted", YEAR) == dict(enumerate(opened, 2015))
    assert count("closed", YEAR) == dict(enumerate(closed, 2015))


def test_a_date_without_a_time_is_that_day_in_the_place_where_it_was(bring: Bring, ledger: Ledger) -> None:
    bring(FILES["nyc-casework"], load_mapping("nyc-casework"))
    opened, closed = history(ledger, "nyc-casework")["NYCC48534311"]
    assert opened[:3] == ("submitted", "2024-02-20T05:00:00+00:00", "2024-02-20")
    assert opened[3]["title"] == "Environment: FLOODING"
    assert closed[:3] == ("closed", "2024-03-05T05:00:00+00:00", "2024-03-05")


def test_requests_of_st_louis_come_in_once_each(bring: Bring, count: Count, tmp_path: Path) -> None:
    report = bring(FILES["st-louis-csb"], load_mapping("st-louis-csb"))
    assert (report.rows, report.new, report.repeated, report.conflicting, report.bad) == (1554, 1532, 13, 9, 0)
    with lzma.open(FILES["st-louis-csb"], "rt", newline="") as text:
        rows = list(DictReader(text))
    assert len({tuple(row.values()) for row in rows}) == 1541
    first = {row["requestid"]: row for row in reversed(rows)}
    stated = {
        column: sum(row[column] != "NA" for row in first.values()) for column in ("datetimeclosed", "dateinvtdone")
    }
    assert Counter(row["status"] for row in rows).items() >= {("CLOSED", 1416), ("Closed", 14), ("CANCEL", 39)}
    cancelled = sum(row["status"] == "CANCEL" for row in first.values())
    assert count("closed") == {"closed": stated["datetimeclosed"]}
    assert count("progress-reported") == {"progress-reported": stated["dateinvtdone"]}
    assert count("terminated", "data->>'ground'") == {"cancelled_at_source": cancelled}
    bad = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert len(bad) == 9
    assert {row["row"]["requestid"] for row in bad} == {
        *("1049324", "1049335", "1049675", "1049812", "1050413", "1050512", "1050573", "1050794", "1050935")
    }
    assert min((row["line"], row["first_line"]) for row in bad) == (49, 48)


def test_a_petition_begins_with_its_submission_even_where_the_source_dates_an_inspection_before(
    bring: Bring, ledger: Ledger
) -> None:
    bring(FILES["st-louis-csb"], load_mapping("st-louis-csb"))
    said = history(ledger, "st-louis-csb")["1049273"]
    assert [name for name, *_ in said] == ["submitted", "progress-reported", "closed"]
    assert said[1][1] < said[0][1]


@pytest.mark.parametrize("name", FILES)
def test_importing_twice_adds_nothing(bring: Bring, ledger: Ledger, name: str) -> None:
    first = bring(FILES[name], load_mapping(name))
    position = ledger.position()
    second = bring(FILES[name], load_mapping(name))
    assert ledger.position() == position
    assert (second.new, second.grown, second.unchanged, second.events) == (0, 0, first.new, {})
    assert (second.repeated, second.conflicting, second.bad) == (first.repeated, first.conflicting, first.bad)
