"""The log as plain files, for whoever wants to keep a copy or serve one: the same paths as over HTTP."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from casebook.errors import NotFound, Tampered, Unreadable
from casebook.proof.checkpoint import opened
from casebook.proof.encoding import Malformed
from casebook.proof.merkle import Unproven, check_consistency
from casebook.proof.note import NotSigned
from casebook.proof.tiles import ENTRIES, HEIGHT, WIDTH, Tile, edge
from casebook.transparency.files import replace_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from casebook.proof.checkpoint import Checkpoint
    from casebook.proof.note import VerifierKey
    from casebook.transparency.published import PublishedLog

STAMPS: Final = "stamps"
"""The folder of a copy with what a time-stamping authority said: by size its answer, and the note that it is about."""

DOCUMENTS: Final = "documents"
"""The folder of a copy with what events name by digest: a file's name is its SHA-256."""


def mirror(
    log: PublishedLog, key: VerifierKey, folder: Path, tell: Callable[[int, int], None], *, entries: bool = False
) -> Checkpoint:
    """Bring a folder's copy up to the newest checkpoint, written behind what it covers; only what is new is read.

    With `entries` the events themselves are in it, those of sealed petitions too, without words: not for everybody.
    With them are the documents that events name by their digest: reference data, and the tables of rankings.
    Timestamps of what is in it come along always, and last: none is ahead of the checkpoint.

    `tell` is given how many tiles are done, of how many.

    Raises:
        NotFound: nothing is signed yet.
        Unreadable: what the folder has is no copy of this log, or the log is signed with another key now.
        Tampered: the log has not grown out of what the folder has.
        OSError: the folder cannot be written.
    """
    note = log.checkpoint()
    if note is None:
        raise NotFound("账本尚未签名。", "Nothing is signed yet.")
    new, old = _new(note, key), _old(folder, key)
    if old is not None:
        _check_growth(log, old, new)
    wanted = [*_tiles(old.size if old else 0, new.size), *(_bundles(folder, new.size) if entries else ())]
    for done, tile in enumerate(wanted):
        tell(done, len(wanted))
        content = log.entries(tile) if tile.level == ENTRIES else log.tile(tile)
        if content is None:
            raise Tampered(tile.number * WIDTH + 1)
        _write(folder / tile.path, content)
    if entries:
        kept = {place.name for place in (folder / DOCUMENTS).glob("*")}
        for digest, content in log.documents(kept):
            _write(folder / DOCUMENTS / digest, content)
    tell(len(wanted), len(wanted))
    _write(folder / "checkpoint", note)
    _copy_stamps(log, folder / STAMPS, new.size)
    return new


def list_of_stamps(stamped: Iterable[tuple[int, datetime]]) -> bytes:
    """A line for each: its size, and when, as the authority says."""
    return "".join(f"{size} {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}\n" for size, at in stamped).encode()


def _copy_stamps(log: PublishedLog, folder: Path, until: int) -> None:
    stamped = [(size, at) for size, at in log.stamps() if size <= until]
    for size, _ in stamped:
        token = folder / f"{size}.tsr"
        if not token.exists() and (stamp := log.stamp(size)):
            _write(folder / f"{size}.checkpoint", stamp.note)
            _write(token, stamp.token)
    if stamped:
        _write(folder / "list", list_of_stamps(stamped))


def _new(note: bytes, key: VerifierKey) -> Checkpoint:
    try:
        return opened(note, [key]).checkpoint
    except (Malformed, NotSigned) as error:
        raise Unreadable(
            f"最新的检查点不是用 {key} 签发的。", f"The newest checkpoint is not signed with {key}."
        ) from error


def _old(folder: Path, key: VerifierKey) -> Checkpoint | None:
    place = folder / "checkpoint"
    if not place.exists():
        return None
    try:
        return opened(place.read_bytes(), [key]).checkpoint
    except (Malformed, NotSigned) as error:
        raise Unreadable(f"{place} 不是这个账本的检查点。", f"{place} is no checkpoint of this log.") from error


def _check_growth(log: PublishedLog, old: Checkpoint, new: Checkpoint) -> None:
    if old.size > new.size:
        raise Tampered(
            new.size + 1,
            f"副本已有 {old.size} 条，而账本只签名至 {new.size} 条。",
            f"The copy has {old.size} entries, the log is signed up to {new.size} only.",
        )
    try:
        check_consistency(old.head, new.head, log.tree(new.size).consistency(old.size))
    except Unproven as error:
        raise Tampered(
            old.size,
            f"账本前 {old.size} 条与副本不一致。",
            f"The first {old.size} entries of the log are not those of the copy.",
        ) from error


def _tiles(old: int, new: int) -> Iterator[Tile]:
    """The tiles that a tree of `new` leaves has beyond those that are full with `old`."""
    for level in range((new.bit_length() + HEIGHT - 1) // HEIGHT):
        first, end = (size >> HEIGHT * (level + 1) for size in (old, new))
        yield from (Tile(level, number) for number in range(first, end))
    yield from edge(new)


def _bundles(folder: Path, size: int) -> Iterator[Tile]:
    """The bundles of entries that the folder does not have: full ones never change."""
    full, width = divmod(size, WIDTH)
    yield from (tile for number in range(full) if not (folder / (tile := Tile(ENTRIES, number)).path).exists())
    if width:
        yield Tile(ENTRIES, full, width)


def _write(path: Path, content: bytes) -> None:
    """Written aside and renamed, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_whole(path, content)
