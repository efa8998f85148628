"""What is in a bundle (`.cbk.zip`): one stream's events with all that it takes to check them.

checkpoint                     signed note with cosignatures
old-checkpoint, consistency    an earlier one, and that the log has grown from it (tlog-witness request body)
entries/000001.entry …         exact bytes; the number is the version
proofs/000001.tlog-proof …     c2sp.org/tlog-proof@v1, each ends with the same checkpoint
disclosures/000001/NAME.sdd    RFC 9901 disclosures
heads/record, record.proof, entry, entry.tlog-proof
adoptions/terms/000001.entry, .tlog-proof …     adoptions of limits, and of calendars, all from the first
adoptions/terms/head, head.proof                the last of them, as published with the heads
documents/SHA256               what was adopted: those on which the limits of these events rest
attachments/SHA256             files, sealed as they are stored
manifest.json                  what is there, and of each word and file: disclosed, withheld or erased
README.txt, verify.html        for people; nothing proves them
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from .encoding import Malformed
from .strict_json import canonical, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHECKPOINT: Final = "checkpoint"
OLD: Final = "old-checkpoint"
GROWTH: Final = "consistency"
MANIFEST: Final = "manifest.json"
HEADS: Final = ("heads/entry", "heads/entry.tlog-proof", "heads/record", "heads/record.proof")
UNPROVEN: Final = frozenset({"README.txt", "verify.html"})
"""Files for people. Nothing proves them: whoever checks brings a verifier along."""

DISCLOSED: Final = "disclosed"
WITHHELD: Final = "withheld"
ERASED: Final = "erased"

_TYPE: Final = "casebook/bundle/v1"
_VERSION: Final = re.compile(r"[0-9]{6,9}")
_NUMBERED: Final = re.compile(r"(?:entries/([0-9]{6})\.entry|proofs/([0-9]{6})\.tlog-proof)")
_DISCLOSURE: Final = re.compile(r"disclosures/([0-9]{6})/([a-z][a-z0-9_]{0,63})\.sdd")
_ATTACHMENT: Final = re.compile(r"attachments/([0-9a-f]{64})")
_ADOPTION: Final = re.compile(r"adoptions/(terms|calendar)/([0-9]{6})\.(entry|tlog-proof)")
_HEAD_OF_ADOPTIONS: Final = re.compile(r"adoptions/(terms|calendar)/head(?:\.proof)?")
_DOCUMENT: Final = re.compile(r"documents/([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        log: the log's name.
        stream: whose events they are.
        events: how many.
        size: of the log, at the checkpoint.
        disclosures: by version, of each field that is words, whether it is shown.
        attachments: by SHA-256, of each file that an event names, whether it is shown.
    """

    log: str
    stream: str
    events: int
    size: int
    disclosures: dict[int, dict[str, str]]
    attachments: dict[str, str]

    def __bytes__(self) -> bytes:
        words = {f"{version:06d}": status for version, status in self.disclosures.items() if status}
        counts = {"events": self.events, "log": self.log, "size": self.size, "stream": self.stream}
        return canonical({"attachments": self.attachments, "disclosures": words, "typ": _TYPE} | counts)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The manifest in these bytes.

        Raises:
            Malformed: they are none.
        """
        match parsed(data):
            case {
                "log": str() as log,
                "stream": str() as stream,
                "events": int() as events,
                "size": int() as size,
                "disclosures": dict() as words,
                "attachments": dict() as attachments,
            } if all(map(_is_statuses, [*words.values(), attachments])):
                manifest = cls(log, stream, int(events), int(size), _by_version(words), attachments)
                if bytes(manifest) == data:
                    return manifest
        raise Malformed("not a manifest")


def _by_version(words: dict[str, Any]) -> dict[int, dict[str, str]]:
    return {int(version): status for version, status in words.items() if _VERSION.fullmatch(version)}


def _is_statuses(status: object) -> bool:
    return isinstance(status, dict) and {DISCLOSED, WITHHELD, ERASED}.issuperset(map(str, status.values()))


def entry_name(version: int) -> str:
    """The file with the event of this version."""
    return f"entries/{version:06d}.entry"


def proof_name(version: int) -> str:
    """The file with the proof that it is in the log."""
    return f"proofs/{version:06d}.tlog-proof"


def disclosure_name(version: int, field: str) -> str:
    """The file with what was written in a field."""
    return f"disclosures/{version:06d}/{field}.sdd"


def attachment_name(digest: str) -> str:
    """The file with a sealed attachment."""
    return f"attachments/{digest}"


def adoption_name(kind: str, version: int) -> str:
    """The file with an adoption of this kind; the number is its place among them."""
    return f"adoptions/{kind}/{version:06d}.entry"


def adoption_proof_name(kind: str, version: int) -> str:
    """The file with the proof that it is in the log."""
    return f"adoptions/{kind}/{version:06d}.tlog-proof"


def adoption_head_names(kind: str) -> tuple[str, str]:
    """The files with the record of the last adoption of this kind, and with its place among the heads."""
    return f"adoptions/{kind}/head", f"adoptions/{kind}/head.proof"


def document_name(digest: str) -> str:
    """The file with a document that was adopted."""
    return f"documents/{digest}"


@dataclass(frozen=True, slots=True)
class Contents:
    """The names in a bundle, sorted out.

    Attributes:
        versions: of the events, in order.
        disclosures: by version, the fields shown.
        attachments: digests of the files shown.
        adoptions: by kind, the numbers of those shown, in order.
        adoption_heads: kinds of which it is shown which adoption was the last.
        documents: digests of the documents shown.
        grown: whether it shows growth from an older checkpoint.
        heads: whether it shows the stream's head.
        unproven: files for people.
    """

    versions: list[int]
    disclosures: dict[int, set[str]]
    attachments: set[str]
    adoptions: dict[str, list[int]]
    adoption_heads: set[str]
    documents: set[str]
    grown: bool
    heads: bool
    unproven: list[str]


def contents(files: Mapping[str, bytes]) -> Contents:
    """What is in a bundle, by the names of its files.

    Raises:
        Malformed: a name has no meaning, or files that belong together are not all there.
    """
    names = set(files)
    entries = {int(found[1]) for found in _matches(_NUMBERED, names) if found[1]}
    proofs = {int(found[2]) for found in _matches(_NUMBERED, names) if found[2]}
    words = [(int(found[1]), found[2]) for found in _matches(_DISCLOSURE, names)]
    attachments = {found[1] for found in _matches(_ATTACHMENT, names)}
    documents = {found[1] for found in _matches(_DOCUMENT, names)}
    adoptions, ended = _adoptions(names), {found[1] for found in _matches(_HEAD_OF_ADOPTIONS, names)}
    groups = [{CHECKPOINT, MANIFEST}, {OLD, GROWTH}, set(HEADS)]
    groups += [{*HEADS, *adoption_head_names(kind)} for kind in ended]
    meant = set().union(*groups, UNPROVEN, map(entry_name, entries), map(proof_name, proofs))
    meant |= {disclosure_name(*word) for word in words} | set(map(attachment_name, attachments))
    meant |= set(map(document_name, documents)) | set(_adoption_names(adoptions))
    if strange := sorted(names - meant):
        raise Malformed("{} has no meaning", strange[0])
    for group in groups:
        lacking = sorted(group - names)
        if lacking and (group & names or CHECKPOINT in group):
            raise Malformed("{} is not there", lacking[0])
    if not entries or entries != proofs:
        raise Malformed("each event needs its proof, and there must be one")
    shown: dict[int, set[str]] = {}
    for version, field in words:
        shown.setdefault(version, set()).add(field)
    has, unproven = (GROWTH in names, HEADS[0] in names), sorted(names & UNPROVEN)
    return Contents(sorted(entries), shown, attachments, adoptions, ended, documents, *has, unproven)


def _adoptions(names: set[str]) -> dict[str, list[int]]:
    """By kind, the numbers of the adoptions that are there.

    Raises:
        Malformed: one has no proof, or the other way round.
    """
    found: dict[str, list[int]] = {}
    for kind, number, _ in sorted(each.groups() for each in _matches(_ADOPTION, names)):
        if int(number) not in found.setdefault(kind, []):
            found[kind].append(int(number))
    for name in _adoption_names(found):
        if name not in names:
            raise Malformed("{} is not there", name)
    return found


def _adoption_names(adoptions: Mapping[str, Iterable[int]]) -> list[str]:
    named = ((kind, number) for kind, numbers in adoptions.items() for number in numbers)
    return [name(*each) for each in named for name in (adoption_name, adoption_proof_name)]


def awaits_proof(files: Mapping[str, bytes]) -> bool:
    """Whether these are the files of a bundle that was made before anything of it was signed."""
    return MANIFEST in files and CHECKPOINT not in files and not any(name.startswith("proofs/") for name in files)


def _matches(pattern: re.Pattern[str], names: Iterable[str]) -> list[re.Match[str]]:
    return [found for name in names if (found := pattern.fullmatch(name)) is not None]
