"""The road of a petition: where its events may lead it.

Live petitions get their events in the order that the rules allow. An imported history tells what its source tells, in
any order: an answer after the closing, a closing without an acceptance. So an event moves a petition forward on its
road and never back; only a rejected reply, the ruling on a return, the end of a halt, a reassignment, a recall and a
reopening lead back, a new assignment waits for its signature until there is a reply, and only a reopening leads out of
an end, as an overturned decline leads back to the beginning and a release from the master to where the child had been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition

ENDS: Final = frozenset(
    {
        Status.CLOSED,
        Status.DECLINED,
        Status.WITHDRAWN,
        Status.TERMINATED,
        Status.REFERRED,
        Status.MERGED,
        Status.ARCHIVED,
    }
)
"""Where a petition's road ends; only a reopening leads on, from a decline its review, and from a master a release."""

BEFORE_THE_REPLY: Final = frozenset({Status.ASSIGNED, Status.IN_PROGRESS, Status.SUSPENDED, Status.RETURN_REVIEW})
"""Where a petition is a unit's, and others may be helping it."""

REPLIED: Final = frozenset({Status.REPLIED, Status.VERIFYING, Status.VERIFIED, Status.CLOSED})
"""Where a petition has a reply that people can say something about."""

ROAD: Final = (
    Status.SUBMITTED,
    Status.ACCEPTED,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.SUSPENDED,
    Status.RETURN_REVIEW,
    Status.REPLIED,
    Status.VERIFYING,
    Status.VERIFIED,
    Status.CLOSED,
)
"""The road from the citizen's words to the closing."""


def forward(petition: Petition, status: Status) -> Status:
    """The status, if the road leads on to it; else where the petition stands."""
    if petition.status in ENDS or ROAD.index(petition.status) > ROAD.index(status):
        return petition.status
    return status


def anew(petition: Petition, status: Status) -> Status:
    """The status, as long as nobody has replied; else where the petition stands."""
    if petition.status in ENDS or ROAD.index(petition.status) >= ROAD.index(Status.REPLIED):
        return petition.status
    return status
