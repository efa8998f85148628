"""The last event of every stream, in a tree of its own whose root is itself an event of the log.

Inclusion proofs show that what is there is unchanged; only this shows that nothing is missing at the end. A record is
one line of JSON, the tree's leaves are the records in order of their streams, and the event `heads-published` names the
root, the number of streams and how many events of the log were counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from .encoding import Malformed, from_decimal, from_hash_lines, hash_lines
from .merkle import Head
from .strict_json import canonical, parsed

if TYPE_CHECKING:
    from .entry import Entry

TOPIC: Final = "heads-published"

_TYPE: Final = "casebook/head/v1"
_MOST_LINES: Final = 66
_HEX: Final = re.compile("(?:[0-9a-f]{2})*")
_ROOT: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Record:
    """Of one stream the last event: its index in the log from 0, its leaf, its version."""

    index: int
    leaf: bytes
    stream: str
    version: int

    def __bytes__(self) -> bytes:
        record = {"idx": self.index, "leaf": self.leaf.hex(), "stream": self.stream, "typ": _TYPE, "ver": self.version}
        return canonical(record)

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The record in these bytes.

        Raises:
            Malformed: they are none.
        """
        match parsed(data):
            case {"idx": int() as index, "leaf": str() as leaf, "stream": str() as stream, "ver": int() as version} if (
                _HEX.fullmatch(leaf)
            ):
                record = cls(int(index), bytes.fromhex(leaf), stream, int(version))
                if bytes(record) == data:
                    return record
        raise Malformed("not a record of a stream's head")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its tree, and the hashes from it to the root."""

    index: int
    size: int
    hashes: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        return f"index {self.index}\nsize {self.size}\n{hash_lines(self.hashes)}".encode()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The place that these bytes tell.

        Raises:
            Malformed: they tell none.
        """
        lines = data.decode("latin-1").split("\n")
        if len(lines) > _MOST_LINES or lines.pop() or [line.split(" ")[0] for line in lines[:2]] != ["index", "size"]:
            raise Malformed("not a place")
        index, size = (from_decimal(line.partition(" ")[2]) for line in lines[:2])
        return cls(index, size, from_hash_lines(lines[2:]))


@dataclass(frozen=True, slots=True)
class Published:
    """What the event says: the tree of heads, and how many events of the log were counted."""

    head: Head
    events: int

    @classmethod
    def parse(cls, entry: Entry) -> Self:
        """What this event says.

        Raises:
            Malformed: it is another event, or says it of events that were not there yet.
        """
        match entry.state["data"]:
            case {"root": str() as root, "streams": int() as streams, "size": int() as events} if (
                entry.header.topic == TOPIC and _ROOT.fullmatch(root) and 0 < events <= entry.header.index
            ):
                return cls(Head(int(streams), bytes.fromhex(root)), int(events))
        raise Malformed("not an event that publishes heads")
