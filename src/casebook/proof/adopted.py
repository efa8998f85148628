"""What the city has adopted about limits and working days: the adoptions in the log, and the documents they name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from . import bundle
from .checks import checking, see
from .counting import Calendar, Terms, day_named, moment
from .encoding import Malformed
from .entry import FIRST, Entry
from .strict_json import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .opening import Bundle

TOPIC: Final = "adopted"
STREAMS: Final = {
    "calendar": "58eaaa89-a990-5dbc-838d-648823a7456a",
    "terms": "69aaa4c9-fa1f-541f-821a-08424b4b00ec",
}
"""The streams in which they are adopted, the same in every ledger."""

_DIGEST: Final = re.compile("[0-9a-f]{64}")


class Adoption(NamedTuple):
    """A version that was adopted: what it is called, from which day it is in force, where and when that was logged.

    `leaf` is that of its event.
    """

    id: str
    in_force_on: int
    digest: str
    place: int
    recorded: int
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Adopted:
    """Every adoption that a bundle shows, by kind, and the documents of those that matter."""

    adoptions: Mapping[str, list[Adoption]] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)

    def in_force(self, kind: str, day: int, place: int, recorded: int) -> Adoption | None:
        """The version in force on a day, as was known at a place and a time of the log."""
        known = [each for each in self.adoptions.get(kind, ()) if each.place < place and each.recorded <= recorded]
        begun = [each for each in known if each.in_force_on <= day]
        return max(begun, key=lambda each: (each.in_force_on, each.place), default=None)


def adopted_in(opened: Bundle) -> Adopted:
    """What a bundle shows of it, checked.

    Raises:
        Refused: by `adoption`, one is not in the log, or one is left out; by `document`, a text is another one.
    """
    adoptions = {kind: _stream(opened, kind, last) for kind, last in opened.contents.adoptions.items()}
    named = {each.digest: kind for kind, stream in adoptions.items() for each in stream}
    documents = {digest: _document(opened, digest, named.get(digest)) for digest in opened.contents.documents}
    return Adopted(adoptions, documents)


def _stream(opened: Bundle, kind: str, versions: list[int]) -> list[Adoption]:
    found: list[Adoption] = []
    before: Entry | None = None
    for expected, version in enumerate(versions, start=1):
        see(version == expected, "adoption", None, "adoption {} of {} is not there", expected, kind)
        data = opened.files[bundle.adoption_name(kind, version)]
        with checking("adoption"):
            entry = Entry.parse(data)
            adoption = _adoption(entry, kind)
        header = entry.header
        index = opened.index_of(data, bundle.adoption_proof_name(kind, version), ("adoption", "adoption"))
        expected_place = (opened.signed.checkpoint.origin, index, STREAMS[kind], version)
        see(
            (header.log, header.index, header.stream, header.version) == expected_place,
            "adoption",
            None,
            "at another place",
        )
        see(header.previous == (before.leaf.hex() if before else FIRST), "adoption", None, "after another one")
        found.append(adoption)
        before = entry
    return found


def _adoption(entry: Entry, kind: str) -> Adoption:
    recorded = moment(entry.header.at)
    match entry.state["data"]:
        case {
            "kind": str() as said,
            "name": str() as name,
            "version": int() as version,
            "in_force_on": str() as since,
            "digest": str() as digest,
        } if entry.header.topic == TOPIC and said == kind and recorded is not None and _DIGEST.fullmatch(digest):
            return Adoption(f"{name}:{version}", day_named(since), digest, entry.header.index, recorded, entry.leaf)
    raise Malformed("not an adoption")


def _document(opened: Bundle, digest: str, kind: str | None) -> Calendar | Terms:
    text = opened.files[bundle.document_name(digest)]
    see(kind is not None, "document", None, "nobody adopted it")
    see(hashlib.sha256(text).hexdigest() == digest, "document", None, "another text than was adopted")
    with checking("document"):
        document = parsed(text)
        return Calendar.parse(document) if kind == "calendar" else Terms.parse(document)
