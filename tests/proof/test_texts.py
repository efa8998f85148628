"""Checkpoints and proofs as texts: exactly the canonical bytes are read, and what is read is written back the same."""

from __future__ import annotations

import pytest

from casebook.proof.checkpoint import Checkpoint, opened
from casebook.proof.encoding import LARGEST, Malformed
from casebook.proof.merkle import EMPTY, leaf_hash
from casebook.proof.note import LOG, WITNESS, Note, NotSigned, SigningKey
from casebook.proof.tlog_proof import Growth, Inclusion

LOG_KEY = SigningKey("casebook.example/log", LOG, bytes(range(32)))
WITNESS_KEY = SigningKey("witness.example/1", WITNESS, bytes(range(1, 33)))
CHECKPOINT = Checkpoint("casebook.example/log", 10, leaf_hash(b"root"))
NOTE = bytes(Note(str(CHECKPOINT), (LOG_KEY.sign(str(CHECKPOINT)), WITNESS_KEY.sign(str(CHECKPOINT), 1_700_000_000))))
HASHES = tuple(leaf_hash(bytes([n])) for n in range(4))


def test_a_checkpoint_is_opened_with_the_log_s_key() -> None:
    signed = opened(NOTE, [LOG_KEY.public, WITNESS_KEY.public])
    assert signed.checkpoint == CHECKPOINT
    assert signed.witnesses == {"witness.example/1": 1_700_000_000}
    assert opened(NOTE, [LOG_KEY.public]).witnesses == {}


def test_a_checkpoint_that_its_log_has_not_signed_is_refused() -> None:
    with pytest.raises(NotSigned):
        opened(NOTE, [WITNESS_KEY.public])
    other = SigningKey("other.example/log", LOG, bytes(32))
    with pytest.raises(NotSigned):
        opened(bytes(Note(str(CHECKPOINT), (other.sign(str(CHECKPOINT)),))), [other.public, LOG_KEY.public])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "casebook.example/log\n10\n",
        str(CHECKPOINT) + "an extension\n",
        str(CHECKPOINT) + "\n",
        str(CHECKPOINT)[:-1],
        str(CHECKPOINT).replace("\n10\n", "\n010\n"),
        str(CHECKPOINT).replace("\n10\n", "\n+10\n"),
        str(CHECKPOINT).replace("\n10\n", "\n1_0\n"),
        str(CHECKPOINT).replace("\n10\n", "\n-10\n"),
        str(CHECKPOINT).replace("\n10\n", "\n１０\n"),
        str(CHECKPOINT).replace("\n10\n", f"\n{LARGEST + 1}\n"),
        str(CHECKPOINT).replace("casebook.example/log", ""),
        str(CHECKPOINT).replace("=", ""),
        "casebook.example/log\n0\n" + str(CHECKPOINT).split("\n")[2] + "\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(text)


def test_an_empty_log_has_a_checkpoint() -> None:
    empty = Checkpoint("casebook.example/log", 0, EMPTY)
    assert Checkpoint.parse(str(empty)) == empty


@pytest.mark.parametrize(
    "proof",
    [
        Inclusion(0, (), NOTE),
        Inclusion(7, HASHES, NOTE),
        Inclusion(LARGEST, HASHES, NOTE, b"\0anything"),
        Growth(0, (), NOTE),
        Growth(7, HASHES, NOTE),
    ],
)
def test_proofs_are_written_and_read_the_same(proof: Inclusion | Growth) -> None:
    assert type(proof).parse(bytes(proof)) == proof


PROOF = bytes(Inclusion(7, HASHES, NOTE, b"extra"))
GROWTH = bytes(Growth(7, HASHES, NOTE))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        NOTE,
        PROOF.replace(b"@v1", b"@v2"),
        PROOF.replace(b"index 7", b"index 07"),
        PROOF.replace(b"index 7", b"index  7"),
        PROOF.replace(b"index 7", b"index 7 "),
        PROOF.replace(b"index 7", b"Index 7"),
        PROOF.replace(b"index 7\n", b""),
        PROOF.replace(b"extra ZXh0cmE=", b"extra "),
        PROOF.replace(b"extra ZXh0cmE=", b"extra ZXh0cmF="),
        PROOF.replace(b"extra ZXh0cmE=", b"extra ZXh0cmE=\nextra ZXh0cmE="),
        PROOF.replace(b"@v1\n", b"@v1\r\n"),
        PROOF.replace(b"@v1\n", b"@v1\n\n"),
        PROOF.replace(b"@v1\n", "@v1\n\u3000".encode()),
        PROOF.replace(b"index 7\n", b"index 7\nAAAA\n"),
        PROOF.replace(b"=\n\ncase", b"\n\ncase"),
        PROOF.replace(b"index 7\n", b"index 7\n" + b"A" * 43 + b"=\n" * 1 + (b"A" * 43 + b"=\n") * 63),
        PROOF[:-1],
        PROOF + b"\n",
        GROWTH,
    ],
)
def test_what_is_no_proof_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Inclusion.parse(data)


@pytest.mark.parametrize(
    "data",
    [b"", NOTE, PROOF, GROWTH.replace(b"old 7", b"old 07"), GROWTH.replace(b"old 7\n", b""), GROWTH[:-1], GROWTH[1:]],
)
def test_what_is_no_growth_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Growth.parse(data)


def test_of_altered_proofs_none_is_read_as_what_it_was() -> None:
    for whole, kind in ((PROOF, Inclusion), (GROWTH, Growth)):
        for at in range(len(whole) - len(NOTE)):
            for bit in (1, 2, 4, 8, 16, 32, 64, 128):
                changed = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
                try:
                    read = kind.parse(changed)
                except Malformed:
                    continue
                assert bytes(read) == changed
                assert read != kind.parse(whole)
