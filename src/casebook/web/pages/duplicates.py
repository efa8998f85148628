"""Which petitions may be the same as one, for the desk: what speaks for it, and each way of merging the two."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from casebook.access import Actor, Role
from casebook.casework.duplicates import Likely, against_merging, likely_duplicates
from casebook.errors import Refused
from casebook.petitions.petition import Petition
from casebook.web.api.headers import Number
from casebook.web.audience import signed_in
from casebook.web.casefile import looked_up
from casebook.web.html.page import PageRoute, page
from casebook.web.services import Served, Services

router = APIRouter(prefix="/staff/petitions", tags=["pages"], route_class=PageRoute, include_in_schema=False)

Desk = Annotated[Actor, Depends(signed_in(Role.DESK))]

SHOWN: Final = 10
"""So many are shown, the likeliest: each is looked up as it stands now."""


@dataclass(frozen=True, slots=True)
class Merging:
    """One way of merging two petitions: which goes on with which, and what is in the way now, if anything is."""

    child: str
    master: str
    refusal: Refused | None


@dataclass(frozen=True, slots=True)
class Pair:
    """A petition that may be the same as the one that is looked at: how it stands, and the ways of merging the two."""

    likely: Likely
    petition: Petition
    ways: tuple[Merging, ...]


@router.get("/{number}/duplicates")
def duplicates(request: Request, served: Served, person: Desk, number: Number) -> Response:
    """The likeliest first. A page of its own, because up to two hundred petitions are opened for it."""
    found, _ = looked_up(served, number, person)
    likely = likely_duplicates(served.casework, served.reader, found)
    return page(
        request,
        "staff/duplicates.html",
        petition=found,
        pairs=_pairs(served, person, found, likely[:SHOWN]),
        more=max(len(likely) - SHOWN, 0),
    )


def _pairs(served: Services, person: Actor, petition: Petition, likely: list[Likely]) -> list[Pair]:
    """Each as it stands in the ledger; what was sealed since the read model last looked is left out."""
    others = [(one, served.casework.petition(one.petition_id)) for one in likely]
    return [
        Pair(one, other, tuple(_way(served, person, *pair, one) for pair in ((petition, other), (other, petition))))
        for one, other in others
        if not other.is_sealed
    ]


def _way(served: Services, person: Actor, child: Petition, master: Petition, likely: Likely) -> Merging:
    refusal = against_merging(served.casework, person, child, master, likely.evidence)
    return Merging(child.number, master.number, refusal)
