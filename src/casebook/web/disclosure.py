"""Which petitions somebody sees, and which of the words in them. Whatever is not named here stays sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.access import Actor, Role
from casebook.petitions.event import FILE_KEYS
from casebook.petitions.events import (
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    DataRequestFiled,
    DataRequestRefused,
    FollowUpPublished,
    HoldPlaced,
    NoteAdded,
    OrderedFromAbove,
    PublicationRevised,
    Published,
    Reassigned,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Submitted,
    VerificationScheduled,
)
from casebook.petitions.forgetting.events import ForgettingEvent
from casebook.petitions.publication.rules import HANDLED
from casebook.petitions.road import ENDS
from casebook.petitions.verification.telling import is_told_outside
from casebook.petitions.vocabulary import Confidentiality, Status
from casebook.rankings.events import RankingCorrected, RankingObjectionDecided, RankingObjectionFiled
from casebook.stories.events import FeatureStoryPublished, FeatureStoryRevised

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.petitions.entry import Entry
    from casebook.petitions.events import Event
    from casebook.petitions.petition import Petition

HOTLINE: Final = frozenset({Role.DESK, Role.DISPATCHER, Role.SUPERVISOR})
UNIT: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_APPROVER})
NEWSROOM: Final = frozenset({Role.REPORTER, Role.EDITOR})
STAFF: Final = HOTLINE | UNIT | NEWSROOM
PUBLISHERS: Final = frozenset({Role.EDITOR, Role.SUPERVISOR})
"""Who publishes rankings."""

OUTSIDERS: Final = UNIT | {Role.CITIZEN}
"""Who does not learn of a finding before it is signed."""

CONTACT: Final = frozenset({"name", "phone", "corrected"})
"""Fields that tell who the citizen is, or may: a correction can be one of the name."""

INTERNAL: Final = frozenset({"instructions", "note", "result", "evidence", "consequence"})
"""What hotline and unit write to each other."""

AMONG_STAFF: Final = (
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    OrderedFromAbove,
    Reassigned,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
)
"""What hotline and units settle among themselves: that it happened is no secret, its words are internal."""

ABOUT_DATA: Final = (DataRequestFiled, DataRequestRefused)
"""What the citizen and those who decide about personal data write to each other."""

DECIDE_ON_DATA: Final = frozenset({Role.PRIVACY_OFFICER, Role.SUPERVISOR})

FOLLOWED_UP: Final = frozenset({Status.VERIFYING, Status.VERIFIED, Status.CLOSED})
"""Where a petition is the reporters' business; it is the editors' from its acceptance on."""


def sees(actor: Actor, petition: Petition) -> bool:
    """Whether this petition exists at all for the actor."""
    if actor.role is Role.CITIZEN:
        return petition.citizen is not None and petition.citizen == actor.id
    if actor.role in UNIT:
        return petition.is_handled_by(actor.unit) or petition.is_helped_by(actor.unit)
    if actor.role in NEWSROOM:
        theirs = HANDLED if actor.role is Role.EDITOR else FOLLOWED_UP
        return not petition.is_sealed and (petition.status in theirs or petition.round > 1)
    if actor.role is Role.RECORDS:
        return petition.status in ENDS
    return actor.role in HOTLINE or actor.role in {Role.SYSTEM, Role.PRIVACY_OFFICER}


def may_call(actor: Actor, petition: Petition) -> bool:
    """Whether this actor gets to know name and number: of units only who has the lead, and only if the citizen lets."""
    if actor.role in UNIT:
        return petition.confidentiality is Confidentiality.NAMED and petition.is_handled_by(actor.unit)
    return actor.role in {Role.DESK, Role.SUPERVISOR, Role.PRIVACY_OFFICER, Role.CITIZEN}


def is_internal(event: Event, field: str) -> bool:
    """Whether these are words between hotline and units."""
    return field in INTERNAL or isinstance(event, AMONG_STAFF)


def knows_by_name(actor: Actor, entry: Entry) -> bool:
    """Whether the actor gets to know by name who of staff did this, and whom they sent or named with it.

    The hotline, and who decides about personal data, of everybody; units and newsroom each of their own people; nobody
    else of anybody.
    """
    if actor.role in UNIT:
        return entry.actor.unit == actor.unit
    if actor.role in NEWSROOM:
        return entry.actor.role in NEWSROOM
    return actor.role in HOTLINE or actor.role in DECIDE_ON_DATA


def shows_files(actor: Actor, petition: Petition) -> Callable[[Entry], bool]:
    """Says of each entry whether the actor gets to see the files in it."""
    inside = actor.role in HOTLINE | UNIT

    def shown(entry: Entry) -> bool:
        closed = actor.role is Role.PRIVACY_OFFICER or is_kept_aside(actor, entry, petition)
        return not closed and (inside or not isinstance(entry.event, AMONG_STAFF)) and learns_of(actor, entry, petition)

    return shown


def is_kept_aside(actor: Actor, entry: Entry, petition: Petition) -> bool:
    """Whether these are words of a citizen whose data are kept and used for nothing else: only they still read them."""
    return petition.restricted and entry.subject == petition.citizen and actor.role is not Role.CITIZEN


def _decides_on(actor: Actor, entry: Entry, field: str) -> bool:
    """What a privacy officer reads, and nothing else: who the citizen is, what it is about, what they ask."""
    if isinstance(entry.event, ABOUT_DATA):
        return actor.role in DECIDE_ON_DATA | {Role.CITIZEN}
    if isinstance(entry.event, HoldPlaced):
        return actor.role in DECIDE_ON_DATA | {Role.RECORDS}
    return actor.role is not Role.PRIVACY_OFFICER or field in CONTACT | {"title"}


def opens(actor: Actor, petition: Petition) -> Callable[[Entry, str], bool]:
    """Says of each sealed field whether the actor gets to see it."""
    calls, inside = may_call(actor, petition), actor.role in HOTLINE | UNIT

    def wanted(entry: Entry, field: str) -> bool:
        # the keys of files are told to nobody: the files themselves are shown
        closed = (field in CONTACT and not calls) or (is_internal(entry.event, field) and not inside)
        aside = is_kept_aside(actor, entry, petition) and not isinstance(entry.event, ABOUT_DATA)
        theirs = not closed and not aside and _decides_on(actor, entry, field)
        return theirs and field != FILE_KEYS and learns_of(actor, entry, petition)

    return wanted


def everybody_reads(entry: Entry, field: str) -> bool:
    """Which words are for everybody, while their petition is public."""
    match entry.event:
        case Published() | PublicationRevised():
            return field in {"text", "captions"}
        case FollowUpPublished():
            return field == "headline"
        case _:
            return False


def opens_ranking(actor: Actor | None) -> Callable[[Entry, str], bool]:
    """Says of each sealed field of a ranking whether the actor, or everybody (None), gets to see it.

    What a unit objects is between it and those who decide and publish; why it was decided so, staff may know; why a
    published table was corrected, everybody.
    """

    def wanted(entry: Entry, _field: str) -> bool:
        event: object = entry.event
        if isinstance(event, RankingObjectionFiled):
            return actor is not None and (actor.role in PUBLISHERS or actor.unit == event.unit)
        inside = actor is not None and actor.role in STAFF
        return isinstance(event, RankingCorrected) or (inside and isinstance(event, RankingObjectionDecided))

    return wanted


def everybody_reads_of_story(entry: Entry, field: str) -> bool:
    """Which words of a story are for everybody, while it stands."""
    event: object = entry.event
    return isinstance(event, FeatureStoryPublished | FeatureStoryRevised) and field in {"title", "text"}


def learns_of(actor: Actor, entry: Entry, petition: Petition) -> bool:
    """Whether the actor gets to know of an entry.

    Outsiders learn of a reporter's finding when an editor has signed it, and the unit never that a visit is coming.
    A privacy officer learns who filed it and what is asked about their data, and of nothing else.
    Of a note everybody of staff learns who may read the petition; the citizen does not, but from a copy of their data.
    """
    if actor.role is Role.PRIVACY_OFFICER:
        return isinstance(entry.event, Submitted | ForgettingEvent)
    if isinstance(entry.event, NoteAdded):
        return actor.role is not Role.CITIZEN
    if isinstance(entry.event, VerificationScheduled):
        return actor.role not in UNIT
    return actor.role not in OUTSIDERS or is_told_outside(petition, entry)
