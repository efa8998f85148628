"""Files in which a row is one event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from importing import history

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casebook.exchange.mapping import Mapping
    from casebook.exchange.report import Report
    from casebook.ledger.ledger import Ledger

    Bring = Callable[[Path, Mapping], Report]
    Write = Callable[[str, str], Path]
    MappingOf = Callable[[str], Mapping]

LOG = """
source = "log"
zone = "Asia/Shanghai"
key = "case:concept:name"
[rows]
activity = "concept:name"
when = "time:timestamp"
[[events]]
event = "submitted"
activity = ["登记", "register"]
fields = { category = { column = "case:kind" }, channel = { value = "phone" }, body = { column = "text" } }
[[events]]
event = "accepted"
activity = "受理"
[[events]]
event = "verified-by-reporter"
activity = "追访"
[events.fields]
result = { column = "result", codes = { "已解决" = "solved", "未解决" = "unsolved" } }
method = { value = "site" }
visited_at = { column = "visited" }
findings = { column = "text" }
[[events]]
event = "closed"
activity = "办结"
fields = { basis = { value = "source" }, first_closure = { value = true } }
"""


def xes(*traces: str) -> str:
    body = "".join(traces)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><log xes.version="1.0" xmlns="http://www.xes-standard.org/">'
        '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>'
        f'<global scope="event"><string key="concept:name" value="?"/></global>{body}</log>'
    )


def trace(name: str, *events: str) -> str:
    head = f'<string key="concept:name" value="{name}"/><string key="kind" value="complaint"/>'
    return f"<trace>{head}{''.join(events)}</trace>"


def event(name: str, time: str, **more: str) -> str:
    rest = "".join(f'<string key="{key}" value="{value}"/>' for key, value in more.items())
    return (
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{time}"/>{rest}</event>'
    )


WHOLE = trace(
    "A-1",
    event("登记", "2024-05-01T08:00:00+08:00", text="井盖&#10;缺失"),
    event("受理", "2024-05-01T09:00:00.5+08:00"),
    event("追访", "2024-05-03T10:00:00+08:00", result="已解决", visited="2024-05-03 09:30", text="井盖已补"),
    event("办结", "2024-05-03T10:00:00+08:00"),
)


def test_a_trace_of_an_event_log_is_a_petition(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    report = bring(
        write("log.xes", xes(WHOLE, trace("A-2", event("register", "2024-05-02T00:00:00Z")))), mapping_of(LOG)
    )
    assert (report.rows, report.new, report.bad) == (5, 2, 0)
    found = history(ledger, "log")
    assert [(name, at) for name, at, *_ in found["A-1"]] == [
        ("submitted", "2024-05-01T00:00:00+00:00"),
        ("accepted", "2024-05-01T01:00:00.500000+00:00"),
        ("verified-by-reporter", "2024-05-03T02:00:00+00:00"),
        ("closed", "2024-05-03T02:00:00+00:00"),
    ]
    assert found["A-1"][0][3]["body"] == "井盖\n缺失"
    assert found["A-1"][2][3]["visited_at"].isoformat() == "2024-05-03T01:30:00+00:00"
    assert found["A-2"][0][2] == "2024-05-02"


def test_rows_of_a_petition_may_lie_far_apart_and_come_in_later_files(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    head = "case:concept:name,case:kind,concept:name,time:timestamp,text,result,visited\n"
    opened = [f"B-{number},complaint,登记,2024-06-01,第{number}件,,\n" for number in range(700)]
    closed = [f"B-{number},complaint,办结,2024-06-02,,,\n" for number in range(700)]
    report = bring(write("log.csv", head + "".join(opened + closed[:500])), mapping_of(LOG))
    assert (report.new, report.grown, report.events) == (700, 0, {"closed": 500, "submitted": 700})
    report = bring(write("log.csv", head + "".join(closed)), mapping_of(LOG))
    assert (report.new, report.grown, report.unchanged, report.events) == (0, 200, 500, {"closed": 200})
    assert all([name for name, *_ in told] == ["submitted", "closed"] for told in history(ledger, "log").values())


def test_an_event_before_any_submission_and_a_second_submission_stay_out(
    ledger: Ledger, bring: Bring, write: Write, mapping_of: MappingOf
) -> None:
    late = trace("C-1", event("受理", "2024-05-01T09:00:00Z"), event("登记", "2024-05-02T09:00:00Z"))
    twice = trace("C-2", event("登记", "2024-05-01T09:00:00Z"), event("登记", "2024-05-02T09:00:00Z"))
    report = bring(write("log.xes", xes(late, twice)), mapping_of(LOG))
    assert (report.new, report.bad, report.conflicting) == (2, 1, 1)
    assert [name for name, *_ in history(ledger, "log")["C-1"]] == ["submitted"]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (event("跳舞", "2024-05-01T09:00:00Z"), "concept:name"),
        (event("受理", ""), "time:timestamp"),
        (event("追访", "2024-05-01T09:00:00Z", result="说不清", visited="2024-05-01"), "result"),
        (event("追访", "2024-05-01T09:00:00Z", result="已解决"), "visited_at"),
    ],
)
def test_what_the_mapping_does_not_know_makes_a_row_bad(  # noqa: PLR0913, PLR0917  fixtures
    bring: Bring, write: Write, mapping_of: MappingOf, tmp_path: Path, row: str, word: str
) -> None:
    report = bring(write("log.xes", xes(trace("D-1", event("登记", "2024-05-01T08:00:00Z"), row))), mapping_of(LOG))
    assert (report.new, report.bad) == (1, 1)
    assert word in (tmp_path / "bad.jsonl").read_text()
