"""Signed notes and their keys: the vectors of Go's package, and that each note has one spelling."""

from __future__ import annotations

import base64

import pytest

from casebook.proof.encoding import Malformed
from casebook.proof.note import LOG, WITNESS, Note, NotSigned, Signature, SigningKey, VerifierKey

# From the documentation of golang.org/x/mod/sumdb/note.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n{LINE}\n".encode()

LOG_KEY = SigningKey("casebook.example/log", LOG, bytes(range(32)))
WITNESS_KEY = SigningKey("witness.example/1", WITNESS, bytes(range(1, 33)))


def cosigned() -> bytes:
    return bytes(Note(TEXT, (LOG_KEY.sign(TEXT), WITNESS_KEY.sign(TEXT, 1_700_000_000))))


def test_the_vectors_of_another_implementation() -> None:
    key = SigningKey.parse(PRIVATE)
    assert str(key.public) == PUBLIC
    assert str(key.sign(TEXT)) == f"{LINE}\n"
    assert key.spelled() == PRIVATE
    assert Note.parse(NOTE).verified([VerifierKey.parse(PUBLIC)]) == {key.public: None}


def test_the_notes_of_the_specifications_are_read() -> None:
    # c2sp.org/signed-note and c2sp.org/tlog-cosignature; both have empty lines or two signatures
    quasimodo = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
        "— quasimodo.example/salvatore "
        "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    assert Note.parse(quasimodo.encode()).text.endswith("\n\ned è subito sera.\n")
    sofa = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
        "— witness.example.com/w1 "
        "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    note = Note.parse(sofa.encode())
    assert [each.name for each in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(note.signatures[1].value[:8]) == 1_679_315_147


def test_a_witness_says_when() -> None:
    signed = Note.parse(cosigned()).verified([LOG_KEY.public, WITNESS_KEY.public])
    assert signed == {LOG_KEY.public: None, WITNESS_KEY.public: 1_700_000_000}


def test_signatures_of_others_are_left_unread() -> None:
    stranger = Signature("stranger.example", b"\1\2\3\4", b"anything at all")
    same_name = Signature("casebook.example/log", b"\1\2\3\4", bytes(64))
    note = Note(TEXT, (stranger, same_name, LOG_KEY.sign(TEXT), stranger))
    assert Note.parse(bytes(note)).verified([LOG_KEY.public]) == {LOG_KEY.public: None}
    with pytest.raises(NotSigned):
        note.verified([WITNESS_KEY.public])
    with pytest.raises(NotSigned):
        note.verified([])


def test_one_bad_signature_in_a_known_name_spoils_the_note() -> None:
    forged = Signature("witness.example/1", WITNESS_KEY.public.key_id, bytes(72))
    short = Signature("witness.example/1", WITNESS_KEY.public.key_id, bytes(64))
    late = Signature("witness.example/1", WITNESS_KEY.public.key_id, b"\xff" * 8 + bytes(64))
    twice = LOG_KEY.sign(TEXT)
    for added in (forged, short, late, twice):
        with pytest.raises(NotSigned):
            Note(TEXT, (LOG_KEY.sign(TEXT), added)).verified([LOG_KEY.public, WITNESS_KEY.public])


def test_every_altered_byte_of_a_note_is_refused() -> None:
    data, keys = cosigned(), [LOG_KEY.public, WITNESS_KEY.public]
    for at in range(len(data)):
        for bit in (1, 32, 128):
            changed = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
            try:
                signed = Note.parse(changed).verified(keys)
            except (Malformed, NotSigned):
                continue
            # a line that is no longer in a known name is unread, as any other stranger's
            assert len(signed) == 1
            assert Note.parse(changed).text == TEXT


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE + b"more\n",
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace("— ".encode(), "—  ".encode()),
        NOTE.replace(b"PeterNeumann", b"Peter Neumann"),
        NOTE.replace(b"PeterNeumann", "Peter\u3000Neumann".encode()),
        NOTE.replace(b"PeterNeumann", b"Peter+Neumann"),
        NOTE.replace(b"PeterNeumann ", b""),
        NOTE.replace(b"AM=\n", b"AN=\n"),
        NOTE.replace(b"AM=\n", b"AM\n"),
        NOTE.replace(b"AM=\n", b"A-_=\n"),
        NOTE.replace(b"AM=\n", b"AM= \n"),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
        NOTE.replace(b"think", b"thi\0nk"),
        NOTE.replace(b"think", b"thi\tnk"),
        NOTE.replace(b"think", b"thi\xffnk"),
        NOTE.replace(b"think", b"think" * 60_000),
        NOTE + f"{LINE}\n".encode() * 100,
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        Note.parse(data)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        PUBLIC.replace("PeterNeumann", ""),
        PUBLIC.replace("PeterNeumann", "Peter Neumann"),
        PUBLIC.replace("PeterNeumann", "Peter+Neumann"),
        PUBLIC.replace("c74f20a3", "c74f20a4"),
        PUBLIC.replace("c74f20a3", "C74F20A3"),
        PUBLIC + "\n",
        PUBLIC[:-4],
        PUBLIC.replace("+ARpc", "+AR pc"),
        "PeterNeumann\x07" + PUBLIC.removeprefix("PeterNeumann"),
        str(VerifierKey("mldsa.example", 6, bytes(32))),
        str(VerifierKey("short.example", 1, bytes(31))),
        str(VerifierKey("bell.example\x07", 1, bytes(32))),
        PRIVATE,
    ],
)
def test_what_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(vkey)


@pytest.mark.parametrize("spelled", [PUBLIC, PRIVATE[:-4], PRIVATE.replace("c74f20a3", "c74f20a4"), PRIVATE + "\n", ""])
def test_what_is_no_private_key_is_refused(spelled: str) -> None:
    with pytest.raises(Malformed):
        SigningKey.parse(spelled)


def test_a_key_cannot_have_a_name_that_breaks_lines() -> None:
    for name in ("two words", "a+b", "", "a\nb"):
        with pytest.raises(Malformed):
            SigningKey.generate(name)


def test_a_key_of_one_kind_does_not_stand_for_the_other() -> None:
    seed = bytes(32)
    log, witness = SigningKey("one.example", LOG, seed), SigningKey("one.example", WITNESS, seed)
    assert log.public.key_id != witness.public.key_id
    assert log.public.public == witness.public.public
    with pytest.raises(NotSigned):
        Note(TEXT, (log.sign(TEXT),)).verified([witness.public])
    relabelled = Signature("one.example", witness.public.key_id, log.sign(TEXT).value)
    with pytest.raises(NotSigned):
        Note(TEXT, (relabelled,)).verified([witness.public])


def test_an_ed25519_key_is_the_one_of_the_standard() -> None:
    # RFC 8032, section 7.1, test 1
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    key = SigningKey("rfc.example", LOG, seed)
    assert key.public.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert base64.b64decode(str(key.public).split("+", 2)[2])[1:] == key.public.public
