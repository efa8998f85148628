"""What the limits of a petition rest on, for its bundle: the adoptions of limits and calendars, and their documents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from casebook.ledger.stored import Stored
from casebook.proof.composing import basis_files
from casebook.proof.counting import ZONE
from casebook.reference.events import stream_of
from casebook.reference.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry
    from casebook.proof.tiles import Tree
    from casebook.transparency.ends import Ends

KINDS: Final = (Kind.CALENDAR, Kind.TERMS)
BEIJING: Final = timedelta(microseconds=ZONE)

_ZONE: Final = "SELECT zone FROM ledger.config"


def bases(
    ledger: Ledger,
    events: Sequence[Stored],
    signed: tuple[bytes, Tree],
    spell: Callable[[Stored], bytes],
    ends: Ends | None,
) -> dict[str, bytes]:
    """The files that a bundle of these events has of it, as it is `signed`: a checkpoint, and its tree.

    With `ends` they show which adoption was the last, when heads were published.

    Nothing where the city's clocks are not Beijing's: verifiers count in no other time.

    Raises:
        Tampered: an adoption does not match its leaf, or a document its digest.
    """
    _, tree = signed
    entries = [ledger.entry_mapper.to_domain_event(each) for each in events]
    zone = _zone(ledger)
    if any(zone.utcoffset(entry.happened_at.astimezone(zone)) != BEIJING for entry in entries):
        return {}
    adoptions, heads = {}, {}
    for kind in KINDS:
        stored = [each for each in ledger.door.select_events(stream_of(kind)) if isinstance(each, Stored)]
        shown = [each for each in stored if each.position <= tree.size]
        adoptions[kind.value] = [spell(each) for each in shown]
        if ends and (end := ends.of(shown)):
            heads[kind.value] = end
    return basis_files(signed, adoptions, _documents(ledger, entries, zone), heads)


def _documents(ledger: Ledger, entries: Sequence[Entry], zone: ZoneInfo) -> list[bytes]:
    """The documents that were in force when something happened, as was known then."""
    reference = ledger.adoptions.reference()
    found = {
        adoption.digest
        for entry in entries
        for kind in KINDS
        if (adoption := reference.until(entry.position or 0).adopted(kind, entry.happened_at.astimezone(zone).date()))
    }
    return [document.content for digest, document in (reference.documents or {}).items() if digest in found]


def _zone(ledger: Ledger) -> ZoneInfo:
    with ledger.datastore.connection() as connection:
        row = connection.execute(_ZONE).fetchone()
    assert row is not None  # noqa: S101  a migrated ledger has its one row
    return ZoneInfo(row[0])
