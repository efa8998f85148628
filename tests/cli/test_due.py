"""`casebook due`, without any database."""

from __future__ import annotations

import json

import pytest

from casebook.cli import run


def test_it_says_when_five_working_days_end_and_which_days_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["due", "--from", "2022-01-26", "--working-days", "5", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["due_on"] == "2022-02-07"
    assert [day["on"][-2:] for day in answer["days"] if day["counted"]] == ["27", "28", "29", "30", "07"]


def test_people_read_it_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--clock", "reply", "--category", "complaint", "--matter", "public_transport"]
    assert run(["due", "--from", "2022-01-26T10:00", *arguments]) == 0
    shown = capsys.readouterr().out
    assert "期限 / due: 2022-02-09 18:00  [7 wd]" in shown
    assert "pds-default:1 · cn:1 · statute" in shown
    assert "调休上班（春节）  make-up working day (Spring Festival)" in shown


def test_a_term_into_an_unpublished_year_is_said_to_be_provisional(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["due", "--from", "2026-12-30", "--limit", "24 wh"]) == 0
    assert "暂定" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--working-days", "5", "--limit", "5 wd"],
        ["--working-days", "0"],
        ["--limit", "5 weeks"],
        ["--limit", "0 h"],
        ["--clock", "reply"],
        ["--working-days", "5", "--category", "complaint"],
        ["--clock", "verify", "--category", "consultation"],
        ["--clock", "reply", "--category", "complaint", "--order", "zzz"],
        ["--working-days", "5", "--order", "zzz"],
        ["--working-days", "5", "--matter", "public_transport"],
    ],
)
def test_what_is_asked_wrongly_gets_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(["due", "--from", "2022-01-26", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rank", "--month", "2022-13"], "请写成 2022-01 这样"),
        (["audit", "recompute", "ranking", "January", ".", "KEY"], "a month is written as 2022-01"),
        (["reference", "--on", "2022-02-30"], "请写成 2022-01-30 这样"),
    ],
)
def test_a_month_or_day_in_another_spelling_is_answered_with_an_example(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run(arguments) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "%" not in told


@pytest.mark.parametrize("start", ["2022-02-30", "tomorrow", "1066-10-14"])
def test_a_start_that_is_no_day_gets_one_line(capsys: pytest.CaptureFixture[str], start: str) -> None:
    assert run(["due", "--from", start, "--working-days", "5"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
