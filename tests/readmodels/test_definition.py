"""What a file must be, and what is said where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casebook.readmodels import BadDefinition, load
from casebook.readmodels.definition import parse

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
-- seen: which petitions are there?
-- readers: desk, public

-- table --
petition_id uuid PRIMARY KEY

-- rows --
SELECT DISTINCT petition_id FROM history

-- all --
SELECT * FROM seen LIMIT %(limit)s
"""


def test_a_file_says_its_question_its_readers_and_its_queries() -> None:
    definition = parse(GOOD, "seen.sql")
    assert (definition.name, definition.question) == ("seen", "which petitions are there?")
    assert definition.readers == {"desk", "public"}
    assert definition.queries["all"].parameters == {"limit"}
    assert definition.may_read("reporter")


def test_nobody_may_ask_where_the_file_names_no_readers() -> None:
    assert not parse(GOOD.replace("-- readers: desk, public\n", ""), "seen.sql").may_read("auditor")


def test_the_stored_source_is_the_whole_definition() -> None:
    text = GOOD.replace("-- readers", "-- over: twice\n-- readers").replace("FROM history", "FROM twice")
    definition = parse(text, "seen.sql", {"twice": "SELECT * FROM history"})
    again = parse(definition.source, "stored")
    assert (again.views, again.rows) == (definition.views, definition.rows)
    changed = parse(text, "seen.sql", {"twice": "SELECT *  FROM history"})
    assert changed.sha256 != definition.sha256


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("-- seen: which petitions are there?", "-- a title", "line 1"),
        ("-- readers: desk", "-- writers: desk", "line 2"),
        ("-- readers: desk, public", "SELECT 1", "line 2"),
        ("-- readers: desk", "-- readers: mayor", "section readers"),
        ("-- readers: desk, public", "-- grain: day", "section grain"),
        ("-- readers: desk, public", "-- over: nothing", "no view nothing"),
        ("-- readers: desk, public", "-- grain: event\n-- totals: area", "section grain"),
        ("-- table --", "-- tables --", "section table"),
        ("-- all --", "-- rows --", "line 10"),
        ("SELECT * FROM seen LIMIT %(limit)s", "", "section all"),
        ("FROM history", "FROM history WHERE recorded_at < now()", "section rows"),
        ("FROM history", "FROM history WHERE event = %(event)s", "section rows"),
        ("-- all --", "-- indexes --\nDROP TABLE seen\n-- all --", "section indexes"),
    ],
)
def test_an_error_names_the_file_and_the_place(old: str, new: str, where: str) -> None:
    with pytest.raises(BadDefinition) as caught:
        parse(GOOD.replace(old, new, 1), "folder/seen.sql")
    assert "folder/seen.sql" in caught.value.en
    assert where in caught.value.en


def test_a_name_is_given_once_and_is_the_files(tmp_path: Path) -> None:
    (tmp_path / "other.sql").write_text(GOOD)
    with pytest.raises(BadDefinition, match="other"):
        load([tmp_path])
    (tmp_path / "other.sql").unlink()
    (tmp_path / "inbox.sql").write_text(GOOD.replace("-- seen:", "-- inbox:"))
    with pytest.raises(BadDefinition, match="another read model"):
        load([tmp_path])
    with pytest.raises(BadDefinition, match="no folder"):
        load([tmp_path / "missing"])
