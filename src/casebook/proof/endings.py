"""Whether anything is missing at the end: the last event of a stream, as it was published, is the last that is shown.

So it is with the petition itself, and with what was adopted, since whoever makes a bundle could leave out the end of
either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import bundle
from .adopted import STREAMS
from .checks import checking, see
from .entry import Entry
from .heads import Place, Published, Record
from .merkle import check_inclusion, leaf_hash

if TYPE_CHECKING:
    from .adopted import Adopted
    from .opening import Bundle
    from .trail import Shown


class Series(NamedTuple):
    """The events of a stream that a bundle shows: each one's leaf and index in the log.

    `files` are those of its record among the heads and of that record's place; `checks` are those that refuse, where
    the record is not among the heads, and where something is missing behind what is shown.
    """

    stream: str
    events: list[tuple[bytes, int]]
    files: tuple[str, str]
    checks: tuple[str, str]


def complete_to(opened: Bundle, shown: list[Shown], adopted: Adopted) -> tuple[int | None, int | None]:
    """Among how many of the log's first events none is missing: of the petition, and of what was adopted.

    None where that is not shown.

    Raises:
        Refused: one is missing, or what should show it is not right.
    """
    if not opened.contents.heads:
        return None, None
    published = _published(opened)
    petition = [(event.entry.leaf, event.entry.header.index) for event in shown]
    _check_end(opened, published, Series(opened.manifest.stream, petition, bundle.HEADS[2:], ("head", "tail")))
    for kind in sorted(opened.contents.adoption_heads):
        adoptions = [(each.leaf, each.place) for each in adopted.adoptions.get(kind, ())]
        names = bundle.adoption_head_names(kind)
        _check_end(opened, published, Series(STREAMS[kind], adoptions, names, ("adoption", "adoption")))
    return published.events, published.events if opened.contents.adoption_heads == set(STREAMS) else None


def _published(opened: Bundle) -> Published:
    """The event that published the heads, in the log at the place that it names."""
    name, proof, *_ = bundle.HEADS
    data = opened.files[name]
    with checking("heads"):
        entry = Entry.parse(data)
        published = Published.parse(entry)
    index = opened.index_of(data, proof, ("heads", "heads"))
    header = (entry.header.log, entry.header.index)
    see(header == (opened.signed.checkpoint.origin, index), "heads", None, "of another place")
    return published


def _check_end(opened: Bundle, published: Published, series: Series) -> None:
    head, tail = series.checks
    with checking(head):
        record, place = Record.parse(opened.files[series.files[0]]), Place.parse(opened.files[series.files[1]])
        see(place.size == published.head.size, head, None, "of another number of streams")
        check_inclusion(leaf_hash(bytes(record)), place.index, published.head, place.hashes)
    see(record.stream == series.stream, head, None, "of another stream")
    see(1 <= record.version <= len(series.events), tail, None, "the last is event {}", record.version)
    version = record.version if series.stream == opened.manifest.stream else None
    same = (record.leaf, record.index) == series.events[record.version - 1] and record.index < published.events
    see(same, head, version, "another than the one published")
    behind = series.events[record.version :]
    see(all(index >= published.events for _, index in behind), head, version, "not the last of those counted")
