"""Starting, stopping, killing: what stays behind, and what the next start makes of it."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from journeys.conftest import Shell


def servers_of(shell: Shell) -> list[str]:
    """The PostgreSQL processes that work on the shell's data folder."""
    found = subprocess.run(
        ["pgrep", "-f", f"^[^ ]*postgres -D {shell.data}/"], capture_output=True, text=True, check=False
    )
    return found.stdout.split()


def gone(shell: Shell) -> bool:
    """Whether they end within some seconds."""
    for _ in range(100):
        if not servers_of(shell):
            return True
        time.sleep(0.1)
    return False


@contextmanager
def serving(shell: Shell, command: str = "serve", **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and its address."""
    process = shell.start(command, "--port", "0", **environment)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address, process.stderr.read()
        for _ in range(600):
            try:
                if httpx.get(f"{address[0]}/ready").status_code == httpx.codes.OK:
                    break
            except httpx.TransportError:
                pass  # not listening yet
            time.sleep(0.05)
        yield process, address[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_postgresql_stays_behind_and_the_next_start_goes_on(demo_shell: Shell, blow: signal.Signals) -> None:
    with serving(demo_shell) as (process, address):
        before = httpx.get(f"{address}/status").json()["position"]
        assert servers_of(demo_shell)
        process.send_signal(blow)
        process.wait(timeout=20)
    assert gone(demo_shell)
    assert demo_shell.answer("status")["position"] == before
    assert gone(demo_shell)


@pytest.mark.parametrize(("blow", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_following_ends_when_asked(demo_shell: Shell, blow: signal.Signals, code: int) -> None:
    process = demo_shell.start("follow")
    assert process.stderr is not None
    assert "Ctrl-C" in process.stderr.readline()
    process.send_signal(blow)
    _, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints.strip()) == (code, "")
    assert gone(demo_shell)


def test_killed_together_with_its_server_it_recovers_by_itself(demo_shell: Shell) -> None:
    with serving(demo_shell) as (process, _):
        for server in servers_of(demo_shell):
            subprocess.run(["kill", "-9", server], check=True)
        process.kill()
        process.wait(timeout=20)
    assert demo_shell.answer("tally", "--as-of", "2022-01-30")["received"] == 1435


def test_the_demo_started_again_loads_nothing_twice(demo_shell: Shell) -> None:
    before = demo_shell.answer("status")["position"]
    again = demo_shell.type("demo", "--no-serve")
    assert again.returncode == 0, again.stderr
    assert demo_shell.answer("status")["position"] == before


def test_commands_use_the_server_that_runs_and_see_what_is_filed_meanwhile(demo_shell: Shell) -> None:
    with serving(demo_shell) as (_, address):
        server = servers_of(demo_shell)
        wish = {
            "category": "complaint",
            "title": "小巷路灯不亮",
            "body": "土产巷的路灯坏了半个月，晚上出行不便。",
            "phone": "19900001234",
        }
        key = {"Idempotency-Key": "0b6f5a0e-8a53-4c53-9a0e-3f6ad6b4d0aa"}
        filed = httpx.post(f"{address}/api/v1/petitions", json=wish, headers=key)
        assert filed.status_code == httpx.codes.CREATED
        history = demo_shell.answer("history", filed.json()["number"])
        assert [event["event"] for event in history["events"]] == ["submitted"]
        assert servers_of(demo_shell) == server


def test_a_port_in_use_is_said_in_one_line(demo_shell: Shell) -> None:
    with serving(demo_shell) as (_, address):
        refused = demo_shell.type("serve", "--port", address.rpartition(":")[2])
    assert refused.returncode == 2
    assert re.fullmatch(r"casebook: 端口 \d+ 已被占用.* / port \d+ is in use.*\n", refused.stderr)


REFUSED = [
    (("tally", "--bogus"), {}, "用法有误"),
    (("bogus",), {}, "用法有误"),
    (("tally", "--as-of", "yesterday"), {}, "用法有误"),
    (("tally", "--as-of", "2022-01-30T12:00"), {}, "用法有误"),
    (("tally", "--by", "weather"), {}, "用法有误"),
    (("history",), {}, "用法有误"),
    (("history", "2022-000000-0"), {}, "没有这件诉求"),
    (("history", "--closure", "100000"), {}, "没有这件诉求"),
    (("history", "--source-key", "nowhere:1"), {}, "没有这件诉求"),
    (("inbox", "--role", "unit_officer"), {}, "用法有误"),
    (("token", "--role", "unit_officer"), {}, "单位"),
    (("import", "nothing.csv", "--mapping", "uk-petitions"), {}, "nothing.csv"),
    (("import", "nothing.csv", "--mapping", "no-such-mapping"), {}, "no-such-mapping"),
    (("rebuild", "no_such_model"), {}, "no_such_model"),
    (("sweep", "--until", "2022-01-30"), {}, "用法有误"),
    (("sweep", "--until", "2999-01-30T12:00+08:00"), {}, "用法有误"),
    (("status", "--data", ""), {}, "用法有误"),
    (("export", "--output", ""), {}, "用法有误"),
    (("status",), {"CASEBOOK_SWEEP": "often"}, "CASEBOOK_SWEEP"),
    (("status",), {"CASEBOOK_ZONE": "Mars/Olympus"}, "CASEBOOK_ZONE"),
    (("status",), {"CASEBOOK_ZONE": "Europe/London"}, "Europe/London"),
    (("status",), {"CASEBOOK_DSN": "host=/nowhere dbname=casebook"}, "CASEBOOK_DSN"),
    (("status",), {"CASEBOOK_DSN": "no connection string"}, "CASEBOOK_DSN"),
    (("status",), {"CASEBOOK_PROJECTIONS": "/nowhere"}, "/nowhere"),
]


@pytest.mark.parametrize(("words", "environment", "named"), REFUSED, ids=lambda value: str(value)[:60])
def test_what_is_refused_is_refused_in_one_line(
    demo_shell: Shell, words: tuple[str, ...], environment: dict[str, str], named: str
) -> None:
    refused = demo_shell.type(*words, **environment)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert re.fullmatch(r"casebook: .*[\u4e00-\u9fff].* / .*\n", refused.stderr), refused.stderr
    assert named in refused.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("tally",),
        ("history", "--closure", "1"),
        ("inbox",),
        ("due", "--from", "2022-01-26", "--working-days", "5", "--data", "elsewhere"),
        ("rank", "--month", "2022-01"),
        ("reference",),
        ("export",),
        ("compare",),
        ("rebuild",),
        ("sweep",),
        ("follow",),
        ("sign",),
        ("audit", "key"),
        ("status",),
        ("get", "/api/v1/tallies"),
        ("person", "list"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_that_only_asks_makes_no_ledger_where_there_is_none(shell: Shell, words: tuple[str, ...]) -> None:
    refused = shell.type(*words, CASEBOOK_DATA="elsewhere")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert re.fullmatch(r"casebook: elsewhere 中没有账本.* / There is no ledger in elsewhere.*\n", refused.stderr)
    assert not (shell.folder / "elsewhere").exists()


def test_sweeps_erase_what_waits_for_it_and_fire_no_limit_of_what_is_told_of_the_past(demo_shell: Shell) -> None:
    assert demo_shell.type("audit", "heads").returncode == 0  # as the first sweep of a day does
    before = demo_shell.answer("status")["position"]
    swept = demo_shell.answer("sweep")
    assert swept | {"until": None} == dict.fromkeys(swept, 0) | {"until": None, "erasure": 1}
    swept = demo_shell.answer("sweep")
    assert swept | {"until": None} == dict.fromkeys(swept, 0) | {"until": None, "erasing": 1}
    assert {"missed", "overdue", "silent", "settled", "faults"} <= swept.keys()
    assert demo_shell.answer("sweep", "--until", "2022-01-30T18:00+08:00")["until"].startswith("2022-01-30T")
    status = demo_shell.answer("status")
    assert (status["position"], status["sweep"]["fired"], status["sweep"]["faults"]) == (before + 2, 2, 0)
    assert status["sweep"]["swept_until"] > "2022-01-31"


def test_a_reader_that_goes_away_is_no_difference(demo_shell: Shell) -> None:
    process = demo_shell.start("export")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as complaints:
        assert "Error" not in complaints.read()
    assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("words", [("tally",), ("export",), ("status", "--json")])
def test_an_answer_that_cannot_be_written_is_said_in_one_line(demo_shell: Shell, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        process = demo_shell.start_into(full, *words)
        _, complaints = process.communicate(timeout=60)
    assert process.returncode == 2
    assert re.fullmatch(r"casebook: .*[\u4e00-\u9fff].* / .*No space left on device\n", complaints), complaints


def test_compare_finds_nothing_different_and_says_so(demo_shell: Shell) -> None:
    answer = demo_shell.answer("compare")
    assert answer["differing_rows"] == 0
    assert {model["name"] for model in answer["models"]} >= {"inbox", "timeline", "monthly_tally"}


def test_the_articles_figures_stand_on_the_articles_day(demo_shell: Shell) -> None:
    answer = demo_shell.answer("tally", "--as-of", "2022-01-30", "--by", "month,category")
    received: dict[str, int] = {}
    for row in answer["rows"]:
        received[row["category"]] = received.get(row["category"], 0) + row["received"]
    assert received == {"complaint": 987, "consultation": 145, "civilized_city": 192, "suggestion": 111}
    known = demo_shell.answer("tally", "--as-of", "2022-01-30", "--as-known")
    assert known["received"] == 0  # the ledger did not exist on that day


def test_closure_769_is_the_petition_of_the_article(demo_shell: Shell) -> None:
    history = demo_shell.answer("history", "--closure", "769")["events"]
    filed, answered = history[0], next(event for event in history if event["event"] == "replied")
    assert (filed["data"]["category"], filed["data"]["street"]) == ("civilized_city", "410403002")
    assert filed["happened_at"].startswith("2022-01-2")
    assert answered["unit"] == "street-410403002"
    assert answered["happened_at"].startswith("2022-01-30")
