"""A time-stamping authority stamps what the log has signed, once a day; anybody verifies that with OpenSSL alone."""

from __future__ import annotations

import shutil
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from casebook.cli.transparency import signing
from casebook.errors import Misconfigured
from casebook.proof.policy import Policy
from casebook.settings import Settings, load
from casebook.transparency import (
    TimestampAuthority,
    audit_copy,
    audit_ledger,
    keep_stamping,
    log_standing,
    mirror,
    stamping,
)
from signed_ledger import Rounds
from stamping_authority import StampingAuthority

if TYPE_CHECKING:
    from collections.abc import Callable

    from signed_ledger import SignedLedger

SECTION = "## Timestamps"
DOCUMENT = (Path(__file__).parents[2] / "docs/proof.md").read_text(encoding="utf-8")
LINES, LATER = (part.partition("```")[0] for part in DOCUMENT[DOCUMENT.index(SECTION) :].split("```sh\n")[1:3])
AN_EXAMPLE = "Nov 26 13:22:04 2026 GMT"
ZONE = Settings().zone


@pytest.fixture
def authority(openssl: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StampingAuthority:
    monkeypatch.setattr(stamping, "EVERY", 0.001)
    return StampingAuthority(tmp_path / "authority")


def stamp(signed: SignedLedger, authority: StampingAuthority, url: str, rounds: int = 1) -> list[str]:
    """The signer looks so often whether a stamp is due; what it tells."""
    told: list[str] = []
    asked = TimestampAuthority(url, authority.folder / "root.pem")
    dsn, key = signed.database.signer_dsn, signed.key.public
    keep_stamping(Rounds(rounds), dsn, key, asked, ZONE, lambda _, en: told.append(en))
    return told


def sizes(signed: SignedLedger) -> list[int]:
    return [size for size, _ in signed.log.stamps()]


def test_a_stamp_is_taken_once_a_day_and_openssl_verifies_it_by_the_lines_of_the_document(
    signed: SignedLedger, authority: StampingAuthority, tmp_path: Path
) -> None:
    with authority.serving() as url:
        assert stamp(signed, authority, url) == []
        assert authority.asked == [], "nothing is signed yet"
        for _ in range(2):
            signed.grow(1)
            signed.sign()
            assert stamp(signed, authority, url, 3) == []
            assert sizes(signed) == [3]
        yesterday = "UPDATE transparency.stamps SET kept_at = kept_at - interval '1 day'"
        signed.tamper(yesterday)
        assert stamp(signed, authority, url, 3) == []
        signed.tamper(yesterday)
        assert stamp(signed, authority, url, 3) == [], "the same checkpoint needs no other"
    assert (sizes(signed), len(authority.asked)) == ([3, 6], 2)
    mirror(signed.log, signed.key.public, tmp_path / "copy", lambda *_: None, entries=True)
    stamps = tmp_path / "copy/stamps"
    assert [line.split(" ")[0] for line in (stamps / "list").read_text().splitlines()] == ["3", "6"]
    shutil.copy(authority.folder / "root.pem", stamps / "authority.pem")
    assert typed(stamps, 3) == typed(stamps, 6) == 0
    assert [typed(stamps, 6, LATER.replace(AN_EXAMPLE, at)) for at in ("now", "2 days")] == [0, 1], (
        "it has expired then"
    )
    assert audit_copy(tmp_path / "copy", signed.key.public, lambda *_: None).checkpoints == 3
    assert audit_ledger(signed.ledger, signed.key.public, lambda *_: None, words=False).checkpoints == 2
    first = stamps / "3.checkpoint"
    first.write_bytes(first.read_bytes().replace(b"\n3\n", b"\n2\n"))
    assert typed(stamps, 3) != 0
    assert audit_copy(tmp_path / "copy", signed.key.public, lambda *_: None).count == 1


def typed(folder: Path, size: int, lines: str = LINES) -> int:
    """How lines of the document end."""
    lines = lines.replace("4711", str(size))
    return subprocess.run(["sh", "-e", "-c", lines], cwd=folder, capture_output=True, check=False).returncode


def test_a_false_answer_is_told_in_one_line_and_asked_for_again(
    signed: SignedLedger, authority: StampingAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.grow(1)
    text = str(signed.sign()).encode()
    digest, other = sha256(text).digest(), StampingAuthority(tmp_path / "other")
    in_sha256, in_sha512 = (TimestampRequestBuilder(text, each).build().as_bytes() for each in HashAlgorithm)
    false: dict[str, Callable[[bytes], bytes]] = {
        "Nonce mismatch": lambda _: authority.answer(in_sha256),
        "Mismatch between messages": lambda query: authority.answer(query.replace(digest, bytes(32))),
        "it grants none, with status 2": lambda _: authority.answer(in_sha512),
        "certificate verify error": other.answer,
        "signer certificate not found": lambda query: authority.answer(query.replace(b"\1\1\xff", b"\1\1\0")),
        "ASN.1 parse error": lambda _: b"nothing of the kind",
        "more than 65536 bytes": lambda query: authority.answer(query) + bytes(stamping.MOST),
    }
    with authority.serving() as url:
        for why, authority.spoil in false.items():
            (told,) = stamp(signed, authority, url, 2)
            assert told.startswith(f"no timestamp from {url}: ")
            assert (why in told, "\n" in told) == (True, False), told
        authority.spoil = authority.answer
        with monkeypatch.context() as patch:
            patch.setattr(stamping, "ASTRAY", timedelta(0))  # a stamp's time has no fractions
            patch.setattr(stamping, "EVERY", 1.1)  # each look in another second
            said = [f"no timestamp from {url}: its clock is more than 0 minutes behind the one here"]
            assert stamp(signed, authority, url, 2) == said, "told once"
        authority.status = 503
        assert stamp(signed, authority, url, 2) == [f"no timestamp from {url}: HTTP 503"]
        authority.status = 200
        assert sizes(signed) == []
        assert stamp(signed, authority, url) == []
    assert sizes(signed) == [3]


def test_while_an_authority_does_not_answer_the_log_is_signed(
    signed: SignedLedger, authority: StampingAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamping, "PATIENCE", 0.2)
    signed.grow(1)
    signed.sign()
    let_go = threading.Event()

    def slow(_: bytes) -> bytes:
        signed.grow(1)
        signed.sign()
        let_go.wait()
        return b""

    with authority.serving() as url:
        authority.spoil = slow
        assert stamp(signed, authority, url) == [f"no timestamp from {url}: ReadTimeout"]
        let_go.set()
    assert stamp(signed, authority, url) == [f"no timestamp from {url}: ConnectError"]
    assert (signed.published().size, sizes(signed)) == (6, [])


def test_nobody_is_asked_without_the_setting(
    signed: SignedLedger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CASEBOOK_LOG", str(signed.folder))
    monkeypatch.delenv("CASEBOOK_TIMESTAMPS", raising=False)
    dsn, origin = signed.database.signer_dsn, signed.ledger.door.origin
    assert len(signing(load(tmp_path), dsn, origin)) == 2
    monkeypatch.setenv("CASEBOOK_TIMESTAMPS", "http://stamps.example/tsa")
    with pytest.raises(Misconfigured, match=r"authority\.pem, .* cannot be read: No such file"):
        signing(load(tmp_path), dsn, origin)
    (signed.folder / "authority.pem").write_text("nothing of the kind")
    with pytest.raises(Misconfigured, match=r"authority\.pem has no root"):
        signing(load(tmp_path), dsn, origin)
    StampingAuthority(tmp_path / "authority")
    shutil.copy(tmp_path / "authority/root.pem", signed.folder / "authority.pem")
    assert len(signing(load(tmp_path), dsn, origin)) == 3
    monkeypatch.setenv("CASEBOOK_TIMESTAMPS", "stamps.example")
    with pytest.raises(Misconfigured, match="no address"):
        load(tmp_path)


def test_two_days_without_a_stamp_raise_an_alarm_where_there_should_be_one(
    signed: SignedLedger, authority: StampingAuthority
) -> None:
    def alarms(hours: int, *, stamps: bool = True) -> list[int]:
        now = datetime.now(UTC) + timedelta(hours=hours)
        found = log_standing(signed.ledger.datastore.connection, Policy(), now, stamps=stamps)
        return [alarm.position for alarm in found.alarms if "timestamp" in alarm.en]

    assert alarms(49) == []
    signed.grow(1)
    signed.sign()
    assert (alarms(47), alarms(49), alarms(49, stamps=False)) == ([], [1], [])
    with authority.serving() as url:
        assert stamp(signed, authority, url) == []
    assert alarms(49) == []
    signed.grow(1)
    signed.sign()
    assert (alarms(47), alarms(49)) == ([], [4])
