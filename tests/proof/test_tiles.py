"""Tiles: their addresses, and a tree that grows by them however it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.proof.encoding import Malformed
from casebook.proof.merkle import Unproven, fold, leaf_hash
from casebook.proof.tiles import ENTRIES, Appender, Tile, Tree, edge

LEAVES = [leaf_hash(n.to_bytes(4)) for n in range(70_000)]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(2, 0, 1), "tile/2/000.p/1"),
        (Tile(ENTRIES, 1000), "tile/entries/x001/000"),
        (Tile(63, 999_999_999), "tile/63/x999/x999/999"),
    ],
)
def test_addresses(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.at(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/67",
        "tile/0/0067",
        "tile/0/x000/067",
        "tile/0/001/067",
        "tile/0/x01/067",
        "tile/00/067",
        "tile/64/067",
        "tile/-1/067",
        "tile/data/067",
        "tile/0/067.p/0",
        "tile/0/067.p/08",
        "tile/0/067.p/256",
        "tile/0/067.p/999",
        "tile/0/067.p/",
        "tile/0/067/",
        "/tile/0/067",
        "tile/0/../067",
        "tile/0/٠٦٧",
        "tile/0/067\n",
        "",
    ],
)
def test_other_spellings_are_no_addresses(path: str) -> None:
    with pytest.raises(Malformed):
        Tile.at(path)


def test_the_tiles_of_a_size_are_those_of_the_specification() -> None:
    # tlog-tiles, "Partial Tiles": sizes 70,000 and 256
    assert edge(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert edge(256) == [Tile(1, 0, 1)]
    assert edge(0) == []


def test_the_tiles_of_an_older_tree_are_beginnings_of_the_present_ones() -> None:
    growing, older = Appender(), Appender()
    older.extend(LEAVES[:69_000])
    kept = {tile[:2]: hashes for tile, hashes in (*growing.extend(LEAVES), *growing.partial())}
    for tile, hashes in older.partial():
        assert kept[tile[:2]].startswith(hashes)


def test_a_large_tree_is_its_tiles() -> None:
    growing = Appender()
    kept = dict(growing.extend(LEAVES))
    assert len(kept) == 273 + 1
    kept |= dict(growing.partial())
    for tile, hashes in kept.items():
        if tile.level:
            below = [fold(kept[Tile(tile.level - 1, tile.number * 256 + nth)]) for nth in range(tile.width)]
            assert hashes == b"".join(below)
    assert Tree(70_000, kept.__getitem__).head() == growing.head()


@given(st.lists(st.integers(0, 600), max_size=6), st.integers(0, 5))
def test_however_it_is_given_and_wherever_it_is_taken_up_again_a_tree_is_the_same(parts: list[int], at: int) -> None:
    kept: dict[tuple[int, int], bytes] = {}
    growing, size = Appender(), 0

    def read(tile: Tile) -> bytes:
        return kept[tile.level, tile.number][: tile.width * 32]

    for nth, part in enumerate(parts):
        if nth == at:
            growing = Appender(size, read)
        full = growing.extend(LEAVES[size : size + part])
        assert all(len(hashes) == 8192 and tile.width == 256 for tile, hashes in full)
        size += part
        kept |= {(tile.level, tile.number): hashes for tile, hashes in (*full, *growing.partial())}
        assert growing.head() == Tree(size, read).head()
    once = Appender()
    once.extend(LEAVES[:size])
    assert once.head() == growing.head()


def test_an_edge_that_lacks_something_is_not_carried_on() -> None:
    with pytest.raises(Unproven):
        Appender(300, lambda tile: bytes(32 * (tile.width - 1)))
    with pytest.raises(Unproven):
        Appender(5)
