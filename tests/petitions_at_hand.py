"""Entries for tests that need some, and do not care what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import Accepted, Closed, Submitted
from casebook.petitions.numbers import petition_number
from casebook.petitions.vocabulary import Category, Channel, ClosingBasis, Role

if TYPE_CHECKING:
    from casebook.petitions.events import PetitionEvent

DIGEST = b"d" * 32


def submitted(petition_id: UUID | None = None, **words: str) -> Entry:
    """A petition's first entry; `words` are title, body, place, name, phone."""
    citizen = uuid4()
    event = Submitted.model_validate(
        {
            "number": petition_number(2022, uuid4().int % 10**12),
            "category": Category.COMPLAINT,
            "channel": Channel.APP,
            **words,
        }
    )
    return Entry(petition_id or uuid4(), 1, event, Actor(citizen, Role.CITIZEN), uuid4(), subject=citizen)


def then(first: Entry, version: int, event: PetitionEvent | None = None) -> Entry:
    """A later entry of the same petition."""
    return Entry(first.petition_id, version, event or Accepted(), Actor(uuid4(), Role.DESK), uuid4())


def closed(first: Entry, version: int, *, again: bool = False) -> Entry:
    """The petition's closing."""
    return then(first, version, Closed(basis=ClosingBasis.WAIVED, first_closure=not again))
