"""The Merkle tree of RFC 6962 and RFC 9162 over SHA-256: its hashes, its proofs, and how each is checked.

leaf = SHA-256(0x00, entry); node = SHA-256(0x01, left, right). Of n > 1 leaves the left subtree has the largest power
of two below n. Proofs are made of whole subtrees, which `Node` hands over; see `tiles.Tree` for where they come from.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from .details import Detailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Node = Callable[[int, int], bytes]
    """Of (level, i): the root over the leaves from i * 2**level to (i + 1) * 2**level."""

HASH: Final = 32
"""Bytes of a hash."""

EMPTY: Final = hashlib.sha256().digest()
"""The root of no leaves."""


class Unproven(Detailed):
    """A proof does not show what it is said to show."""


class Head(NamedTuple):
    """What a tree was at some moment: its number of leaves and its root of 32 bytes."""

    size: int
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """The root over a power of two of neighbouring hashes, given one after the other."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH:
        pairs = range(0, len(hashes), 2 * HASH)
        hashes = b"".join([sha256(b"\1" + hashes[at : at + 2 * HASH]).digest() for at in pairs])
    return hashes


def root_of(node: Node, size: int) -> bytes:
    """The root over the first `size` leaves."""
    return _over(node, 0, size) if size else EMPTY


def inclusion_proof(node: Node, index: int, size: int) -> tuple[bytes, ...]:
    """What leads from the leaf at `index` to the root over `size` leaves, leaf first; RFC 9162 section 2.1.3.1.

    Raises:
        IndexError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError(index)
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _left(high - low)
        if index < middle:
            path.append(_over(node, middle, high))
            high = middle
        else:
            path.append(_over(node, low, middle))
            low = middle
    return tuple(reversed(path))


def consistency_proof(node: Node, old: int, size: int) -> tuple[bytes, ...]:
    """What shows that the first `old` of `size` leaves are as they were, RFC 9162 section 2.1.4.1; empty for 0 and all.

    Raises:
        IndexError: the old tree is larger.
    """
    if not 0 <= old <= size:
        raise IndexError(old)
    low, high, path = 0, size if old else 0, []
    while old != high:
        middle = low + _left(high - low)
        if old <= middle:
            path.append(_over(node, middle, high))
            high = middle
        else:
            path.append(_over(node, low, middle))
            low = middle
    if low:  # the old tree is no subtree of the new one, so the last of its whole subtrees has to be told too
        path.append(_over(node, low, high))
    return tuple(reversed(path))


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a proof leads to.

    Raises:
        Unproven: there is no such leaf, or the proof is too long or too short.
    """
    if not 0 <= index < size:
        raise Unproven("no leaf {} among {}", index, size)
    inner, border = _shape(index, size)
    if len(proof) != inner + border:
        raise Unproven("{} hashes where {} are needed", len(proof), inner + border)
    root = leaf
    for level, sibling in enumerate(proof):
        lies_right = level >= inner or index >> level & 1
        root = node_hash(sibling, root) if lies_right else node_hash(root, sibling)
    return root


def check_inclusion(leaf: bytes, index: int, head: Head, proof: Sequence[bytes]) -> None:
    """See that the tree has this leaf at this index.

    Raises:
        Unproven: the proof does not show it.
    """
    if root_from_inclusion(leaf, index, head.size, proof) != head.root:
        raise Unproven("the proof leads to another root")


def check_consistency(old: Head, new: Head, proof: Sequence[bytes]) -> None:
    """See that the new tree begins with all leaves of the old one.

    Raises:
        Unproven: the proof does not show it.
    """
    if not 0 <= old.size <= new.size:
        raise Unproven("the old tree has {} leaves, the new one {}", old.size, new.size)
    if old.size in {0, new.size}:
        if proof or old.root != (new.root if old.size == new.size else EMPTY):
            raise Unproven("the same leaves have another root")
        return
    whole = (old.size & -old.size).bit_length() - 1  # the height of the old tree's last whole subtree
    told = old.size != 1 << whole  # an old tree that is whole itself need not be told
    last = old.size - 1
    inner, border = _shape(last, new.size)
    inner -= whole
    if len(proof) != told + inner + border:
        raise Unproven("{} hashes where {} are needed", len(proof), told + inner + border)
    was = now = proof[0] if told else old.root
    for level, sibling in enumerate(proof[told:]):
        if level >= inner or last >> (whole + level) & 1:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
        else:
            now = node_hash(now, sibling)
    if was != old.root or now != new.root:
        raise Unproven("the proof leads to other roots")


def _left(size: int) -> int:
    """How many of `size` leaves, 2 or more, lie left: the largest power of two below."""
    return 1 << (size - 1).bit_length() - 1


def _shape(index: int, size: int) -> tuple[int, int]:
    """Of a leaf's path: how many siblings stand below the last leaf's own path, and how many (all left of it) above."""
    inner = (index ^ size - 1).bit_length()
    return inner, (index >> inner).bit_count()


def _over(node: Node, low: int, high: int) -> bytes:
    """The root over a range that is a node of the tree, from its whole subtrees, right to left."""
    root = b""
    while high > low:
        part = (high - low) & -(high - low)
        level = part.bit_length() - 1
        whole = node(level, (high - part) >> level)
        root = node_hash(whole, root) if root else whole
        high -= part
    return root
