"""A copy of the log with its entries is audited without the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from casebook.cli import casebook, run
from casebook.errors import NotFound, Unreadable
from casebook.proof.note import SigningKey
from casebook.transparency import audit_copy, mirror

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.transparency import Findings
    from signed_ledger import SignedLedger


def audited(signed: SignedLedger, folder: Path) -> Findings:
    return audit_copy(folder, signed.key.public, lambda _done, _total: None)


def copied(signed: SignedLedger, folder: Path) -> Path:
    signed.sign()
    mirror(signed.log, signed.key.public, folder, lambda _done, _total: None, entries=True)
    return folder


@pytest.fixture
def copy(signed: SignedLedger, tmp_path: Path) -> Path:
    signed.grow_much(200)
    return copied(signed, tmp_path / "copy")


def test_a_whole_copy_is_sound_also_when_it_has_grown(signed: SignedLedger, copy: Path) -> None:
    found = audited(signed, copy)
    assert (found.events, found.checkpoints, found.count) == (600, 1, 0)
    before = (copy / "tile/entries/000").stat().st_mtime_ns
    signed.grow(1)
    copied(signed, copy)
    assert (audited(signed, copy).events, audited(signed, copy).count) == (603, 0)
    assert (copy / "tile/entries/000").stat().st_mtime_ns == before, "only what is new is written"


def test_what_was_done_to_a_copy_is_found_and_it_goes_on(signed: SignedLedger, copy: Path) -> None:
    first = copy / "tile/entries/000"
    data = first.read_bytes()
    length = 2 + int.from_bytes(data[:2])
    second = data[length : length + 2 + int.from_bytes(data[length : length + 2])]
    rest = data[length + len(second) :]
    first.write_bytes(second + data[:length] + rest.replace(b'"idx":9,', b'"idx":8,', 1).replace(b"2026", b"2016", 1))
    (copy / "tile/entries/001").unlink()
    hashes = copy / "tile/0/002.p/88"
    hashes.write_bytes(hashes.read_bytes()[:-1] + b"x")
    told = [(fault.position, fault.en) for fault in audited(signed, copy).faults]
    assert (1, "The event at position 1 says that it stands elsewhere.") in told
    assert (2, "The event at position 2 says that it stands elsewhere.") in told
    assert (257, "The events at positions 257 to 512 are missing.") in told
    assert any(position == 1 and "not those that were signed" in text for position, text in told)


def test_a_copy_that_ends_too_early_is_found(signed: SignedLedger, copy: Path) -> None:
    last = copy / "tile/entries/002.p/88"
    last.write_bytes(last.read_bytes()[:-1])
    told = [(fault.position, fault.en) for fault in audited(signed, copy).faults]
    assert told == [
        (513, "The events at positions 513 to 600 are missing."),
        (513, "The ledger ends at position 512, but was signed up to 600."),
    ]


@pytest.mark.parametrize("command", [["ledger", "--mirror"], ["recompute", "ranking", "2022-01"]])
def test_of_a_copy_without_entries_one_line_says_so(
    signed: SignedLedger, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    signed.grow(1)
    signed.sign()
    mirror(signed.log, signed.key.public, tmp_path / "bare", lambda _done, _total: None)
    assert run(["audit", *command, str(tmp_path / "bare"), str(signed.key.public)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "audit mirror --entries" in said.err


def test_a_copy_is_audited_with_the_log_s_key(signed: SignedLedger, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        audited(signed, tmp_path)
    with pytest.raises(Unreadable):
        audit_copy(copy, SigningKey.generate(signed.key.public.name).public, lambda _done, _total: None)
    for key, code in ((str(signed.key.public), 0), ("no key", None)):
        words = ["audit", "ledger", "--mirror", str(copy), key]
        done = CliRunner().invoke(casebook, words, env={"CASEBOOK_DATA": str(tmp_path / "none")}, standalone_mode=False)
        assert done.return_value == code
