"""Checkpoints, c2sp.org/tlog-checkpoint: a log states its size and root; witnesses, that they saw it grow to there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from .encoding import Malformed, base64_of, from_base64, from_decimal
from .merkle import EMPTY, HASH, Head
from .note import LOG, WITNESS, Note, NotSigned

if TYPE_CHECKING:
    from collections.abc import Collection

    from .note import VerifierKey

_LINES = 4


class Checkpoint(NamedTuple):
    """Three lines: the log's name, its size, its root. Of the extension lines that the format allows we have none."""

    origin: str
    size: int
    root: bytes

    @property
    def head(self) -> Head:
        """The tree it states."""
        return Head(self.size, self.root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint in a note's text.

        Raises:
            Malformed: it is none, or an empty tree has another root than there is.
        """
        lines = text.split("\n")
        if len(lines) != _LINES or lines[3] or not lines[0]:
            raise Malformed("not a checkpoint")
        checkpoint = cls(lines[0], from_decimal(lines[1]), from_base64(lines[2], HASH))
        if checkpoint.size == 0 and checkpoint.root != EMPTY:
            raise Malformed("an empty tree with another root")
        return checkpoint


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that its log has signed.

    Attributes:
        note: the bytes as they came.
        checkpoint: what they state.
        witnesses: the witnesses asked for that have cosigned, by name, with their times in seconds since 1970.
    """

    note: bytes
    checkpoint: Checkpoint
    witnesses: dict[str, int]


def opened(data: bytes, keys: Collection[VerifierKey]) -> Signed:
    """The checkpoint in a note, if a log's key among `keys` has signed it under the name that the checkpoint gives.

    Raises:
        Malformed: these bytes are no note, or no checkpoint.
        NotSigned: it is not signed by the log, or a signature in the name of one of these keys is not theirs.
    """
    note = Note.parse(data)
    signed = note.verified(keys)
    checkpoint = Checkpoint.parse(note.text)
    if not any(key.kind == LOG and key.name == checkpoint.origin for key in signed):
        raise NotSigned("not signed by the log that it names")
    witnesses = {key.name: time for key, time in signed.items() if key.kind == WITNESS and time is not None}
    return Signed(data, checkpoint, witnesses)
