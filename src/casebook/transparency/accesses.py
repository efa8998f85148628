"""The audit of the access log: its entries against the roots that the ledger has of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from casebook.errors import Tampered
from casebook.ledger.accesses import BEGINNING, STREAM, Stretch, stretch

if TYPE_CHECKING:
    from datetime import datetime

    from casebook.ledger.accesses import AccessLogPublished
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.entry import Entry

LEAST: Final = timedelta(days=180)
"""No entry may be gone that is younger than that."""

_BEHIND: Final = "SELECT count(*) FROM access_log.entries WHERE position > %s"


@dataclass(slots=True)
class AccessFindings:
    """What an audit of the access log has found.

    Attributes:
        entries: how many entries are as they were published.
        removed: how many were published and have been removed since, old enough.
        waiting: how many are not published yet.
        faults: where entries are not those that were published, by the position of the publication.
    """

    entries: int = 0
    removed: int = 0
    waiting: int = 0
    faults: list[Tampered] = field(default_factory=list)


def audit_access(ledger: Ledger, now: datetime) -> AccessFindings:
    """Recompute the root of every stretch of the access log that was published, and compare it.

    Raises:
        Tampered: a publication itself is not what the ledger has recorded.
        Unavailable: the database is gone.
    """
    findings, after = AccessFindings(), BEGINNING
    with ledger.datastore.connection() as connection:
        for entry in ledger.entries(STREAM):
            event = cast("AccessLogPublished", entry.event)  # type: ignore[redundant-cast,unused-ignore]
            published = Stretch(event.root, event.entries, event.last, event.until)
            found = stretch(connection, after, published.last)
            if found == published:
                findings.entries += published.entries
            elif found is None and published.until < now - LEAST:
                findings.removed += published.entries
            else:
                findings.faults.append(_differs(entry, published, found))
            after = published.last
        [(findings.waiting,)] = connection.execute(_BEHIND, (after,)).fetchall()
    return findings


def _differs(entry: Entry, published: Stretch, found: Stretch | None) -> Tampered:
    there, last = found.entries if found else 0, published.last
    until = f"{published.until:%Y-%m-%dT%H:%MZ}"
    return Tampered(
        entry.position or 0,
        f"访问记录至第 {last} 条（{until}）与账本第 {entry.position} 号所公布的不符：公布时 {published.entries} 条，"
        f"现有 {there} 条。",
        f"The access log up to entry {last} ({until}) is not what position {entry.position} of the ledger has "
        f"published: {published.entries} entries then, {there} now.",
    )
