"""Which petitions somebody sees, and which of the words in them. Whatever is not named here stays sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.access import Actor, Role
from casebook.petitions.events import (
    FollowUpPublished,
    PublicationRevised,
    Published,
    VerificationScheduled,
    VerifiedByReporter,
)
from casebook.petitions.publication.rules import HANDLED
from casebook.petitions.road import ENDS
from casebook.petitions.vocabulary import Confidentiality, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition

HOTLINE: Final = frozenset({Role.DESK, Role.DISPATCHER, Role.SUPERVISOR})
UNIT: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_APPROVER})
NEWSROOM: Final = frozenset({Role.REPORTER, Role.EDITOR})
STAFF: Final = HOTLINE | UNIT | NEWSROOM
OUTSIDERS: Final = UNIT | {Role.CITIZEN}
"""Who does not learn of a finding before it is signed."""

CONTACT: Final = frozenset({"name", "phone", "corrected"})
"""Fields that tell who the citizen is, or may: a correction can be one of the name."""

INTERNAL: Final = frozenset({"instructions", "note", "result", "evidence", "consequence"})
"""What hotline and unit write to each other."""

FOLLOWED_UP: Final = frozenset({Status.VERIFYING, Status.VERIFIED, Status.CLOSED})
"""Where a petition is the reporters' business; it is the editors' from its acceptance on."""


def sees(actor: Actor, petition: Petition) -> bool:
    """Whether this petition exists at all for the actor."""
    if actor.role is Role.CITIZEN:
        return petition.citizen is not None and petition.citizen == actor.id
    if actor.role in UNIT:
        return petition.unit is not None and petition.unit == actor.unit
    if actor.role in NEWSROOM:
        theirs = HANDLED if actor.role is Role.EDITOR else FOLLOWED_UP
        return not petition.is_sealed and (petition.status in theirs or petition.round > 1)
    if actor.role is Role.RECORDS:
        return petition.status in ENDS
    return actor.role in HOTLINE or actor.role is Role.SYSTEM


def hidden(role: Role, confidentiality: Confidentiality) -> frozenset[str]:
    """Fields whose words this role does not get to see, in a petition that it sees."""
    match role:
        case Role.DESK | Role.SUPERVISOR:
            return frozenset()
        case Role.CITIZEN:
            return INTERNAL
        case Role.UNIT_OFFICER | Role.UNIT_APPROVER:
            return frozenset() if confidentiality is Confidentiality.NAMED else CONTACT
        case Role.DISPATCHER:
            return CONTACT
        case _:
            return CONTACT | INTERNAL


def opens(actor: Actor, petition: Petition) -> Callable[[Entry, str], bool]:
    """Says of each sealed field whether the actor gets to see it."""
    closed = hidden(actor.role, petition.confidentiality)

    def wanted(entry: Entry, field: str) -> bool:
        return field not in closed and learns_of(actor, entry, petition)

    return wanted


def everybody_reads(entry: Entry, field: str) -> bool:
    """Which words are for everybody, while their petition is public."""
    match entry.event:
        case Published() | PublicationRevised():
            return field == "text"
        case FollowUpPublished():
            return field == "headline"
        case _:
            return False


def learns_of(actor: Actor, entry: Entry, petition: Petition) -> bool:
    """Whether the actor gets to know of an entry.

    Outsiders learn of a reporter's finding when an editor has signed it, and the unit never that a visit is coming.
    """
    event, finding = entry.event, petition.finding
    if isinstance(event, VerificationScheduled):
        return actor.role not in UNIT
    if actor.role not in OUTSIDERS or not isinstance(event, VerifiedByReporter) or event.round < petition.round:
        return True
    return finding is not None and finding.countersigned_by is not None and finding.at == entry.happened_at
