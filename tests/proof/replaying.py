"""Petitions of the domain as the entries of a log, replayed by the rules that verifiers have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.ledger import layout
from casebook.ledger.mapper import canonical, envelope
from casebook.proof.adopted import Adopted, Adoption
from casebook.proof.conduct import replayed
from casebook.proof.counting import Calendar, Terms, day_named
from casebook.proof.entry import Entry as Logged
from casebook.proof.strict_json import parsed
from casebook.reference.documents import shipped
from casebook.reference.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casebook.petitions.entry import Entry
    from casebook.proof.conduct import Handling
    from casebook.reference.documents import Document


FORMS: dict[Kind, type[Terms | Calendar]] = {Kind.TERMS: Terms, Kind.CALENDAR: Calendar}


def logged(entries: Iterable[Entry]) -> list[Logged]:
    """The entries as a log has them."""
    told = []
    for entry in entries:
        assert entry.recorded_at is not None
        place = (entry.petition_id, entry.version, entry.event.stored_name())
        head = layout.header("example/log", entry.position or entry.version, entry.recorded_at, layout.ZERO, place)
        told.append(Logged.parse(layout.entry(head, canonical(envelope(entry)))))
    return told


def adopted(*documents: Document) -> Adopted:
    """These documents as verifiers have them, adopted before everything else."""
    found: dict[str, list[Adoption]] = {}
    for each in documents:
        since = day_named(str(each.version.in_force_on))
        found.setdefault(each.kind, []).append(Adoption(each.version.id, since, each.digest, -1, 0, b""))
    return Adopted(found, {each.digest: FORMS[each.kind].parse(parsed(each.content)) for each in documents})


def as_shipped() -> Adopted:
    """The limits and the calendar that casebook comes with."""
    return adopted(*(shipped()[kind] for kind in FORMS))


def handled(entries: Iterable[Entry], known: Adopted | None = None) -> Handling:
    """How a petition of the domain was handled, as verifiers see it."""
    return replayed(logged(entries), known or Adopted())
