"""The signer: follows the ledger, computes every leaf anew, and signs how the tree has grown; never two histories.

In this order: full tiles are kept, the checkpoint is remembered on the signer's own disk, and only then published.
Whatever it dies between, it goes on from its memory: what is kept must be the same, what was not published yet is.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from casebook.errors import Misconfigured, Tampered, Unavailable, system_says
from casebook.proof.checkpoint import Checkpoint
from casebook.proof.merkle import HASH
from casebook.proof.note import Note
from casebook.proof.tiles import WIDTH, Appender
from casebook.transparency.leaves import Leaves, events_behind
from casebook.transparency.store import Store, differs, signers_connection

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from casebook.ledger.datastore import Rows
    from casebook.proof.note import SigningKey
    from casebook.transparency.memory import MemoryFile

EVERY: Final = 0.2
"""Seconds between two looks at the ledger."""

_PATIENCE: Final = 1.0
"""Seconds after which a long way is signed in between."""


class Signer:
    """Signs the ledger behind `connection`, one at a time for each ledger (see `signers_connection`).

    Attributes:
        size: how much of the ledger is signed.
    """

    def __init__(self, connection: Rows, key: SigningKey, memory: MemoryFile) -> None:
        self._store = Store(connection)
        self._key = key
        self._memory = memory
        remembered = memory.read(key.public)
        if remembered is None and (published := self._store.has_signed()) is not None:
            raise Misconfigured(
                f"账本已签名至 {published}，但签名记录 {memory.path} 不存在：请恢复该文件。",
                f"It is signed up to {published}, but the signer's memory {memory.path} is missing; restore it.",
            )
        self._tree = remembered.appender() if remembered else Appender()
        self._leaves = Leaves(key.public.name)
        if remembered:
            self._check_end()
            self._store.publish(self.size, remembered.note)

    @property
    def size(self) -> int:
        """So many events are in the tree."""
        return self._tree.size

    def sign(self) -> Iterator[Checkpoint]:
        """Sign what is new, up to the ledger's end: each checkpoint as it is published.

        Raises:
            Tampered: the ledger is not what a ledger can be, its end is not what was signed, or a tile is not what it
                was.
            OSError: the memory cannot be written; nothing is published then.
        """
        self._check_end()
        signed, since = self.size, time.monotonic()
        while events := events_behind(self._store.connection, self.size):
            self._store.keep(self._tree.extend(leaf for _, leaf in self._leaves.of(events)))
            if time.monotonic() - since > _PATIENCE:
                yield self._sign()
                signed, since = self.size, time.monotonic()
        if signed != self.size:
            yield self._sign()

    def _sign(self) -> Checkpoint:
        checkpoint = Checkpoint(self._key.public.name, *self._tree.head())
        text = str(checkpoint)
        note = bytes(Note(text, (self._key.sign(text),)))
        self._memory.write(note, self._tree.partial())
        self._store.publish(checkpoint.size, note)
        return checkpoint

    def _check_end(self) -> None:
        """See that the ledger still has what was signed, as far as is quickly seen; what comes next follows it.

        Raises:
            Tampered: it is shorter, or has another end.
        """
        size = self.size
        stands_at = self._store.position()
        if stands_at < size:
            raise Tampered(
                stands_at + 1,
                f"账本只到第 {stands_at} 号，而已签名至第 {size} 号：有事件被删去，或数据库被恢复到更早的时刻。",
                f"The ledger ends at position {stands_at}, but was signed up to {size}: "
                "events were removed, or an older copy of the database was restored.",
            )
        end = self._end(size)
        for tile, hashes in self._tree.partial():
            found = self._store.roots(tile) if tile.level else end
            for nth in range(tile.width):
                if found[nth * HASH : (nth + 1) * HASH] != hashes[nth * HASH : (nth + 1) * HASH]:
                    raise differs(tile, nth)

    def _end(self, size: int) -> bytes:
        """The leaves behind the last full tile, computed anew; what comes next is read on from them."""
        first = max(size - 1, 0) // WIDTH * WIDTH  # so that the last event is among them
        self._leaves = Leaves(self._leaves.origin, first)
        return b"".join(leaf for _, leaf in self._leaves.of(events_behind(self._store.connection, first, size)))


def keep_signing(
    stopping: threading.Event, dsn: str, key: SigningKey, memory: MemoryFile, tell: Callable[[str, str], None]
) -> None:
    """Sign until told to stop; a database that is gone is tried again. What keeps it from signing is told, once.

    A ledger that is not what was signed is never signed again: that is told, kept for everybody to see, and this ends.
    """
    while not stopping.is_set():
        try:
            with signers_connection(dsn) as connection:
                _sign_on(stopping, connection, key, memory)
        except Tampered as error:
            tell(f"签名停止：{error.zh}", f"signing has stopped: {error.en}")
            return
        except Misconfigured as error:
            tell(error.zh, error.en)
            return
        except Unavailable:
            stopping.wait(1)
        except OSError as error:
            zh, en = system_says(error)
            tell(f"签名记录无法写入：{zh}", f"the signer's memory cannot be written: {en}")
            stopping.wait(10)


def _sign_on(stopping: threading.Event, connection: Rows, key: SigningKey, memory: MemoryFile) -> None:
    store = Store(connection)
    try:
        signer = Signer(connection, key, memory)
        while not stopping.wait(EVERY):
            if store.position() != signer.size:
                for _ in signer.sign():
                    if stopping.is_set():
                        return
    except Tampered as error:
        store.alarm(error)
        raise
