"""Proofs as texts: that something is in a log (c2sp.org/tlog-proof), and that a log has grown (c2sp.org/tlog-witness).

Both end with the checkpoint they are for, byte for byte. What is parsed here is well spelled, and not yet believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from .encoding import Malformed, base64_of, from_base64, from_decimal, from_hash_lines, hash_lines
from .note import Note

_VERSION: Final = "c2sp.org/tlog-proof@v1"
_MOST_HASHES: Final = 63
_LARGEST_EXTRA: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A `.tlog-proof`: at which index (from 0) something stands, and the hashes from its leaf to the checkpoint's root.

    Attributes:
        index: from 0.
        hashes: leaf first.
        checkpoint: the signed note.
        extra: what somebody has written along; nothing proves it.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""

    def __bytes__(self) -> bytes:
        extra = f"extra {base64_of(self.extra)}\n" if self.extra else ""
        return f"{_VERSION}\n{extra}index {self.index}\n{hash_lines(self.hashes)}\n".encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The proof that these bytes are.

        Raises:
            Malformed: they are none.
        """
        lines, checkpoint = _parted(data)
        if lines.pop(0) != _VERSION:
            raise Malformed("not a proof of this version")
        extra = b""
        if lines and lines[0].startswith("extra "):
            extra = from_base64(lines.pop(0).removeprefix("extra "))
            if not 0 < len(extra) <= _LARGEST_EXTRA:
                raise Malformed("extra data of no size, or too large")
        index = _number("index", lines)
        return cls(index, from_hash_lines(lines), checkpoint, extra)


@dataclass(frozen=True, slots=True)
class Growth:
    """What a witness is sent: that the tree of the checkpoint has grown from one of `old` leaves."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes

    def __bytes__(self) -> bytes:
        return f"old {self.old}\n{hash_lines(self.hashes)}\n".encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The request that these bytes are.

        Raises:
            Malformed: they are none.
        """
        lines, checkpoint = _parted(data)
        old = _number("old", lines)
        return cls(old, from_hash_lines(lines), checkpoint)


def _parted(data: bytes) -> tuple[list[str], bytes]:
    """The lines before the first empty one, and the note behind it."""
    before, divided, checkpoint = data.partition(b"\n\n")
    if not divided or not before.isascii():
        raise Malformed("nothing above a checkpoint")
    Note.parse(checkpoint)
    return before.decode().split("\n"), checkpoint


def _number(name: str, lines: list[str]) -> int:
    """The number in the first line, which is taken away; the rest are not more than a proof can have."""
    if not lines or not lines[0].startswith(f"{name} ") or len(lines) > 1 + _MOST_HASHES:
        raise Malformed("no {}, or too many hashes", name)
    return from_decimal(lines.pop(0).removeprefix(f"{name} "))
