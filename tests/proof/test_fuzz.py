"""Whatever bytes come: the parsers answer or refuse, never crash, and never take two spellings of one thing."""

from __future__ import annotations

import os
from typing import Any, Protocol

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.proof.archive import pack, unpack
from casebook.proof.bundle import Manifest
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.checks import Refused
from casebook.proof.encoding import Malformed
from casebook.proof.entry import Disclosure, Entry
from casebook.proof.heads import Place, Record
from casebook.proof.note import Note, SigningKey, VerifierKey
from casebook.proof.soundness import check_bundle
from casebook.proof.strict_json import canonical, parsed
from casebook.proof.tiles import Tile
from casebook.proof.tlog_proof import Growth, Inclusion
from proof.corpus import TRUST, Files, full, good_bundles
from proof.made_log import LOG_KEY

TIMES = int(os.environ.get("FUZZ", "1"))
"""So many times as many examples as otherwise: continuous integration tries for a minute."""

FULL = full()
WHOLE = {case.data for case in good_bundles()}


class Parser(Protocol):
    """Reads bytes, or says that they are malformed."""

    def __call__(self, data: bytes, /) -> Any: ...


PARSERS: dict[str, tuple[Parser, list[bytes]]] = {
    "note": (Note.parse, [FULL["checkpoint"]]),
    "proof": (Inclusion.parse, [FULL["proofs/000003.tlog-proof"]]),
    "growth": (Growth.parse, [FULL["consistency"]]),
    "manifest": (Manifest.parse, [FULL["manifest.json"]]),
    "record": (Record.parse, [FULL["heads/record"]]),
    "place": (Place.parse, [FULL["heads/record.proof"]]),
}
"""Parsers whose values are written back to the same bytes."""

OTHERS: dict[str, tuple[Parser, list[bytes]]] = {
    "entry": (Entry.parse, [FULL["entries/000001.entry"], FULL["heads/entry"]]),
    "disclosure": (Disclosure.parse, [FULL["disclosures/000001/body.sdd"]]),
    "checkpoint": (
        lambda data: Checkpoint.parse(data.decode("latin-1")),
        [FULL["checkpoint"].split(b"\n\n")[0] + b"\n"],
    ),
    "vkey": (lambda data: VerifierKey.parse(data.decode("latin-1")), [str(LOG_KEY.public).encode()]),
    "private key": (lambda data: SigningKey.parse(data.decode("latin-1")), [LOG_KEY.spelled().encode()]),
    "address": (lambda data: Tile.at(data.decode("latin-1")), [b"tile/0/x001/234.p/5"]),
    "JSON": (parsed, [FULL["entries/000001.entry"].split(b"\n")[1]]),
    "archive": (unpack, sorted(WHOLE)),
}


@st.composite
def mangled(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A good text with parts of it altered, moved, doubled or taken out; or anything."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        part = draw(
            st.one_of(st.binary(max_size=8), st.just(data[start:end] * 2), st.just(data[end : end + 40]), _TOKENS)
        )
        data = data[:start] + part + data[end:]
    return draw(st.one_of(st.just(data), st.binary(max_size=200)))


_TOKENS = st.sampled_from(
    [
        b"\n",
        b"\n\n",
        b"\r\n",
        b"0",
        b"-1",
        b"=",
        b" ",
        b'"',
        b"{",
        b"[",
        "— ".encode(),
        b"\xff",
        b"null",
        b"1e9",
        b"\\u0000",
    ]
)


def read(parser: Parser, data: bytes) -> Any:
    try:
        return parser(data)
    except Malformed:
        return None


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=200 * TIMES)
@given(data=st.data())
def test_what_is_read_is_written_back_the_same(name: str, data: st.DataObject) -> None:
    parser, seeds = PARSERS[name]
    text = data.draw(mangled(seeds))
    if (value := read(parser, text)) is not None:
        assert bytes(value) == text


@pytest.mark.parametrize("name", OTHERS)
@settings(max_examples=150 * TIMES)
@given(data=st.data())
def test_no_parser_crashes(name: str, data: st.DataObject) -> None:
    parser, seeds = OTHERS[name]
    read(parser, data.draw(mangled(seeds)))


@settings(max_examples=200 * TIMES)
@given(st.data())
def test_no_mangled_bundle_is_accepted(data: st.DataObject) -> None:
    text = data.draw(mangled(sorted(WHOLE)))
    try:
        check_bundle(text, TRUST)
    except Refused:
        return
    assert text in WHOLE


UNPROVEN = {"README.txt", "verify.html"}


@settings(max_examples=300 * TIMES)
@given(st.data())
def test_no_bundle_with_a_mangled_file_is_accepted(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(FULL) - UNPROVEN)))
    content = data.draw(mangled([FULL[name]]))
    files: Files = FULL | {name: content}
    try:
        check_bundle(pack(files), TRUST)
    except Refused:
        return
    assert proven(content) == proven(FULL[name])


def proven(content: bytes) -> list[bytes]:
    """The lines that a verdict rests on: a signature under a name that nobody knows is passed over, as if not there.

    So a witness whose name was changed witnesses nothing, which the verdict says; the log's own signature must stand.
    """
    ours = f"— {LOG_KEY.public.name} ".encode()
    return [line for line in content.split(b"\n") if not line.startswith("— ".encode()) or line.startswith(ours)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=60 * TIMES)
@given(JSON)
def test_the_ledger_s_json_is_read_and_only_in_that_spelling(content: Any) -> None:
    try:
        ours = canonical(content)
    except UnicodeEncodeError:  # half a letter: no text
        return
    # the ledger writes with another library: sorted by bytes, which for other than ASCII names is another order
    theirs = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    if all(name.isascii() for name in names_in(content)):
        assert ours == theirs
    assert read(parsed, ours) == content


def names_in(content: Any) -> list[str]:
    if isinstance(content, list):
        return [name for each in content for name in names_in(each)]
    if isinstance(content, dict):
        return [*content, *(name for each in content.values() for name in names_in(each))]
    return []
