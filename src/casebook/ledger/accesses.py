"""The access log in the ledger: stretches of its entries, and the event that publishes the root over one.

Entries themselves stand beside the ledger (`casebook.accounts.access_log`), since they go some day. Their roots stay.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, Field

from casebook.petitions.event import Event, Sha256
from casebook.proof.merkle import leaf_hash
from casebook.proof.strict_json import canonical
from casebook.proof.tiles import Appender

if TYPE_CHECKING:
    from casebook.ledger.datastore import Rows

STREAM: Final = UUID("0c1b7f52-8a3e-5d64-b0f9-2e7d91c4a6b3")
"""The stream of these events: one for each ledger. `schema/023_access_log.sql` knows it too."""

BEGINNING: Final = -(2**63)
"""Behind this position the first stretch begins."""

_TYPE: Final = "casebook/access/v1"
_AT_ONCE: Final = 10_000
_Many = Annotated[int, Field(ge=1, le=2**53)]

_ENTRIES: Final = """
SELECT position, at, kind, person_id, network, file_id, petition_id FROM access_log.entries
WHERE position > %s AND position <= %s ORDER BY position
"""


class AccessLogPublished(Event):
    """公布访问记录: the root over the next entries of the access log, how many, which is the last, and when it was."""

    root: Sha256
    entries: _Many
    last: _Many
    until: AwareDatetime


EVENTS: Final[dict[str, type[Event]]] = {AccessLogPublished.stored_name(): AccessLogPublished}
"""The one there is, under its stored name."""


class Stretch(NamedTuple):
    """Some entries one after the other: their root, how many, the last one's position, and the newest one's time."""

    root: str
    entries: int
    last: int
    until: datetime


def stretch(connection: Rows, after: int, last: int) -> Stretch | None:
    """The entries behind `after` up to `last`, as they are stored; None where there are none."""
    growing, until = Appender(), None
    with connection.transaction(), connection.cursor(name="accesses", binary=True) as cursor:
        cursor.execute(_ENTRIES, (after, last))
        while rows := cursor.fetchmany(_AT_ONCE):
            growing.extend(leaf_hash(_line(*row)) for row in rows)
            until = max(row[1] for row in rows) if until is None else max(until, *(row[1] for row in rows))
            last = rows[-1][0]
    return None if until is None else Stretch(growing.head().root.hex(), growing.size, last, until.astimezone(UTC))


def _line(position: int, at: datetime, kind: str, *about: Any) -> bytes:
    """An entry as one line of JSON; what it does not have is left out, so that entries can gain fields."""
    person, network, file, petition = about
    named = {"file": file, "network": network and network.hex(), "person": person, "petition": petition}
    said = {name: str(value) for name, value in named.items() if value is not None}
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return canonical({"at": moment, "kind": kind, "pos": position, "typ": _TYPE} | said)
