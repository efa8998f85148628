"""`casebook rank`: what was published of a month, and whether it still counts so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journeys.conftest import Shell


def test_what_was_published_is_printed_and_counted_again(demo_shell: Shell) -> None:
    shown = demo_shell.answer("rank", "--month", "2021-09", "--published")
    assert (shown["profile"], shown["recomputed"], len(shown["corrections"])) == ("pds_news:1", False, 1)
    assert {"rates", "score", "gap", "commendations"} <= shown["rows"][0].keys()
    line = demo_shell.type("rank", "--month", "2021-09", "--published").stdout.splitlines()[0]
    assert line == f"2021-09  pds_news:1  @{shown['position']}"
    again = demo_shell.answer("rank", "--month", "2021-09", "--recompute")
    assert again["equal"]
    assert [table["table"] for table in again["tables"]] == ["published", "correction 1"]
    done = demo_shell.type("rank", "--month", "2021-09", "--recompute")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_month_that_is_not_published_and_options_that_do_not_go_together_are_refused(demo_shell: Shell) -> None:
    for words in (
        ("--month", "2022-01", "--published"),
        ("--month", "2021-09", "--published", "--profile", "pds_news:2"),
        ("--month", "2021-09", "--recompute", "--as-of", "@5"),
    ):
        done = demo_shell.type("rank", *words)
        assert (done.returncode, done.stdout) == (2, "")


def test_an_adopted_profile_is_named_with_or_without_its_version(demo_shell: Shell) -> None:
    by_name, by_version = (
        demo_shell.type("rank", "--month", "2021-12", "--as-of", "2022-01-30", "--profile", profile)
        for profile in ("pds_news", "pds_news:1")
    )
    assert by_version.stdout == by_name.stdout
    heads = by_version.stdout.splitlines()[1].split()
    assert heads[heads.index("claimed") :][:3] == ["claimed", "resolution", "gap"]
    published = demo_shell.answer("rank", "--month", "2021-09", "--published", "--profile", "pds_news:1")
    assert published["profile"] == "pds_news:1"
    assert demo_shell.type("rank", "--month", "2021-12", "--profile", "pds_news:9").returncode == 2


def test_commendations_stand_beside_every_ranking(demo_shell: Shell) -> None:
    rows = demo_shell.answer("rank", "--month", "2021-12", "--as-of", "2022-01-30")["rows"]
    assert sum(row["commendations"] for row in rows) > 0
