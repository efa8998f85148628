"""Interests that somebody declares of themselves, for pages and programs: which petition is meant, and what stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.casework.declaring import declare
from casebook.errors import NotFound
from casebook.web.audience import NUMBER
from casebook.web.disclosure import sees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from casebook.access import Actor
    from casebook.ledger.stored import Receipt
    from casebook.petitions.interests import DeclareInterest, EndInterest, Interest
    from casebook.web.services import Services


def interests_of(served: Services, actor: Actor) -> Sequence[Interest]:
    """What somebody has declared and not ended, in the order in which it was declared."""
    return served.ledger.interests.standing().get(actor.id, ())


def petition_meant(served: Services, actor: Actor, number: str) -> UUID | None:
    """The petition that somebody means by a number: theirs to see, or one that they have declared an interest in."""
    petition_id = served.ledger.by_number(number) if NUMBER.fullmatch(number) else None
    if petition_id is None or any(one.petition == petition_id for one in interests_of(served, actor)):
        return petition_id
    return petition_id if sees(actor, served.casework.petition(petition_id)) else None


def declared(served: Services, actor: Actor, key: UUID, wish: DeclareInterest | EndInterest) -> Receipt:
    """Declare an interest or end it, once for each key.

    Raises:
        NotFound: there is no petition of that number, or it is not theirs to see; nobody can tell which.
        CasebookError: what `declare` raises.
    """
    petition = petition_meant(served, actor, wish.petition) if wish.petition is not None else None
    if wish.petition is not None and petition is None:
        raise NotFound
    return declare(served.casework, wish, petition, actor, key)
