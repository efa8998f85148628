"""The audit of a copy of the log with its entries, out of plain files and without a database."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from casebook.errors import NotFound, Tampered, Unreadable
from casebook.ledger.links import unchained
from casebook.proof.checkpoint import opened
from casebook.proof.encoding import Malformed
from casebook.proof.entry import FIRST, Entry
from casebook.proof.merkle import leaf_hash
from casebook.proof.note import NotSigned
from casebook.proof.tiles import ENTRIES, WIDTH, Tile
from casebook.transparency.auditing import Findings, signed
from casebook.transparency.leaves import back_in_time, missing
from casebook.transparency.mirror import STAMPS
from casebook.transparency.published import Cosigned
from casebook.transparency.regrown import Regrown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from casebook.proof.checkpoint import Checkpoint
    from casebook.proof.note import VerifierKey
    from casebook.transparency.leaves import Fault

_LENGTH = 2  # bytes before each entry of a bundle


def audit_copy(folder: Path, key: VerifierKey, tell: Callable[[int, int], None]) -> Findings:
    """Audit a folder that `mirror` has written with entries: leaves, positions, times, chains, tiles, and the roots.

    Those are of its checkpoint and of every one that it has a timestamp for.

    `tell` is given how many events are done, of how many. It needs some 200 bytes of memory for each petition.

    Raises:
        NotFound: there is no checkpoint in the folder, or no entries at all.
        Unreadable: what is there is not signed with this key.
    """
    checkpoint = checkpoint_of(folder, key)
    size = checkpoint.size
    if size and not has_entries(folder):
        raise NotFound(
            f"{folder} 是没有事件的副本：请用 casebook audit mirror --entries 补上。",
            f"{folder} is a copy without entries: casebook audit mirror --entries adds them.",
        )
    findings = Findings(events=size, size=size)
    compared = sorted([*_stamped(folder, key, findings.fault), checkpoint], key=attrgetter("size"))
    tree = Regrown(iter(compared), partial(_kept, folder), findings.fault)
    events = _Events(key.name, findings.fault)
    for tile in _bundles(size):
        first = tile.number * WIDTH
        tree.extend(events.of(first + 1, _entries(folder, tile, findings.fault)))
        tell(first + tile.width, size)
    tree.finish()
    findings.checkpoints = tree.compared
    return findings


def _stamped(folder: Path, key: VerifierKey, fault: Fault) -> Iterator[Checkpoint]:
    """The checkpoints that were stamped; told as a fault is one that the log has not signed."""
    places = [place for place in (folder / STAMPS).glob("*.checkpoint") if place.stem.isdecimal()]
    kept = (Cosigned(int(place.stem), place.read_bytes(), {}) for place in places)
    return (each.checkpoint for each in signed(kept, key, {}, fault))


def has_entries(folder: Path) -> bool:
    """Whether a copy was written with entries."""
    return (folder / "tile" / "entries").is_dir()


def entries_of(folder: Path, size: int, fault: Fault) -> Iterator[bytes]:
    """The exact bytes of the first `size` entries in a copy, in order; a bundle that is missing is told as a fault."""
    for tile in _bundles(size):
        yield from _entries(folder, tile, fault)


def _bundles(size: int) -> Iterator[Tile]:
    return (Tile(ENTRIES, first // WIDTH, min(WIDTH, size - first)) for first in range(0, size, WIDTH))


class _Events:
    """Reads the events of a log one after the other, and remembers where each stream stands."""

    def __init__(self, origin: str, fault: Fault) -> None:
        self._origin = origin
        self._fault = fault
        self._at = ""
        self._last: dict[str, tuple[int, str]] = {}

    def of(self, first: int, entries: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """The position and the leaf of each of these entries, which stand at `first` and behind it."""
        for position, data in enumerate(entries, first):
            try:
                entry = Entry.parse(data)
            except Malformed:
                self._fault(
                    Tampered(
                        position,
                        f"账本第 {position} 号事件无法读取。",
                        f"The event at position {position} cannot be read.",
                    )
                )
                yield position, leaf_hash(data)
            else:
                self._see(position, entry)
                yield position, entry.leaf

    def _see(self, position: int, entry: Entry) -> None:
        header = entry.header
        version, leaf = self._last.get(header.stream, (min(header.version, 1) - 1, FIRST))
        if (header.log, header.index) != (self._origin, position - 1):
            self._fault(
                Tampered(
                    position,
                    f"账本第 {position} 号事件自述在别处。",
                    f"The event at position {position} says that it stands elsewhere.",
                )
            )
        elif header.at < self._at:
            self._fault(back_in_time(position))
        elif (header.version, header.previous) != (version + 1, leaf):
            self._fault(unchained(position))
        self._at = header.at
        self._last[header.stream] = header.version, entry.leaf.hex()


def checkpoint_of(folder: Path, key: VerifierKey) -> Checkpoint:
    """The checkpoint of a copy.

    Raises:
        NotFound: there is none.
        Unreadable: it is not signed with this key.
    """
    place = folder / "checkpoint"
    if not place.exists():
        raise NotFound(f"{place} 不存在。", f"There is no {place}.")
    try:
        return opened(place.read_bytes(), [key]).checkpoint
    except (Malformed, NotSigned) as error:
        raise Unreadable(f"{place} 不是此密钥签发的检查点。", f"{place} is not signed with this key.") from error


def _entries(folder: Path, tile: Tile, fault: Fault) -> list[bytes]:
    """The entries of a bundle; none where it is missing or not whole."""
    place, found = folder / tile.path, []
    data, at = place.read_bytes() if place.exists() else b"", 0
    while at < len(data):
        begins = at + _LENGTH
        at = begins + int.from_bytes(data[at:begins])
        found.append(data[begins:at])
    if at == len(data) and len(found) == tile.width:
        return found
    first = tile.number * WIDTH + 1
    fault(missing(first, first + tile.width - 1))
    return []


def _kept(folder: Path, tiles: Sequence[Tile]) -> dict[Tile, bytes]:
    return {tile: place.read_bytes() for tile in tiles if (place := folder / tile.path).exists()}
