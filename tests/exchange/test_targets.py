"""Files that somebody names: a plain one is made anew, a device, a pipe or a link stays what it is."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from casebook.errors import Misconfigured
from casebook.exchange.export import export_events
from casebook.exchange.faults import BadRow
from casebook.exchange.report import BadRows
from petitions_at_hand import submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.ledger.ledger import Ledger


@contextmanager
def piped(pipe: Path) -> Iterator[int]:
    """A named pipe that somebody reads."""
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield reader
    finally:
        os.close(reader)


def export_to(ledger: Ledger, output: Path) -> int:
    return export_events(ledger, output, 0, lambda *_: None, 0)


def test_an_export_into_a_pipe_goes_through_it(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append_all([[submitted()]])
    with piped(tmp_path / "pipe") as reader:
        assert export_to(ledger, tmp_path / "pipe") == 1
        assert os.read(reader, 100_000).count(b"\n") == 1
    assert (tmp_path / "pipe").is_fifo()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("pipe")] == ["pipe"]


def test_an_export_to_a_link_leaves_the_link(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append_all([[submitted()]])
    (tmp_path / "link").symlink_to(tmp_path / "events.jsonl")
    assert export_to(ledger, tmp_path / "link") == 1
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "events.jsonl").read_bytes().count(b"\n") == 1


def test_bad_rows_go_through_a_pipe(tmp_path: Path) -> None:
    with piped(tmp_path / "pipe") as reader:
        with BadRows(tmp_path / "pipe") as bad:
            bad.add(7, BadRow(), {"id": "1"})
        assert b'"line": 7' in os.read(reader, 100_000)
    assert (tmp_path / "pipe").is_fifo()


def test_bad_rows_hold_words_and_follow_no_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "open-to-all")
    (tmp_path / "open-to-all").write_text("before")
    with pytest.raises(Misconfigured, match="link"):
        BadRows(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "open-to-all").read_text() == "before"
