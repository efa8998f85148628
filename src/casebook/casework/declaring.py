"""Declaring an interest, and ending it: what a person says of themselves, and nobody for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast
from uuid import UUID, uuid5

import orjson

from casebook.errors import Outdated
from casebook.petitions.entry import Entry
from casebook.petitions.interests import (
    RULES,
    ConflictOfInterestDeclared,
    ConflictOfInterestEnded,
    DeclareInterest,
    EndInterest,
    InterestContext,
    standing,
    stream_of,
)
from casebook.petitions.rule import check

if TYPE_CHECKING:
    from casebook.casework.service import Casework
    from casebook.ledger.stored import Receipt
    from casebook.petitions.entry import Actor
    from casebook.petitions.events import PetitionEvent

TRIES: Final = 5
"""So often it is tried where the same person does two things at once."""


def declare(
    casework: Casework, wish: DeclareInterest | EndInterest, petition: UUID | None, actor: Actor, key: UUID
) -> Receipt:
    """Do what is asked, once for each key. `petition` is the id of the one that the wish names by its number.

    Raises:
        Refused: the unit is not in the directory, the interest is declared already, or there is none to end.
        KeyReused: the key belongs to another command.
        Unavailable: the database is gone; ask again with the same key.
    """
    ledger, stream = casework.ledger, stream_of(actor.id)
    parts = [wish.spoken_name(), str(actor.id), actor.role, wish.model_dump(mode="json")]
    digest = ledger.keys.fingerprint("command", orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))
    if (answer := ledger.answered(key, digest)) is not None:
        return answer
    kind = ConflictOfInterestDeclared if isinstance(wish, DeclareInterest) else ConflictOfInterestEnded
    event = cast("PetitionEvent", kind(unit=wish.unit, petition=petition, words=wish.words))
    subject = uuid5(stream, "words") if wish.words else None
    units = casework.city.at(casework.now()).units
    for _ in range(TRIES):
        entries = ledger.entries(stream)
        check(RULES[type(wish)], wish, standing(entries), InterestContext(petition, units))
        try:
            return ledger.append([Entry(stream, len(entries) + 1, event, actor, key, subject=subject)], key, digest)
        except Outdated:
            continue
    raise Outdated
