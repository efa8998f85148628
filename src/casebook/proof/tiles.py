"""The tree in tiles of up to 256 hashes, as c2sp.org/tlog-tiles lays them out: what is stored, published and mirrored.

A tile at level l has the roots over 256**l leaves each; a full tile is one hash of the level above.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .encoding import Malformed
from .merkle import EMPTY, HASH, Head, Unproven, consistency_proof, fold, inclusion_proof, node_hash, root_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Read = Callable[["Tile"], bytes]
    """Hands over the hashes of a tile, one after the other: exactly as many as its width says."""

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
ENTRIES: Final = -1
"""Stands for the level of tiles that have the entries themselves."""

_FULL: Final = WIDTH * HASH
_HIGHEST: Final = 63
_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


class Tile(NamedTuple):
    """Which tile: by its number (from 0) in its level, with its first `width` hashes.

    A tile that is not full belongs to a tree of one certain size at its level; when the tree has grown past it, the
    full one has the same hashes at its beginning.
    """

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its address below the log's own: `tile/0/x001/x234/067.p/8`."""
        steps, rest = f"{self.number % 1000:03d}", self.number // 1000
        while rest:
            steps, rest = f"x{rest % 1000:03d}/{steps}", rest // 1000
        level = "entries" if self.level == ENTRIES else self.level
        return f"tile/{level}/{steps}" + ("" if self.width == WIDTH else f".p/{self.width}")

    @classmethod
    def at(cls, path: str) -> Tile:
        """The tile at this address.

        Raises:
            Malformed: no tile has such an address.
        """
        found = _PATH.fullmatch(path)
        if found is None:
            raise Malformed("not the address of a tile")
        level, steps, width = found.groups()
        number = int(steps.replace("/", "").replace("x", ""))
        tile = cls(ENTRIES if level == "entries" else int(level), number, int(width or WIDTH))
        if tile.path != path or tile.level > _HIGHEST or tile.width > WIDTH:
            raise Malformed("not the address of a tile")
        return tile


def edge(size: int) -> list[Tile]:
    """The tiles that are not full in a tree of this size, lowest first; levels without one are left out."""
    levels = range((size.bit_length() + HEIGHT - 1) // HEIGHT)
    counts = ((level, size >> HEIGHT * level) for level in levels)
    return [Tile(level, count // WIDTH, count % WIDTH) for level, count in counts if count % WIDTH]


class Tree:
    """A tree of a certain size, whose tiles `read` hands over; each is read once.

    Every method raises `Unproven` where a tile is missing something.
    """

    def __init__(self, size: int, read: Read) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def head(self) -> Head:
        """Its size and root."""
        return Head(self.size, root_of(self._node, self.size))

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """The proof that the leaf at `index` is in it.

        Raises:
            IndexError: there is no such leaf.
        """
        return inclusion_proof(self._node, index, self.size)

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """The proof that it has grown from the tree of its first `old` leaves.

        Raises:
            IndexError: the old tree is larger.
        """
        return consistency_proof(self._node, old, self.size)

    def _node(self, level: int, index: int) -> bytes:
        row, inside = divmod(level, HEIGHT)
        number, first = divmod(index << inside, WIDTH)
        return fold(self._hashes(row, number)[first * HASH : (first + (1 << inside)) * HASH])

    def _hashes(self, row: int, number: int) -> bytes:
        if (row, number) not in self._tiles:
            tile = Tile(row, number, min(WIDTH, (self.size >> HEIGHT * row) - number * WIDTH))
            hashes = self._read(tile)
            if len(hashes) != tile.width * HASH:
                raise Unproven("{} has {} bytes", tile.path, len(hashes))
            self._tiles[row, number] = hashes
        return self._tiles[row, number]


class Appender:
    """The growing end of a tree: keeps the tiles that are not full, and hands over each that has become so.

    `read` hands over the tiles of `edge(size)`, when a tree of that size is to be carried on.
    """

    def __init__(self, size: int = 0, read: Read = lambda _: b"") -> None:
        self.size = size
        levels = (size.bit_length() + HEIGHT - 1) // HEIGHT
        self._edge = [bytearray() for _ in range(levels)]
        for tile in edge(size):
            self._edge[tile.level] += read(tile)
        for level, hashes in enumerate(self._edge):
            if len(hashes) != (size >> HEIGHT * level) % WIDTH * HASH:
                raise Unproven("the edge at level {} has {} bytes", level, len(hashes))

    def extend(self, leaves: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
        """Append these leaf hashes; the tiles that are full now, lower ones first.

        One call keeps 33 bytes a leaf: give a long history in parts.
        """
        hashes = b"".join(leaves)
        full = list(self._grow(0, hashes))
        self.size += len(hashes) // HASH
        return full

    def partial(self) -> list[tuple[Tile, bytes]]:
        """The tiles that are not full, lowest first."""
        return [(tile, bytes(self._edge[tile.level])) for tile in edge(self.size)]

    def head(self) -> Head:
        """Its size and root; takes some hundreds of hashes, so ask for it once for many leaves."""
        return Head(self.size, self._root())

    def _grow(self, level: int, hashes: bytes) -> Iterator[tuple[Tile, bytes]]:
        if level == len(self._edge):
            self._edge.append(bytearray())
        first, end = (self.size >> HEIGHT * level) // WIDTH, self._edge[level]
        end += hashes
        whole = len(end) - len(end) % _FULL
        full = [bytes(end[at : at + _FULL]) for at in range(0, whole, _FULL)]
        del end[:whole]
        yield from ((Tile(level, first + nth), tile) for nth, tile in enumerate(full))
        if full:
            yield from self._grow(level + 1, b"".join(map(fold, full)))

    def _root(self) -> bytes:
        root = b""
        for end in self._edge:  # lowest first, so right to left
            at = len(end) // HASH
            while at:
                part = at & -at
                whole = fold(bytes(end[(at - part) * HASH : at * HASH]))
                root = node_hash(whole, root) if root else whole
                at -= part
        return root or EMPTY
