"""A file of a further folder that is wrong keeps nothing else from working."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casebook.readmodels import BadDefinition, Follower, Library, Reader

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.ledger.datastore import Datastore

GOOD = """\
-- seen: which petitions are there?
-- readers: desk

-- table --
petition_id uuid PRIMARY KEY

-- rows --
SELECT DISTINCT petition_id FROM history

-- all --
SELECT * FROM seen
"""
NOT_UNDERSTOOD = GOOD.replace("FROM history", "FORM history")


def test_what_is_wrong_is_left_out_and_said_once(tmp_path: Path) -> None:
    (tmp_path / "seen.sql").write_text(GOOD)
    (tmp_path / "torn.sql").write_text("-- torn")
    said: list[str] = []
    library = Library([tmp_path], lambda zh, en: said.extend((zh, en)))
    library.tell()
    library.again()
    assert "seen" in library.models
    assert "torn" not in library.models
    assert [sentence for sentence in said if "torn.sql" in sentence] == said
    assert len(said) == 2
    assert str(tmp_path.parent) not in library.left_out["torn"].en
    with pytest.raises(BadDefinition, match=r"torn\.sql"):
        library.check()
    library.check(["seen", "inbox"])


def test_a_repaired_file_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / "seen.sql").write_text(GOOD.replace("-- rows --", ""))
    library = Library([tmp_path])
    assert set(library.left_out) == {"seen"}
    (tmp_path / "seen.sql").write_text(GOOD)
    assert "seen" in library.again()
    assert library.left_out == {}


def test_the_name_of_one_of_ours_is_left_out_and_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "inbox.sql").write_text(GOOD.replace("-- seen:", "-- inbox:"))
    library = Library([tmp_path])
    assert "another read model" in library.left_out["inbox"].en
    assert "of_role" in library.models["inbox"].queries


def test_sql_that_the_database_does_not_understand_is_left_out(store: Datastore, tmp_path: Path) -> None:
    (tmp_path / "seen.sql").write_text(NOT_UNDERSTOOD)
    library = Library([tmp_path])
    follower = Follower(store, library.models, refused=library.refuse)
    assert follower.catch_up() == ["seen"]
    assert "section rows" in library.left_out["seen"].en
    library.again()
    assert set(library.left_out) == {"seen"}
    (tmp_path / "seen.sql").write_text(GOOD)
    models = library.again()
    assert library.left_out == {}
    assert Follower(store, models, refused=library.refuse).catch_up() == []
    assert Reader(store, models).ask("seen", "all", role="desk") == []


def test_one_of_our_own_must_be_understood(store: Datastore) -> None:
    library = Library()
    with pytest.raises(BadDefinition):
        library.refuse(library.models["inbox"], BadDefinition("坏。", "Bad."))
    assert Follower(store, library.models, refused=library.refuse).catch_up() == []
