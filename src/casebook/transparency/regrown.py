"""The tree grown anew out of leaves, and compared with all that was signed and kept of it."""

from __future__ import annotations

from itertools import islice, repeat
from typing import TYPE_CHECKING, Final

from casebook.errors import Tampered
from casebook.ledger import layout
from casebook.proof.merkle import HASH
from casebook.proof.tiles import Appender, Tile
from casebook.transparency.store import differs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from casebook.proof.checkpoint import Checkpoint
    from casebook.transparency.leaves import Fault

    Kept = Callable[[Sequence[Tile]], dict[Tile, bytes]]
    """Hands over those of the tiles that are kept."""

_AT_ONCE: Final = 10_000


class Regrown:
    """A tree that should come to each of these checkpoints, smallest first; what lies behind the last is not in it.

    Where a leaf is missing something else stands in its place, so that those behind it are still compared.
    """

    def __init__(self, checkpoints: Iterator[Checkpoint], kept: Kept, fault: Fault) -> None:
        self._tree = Appender()
        self._checkpoints = checkpoints
        self._next = next(checkpoints, None)
        self._kept = kept
        self._fault = fault
        self._differs = self._other_root = False
        self.compared = 0
        """So many checkpoints were come to."""

    def extend(self, leaves: Iterable[tuple[int, bytes]]) -> None:
        """Take these leaves with their positions, which come next."""
        filled = self._filled(leaves)
        while portion := list(islice(filled, _AT_ONCE)):
            self._grow(portion)

    def finish(self) -> None:
        """See that the tree has come to the last checkpoint."""
        self._grow(())
        if self._next is not None:
            end, signed = self._tree.size, self._next.size
            self._fault(
                Tampered(
                    end + 1,
                    f"账本只到第 {end} 号，而已签名至第 {signed} 号。",
                    f"The ledger ends at position {end}, but was signed up to {signed}.",
                )
            )

    def _filled(self, leaves: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
        size = self._tree.size
        for position, leaf in leaves:
            if self._next is None:
                return
            yield from repeat(layout.ZERO, position - 1 - size)
            yield leaf
            size = position

    def _grow(self, leaves: Sequence[bytes]) -> None:
        while (goal := self._next) is not None:
            here, leaves = leaves[: goal.size - self._tree.size], leaves[goal.size - self._tree.size :]
            self._compare(self._tree.extend(here))
            if self._tree.size != goal.size:
                return
            self.compared += 1
            if self._tree.head() != goal.head and not self._other_root:
                self._other_root = True  # every later one is another too
                self._fault(_other_root(goal))
            self._next = next(self._checkpoints, None)
            if self._next is None:
                self._compare(self._tree.partial())

    def _compare(self, tiles: Sequence[tuple[Tile, bytes]]) -> None:
        kept = self._kept([tile for tile, _ in tiles]) if tiles else {}
        for tile, hashes in tiles:
            found = kept.get(tile, b"")
            if found == hashes or (tile.level and self._differs):  # a leaf that differs shows in all tiles above
                continue
            self._differs = True
            if len(found) != len(hashes):
                self._fault(_not_kept(tile))
                continue
            for nth in range(tile.width):
                if found[nth * HASH : (nth + 1) * HASH] != hashes[nth * HASH : (nth + 1) * HASH]:
                    self._fault(differs(tile, nth))


def _not_kept(tile: Tile) -> Tampered:
    whole = differs(tile).position
    return Tampered(
        whole,
        f"日志的瓦片 {tile.path} 缺失或不完整。",
        f"The log's tile {tile.path} is missing, or is not whole.",
    )


def _other_root(checkpoint: Checkpoint) -> Tampered:
    size = checkpoint.size
    return Tampered(
        size,
        f"账本前 {size} 号事件与在此签名的检查点不符。",
        f"The first {size} events are not those of the checkpoint that was signed there.",
    )
