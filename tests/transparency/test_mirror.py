"""A copy of the log as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casebook.errors import NotFound, Tampered, Unreadable
from casebook.proof.checkpoint import opened
from casebook.proof.tiles import Tree
from casebook.transparency import mirror

if TYPE_CHECKING:
    from pathlib import Path

    from signed_ledger import SignedLedger


def copy(signed: SignedLedger, folder: Path) -> int:
    """How many tiles were written."""
    told: list[int] = []
    mirror(signed.log, signed.key.public, folder, lambda done, _: told.append(done))
    checkpoint = opened((folder / "checkpoint").read_bytes(), [signed.key.public]).checkpoint
    assert Tree(checkpoint.size, lambda tile: (folder / tile.path).read_bytes()).head() == checkpoint.head
    return told[-1]


def test_only_what_is_new_is_copied(signed: SignedLedger, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        copy(signed, tmp_path / "copy")
    signed.grow_much(200)
    signed.sign()
    assert copy(signed, tmp_path / "copy") == 4  # two full ones, the end of each level
    signed.grow(1)
    signed.sign()
    assert copy(signed, tmp_path / "copy") == 2
    assert copy(signed, tmp_path / "copy") == 2


def test_a_copy_of_something_else_is_left_alone(signed: SignedLedger, tmp_path: Path) -> None:
    signed.grow(1)
    signed.sign()
    (tmp_path / "checkpoint").write_text("nothing of the kind")
    with pytest.raises(Unreadable):
        copy(signed, tmp_path)


def test_a_log_that_is_another_than_the_copy_is_noticed(signed: SignedLedger, tmp_path: Path) -> None:
    signed.grow(2)
    signed.sign()
    copy(signed, tmp_path)
    signed.memory.path.unlink()
    signed.tamper(
        "DELETE FROM transparency.checkpoints", "TRUNCATE ledger.events", "UPDATE ledger.head SET position = 0"
    )
    signed.grow(3)
    signed.sign()
    with pytest.raises(Tampered, match="first 6 entries"):
        copy(signed, tmp_path)
