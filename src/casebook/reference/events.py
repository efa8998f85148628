"""What can have happened to reference data. Stored for ever, like the events of petitions, in streams of their own."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID, uuid5

from casebook.petitions.event import Count, Event, Sha256
from casebook.petitions.words import Code
from casebook.reference.kinds import Kind

_STREAMS: Final = UUID("0d9bb4b2-6e0b-5b52-9a3c-6f1f41041234")


class Adopted(Event):
    """已采用：参考数据的一个版本自某日起施行，其全文以摘要为凭.

    The document itself stands in `ledger.documents` under its digest, so it is covered by the leaf.
    """

    kind: Kind
    name: Code
    version: Count
    in_force_on: date
    digest: Sha256


ReferenceEvent = Adopted
"""The closed union of what happens in the streams of reference data."""

EVENTS: Final[dict[str, type[Event]]] = {Adopted.stored_name(): Adopted}
"""Every one under its stored name."""


def stream_of(kind: Kind) -> UUID:
    """The stream of a kind: one for each, the same in every ledger."""
    return uuid5(_STREAMS, kind)
