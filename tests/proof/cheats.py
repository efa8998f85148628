"""Bundles of a dishonest operator: what is wrong was logged and signed, and is shown with proofs that hold."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from casebook.ledger import layout, vault
from casebook.proof.archive import pack
from casebook.proof.bundle import disclosure_name, entry_name, proof_name
from casebook.proof.composing import HeadOf
from casebook.proof.heads import Record
from casebook.proof.note import Note
from casebook.proof.tlog_proof import Inclusion
from proof.corpus import EVENTS, Case, bundle_of
from proof.made_log import (
    ATTACHED,
    BEGAN,
    KEY_SPELLED,
    LOG_KEY,
    MINUTE,
    OTHER,
    PETITION,
    STORY,
    WITNESS_KEY,
    Log,
    drawn,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from proof.corpus import Files

PLACES = [index for index, (stream, _, _) in enumerate(STORY) if stream == PETITION]
"""The indexes of the petition's events in the honest log."""

HONEST = bundle_of(story())


def bundles() -> Iterator[Case]:
    """All of them."""
    for cases in (entries(), places(), chains(), orders(), times(), disclosures(), attachments(), heads()):
        yield from cases


def cheated(version: int, /, **forged: Any) -> Log:
    """The log in which the petition's event of this version is forged."""
    log, at = Log(), PLACES[version - 1]
    for index, (stream, role, event) in enumerate(STORY):
        log.tell(stream, role, event, **(forged if index == at else {}))
    return log


def shown(log: Log, indexes: Sequence[int] = PLACES) -> Files:
    """A bundle of these entries, whatever they are; the manifest says what it says in the honest one."""
    note, tree = log.checkpoint(), log.tree()
    files = {
        name: each for name, each in HONEST.items() if not name.startswith(("entries/", "proofs/", "disclosures/"))
    }
    for version, index in enumerate(indexes, 1):
        files[entry_name(version)] = log.entries[index]
        files[proof_name(version)] = bytes(Inclusion(index, tree.inclusion(index), note))
        files |= {disclosure_name(version, field): text for field, text in log.words.get(index, {}).items()}
    return files | {"checkpoint": note}


def entries() -> Iterator[Case]:
    for case, old, new in (
        ("a header with a space", b'{"at":', b'{ "at":'),
        ("a header with something more", b'{"at":', b'{"a":1,"at":'),
        ("a time without fractions", b".123456Z", b"Z"),
        ("a time in another zone", b".123456Z", b".123456+08:00"),
        ("a thirteenth month", b"2026-11", b"2026-13"),
        ("a sixty-first second", b":00.123456Z", b":61.123456Z"),
        ("an index with a zero", b'"idx":3', b'"idx":03'),
        ("an index as text", b'"idx":3', b'"idx":"3"'),
        ("a huge index", b'"idx":3', b'"idx":9223372036854775808'),
        ("a predecessor in capitals", b'"prev":"', b'"prev":"A'),
        ("a stream that is none", b'"stream":"', b'"stream":"x'),
        ("a name with a quote", b'"topic":"', b'"topic":"\\"'),
        ("another type", b"entry/v1", b"entry/v2"),
        ("no version", b',"ver":2', b""),
    ):
        log = cheated(2, head=lambda head, old=old, new=new: head.replace(old, new, 1))
        yield Case(f"header: {case}", pack(shown(log)), "entry", 2)
    for case, old, new in (
        ("empty", b"", b""),
        ("not JSON", b"", b"{"),
        ("a list", b"", b"[]"),
        ("no data", b"", b'{"v":1}'),
        ("data that are a list", b"", b'{"data":[],"v":1}'),
        ("not in order", b"", b'{"v":1,"data":{}}'),
        ("very deep", b"", b'{"data":{"a":' + b"[" * 8000 + b"]" * 8000 + b"}}"),
        ("too large", b"", b'{"data":{"a":"' + b"a" * 17_000 + b'"}}'),
        ("a name twice", b'"data":{', b'"data":{},"data":{'),
        ("a space", b'"data":{', b'"data": {'),
        ("a space before it", b"", b' {"data":{}}'),
        ("another behind it", b"", b'{"data":{}}{"data":{}}'),
        ("a fraction", b'"v":1', b'"v":1.5'),
        ("a number that is too large", b'"v":1', b'"v":9007199254740993'),
        ("an infinity", b'"v":1', b'"v":Infinity'),
        ("a line feed", b'"v":1', b'"v":1\n'),
        ("half a letter", b'"v":1', b'"v":"\\ud800"'),
        ("an escaped letter", b'"v":1', b'"v":"\\u0041"'),
        ("digests that are a list", b'{"actor"', b'{"_sd":[],"actor"'),
        ("a digest that is a number", b'{"actor"', b'{"_sd":{"text":1},"actor"'),
        ("a short digest", b'{"actor"', b'{"_sd":{"text":"abc"},"actor"'),
        ("a digest of a field that cannot be", b'{"actor"', b'{"_sd":{"../x":"' + b"A" * 43 + b'"},"actor"'),
    ):
        log = cheated(2, spelled=lambda state, old=old, new=new: state.replace(old, new, 1) if old else new)
        yield Case(f"state: {case}", pack(shown(log)), "entry", 2)
    file = {"id": str(OTHER), "sha256": "a" * 64, "size": 1}
    for case, changed in (
        ("a file without an id", {"sha256": "a" * 64, "size": 1}),
        ("a file whose id is none", file | {"id": "x"}),
        ("a file whose digest is none", file | {"sha256": "x"}),
        ("a file whose digest is a number", file | {"sha256": 1}),
        ("a file without a size", {"id": str(OTHER), "sha256": "a" * 64}),
        ("a file whose id is in capitals", file | {"id": str(OTHER).upper()}),
        ("a file whose id is without hyphens", file | {"id": OTHER.hex}),
        ("a file whose size is text", file | {"size": "1"}),
        ("a file whose size is true", file | {"size": True}),
    ):
        log = cheated(2, change=lambda state, changed=changed: state["data"].update(photos=[changed]))
        yield Case(f"state: {case}", pack(shown(log)), "entry", 2)
    yield Case("no line feed", pack(shown(cheated(2, head=lambda head: head[:-1], spelled=lambda _: b"}"))), "entry", 2)


def places() -> Iterator[Case]:
    for version in (1, 2, EVENTS):
        for by in (-1, 1, 1000):
            index = max(PLACES[version - 1] + by, 0)
            yield Case(f"{by} off at {version}", pack(shown(cheated(version, index=index))), "place", version)
        log = cheated(version, origin="elsewhere.example/log")
        yield Case(f"another log at {version}", pack(shown(log)), "place", version)
        yield Case(f"another stream at {version}", pack(shown(cheated(version, said=OTHER))), "stream", version)
    for version in (0, 1, 3, 99):
        yield Case(f"event 2 says {version}", pack(shown(cheated(2, version=version))), "version", 2)
    others = story().streams[OTHER]
    for version in (1, 2, 3, 4):
        mixed = [*PLACES[: version - 1], others[version - 1], *PLACES[version:]]
        yield Case(f"another petition's event {version}", pack(shown(story(), mixed)), "stream", version)
    twice = [*PLACES[:3], PLACES[2], *PLACES[4:]]
    yield Case("an event twice", pack(shown(story(), twice)), "version", 4)
    yield Case(
        "events exchanged, with their proofs", pack(shown(story(), [PLACES[0], PLACES[2], PLACES[1]])), "version", 2
    )


def chains() -> Iterator[Case]:
    honest = story()
    for case, version, previous in (
        ("nothing before", 2, layout.ZERO),
        ("something before the first", 1, drawn("x")),
        ("another petition's event before", 2, honest.leaves[0]),
        ("the event before the one before", 3, honest.leaves[PLACES[0]]),
        ("a leaf of no event", 5, drawn("no event")),
        ("the last one's own successor", EVENTS, honest.leaves[PLACES[-1]]),
    ):
        yield Case(case, pack(shown(cheated(version, previous=previous))), "chain", version)
    # the event behind a forged one was not logged anew
    log = cheated(4, change=lambda state: state.update(v=2))
    redone = Log(log.entries[:7] + honest.entries[7:], log.leaves[:7] + honest.leaves[7:], honest.streams, honest.words)
    yield Case("an event was exchanged before it was signed", pack(shown(redone)), "chain", 5)


def orders() -> Iterator[Case]:
    for version in (2, 3, 8):
        at = BEGAN + PLACES[version - 2] * MINUTE - timedelta(microseconds=1)
        yield Case(f"event {version} is earlier", pack(shown(cheated(version, at=at))), "order", version)
        log = cheated(version, at=at - timedelta(days=365))
        yield Case(f"event {version} is a year earlier", pack(shown(log)), "order", version)
    # the third event stands in the log before the second
    log, ahead = story(3), story(3)
    ahead.log(PETITION, "between", b"{}")
    second = ahead.tell(*STORY[3], version=2, previous=ahead.leaves[1])
    log.tell(*STORY[4], version=3, previous=ahead.leaves[second])
    log.tell(*STORY[3], version=2, previous=log.leaves[1])
    yield Case("the third event was logged before the second", pack(shown(log, [1, 4, 3])), "order", 3)


def times() -> Iterator[Case]:
    seen = BEGAN.replace(microsecond=0) + (len(STORY) - 1) * MINUTE + MINUTE
    for case, at in (
        ("just after it was seen", seen + timedelta(seconds=120, microseconds=1)),
        ("a day after it was seen", seen + timedelta(days=1)),
        ("a thousand years after", seen.replace(year=3026)),
    ):
        yield Case(case, pack(shown(cheated(EVENTS, at=at))), "time", EVENTS)
    log = story()
    for size, after in ((4, 3), (4, 600), (2, 10)):
        files = bundle_of(log, old=size)
        text = Note.parse(files["old-checkpoint"]).text
        last = BEGAN + (size - 1) * MINUTE + after * MINUTE
        version = next(nth for nth, index in enumerate(PLACES, 1) if index >= size)
        late = bytes(Note(text, (LOG_KEY.sign(text), WITNESS_KEY.sign(text, int(last.timestamp()) + 1))))
        case = f"a witness saw nothing behind {size} yet, {after} minutes later"
        yield Case(case, pack(files | {"old-checkpoint": late}), "time", version)


def spelled(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def disclosures() -> Iterator[Case]:
    salt, right = drawn("salt")[:16], vault.disclosure(drawn("salt")[:16], "text", "路灯已修复。")
    for case, text in {
        "not base64url": b"???",
        "with padding": right + b"=" * (-len(right) % 4 or 4),
        "in the other base64": right[:-1] + b"/",
        "not JSON": spelled(b"["),
        "empty": b"",
        "two parts": spelled(b'["' + b"A" * 22 + b'","text"]'),
        "four parts": spelled(b'["' + b"A" * 22 + b'","text","x",1]'),
        "no list": spelled(b'{"text":"x"}'),
        "of another field": vault.disclosure(salt, "title", "x"),
        "without a salt": vault.disclosure(b"", "text", "x"),
        "with a short salt": vault.disclosure(salt[:15], "text", "x"),
        "with a salt that is a number": spelled(b'[1,"text","x"]'),
        "with spaces": spelled(b'["' + b"A" * 22 + b'", "text", "x"]'),
        "with a name twice": spelled(b'["' + b"A" * 22 + b'","text",{"a":1,"a":2}]'),
        "with a fraction": spelled(b'["' + b"A" * 22 + b'","text",1.5]'),
        "not text": spelled(b"\xff\xfe"),
    }.items():
        yield Case(f"words: {case}", pack(shown(cheated(5, texts={"text": text}))), "disclosure", 5)


def attachments() -> Iterator[Case]:
    def with_keys(*keys: object) -> bytes:
        return pack(shown(cheated(1, texts={"file_keys": vault.disclosure(drawn("s")[:16], "file_keys", keys)})))

    for case, data in {
        "another key": with_keys(KEY_SPELLED[::-1].replace("=", "")),
        "a short key": with_keys(KEY_SPELLED[:20]),
        "a key that is none": with_keys("???"),
        "a key that is a number": with_keys(1),
        "no key": with_keys(),
        "two keys": with_keys(KEY_SPELLED, KEY_SPELLED),
    }.items():
        yield Case(f"a picture with {case}", data, "attachment", 1)

    def altered(**changes: object) -> bytes:
        return pack(shown(cheated(1, change=lambda state: state["data"].update(attachments=[attached | changes]))))

    attached = ATTACHED.model_dump(mode="json")
    yield Case("a picture of another size", altered(size=ATTACHED.size + 1), "attachment", 1)
    yield Case("a picture with another's id", altered(id=str(OTHER)), "attachment", 1)
    yield Case("another picture than was named", altered(sha256=drawn("another").hex()), "unattached")


def published(**forged: Any) -> Files:
    """A bundle with heads that were published as is forged."""
    log = story()
    head = log.publish_heads(**forged)
    return bundle_of(log, head=head)


def heads() -> Iterator[Case]:
    forgeries: dict[str, dict[str, Any]] = {
        "another name": {"topic": "accepted"},
        "no root": {"data": {"root": ""}},
        "a root that is none": {"data": {"root": "x" * 64}},
        "a root that is a number": {"data": {"root": 1}},
        "a root in capitals": {"data": {"root": "AB" * 32}},
        "a root with spaces": {"data": {"root": " ab" * 32}},
        "events that were not there": {"data": {"size": len(STORY) + 1}},
        "no events": {"data": {"size": 0}},
        "no number of events": {"data": {"size": "12"}},
        "a number that is true": {"data": {"size": True, "streams": True}},
        "another index": {"index": 3},
        "another log": {"origin": "elsewhere"},
    }
    for case, forged in forgeries.items():
        check = "head" if "true" in case else "heads"
        yield Case(f"heads published with {case}", pack(published(**forged)), check)
    yield Case("heads published with another number of streams", pack(published(data={"streams": 3})), "head")
    yield Case("heads published with another root", pack(published(data={"root": drawn("root").hex()})), "head")
    yield Case("heads of another petition", pack(published(of=OTHER)), "head")
    honest = story()
    others = [each for each in honest.records() if each.stream != str(PETITION)]
    for case, record, version in (
        ("an older event as the last", Record(PLACES[5], honest.leaves[PLACES[5]], str(PETITION), 6), 6),
        ("a leaf that is another", Record(PLACES[-1], drawn("x"), str(PETITION), EVENTS), EVENTS),
        ("an index that is another", Record(3, honest.leaves[PLACES[-1]], str(PETITION), EVENTS), EVENTS),
    ):
        records = sorted([*others, record], key=lambda each: each.stream)
        yield Case(f"heads with {case}", pack(published(records=records)), "head", version)
    none = Record(PLACES[-1], honest.leaves[PLACES[-1]], str(PETITION), 0)
    records = sorted([*others, none], key=lambda each: each.stream)
    yield Case("heads with no event as the last", pack(published(records=records)), "tail")
    log = story()
    before = log.publish_heads(data={"size": 5})
    yield Case("heads that count less than they name", pack(bundle_of(log, head=before)), "head", EVENTS)
    log = story()
    head = log.publish_heads()
    moved = HeadOf(head.record, head.place, log.entries[PLACES[0]])
    yield Case("heads in an event of the petition", pack(bundle_of(log, head=moved)), "heads")
