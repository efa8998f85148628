"""`casebook keys`: where the key store is, what wraps its keys, and a new version of that."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from casebook.cli import run
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from petitions_at_hand import DIGEST, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.postgres import Database


@pytest.fixture
def installed(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A ledger with a petition, as the settings name it."""
    with closing(Ledger(database.app_dsn, load_keys(tmp_path / "keys"))) as ledger:
        ledger.append([submitted(title="门前积水")], uuid4(), DIGEST)
    settings = {"DSN": database.app_dsn, "OWNER_DSN": database.owner_dsn, "KEYS": str(tmp_path / "keys")}
    for name, value in settings.items():
        monkeypatch.setenv(f"CASEBOOK_{name}", value)
    return database


def test_keys_are_wrapped_anew_and_counted(
    installed: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CASEBOOK_KEYS_DSN", installed.keys_dsn)
    monkeypatch.setenv("CASEBOOK_KEY_BACKUP_DAYS", "3")

    def said(*words: str) -> dict[str, Any]:
        assert run(["keys", *words, "--json"]) == 0
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    assert said("rotate") == {"version": 2, "rewrapped": 1}
    status = said("status")
    assert (status["stands"], status["destroyed"], status["backup_days"]) == ("same database", 0, 3)
    assert (status["words_without_key"], status["keys_without_words"]) == (0, 0)
    assert [(one["version"], one["source"], one["keys"], one["wraps"]) for one in status["versions"]] == [
        (1, "file", 0, False),
        (2, "file", 1, True),
    ]
    monkeypatch.setenv("CASEBOOK_KEK_COMMAND", "false")
    assert run(["keys", "rotate"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_another_database_wants_one_for_the_keys(installed: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert installed
    assert run(["keys", "status"]) == 2
    assert "CASEBOOK_KEYS_DSN" in capsys.readouterr().err
