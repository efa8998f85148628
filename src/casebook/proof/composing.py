"""Puts a bundle together, from a log's tree and what the ledger and the vault hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from . import bundle
from .checkpoint import Checkpoint
from .entry import Entry
from .merkle import leaf_hash
from .note import Note
from .tiles import Appender, Tree
from .tlog_proof import Growth, Inclusion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .heads import Place, Record

README: Final = """\
证据包 / A bundle of proof

本包含一件诉求的全部事件、其文字与证明。核对：python -m casebook.proof.verify 本文件 日志公钥 [见证人公钥 …]
没有 Python 时，用浏览器打开从别处取得的 verify.html。
公钥须另行取得（报纸、公告、审计机关），不要用本包或本服务所附的。

This holds the events of one petition, its words and the proofs. Check it with
python -m casebook.proof.verify THIS-FILE LOG-VKEY [WITNESS-VKEY ...]
Without Python, open a verify.html that you got elsewhere in a browser.
Get the keys elsewhere (the newspaper, a notice, the auditors), never from this bundle or this service.
"""


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as it is to be shown.

    Attributes:
        entry: its exact bytes.
        words: by field, the disclosures to be shown.
        erased: fields whose words are gone; all others that are not shown are withheld.
        files: by SHA-256, the sealed files to be shown, and None for those that are gone; all others are withheld.
    """

    entry: bytes
    words: Mapping[str, bytes] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    files: Mapping[str, bytes | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeadOf:
    """What shows that no event is missing: the stream's record, its place, and the event that published it."""

    record: Record
    place: Place
    entry: bytes


def compose(
    note: bytes,
    tree: Tree,
    tellings: Sequence[Telling],
    old: bytes | None = None,
    head: HeadOf | None = None,
) -> dict[str, bytes]:
    """The files of a bundle of one stream's events, all from the first, in order.

    `note` is the signed checkpoint of `tree`, `old` one that it has grown from.

    Raises:
        Malformed: a note or an entry is none.
        IndexError: an event stands behind the checkpoint.
    """
    files = {bundle.CHECKPOINT: note, "README.txt": README.encode()}
    if old is not None:
        size = Checkpoint.parse(Note.parse(old).text).size
        growth = Growth(size, tree.consistency(size), note)
        files |= {bundle.OLD: old, bundle.GROWTH: bytes(growth)}
    entries = [Entry.parse(telling.entry) for telling in tellings]
    files |= {bundle.proof_name(entry.header.version): _proof(note, tree, entry) for entry in entries}
    if head is not None:
        proof = _proof(note, tree, Entry.parse(head.entry))
        files |= dict(zip(bundle.HEADS, (head.entry, proof, bytes(head.record), bytes(head.place)), strict=True))
    return files | _told(tree.size, tellings, entries)


def compose_unsigned(tellings: Sequence[Telling]) -> dict[str, bytes]:
    """The files of a bundle that has everything but proofs, since nothing of it is signed yet.

    Raises:
        Malformed: an entry is none.
    """
    return _told(0, tellings, [Entry.parse(telling.entry) for telling in tellings])


def _told(size: int, tellings: Sequence[Telling], entries: Sequence[Entry]) -> dict[str, bytes]:
    """Events, words, attachments, and the manifest of them."""
    files = {}
    for telling, entry in zip(tellings, entries, strict=True):
        version = entry.header.version
        files[bundle.entry_name(version)] = telling.entry
        files |= {bundle.disclosure_name(version, name): text for name, text in telling.words.items()}
        shown = ((digest, sealed) for digest, sealed in telling.files.items() if sealed is not None)
        files |= {bundle.attachment_name(digest): sealed for digest, sealed in shown}
    files[bundle.MANIFEST] = bytes(_manifest(size, tellings, entries))
    return files


def basis_files(
    signed: tuple[bytes, Tree],
    adoptions: Mapping[str, Sequence[bytes]],
    documents: Sequence[bytes],
    heads: Mapping[str, tuple[Record, Place]],
) -> dict[str, bytes]:
    """The files about what limits rest on: by kind, all adoptions from the first, and documents that were adopted.

    `signed` is a checkpoint and its tree. `heads` show by kind which adoption was the last, when heads were published.

    Raises:
        Malformed: an adoption is no entry.
        IndexError: one stands behind the checkpoint.
    """
    files = {bundle.document_name(hashlib.sha256(content).hexdigest()): content for content in documents}
    for kind, entries in adoptions.items():
        for version, data in enumerate(entries, start=1):
            files[bundle.adoption_name(kind, version)] = data
            files[bundle.adoption_proof_name(kind, version)] = _proof(*signed, Entry.parse(data))
    for kind, told in heads.items():
        files |= dict(zip(bundle.adoption_head_names(kind), (bytes(each) for each in told), strict=True))
    return files


def head_tree(records: Sequence[Record]) -> Tree:
    """The tree of heads; the records are in order of their streams."""
    growing = Appender()
    kept = dict(growing.extend(leaf_hash(bytes(record)) for record in records))
    kept |= dict(growing.partial())
    return Tree(growing.size, kept.__getitem__)


def _proof(note: bytes, tree: Tree, entry: Entry) -> bytes:
    return bytes(Inclusion(entry.header.index, tree.inclusion(entry.header.index), note))


def _manifest(size: int, tellings: Sequence[Telling], entries: Sequence[Entry]) -> bundle.Manifest:
    words: dict[int, dict[str, str]] = {}
    files: dict[str, str] = {}
    for telling, entry in zip(tellings, entries, strict=True):
        words[entry.header.version] = {name: _status(name, telling) for name in entry.digests}
        files |= {file.digest: _file_status(file.digest, telling) for file in entry.files()}
    first = entries[0].header
    return bundle.Manifest(first.log, first.stream, len(entries), size, words, files)


def _status(name: str, telling: Telling) -> str:
    if name in telling.words:
        return bundle.DISCLOSED
    return bundle.ERASED if name in telling.erased else bundle.WITHHELD


def _file_status(digest: str, telling: Telling) -> str:
    if digest not in telling.files:
        return bundle.WITHHELD
    return bundle.ERASED if telling.files[digest] is None else bundle.DISCLOSED
