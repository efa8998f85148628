"""What a signer keeps outside the database: its key, and what it signed last."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final, NamedTuple

from casebook.errors import Misconfigured, system_says
from casebook.proof.checkpoint import Checkpoint, opened
from casebook.proof.note import LOG
from casebook.proof.tiles import Appender, Tile, edge
from casebook.transparency.files import kept_key, replace_whole

if TYPE_CHECKING:
    from pathlib import Path

    from casebook.proof.note import SigningKey, VerifierKey

_VERSION: Final = "casebook/signed/v1"


def load_signing_key(path: Path, origin: str) -> SigningKey:
    """The log's key in this file, made there where there is none.

    Raises:
        Misconfigured: the file cannot be used, or has the key of a log of another name.
    """
    key = kept_key(path, origin, LOG)
    if (key.public.name, key.public.kind) != (origin, LOG):
        raise Misconfigured(
            f"密钥文件 {path} 属于 {key.public.name}，而账本名为 {origin}。",
            f"The key file {path} is that of {key.public.name}, the ledger's name is {origin}.",
        )
    return key


class Memory(NamedTuple):
    """The last signed checkpoint, and the tree's growing end at it."""

    note: bytes
    checkpoint: Checkpoint
    edge: dict[Tile, bytes]

    def appender(self) -> Appender:
        """The tree, to be carried on."""
        return Appender(self.checkpoint.size, self.edge.__getitem__)


class MemoryFile:
    """A file of the signer's own. Whoever takes the database back to yesterday does not take this back."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, key: VerifierKey) -> Memory | None:
        """What was signed last with this key; None before the first time.

        Raises:
            Misconfigured: the file cannot be read, is damaged, or is of another key.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            zh, en = system_says(error)
            raise Misconfigured(
                f"签名记录 {self.path} 无法读取：{zh}", f"The signer's memory {self.path} cannot be read: {en}"
            ) from error
        try:
            return _parsed(data, key)
        except ValueError as error:
            raise Misconfigured(
                f"签名记录 {self.path} 已损坏或属于其他密钥，签名停止。",
                f"The signer's memory {self.path} is damaged or of another key; nothing is signed.",
            ) from error

    def write(self, note: bytes, partial: list[tuple[Tile, bytes]]) -> None:
        """Remember this checkpoint, on the disk before this returns; the file is replaced whole.

        Raises:
            OSError: it cannot be written; what was remembered before still is.
        """
        lines = "".join(f"{tile.path} {base64.b64encode(hashes).decode()}\n" for tile, hashes in partial)
        replace_whole(self.path, f"{_VERSION}\n{lines}\n".encode() + note, 0o600)


def _parsed(data: bytes, key: VerifierKey) -> Memory:
    above, _, note = data.partition(b"\n\n")
    version, *lines = above.decode().split("\n")
    if version != _VERSION:
        raise ValueError("not a signer's memory")
    pairs = (line.split(" ") for line in lines)
    ends = {Tile.at(path): base64.b64decode(hashes, validate=True) for path, hashes in pairs}
    checkpoint = opened(note, [key]).checkpoint
    if set(ends) != set(edge(checkpoint.size)):
        raise ValueError("not the end of this tree")
    memory = Memory(note, checkpoint, ends)
    if memory.appender().head() != checkpoint.head:
        raise ValueError("the end of another tree")
    return memory
