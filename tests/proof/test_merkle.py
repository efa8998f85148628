"""The tree and its proofs, against a naive one, RFC 9162's example and the vectors of Certificate Transparency."""

from __future__ import annotations

import hashlib
import random
from functools import cache

import pytest

from casebook.proof.merkle import EMPTY, Head, Unproven, check_consistency, check_inclusion, leaf_hash, node_hash
from casebook.proof.tiles import Appender, Tile, Tree

LEAVES = [leaf_hash(str(n).encode()) for n in range(1030)]
SIZES = [*range(1, 71), *(2**k + d for k in range(7, 11) for d in (-1, 0, 1))]


@cache
def naive(low: int, high: int) -> bytes:
    """RFC 9162 section 2.1.1, word for word."""
    if high - low <= 1:
        return LEAVES[low] if high > low else hashlib.sha256().digest()
    k = 1
    while 2 * k < high - low:
        k *= 2
    return hashlib.sha256(b"\1" + naive(low, low + k) + naive(low + k, high)).digest()


def head(size: int) -> Head:
    return Head(size, naive(0, size))


def row(level: int) -> bytes:
    whole = 256**level
    return b"".join(naive(at, at + whole) for at in range(0, len(LEAVES) - whole + 1, whole))


ROWS = [row(0), row(1)]


def tree(size: int) -> Tree:
    return Tree(size, lambda tile: ROWS[tile.level][tile.number * 8192 :][: tile.width * 32])


def refused_inclusion(leaf: bytes, index: int, at: Head, proof: tuple[bytes, ...]) -> bool:
    try:
        check_inclusion(leaf, index, at, proof)
    except Unproven:
        return True
    return False


def refused_consistency(old: Head, new: Head, proof: tuple[bytes, ...]) -> bool:
    try:
        check_consistency(old, new, proof)
    except Unproven:
        return True
    return False


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_proofs_are_those_of_the_naive_tree(size: int) -> None:
    here, chance = tree(size), random.Random(size)
    assert here.head() == head(size)
    for index in range(size) if size <= 70 else chance.sample(range(size), 20):
        check_inclusion(LEAVES[index], index, head(size), here.inclusion(index))
    for old in range(size + 1) if size <= 70 else chance.sample(range(size), 20):
        check_consistency(head(old), head(size), here.consistency(old))


def test_a_proof_for_one_place_shows_no_other() -> None:
    for size in range(1, 34):
        for index in range(size):
            proof = tree(size).inclusion(index)
            for other in range(-1, size + 2):
                assert refused_inclusion(LEAVES[index], other, head(size), proof) == (other != index)
            for another in (size - 1, size + 1, 2 * size):
                assert refused_inclusion(LEAVES[index], index, head(another), proof)
            assert refused_inclusion(leaf_hash(b"another"), index, head(size), proof)


def test_every_altered_byte_of_an_inclusion_proof_is_refused() -> None:
    for size in range(1, 18):
        for index in range(size):
            proof = tree(size).inclusion(index)
            for nth, each in enumerate(proof):
                for at in range(32):
                    changed = each[:at] + bytes([each[at] ^ 1 << (index + at) % 8]) + each[at + 1 :]
                    spoilt = (*proof[:nth], changed, *proof[nth + 1 :])
                    assert refused_inclusion(LEAVES[index], index, head(size), spoilt)
            for spoilt in ((*proof, LEAVES[0]), proof[:-1], proof[1:], proof[::-1]):
                assert spoilt == proof or refused_inclusion(LEAVES[index], index, head(size), spoilt)


def test_every_altered_byte_of_a_consistency_proof_is_refused() -> None:
    for size in range(1, 18):
        for old in range(size + 1):
            proof, was, now = tree(size).consistency(old), head(old), head(size)
            for nth, each in enumerate(proof):
                for at in range(32):
                    changed = each[:at] + bytes([each[at] ^ 1 << (old + at) % 8]) + each[at + 1 :]
                    assert refused_consistency(was, now, (*proof[:nth], changed, *proof[nth + 1 :]))
            for spoilt in ((*proof, LEAVES[0]), proof[:-1], proof[1:], proof[::-1]):
                assert spoilt == proof or refused_consistency(was, now, spoilt)
            assert refused_consistency(Head(old, LEAVES[5]), now, proof)
            assert old == 0 or refused_consistency(was, Head(size, LEAVES[5]), proof)


def test_a_history_that_was_changed_or_cut_is_no_growth() -> None:
    for size in range(2, 34):
        for old in range(1, size):
            proof = tree(size).consistency(old)
            assert refused_consistency(head(size), head(old), proof)
            for another in range(1, size):
                if another != old:
                    assert refused_consistency(head(another), head(size), proof)
    assert refused_consistency(Head(-1, EMPTY), head(3), ())
    assert refused_consistency(head(3), Head(3, LEAVES[0]), ())


def test_the_example_of_the_standard() -> None:
    # RFC 9162, section 2.1.5: seven leaves a..j, and what their proofs are made of
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, m = node_hash(g, h), node_hash(i, j)
    seven = tree(7)
    assert seven.head().root == node_hash(k, m)
    assert [seven.inclusion(n) for n in (0, 3, 4, 6)] == [(b, h, m), (c, g, m), (f, j, k), (i, k)]
    assert [seven.consistency(n) for n in (3, 4, 6)] == [(c, d, g, m), (m,), (i, j, k)]


def test_the_vectors_of_certificate_transparency() -> None:
    entries = "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
    roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    growing = Appender()
    assert growing.head().root.hex() == roots[0]
    for entry, root in zip(entries, roots[1:], strict=True):
        growing.extend([leaf_hash(bytes.fromhex(entry))])
        assert growing.head().root.hex() == root


def test_a_tree_has_no_leaf_and_no_past_beyond_itself() -> None:
    seven = tree(7)
    for ask, number in ((seven.inclusion, 7), (seven.inclusion, -1), (seven.consistency, 8), (seven.consistency, -1)):
        with pytest.raises(IndexError):
            ask(number)


def test_a_tile_that_lacks_something_is_noticed() -> None:
    with pytest.raises(Unproven, match=r"tile/0/000\.p/7"):
        Tree(7, lambda _: bytes(32 * 6)).head()
    assert Tile(0, 0, 7).path == "tile/0/000.p/7"
