"""What the events of a petition amount to. `evolve` never refuses: what is in the ledger has happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casebook.petitions.forgetting.codes import PersonalData
from casebook.petitions.forgetting.standing import Forgetting
from casebook.petitions.intake.events import Submitted
from casebook.petitions.moving import moved
from casebook.petitions.notes.events import NoteAdded
from casebook.petitions.oversight.evolve import watched
from casebook.petitions.road import BEFORE_THE_REPLY
from casebook.petitions.standing import Callbacks, Dues, Holding, OfClass, Search, Start
from casebook.petitions.vocabulary import Clock, Confidentiality, Status, Urgency, VerificationResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from casebook.petitions.entry import Entry
    from casebook.petitions.feedback.codes import CommendationKind
    from casebook.petitions.handling.standing import Contacts, Extension, ExtensionRequest, Suspension
    from casebook.petitions.oversight.standing import FalseReply, Order, Supervision, Urging
    from casebook.petitions.publication.codes import TextState
    from casebook.petitions.standing import Decline, Finding, Merger, Rating, Reply, Retention, Schedule
    from casebook.petitions.vocabulary import Category, Solved, WaiverGround

_NOT_CALLED: Final = frozenset({Confidentiality.ANONYMOUS, Confidentiality.SEALED})


@dataclass(frozen=True, slots=True)
class Petition:
    """A petition at one version of its history."""

    id: UUID
    version: int
    number: str
    status: Status
    category: Category
    confidentiality: Confidentiality
    submitted_at: datetime
    last_at: datetime
    citizen: UUID | None = None
    citizen_left: bool = False
    imported: bool = False
    urgency: Urgency = Urgency.NORMAL
    matter: str | None = None
    area: str | None = None
    street: str | None = None
    unit: str | None = None
    units: tuple[str, ...] = ()
    assignment: int = 0
    returnable: bool = True
    holding: Holding = field(default_factory=Holding)
    search: Search = field(default_factory=Search)
    about_unit: str | None = None
    dues: Dues = field(default_factory=Dues)
    started: Mapping[Clock, Start] = field(default_factory=dict)
    ordered_limits: frozenset[Clock] = frozenset()  # moved by order from above, which goes before the city's own
    supplements: int = 0
    decline: Decline | None = None
    merger: Merger | None = None
    children: tuple[UUID, ...] = ()
    round: int = 1
    reply: Reply | None = None
    rejections: int = 0
    contacts: Contacts | None = None
    extension: Extension | None = None
    suspension: Suspension | None = None
    schedule: Schedule | None = None
    finding: Finding | None = None
    signed_at: datetime | None = None  # the last finding's counter-signature, of any round
    verified_at: datetime | None = None
    waiver: WaiverGround | None = None
    rating: Rating | None = None
    callbacks: Callbacks = field(default_factory=Callbacks)
    citizen_says: Solved | None = None  # their latest word in this round
    commendations: frozenset[tuple[str, CommendationKind]] = frozenset()
    dissatisfied_reopenings: int = 0
    closing_proposed_in: int | None = None  # the round
    closures: int = 0
    first_closed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    events: tuple[str, ...] = ()
    notes: int = 0
    last_step: int = 0  # the version of the last event that is no note
    heard: int = 0
    urgings: tuple[Urging, ...] = ()
    notices: int = 0
    missed: frozenset[Clock] = frozenset()
    supervision: Supervision | None = None
    false_replies: tuple[FalseReply, ...] = ()
    order: Order | None = None
    ordered: bool = False  # 上级交办: by an order, or supervised or worked on again for one
    restricted: bool = False  # its personal data are kept and used for nothing else
    people: frozenset[UUID] = frozenset()  # whose own words it has: units' are not among them
    forgetting: Forgetting = field(default_factory=Forgetting)
    retention: Retention | None = None
    text_state: TextState | None = None

    @property
    def is_sealed(self) -> bool:
        """Whether it is a report whose citizen must stay unknown outside the hotline."""
        return self.confidentiality is Confidentiality.SEALED

    def is_kept_from(self, unit: str | None) -> bool:
        """Whether it is a sealed report about this unit, which must not learn of it."""
        return self.is_sealed and self.about_unit is not None and self.about_unit == unit

    def is_handled_by(self, unit: str | None) -> bool:
        """Whether this unit has the lead."""
        return unit is not None and unit == self.unit and not self.is_kept_from(unit)

    def is_helped_by(self, unit: str | None) -> bool:
        """Whether this unit was asked to help whoever has the lead; of what is sealed it learns until the reply."""
        sight = not self.is_sealed or self.status in BEFORE_THE_REPLY
        return unit in self.holding.co_units and sight and not self.is_kept_from(unit)

    def was_seen_at(self, version: int) -> bool:
        """Whether who has seen this version has seen all but notes, on which no decision rests."""
        return self.last_step <= version <= self.version

    def start_of(self, clock: Clock) -> Start:
        """Since when a limit runs; what a source does not say is judged by the day of the petition."""
        return self.started.get(clock) or Start(self.submitted_at, self.of_class())

    def of_class(self, anew: datetime | None = None) -> OfClass:
        """How the end of a limit comes about that is set now: by the petition's class, and by an order from above."""
        return OfClass(self.category, self.urgency, self.matter, anew, self.order.by if self.order else None)

    @property
    def held_by(self) -> tuple[str, ...]:
        """The units that have it before them: who leads, and who helps."""
        return () if self.unit is None else (self.unit, *self.holding.co_units)

    @property
    def is_erased(self) -> bool:
        """Whether the citizen's words are gone for everybody."""
        return self.citizen in self.forgetting.erased

    @property
    def personal_data(self) -> PersonalData:
        """What may be done with what is held about the citizen."""
        if self.is_erased:
            return PersonalData.ERASED
        return PersonalData.RESTRICTED if self.restricted else PersonalData.CLEAR

    @property
    def is_reachable(self) -> bool:
        """Whether the unit can call the citizen: there is a number, and it may have it."""
        known = self.personal_data is PersonalData.CLEAR
        return known and self.confidentiality not in _NOT_CALLED and not self.citizen_left

    @property
    def contact_attempts(self) -> int:
        """How often the unit tried to reach the citizen in this assignment."""
        contacts = self.contacts
        return contacts.attempts if contacts and contacts.assignment == self.assignment else 0

    @property
    def extensions(self) -> int:
        """How often the reply's limit of this assignment and round was extended."""
        return current.granted if (current := self._current_extension) else 0

    @property
    def pending_extension(self) -> ExtensionRequest | None:
        """The request for more time in this assignment and round that nobody has decided yet."""
        current = self._current_extension
        return current.pending if current else None

    @property
    def _current_extension(self) -> Extension | None:
        last = self.extension
        return last if last and (last.assignment, last.round) == (self.assignment, self.round) else None

    @property
    def merged_into(self) -> str | None:
        """The number of the petition that this one goes on with."""
        return self.merger.number if self.merger else None

    @property
    def awaits_review(self) -> bool:
        """Whether the citizen has asked that the decline be looked at again, and nobody has decided it yet."""
        decline = self.decline if self.status is Status.DECLINED else None
        return decline is not None and decline.review_requested and not decline.upheld

    @property
    def approved_reply(self) -> Reply | None:
        """The reply of this round, if the desk has let it pass."""
        reply = self.reply
        return reply if reply and reply.approved and reply.round == self.round else None

    @property
    def scheduled_reporter(self) -> UUID | None:
        """Who is to go and look in this round, if that is settled."""
        return self.schedule.reporter if self.schedule and self.schedule.round == self.round else None

    @property
    def pending_finding(self) -> Finding | None:
        """The finding of this round that waits for a counter-signature."""
        finding = self.finding
        return finding if finding and finding.countersigned_by is None and finding.round == self.round else None

    @property
    def is_verified(self) -> bool:
        """Whether a counter-signed finding of this round says solved."""
        finding = self.finding
        return (
            finding is not None
            and finding.countersigned_by is not None
            and finding.round == self.round
            and finding.result is VerificationResult.SOLVED
        )

    @property
    def current_rating(self) -> Rating | None:
        """The citizen's rating of this round."""
        return self.rating if self.rating and self.rating.round == self.round else None


def fold(entries: Iterable[Entry]) -> Petition | None:
    """The petition that these entries amount to, or None where there are none.

    Raises:
        ValueError: the first of them is not `submitted`, or one of them has no time yet.
    """
    petition: Petition | None = None
    for entry in entries:
        petition = evolve(petition, entry)
    return petition


def evolve(petition: Petition | None, entry: Entry) -> Petition:
    """The petition after one more entry. Never refuses an event, in whatever order a source tells it.

    Raises:
        ValueError: a history that does not begin with `submitted`, or an entry that has no time yet.
    """
    if petition is None:
        return _begun(entry)
    after = watched(moved(petition, entry), entry)
    if not isinstance(entry.event, NoteAdded):  # nothing has happened to the petition by a note
        after = replace(after, last_step=entry.version, last_at=max(petition.last_at, entry.happened_at))
    return replace(
        after,
        version=entry.version,
        people=petition.people | _speaking(entry),
    )


def _begun(entry: Entry) -> Petition:
    event = entry.event
    if not isinstance(event, Submitted):
        raise ValueError(f"a petition begins with submitted, not with {event.stored_name()}")  # noqa: TRY004  a fact, no type
    return Petition(
        id=entry.petition_id,
        version=entry.version,
        number=event.number,
        status=Status.SUBMITTED,
        category=event.category,
        confidentiality=event.confidentiality,
        submitted_at=entry.happened_at,
        last_at=entry.happened_at,
        citizen=entry.subject,
        people=_speaking(entry),
        imported=entry.source is not None,
        area=event.area,
        street=event.street,
        about_unit=event.about_unit,
        dues=Dues(accept=event.accept_due),
        started={Clock.ACCEPT: Start(entry.happened_at, OfClass(event.category, Urgency.NORMAL), entry.position)},
        events=(event.stored_name(),),
        last_step=entry.version,
    )


def _speaking(entry: Entry) -> frozenset[UUID]:
    """Whose own words an entry carries; what is said for a unit is the unit's."""
    return frozenset({entry.subject}) if entry.subject and entry.actor.unit is None else frozenset()
