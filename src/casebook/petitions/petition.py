"""What the events of a petition amount to. `evolve` never refuses: what is in the ledger has happened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.dispatch.events import DispatchEvent
from casebook.petitions.dispatch.evolve import dispatched
from casebook.petitions.ending.events import EndingEvent
from casebook.petitions.ending.evolve import ended
from casebook.petitions.handling.events import HandlingEvent
from casebook.petitions.handling.evolve import handled
from casebook.petitions.intake.events import IntakeEvent, Submitted
from casebook.petitions.intake.evolve import taken_in
from casebook.petitions.oversight.events import OversightEvent
from casebook.petitions.oversight.evolve import overseen, watched
from casebook.petitions.standing import Dues
from casebook.petitions.verification.events import VerificationEvent
from casebook.petitions.verification.evolve import verified
from casebook.petitions.vocabulary import Confidentiality, Status, Urgency, VerificationResult

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from casebook.petitions.entry import Entry
    from casebook.petitions.standing import FalseReply, Finding, Rating, Reply, Supervision, Urging
    from casebook.petitions.vocabulary import Category, Clock, WaiverGround

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
    dues: Dues = field(default_factory=Dues)
    round: int = 1
    reply: Reply | None = None
    rejections: int = 0
    finding: Finding | None = None
    waiver: WaiverGround | None = None
    rating: Rating | None = None
    dissatisfied_reopenings: int = 0
    closures: int = 0
    first_closed_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    events: tuple[str, ...] = ()
    heard: int = 0
    urgings: tuple[Urging, ...] = ()
    notices: int = 0
    missed: frozenset[Clock] = frozenset()
    supervision: Supervision | None = None
    false_replies: tuple[FalseReply, ...] = ()

    @property
    def is_sealed(self) -> bool:
        """Whether it is a report whose citizen must stay unknown outside the hotline."""
        return self.confidentiality is Confidentiality.SEALED

    @property
    def is_reachable(self) -> bool:
        """Whether the unit can call the citizen: there is a number, and it may have it."""
        return self.confidentiality not in _NOT_CALLED and not self.citizen_left

    @property
    def approved_reply(self) -> Reply | None:
        """The reply of this round, if the desk has let it pass."""
        reply = self.reply
        return reply if reply and reply.approved and reply.round == self.round else None

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
    moved = watched(_moved(petition, entry), entry)
    return replace(moved, version=entry.version, last_at=max(petition.last_at, entry.happened_at))


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
        imported=entry.source is not None,
        area=event.area,
        street=event.street,
        dues=Dues(accept=event.accept_due),
        events=(event.stored_name(),),
    )


def _moved(petition: Petition, entry: Entry) -> Petition:
    event = entry.event
    if isinstance(event, IntakeEvent):
        return taken_in(petition, event)
    if isinstance(event, DispatchEvent):
        return dispatched(petition, event)
    if isinstance(event, HandlingEvent):
        return handled(petition, event, entry)
    if isinstance(event, VerificationEvent):
        return verified(petition, event, entry)
    if isinstance(event, EndingEvent):
        return ended(petition, event, entry)
    if isinstance(event, OversightEvent):
        return overseen(petition, event, entry)
    assert_never(event)
