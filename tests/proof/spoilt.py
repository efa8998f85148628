"""Bundles that somebody spoilt after they were made: with a file exchanged, a number altered, an event taken out."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from casebook.proof.archive import pack
from casebook.proof.bundle import HEADS, Manifest, disclosure_name, entry_name, proof_name
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.composing import compose_unsigned
from casebook.proof.encoding import base64_of
from casebook.proof.note import LOG, WITNESS, Note, Signature, SigningKey
from casebook.proof.strict_json import canonical
from casebook.proof.tlog_proof import Growth, Inclusion
from proof.corpus import EVENTS, Case, bundle_of, erased, full, public, small
from proof.made_log import (
    ATTACHED,
    LOG_KEY,
    OLD_SIZE,
    ORIGIN,
    OTHER,
    PETITION,
    STORY,
    STRANGER,
    WITNESS_KEY,
    Log,
    drawn,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proof.corpus import Files

FULL, PUBLIC, ERASED, SMALL = full(), public(), erased(), small()
TEXT = Note.parse(FULL["checkpoint"]).text


def bundles() -> Iterator[Case]:
    """All of them."""
    for cases in (
        containers(),
        unsigned(),
        contents(),
        manifests(),
        checkpoints(),
        signatures(),
        older_checkpoints(),
        growths(),
        kept(),
        entries(),
        proofs(),
        versions(),
        words(),
        attachments(),
        listings(),
        heads(),
    ):
        yield from cases


def put(name: str, content: bytes, files: Files = FULL) -> bytes:
    """The bundle with this file instead."""
    assert files.get(name) != content
    return pack(files | {name: content})


def swap(name: str, old: str | bytes, new: str | bytes, files: Files = FULL) -> bytes:
    """The bundle with one part of a file exchanged."""
    old, new = (each.encode() if isinstance(each, str) else each for each in (old, new))
    assert old in files[name], (name, old)
    return put(name, files[name].replace(old, new, 1), files)


def drop(*names: str, files: Files = FULL) -> bytes:
    """The bundle without these files."""
    assert set(names) <= set(files)
    return pack({name: each for name, each in files.items() if name not in names})


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def containers() -> Iterator[Case]:
    data = pack(FULL)
    for at in (0, 1, 4, 29, 30, 1000, len(data) // 2, len(data) - 22, len(data) - 1):
        yield Case(f"cut at {at}", data[:at], "container")
    yield Case("something behind", data + b"\0", "container")
    yield Case("something before", b"\0" + data, "container")
    yield Case("a comment", data[:-2] + b"\4\0more", "container")
    yield Case("another archive behind", data + pack(SMALL), "container")
    first, directory = data.index(b"PK\3\4"), data.index(b"PK\1\2")
    local = ("version", 4), ("flags", 6), ("method", 8), ("time", 10), ("day", 12), ("checksum", 14)
    for field, at in (*local, ("packed size", 18), ("size", 22), ("name's length", 26), ("more", 28), ("content", 60)):
        yield Case(f"{field} altered", flipped(data, first + at), "container")
    for field, at in (("flags", 8), ("checksum", 16), ("size", 24), ("system", 5), ("rights", 38), ("place", 42)):
        yield Case(f"{field} altered in the directory", flipped(data, directory + at), "container")
    for bad in (
        b"../../x.sh",
        b"/etc/passw",
        b"C:\\a\\b.txt",
        b"READ ME.tx",
        b"README.tx/",
        b"a//b/./../",
        bytes(10),
        b"READM\xc9.txt",
    ):
        yield Case(f"a file called {bad!r}", data.replace(b"README.txt", bad.ljust(10, b"t")[:10]), "container")
    doubled = data.replace(b"proofs/000002", b"proofs/000001")
    yield Case("two files of one name", doubled, "container")
    yield Case("not in order", data.replace(b"old-checkpoint", b"zld-checkpoint"), "container")
    for name, how in (("compressed", zipfile.ZIP_DEFLATED), ("stored by another program", zipfile.ZIP_STORED)):
        yield Case(name, zipped(FULL, how), "container")
    yield Case("no archive", b"not a zip at all", "container")


def zipped(files: Files, how: int) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", how) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name], how)
    return memory.getvalue()


def contents() -> Iterator[Case]:
    for name in (
        "entries/1.entry",
        "entries/0000011.entry",
        "entries/000001.entry.bak",
        "entries/000011.entry",
        "proofs/000011.tlog-proof",
        "proofs/000001.proof",
        "disclosures/000001/Title.sdd",
        "disclosures/000001/title.txt",
        "disclosures/1/title.sdd",
        "attachments/picture.jpg",
        f"attachments/{'A' * 64}",
        "heads/more",
        "checkpoint.tsr",
        "checkpoint.bak",
        "Manifest.json",
        "notes.txt",
        "verify.htm",
        "README.txt/README.txt",
    ):
        yield Case(f"{name} added", put(name, b"anything"), "contents")
    for name in ("checkpoint", "manifest.json", "old-checkpoint", "consistency", *HEADS, entry_name(3), proof_name(3)):
        yield Case(f"{name} missing", drop(name), "contents")
    events = [name for name in FULL if name.startswith(("entries/", "proofs/"))]
    yield Case("no event", drop(*events), "contents")
    yield Case("nothing", pack({}), "contents")
    yield Case("only a page", pack({"verify.html": b"<!doctype html>"}), "contents")


def unsigned() -> Iterator[Case]:
    log = story()
    yield Case("made before anything was signed", pack(compose_unsigned(log.tellings()[:1])), "unsigned")
    proven = [name for name in FULL if name.startswith(("proofs/", "checkpoint"))]
    yield Case("neither checkpoint nor proofs", drop(*proven), "unsigned")


def manifest(changes: dict[str, Any], files: Files = FULL) -> bytes:
    """The bundle whose manifest says otherwise; None takes a name out."""
    said = json.loads(files["manifest.json"]) | changes
    return put("manifest.json", canonical({name: each for name, each in said.items() if each is not None}), files)


def manifests() -> Iterator[Case]:
    said, name = FULL["manifest.json"], "manifest.json"
    for case, content in {
        "empty": b"",
        "not JSON": b"{",
        "a list": b"[]",
        "a number": b"1",
        "a BOM": b"\xef\xbb\xbf" + said,
        "a line more": said + b"\n",
        "a space": said.replace(b",", b", ", 1),
        "not UTF-8": said.replace(b"casebook", b"caseb\xffok"),
        "a control character": said.replace(b"casebook", b"caseb\1ok"),
        "an escape": said.replace(b"casebook", b"caseb\\u006fok"),
        "a name twice": said.replace(b'"events":', b'"events":1,"events":', 1),
        "not in order": b'{"typ":"casebook/bundle/v1",' + said[1:].replace(b',"typ":"casebook/bundle/v1"', b"", 1),
        "a number as 1.0": said.replace(b'"size":15', b'"size":15.0'),
        "a number as 1e1": said.replace(b'"size":15', b'"size":15e0'),
        "not a number": said.replace(b'"size":15', b'"size":NaN'),
        "a number that is too large": said.replace(b'"size":15', b'"size":9007199254740992'),
        "very deep": b"[" * 100_000,
    }.items():
        yield Case(case, put(name, content), "manifest")
    for key in json.loads(said):
        yield Case(f"without {key}", manifest({key: None}), "manifest")
        yield Case(f"{key} of another type", manifest({key: [1]}), "manifest")
    yield Case("with more", manifest({"more": "anything"}), "manifest")
    yield Case("of another version", manifest({"typ": "casebook/bundle/v2"}), "manifest")
    yield Case("a count that is true", manifest({"events": True}), "manifest")
    for key in ("1", "0000001", "00000a", "-00001", "000000001", "٠٠٠٠٠١", "1" * 5000):
        yield Case(f"an event called {key:.12}", manifest({"disclosures": {key: {"title": "withheld"}}}), "manifest")
    yield Case("an event without words", manifest({"disclosures": {"000002": {}}}), "manifest")
    yield Case("an unknown status", manifest({"disclosures": {"000001": {"title": "lost"}}}), "manifest")
    yield Case("a status that is no word", manifest({"attachments": {ATTACHED.sha256: None}}), "manifest")


def resigned(text: str, keys: Iterable[SigningKey] = (LOG_KEY, WITNESS_KEY)) -> bytes:
    """A note with this text, signed by whoever is named."""
    return bytes(Note(text, tuple(key.sign(text, 1_900_000_000) for key in keys)))


def checkpoints() -> Iterator[Case]:
    note, name = FULL["checkpoint"], "checkpoint"
    for case, content in {
        "empty": b"",
        "without its last line end": note[:-1],
        "a line more": note + b"\n",
        "with carriage returns": note.replace(b"\n", b"\r\n"),
        "without signatures": TEXT.encode() + b"\n",
        "without an empty line": note.replace(b"\n\n", b"\n"),
        "with a hyphen": note.replace("— ".encode(), b"- "),
        "with a space more": note.replace("— ".encode(), "—  ".encode()),
        "with base64 that has bits left over": note.replace(b"=\n", b"\n"),
        "not UTF-8": note.replace(b"casebook", b"caseb\xffok", 1),
        "too large": note + b"x" * (1 << 18),
        "an extension line, signed": resigned(f"{TEXT}an extension\n"),
        "a size with a zero, signed": resigned(TEXT.replace("\n15\n", "\n015\n")),
        "a negative size, signed": resigned(TEXT.replace("\n15\n", "\n-15\n")),
        "a huge size, signed": resigned(TEXT.replace("\n15\n", f"\n{2**63}\n")),
        "a short root, signed": resigned(f"{ORIGIN}\n15\n{base64_of(drawn('x')[:31])}\n"),
        "no root, signed": resigned(f"{ORIGIN}\n15\n"),
        "an empty log with a root, signed": resigned(f"{ORIGIN}\n0\n{base64_of(drawn('x'))}\n"),
    }.items():
        yield Case(case, put(name, content), "checkpoint")


def signatures() -> Iterator[Case]:
    note = Note.parse(FULL["checkpoint"])
    log, witness = note.signatures
    twin = SigningKey(ORIGIN, LOG, drawn("twin"))
    posing = SigningKey(ORIGIN, WITNESS, drawn("posing"))
    forged = Signature(ORIGIN, LOG_KEY.public.key_id, twin.sign(TEXT).value)
    unseen = Signature(WITNESS_KEY.public.name, WITNESS_KEY.public.key_id, drawn("time")[:8] + bytes(64))
    for case, content in {
        "another size": bytes(note).replace(b"\n15\n", b"\n16\n"),
        "another root": bytes(note).replace(TEXT.split("\n")[2].encode(), base64_of(drawn("root")).encode()),
        "another log": bytes(note).replace(ORIGIN.encode(), b"casebook.example/lag"),
        "an altered signature": bytes(Note(TEXT, (Signature(log.name, log.key_id, flipped(log.value, 40)), witness))),
        "a stranger's signature only": bytes(Note(TEXT, (STRANGER.sign(TEXT),))),
        "only the witness": bytes(Note(TEXT, (witness,))),
        "the log's name with another key": bytes(Note(TEXT, (twin.sign(TEXT), witness))),
        "the log's name on a cosignature": bytes(Note(TEXT, (posing.sign(TEXT, 1), witness))),
        "another key's signature in the log's name": bytes(Note(TEXT, (forged, witness))),
        "the log's signature twice": bytes(Note(TEXT, (log, log, witness))),
        "a cosignature that is not the witness's": bytes(Note(TEXT, (log, unseen))),
        "a cosignature with another time": bytes(
            Note(TEXT, (log, Signature(witness.name, witness.key_id, bytes(8) + witness.value[8:])))
        ),
        "another log's checkpoint, by the same key": resigned(TEXT.replace(ORIGIN, "elsewhere.example/log")),
    }.items():
        yield Case(case, put("checkpoint", content), "signature")
    yield Case("no cosignature", put("checkpoint", bytes(Note(TEXT, (log,)))), "witness")
    other = SigningKey("witness.example/2", WITNESS, drawn("other witness"))
    yield Case("another's cosignature", put("checkpoint", bytes(Note(TEXT, (log, other.sign(TEXT, 1))))), "witness")


def older_checkpoints() -> Iterator[Case]:
    old = Note.parse(FULL["old-checkpoint"])
    for case, content in {
        "empty": b"",
        "cut off": bytes(old)[:-1],
        "unsigned": bytes(Note(old.text, (STRANGER.sign(old.text),))),
        "another size": bytes(old).replace(b"\n6\n", b"\n7\n"),
        "only the witness": bytes(Note(old.text, old.signatures[1:])),
        "an extension line, signed": resigned(f"{old.text}an extension\n"),
        "of another log": bytes(Note(f"{STRANGER.public.name}\n1\n{base64_of(drawn('x'))}\n", old.signatures)),
    }.items():
        yield Case(f"older: {case}", put("old-checkpoint", content), "old-checkpoint")


def growths() -> Iterator[Case]:
    growth = Growth.parse(FULL["consistency"])
    old, hashes, note = growth.old, growth.hashes, growth.checkpoint
    for nth in range(len(hashes)):
        for at in (0, 15, 31):
            altered = (*hashes[:nth], flipped(hashes[nth], at), *hashes[nth + 1 :])
            yield Case(f"hash {nth} altered at {at}", put("consistency", bytes(Growth(old, altered, note))), "growth")
        without = (*hashes[:nth], *hashes[nth + 1 :])
        yield Case(f"hash {nth} missing", put("consistency", bytes(Growth(old, without, note))), "growth")
    for case, content in {
        "a hash more": bytes(Growth(old, (*hashes, drawn("more")), note)),
        "no hash": bytes(Growth(old, (), note)),
        "in another order": bytes(Growth(old, hashes[::-1], note)),
        "from another size": bytes(Growth(old + 1, hashes, note)),
        "to another checkpoint": bytes(Growth(old, hashes, FULL["old-checkpoint"])),
        "growth with a space more": bytes(growth).replace(b"old 6", b"old  6"),
        "growth without its size": bytes(growth).replace(b"old 6\n", b""),
        "growth that is empty": b"",
    }.items():
        yield Case(case, put("consistency", content), "growth")
    forked = Log()
    for stream, role, event in (STORY[0], *STORY[2:]):
        forked.tell(stream, role, event)
    for size in (2, 5, 6):
        yield Case(f"forked before {size}", put("old-checkpoint", forked.checkpoint(size), fitted(size)), "growth")
    shrunk, longer = bundle_of(story(10)), story().checkpoint(11)
    tree = story().tree(11)
    proof = Growth(11, tree.consistency(10), shrunk["checkpoint"])
    yield Case("shrunk", pack(shrunk | {"old-checkpoint": longer, "consistency": bytes(proof)}), "growth")


def fitted(size: int) -> Files:
    return bundle_of(story(), old=size)


def kept() -> Iterator[Case]:
    yield Case("kept a checkpoint in between", pack(FULL), "unjoined", None, story().checkpoint(8))
    yield Case("kept a later one", pack(fitted(6)), "unjoined", None, with_one_more().checkpoint())
    yield Case("kept one of a fork", pack(FULL), "kept", None, forked_at(OLD_SIZE))
    yield Case("kept one of a fork, as new as the bundle", pack(fitted(6)), "kept", None, forked_at(len(STORY)))
    yield Case("kept one and none is shown", pack(bundle_of(story())), "unjoined", None, story().checkpoint(6))
    spoilt = swap("entries/000003.entry", "unit-1", "unit-9", fitted(6))
    yield Case("kept a later one, and an event is changed", spoilt, "inclusion", 3, with_one_more().checkpoint())
    elsewhere = resigned(f"elsewhere/log\n6\n{base64_of(drawn('x'))}\n")
    yield Case("kept another log's", pack(FULL), "kept-checkpoint", None, elsewhere)
    yield Case("kept something else", pack(FULL), "kept-checkpoint", None, b"not a checkpoint")


def with_one_more() -> Log:
    log = story()
    log.publish_heads()
    return log


def forked_at(size: int) -> bytes:
    return resigned(str(Checkpoint(ORIGIN, size, drawn("another root"))))


def entries() -> Iterator[Case]:
    """What a thief of the file can do to events: nothing that is in the log."""
    for version in range(1, EVENTS + 1):
        name = entry_name(version)
        for case, old, new in (
            ("a second later", b".123456Z", b".123457Z"),
            ("somebody else", b'"actor":"', b'"actor":"0'),
            ("another command", b'"v":1', b'"v":2'),
        ):
            yield Case(f"{case}, event {version}", swap(name, old, new), "inclusion", version)
    for case, version, was, now in (
        ("another unit", 3, "unit-1", "unit-9"),
        ("another outcome", 5, "resolved", "explained"),
        ("another finding", 8, "solved", "unsolved"),
        ("another basis", 10, "verified", "waived"),
        ("another name of event", 2, '"topic":"accepted"', '"topic":"declined"'),
        ("another stream", 2, f'"stream":"{PETITION}"', f'"stream":"{OTHER}"'),
        ("another index", 2, '"idx":3', '"idx":2'),
        ("another version", 2, '"ver":2', '"ver":3'),
        ("another predecessor", 2, '"prev":"', '"prev":"' + "0" * 4),
        ("another log", 2, f'"log":"{ORIGIN}"', '"log":"elsewhere"'),
    ):
        check = "entry" if case == "another predecessor" else "inclusion"
        yield Case(case, swap(entry_name(version), was, now), check, version)
    for case, content in {
        "empty": b"",
        "without its state": FULL[entry_name(2)].split(b"\n")[0],
        "without its header": FULL[entry_name(2)].split(b"\n")[1],
        "a line more": FULL[entry_name(2)] + b"\n",
        "not text": b"\xff\xfe" + FULL[entry_name(2)],
    }.items():
        yield Case(f"an entry: {case}", put(entry_name(2), content), "entry", 2)
    two, three = FULL[entry_name(2)], FULL[entry_name(3)]
    yield Case("two events exchanged", pack(FULL | {entry_name(2): three, entry_name(3): two}), "inclusion", 2)
    for files, case in ((PUBLIC, "public"), (ERASED, "erased"), (SMALL, "small")):
        yield Case(f"a second later, {case}", swap(entry_name(1), b".123456Z", b".123457Z", files), "inclusion", 1)


def proofs() -> Iterator[Case]:
    old = FULL["old-checkpoint"]
    for version in range(1, EVENTS + 1):
        name = proof_name(version)
        proof = Inclusion.parse(FULL[name])
        index, hashes, note = proof.index, proof.hashes, proof.checkpoint
        for nth in range(len(hashes)):
            altered = (*hashes[:nth], flipped(hashes[nth], nth), *hashes[nth + 1 :])
            data = put(name, bytes(Inclusion(index, altered, note)))
            yield Case(f"hash {nth} altered, event {version}", data, "inclusion", version)
        for case, content in {
            "a hash missing": bytes(Inclusion(index, hashes[1:], note)),
            "a hash more": bytes(Inclusion(index, (*hashes, drawn("more")), note)),
            "another index": bytes(Inclusion(index + 1, hashes, note)),
            "an index outside": bytes(Inclusion(index + 1000, hashes, note)),
        }.items():
            yield Case(f"{case}, event {version}", put(name, content), "inclusion", version)
    name, whole = proof_name(4), FULL[proof_name(4)]
    for case, content in {
        "empty": b"",
        "of another version": whole.replace(b"@v1", b"@v2"),
        "an index with a zero": whole.replace(b"index ", b"index 0"),
        "no index": whole.replace(b"index ", b"at "),
        "something more": whole.replace(b"@v1\n", b"@v1\nextra bW9yZQ==\n"),
        "carriage returns": whole.replace(b"\n", b"\r\n"),
        "base64 without padding": whole.replace(b"=\n", b"\n", 1),
        "a space more": whole.replace(b"=\n", b"= \n", 1),
        "for an older checkpoint": whole[: whole.index(b"\n\n") + 2] + old,
        "without a checkpoint": whole[: whole.index(b"\n\n") + 2],
        "another line more": whole + b"\n",
        "seventy hashes": whole.replace(b"\n\n", b"\n" + (base64_of(drawn("x")).encode() + b"\n") * 70 + b"\n", 1),
    }.items():
        yield Case(f"a proof: {case}", put(name, content), "proof", 4)
    yield Case("another event's proof", put(name, FULL[proof_name(5)]), "inclusion", 4)


def versions() -> Iterator[Case]:
    """An event is left out, and the manifest knows nothing of it."""
    for files, case in ((FULL, "full"), (PUBLIC, "public")):
        for version in range(1, EVENTS):
            kept_files = {name: each for name, each in files.items() if f"/{version:06d}" not in name}
            said = Manifest.parse(files["manifest.json"])
            said.disclosures.pop(version, None)
            counts = Manifest(said.log, said.stream, EVENTS - 1, said.size, said.disclosures, said.attachments)
            data = pack(kept_files | {"manifest.json": bytes(counts)})
            yield Case(f"event {version} left out, {case}", data, "version", version)
            moved = {name: each for name, each in kept_files.items() if not name.startswith("disclosures/")}
            for later in range(version + 1, EVENTS + 1):
                for of in (entry_name, proof_name):
                    moved[of(later - 1)] = moved.pop(of(later))
            data = pack(moved | {"manifest.json": bytes(counts)})
            yield Case(f"event {version} left out and the rest moved, {case}", data, "version", version)


def words() -> Iterator[Case]:
    shown = [name for name in FULL if name.startswith("disclosures/")]
    for name in shown:
        version, field = int(name.split("/")[1]), name.split("/")[2]
        text = FULL[name]
        for case, content in {
            "altered": flipped(text, len(text) // 2),
            "with another salt": flipped(text, 5),
            "with a line more": text + b"\n",
            "with padding": text + b"=",
            "emptied": b"",
        }.items():
            yield Case(f"{field} {case}, event {version}", put(name, content), "digest", version)
    title, body = disclosure_name(1, "title"), disclosure_name(1, "body")
    yield Case("words exchanged", pack(FULL | {title: FULL[body], body: FULL[title]}), "digest", 1)
    yield Case("words for an event without any", put(disclosure_name(2, "text"), FULL[title]), "undisclosed", 2)
    yield Case("words for a field without any", put(disclosure_name(1, "place"), FULL[title]), "undisclosed", 1)
    yield Case("words for an event that is not there", put(disclosure_name(99, "text"), FULL[title]), "undisclosed", 99)
    yield Case("words for no event", put(disclosure_name(0, "text"), FULL[title]), "undisclosed", 0)


def attachments() -> Iterator[Case]:
    name = f"attachments/{ATTACHED.sha256}"
    for case, content in {
        "altered at its beginning": flipped(FULL[name], 0),
        "altered at its end": flipped(FULL[name], len(FULL[name]) - 1),
        "emptied": b"",
        "cut": FULL[name][:-1],
    }.items():
        yield Case(f"a picture {case}", put(name, content), "attachment", 1)
    hidden = json.loads(FULL["manifest.json"])["disclosures"]
    without_key = {each: content for each, content in FULL.items() if not each.endswith("/file_keys.sdd")}
    words = hidden | {"000001": hidden["000001"] | {"file_keys": "withheld"}}
    sealed_only = {**without_key, name: flipped(FULL[name], 40)}
    data = manifest({"disclosures": words}, sealed_only)
    yield Case("a picture altered, and its key withheld", data, "attachment", 1)
    for at in (0, 1):
        yield Case(f"a picture that nobody named, {at}", put(f"attachments/{drawn(at).hex()}", b"x"), "unattached")


def listings() -> Iterator[Case]:
    said = json.loads(FULL["manifest.json"])
    for key, value in (
        ("events", EVENTS + 1),
        ("events", EVENTS - 1),
        ("events", 0),
        ("size", 16),
        ("size", 14),
        ("log", "elsewhere"),
    ):
        yield Case(f"{key} is {value}", manifest({key: value}), "listed")
    yield Case("another petition", manifest({"stream": str(OTHER)}), "stream", 1)
    yield Case("a petition that is none", manifest({"stream": "x"}), "stream", 1)
    for number, fields in said["disclosures"].items():
        for field in fields:
            for status in ("withheld", "erased"):
                altered = said["disclosures"] | {number: fields | {field: status}}
                version = int(number)
                yield Case(
                    f"{field} of {number} {status}, but there", manifest({"disclosures": altered}), "listed", version
                )
            name = disclosure_name(int(number), field)
            yield Case(f"{field} of {number} not there", drop(name), "listed", int(number))
        rest = {each: status for each, status in said["disclosures"].items() if each != number}
        yield Case(f"no words of {number}", manifest({"disclosures": rest}), "listed", int(number))
    more = said["disclosures"] | {"000002": {"text": "withheld"}}
    yield Case("words of an event without any, withheld", manifest({"disclosures": more}), "listed", 2)
    more = said["disclosures"] | {"000099": {"text": "withheld"}}
    yield Case("words of an event that is not there, withheld", manifest({"disclosures": more}), "listed")
    for status in ("withheld", "erased"):
        yield Case(f"a picture {status}, but there", manifest({"attachments": {ATTACHED.sha256: status}}), "listed")
    yield Case("no picture", manifest({"attachments": {}}), "listed")
    yield Case("a picture not there", drop(f"attachments/{ATTACHED.sha256}"), "listed")
    more = {ATTACHED.sha256: "disclosed", drawn("x").hex(): "withheld"}
    yield Case("a picture more, withheld", manifest({"attachments": more}), "listed")
    for field in ("title", "body", "phone", "file_keys"):
        hidden = json.loads(PUBLIC["manifest.json"])["disclosures"]
        shown = hidden | {"000001": hidden["000001"] | {field: "disclosed"}}
        yield Case(f"{field} said to be shown", manifest({"disclosures": shown}, PUBLIC), "listed", 1)


def heads() -> Iterator[Case]:
    entry, proof, record, place = HEADS
    for case, name, content in (
        ("an event that is none", entry, b"anything"),
        ("another event", entry, FULL[entry_name(2)]),
        ("another root", entry, FULL[entry].replace(b'"root":"', b'"root":"0', 1)),
        ("another number of streams", entry, FULL[entry].replace(b'"streams":2', b'"streams":3', 1)),
        ("a proof that is none", proof, b"anything"),
        ("another event's proof", proof, FULL[proof_name(2)]),
        ("a proof for an older checkpoint", proof, FULL[proof].replace(FULL["checkpoint"], FULL["old-checkpoint"])),
    ):
        yield Case(f"heads: {case}", put(name, content), "heads")
    other = next(each for each in story().records() if each.stream == str(OTHER))
    for case, name, content in (
        ("no record", record, b"{}"),
        ("a record with a space", record, FULL[record].replace(b",", b", ", 1)),
        ("a record with more", record, FULL[record].replace(b"{", b'{"a":1,', 1)),
        ("another version", record, FULL[record].replace(b'"ver":10', b'"ver":9')),
        ("another leaf", record, FULL[record].replace(b'"leaf":"', b'"leaf":"0', 1)),
        ("a leaf that is none", record, FULL[record].replace(b'"leaf":"', b'"leaf":"x', 1)),
        ("another index", record, FULL[record].replace(b'"idx":13', b'"idx":12')),
        ("another petition's record", record, bytes(other)),
        ("another type", record, FULL[record].replace(b"head/v1", b"head/v2")),
        ("a place that is none", place, b"anything"),
        ("another place", place, swapped_place(FULL[place])),
        ("another number of records", place, FULL[place].replace(b"size 2", b"size 3")),
        ("a place with a zero", place, FULL[place].replace(b"size 2", b"size 02")),
        ("a place with a line more", place, FULL[place] + b"\n"),
        ("a place without its hash", place, b"\n".join(FULL[place].split(b"\n")[:2]) + b"\n"),
        ("a place in another order", place, b"\n".join(FULL[place].split(b"\n")[1::-1]) + b"\n"),
    ):
        yield Case(f"head: {case}", put(name, content), "head")
    for last in range(1, EVENTS):
        left = {
            name: each
            for name, each in FULL.items()
            if not any(f"/{v:06d}" in name for v in range(last + 1, EVENTS + 1))
        }
        said = Manifest.parse(FULL["manifest.json"])
        words_left = {version: status for version, status in said.disclosures.items() if version <= last}
        counts = Manifest(said.log, said.stream, last, said.size, words_left, said.attachments)
        yield Case(f"ends after event {last}", pack(left | {"manifest.json": bytes(counts)}), "tail")


def swapped_place(place: bytes) -> bytes:
    return place.replace(b"index 0", b"index 9") if b"index 0" in place else place.replace(b"index 1", b"index 0")
