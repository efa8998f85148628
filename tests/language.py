"""The words that tests about petitions are written in: `given(events).when(command, by=somebody).then(events)`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

import pytest

from casebook.errors import Refused
from casebook.petitions.decisions import Context, decide
from casebook.petitions.entry import Actor, Claim, Entry, Source
from casebook.petitions.events import (
    Absorbed,
    Accepted,
    AnsweredDirectly,
    Archived,
    Assigned,
    Attachment,
    CallbackRecorded,
    ChildReleased,
    CitizenContacted,
    CitizenRated,
    Closed,
    CoHandlingRequested,
    CommendationReceived,
    CoOpinionSubmitted,
    DataRequestCancelled,
    DataRequestFiled,
    DataRequestRefused,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    ErasureApproved,
    ErasureBegun,
    ErasureCompleted,
    ErasureScheduled,
    Event,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    FollowUpPublished,
    HoldLifted,
    HoldPlaced,
    IdentityChecked,
    InformationRequested,
    Merged,
    NoteAdded,
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    ProgressReported,
    PublicationRevised,
    Published,
    Reassigned,
    Reclassified,
    ReferredOut,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    RestrictionLifted,
    Resumed,
    RetentionAppraised,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
    Submitted,
    Supplemented,
    Suspended,
    SuspensionReviewed,
    Terminated,
    Unmerged,
    Unpublished,
    VerificationCountersigned,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
    Withdrawn,
)
from casebook.petitions.handling.codes import ContactMode
from casebook.petitions.petition import Petition, fold
from casebook.petitions.vocabulary import (
    Action,
    Category,
    Channel,
    ClosingBasis,
    Confidentiality,
    Media,
    NoPhotoReason,
    Outcome,
    Role,
    Status,
    Urgency,
    VerificationMethod,
    VerificationResult,
)
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from casebook.petitions.commands import PetitionCommand
    from casebook.petitions.events import PetitionEvent

_PEOPLE: Final = UUID("6a7f4c1e-0000-4000-8000-000000000000")


def person(name: str, role: Role, unit: str | None = None) -> Actor:
    """Somebody: the same name is the same person, whatever their role."""
    return Actor(uuid5(_PEOPLE, name), role, unit)


def as_role(actor: Actor, role: Role) -> Actor:
    """The same person in another role."""
    return replace(actor, role=role)


STREET: Final = "street-410403002"
"""优越路街道, the unit of the petition about 土产巷."""

CITIZEN: Final = person("citizen", Role.CITIZEN)
DESK: Final = person("desk", Role.DESK)
SECOND_DESK: Final = person("second desk", Role.DESK)
DISPATCHER: Final = person("dispatcher", Role.DISPATCHER)
SUPERVISOR: Final = person("supervisor", Role.SUPERVISOR)
OFFICER: Final = person("officer", Role.UNIT_OFFICER, STREET)
APPROVER: Final = person("approver", Role.UNIT_APPROVER, STREET)
STRANGER: Final = person("stranger", Role.UNIT_APPROVER, "dept-tax")
HELPER: Final = person("helper", Role.UNIT_OFFICER, "dept-tax")
REPORTER: Final = person("reporter", Role.REPORTER)
EDITOR: Final = person("editor", Role.EDITOR)
RECORDS: Final = person("records", Role.RECORDS)
PRIVACY_OFFICER: Final = person("privacy officer", Role.PRIVACY_OFFICER)
SYSTEM: Final = person("system", Role.SYSTEM)
IMPORTER: Final = person("importer", Role.IMPORTER)

PETITION: Final = UUID("00000000-0000-4000-8000-000000000001")
BEGIN: Final = datetime(2022, 1, 26, 2, 0, tzinfo=UTC)
"""Ten in the morning in Pingdingshan."""

HOUR: Final = timedelta(hours=1)
PHOTO: Final = Attachment(id=UUID(int=7), sha256="ab" * 32, media=Media.JPEG, size=120_000)

_BY: Final[dict[type[Event], Actor]] = {
    Submitted: CITIZEN,
    Accepted: DESK,
    Declined: DESK,
    DeclineReviewRequested: CITIZEN,
    DeclineUpheld: SUPERVISOR,
    DeclineOverturned: SUPERVISOR,
    ReferredOut: DESK,
    AnsweredDirectly: DESK,
    Reclassified: DESK,
    Merged: DESK,
    Absorbed: DESK,
    Unmerged: SUPERVISOR,
    ChildReleased: SUPERVISOR,
    Supplemented: CITIZEN,
    InformationRequested: DESK,
    Assigned: DISPATCHER,
    Reassigned: DISPATCHER,
    Signed: OFFICER,
    CitizenContacted: OFFICER,
    ReturnRequested: OFFICER,
    ReturnApproved: SUPERVISOR,
    ReturnRejected: SUPERVISOR,
    CoHandlingRequested: OFFICER,
    CoOpinionSubmitted: HELPER,
    ProgressReported: OFFICER,
    NoteAdded: DISPATCHER,
    ExtensionRequested: OFFICER,
    ExtensionGranted: DISPATCHER,
    ExtensionRefused: DISPATCHER,
    Suspended: SUPERVISOR,
    SuspensionReviewed: SUPERVISOR,
    Resumed: SUPERVISOR,
    Replied: APPROVER,
    ReplyApproved: DESK,
    ReplyRejected: DESK,
    VerificationScheduled: EDITOR,
    VerificationWaived: EDITOR,
    VerifiedByReporter: REPORTER,
    VerificationCountersigned: EDITOR,
    Reopened: DISPATCHER,
    Closed: DESK,
    Terminated: SUPERVISOR,
    CitizenRated: CITIZEN,
    CallbackRecorded: DESK,
    CommendationReceived: CITIZEN,
    FollowUpPublished: EDITOR,
    Published: EDITOR,
    PublicationRevised: EDITOR,
    Unpublished: EDITOR,
    Archived: RECORDS,
    RetentionAppraised: RECORDS,
    Withdrawn: CITIZEN,
    DataRequestFiled: CITIZEN,
    DataRequestCancelled: CITIZEN,
    DataRequestRefused: PRIVACY_OFFICER,
    IdentityChecked: PRIVACY_OFFICER,
    HoldPlaced: SUPERVISOR,
    HoldLifted: SUPERVISOR,
    ErasureApproved: SUPERVISOR,
    ErasureScheduled: PRIVACY_OFFICER,
    ErasureBegun: SYSTEM,
    PersonalDataErased: SYSTEM,
    ErasureCompleted: SYSTEM,
    PersonalDataRestricted: PRIVACY_OFFICER,
    RestrictionLifted: PRIVACY_OFFICER,
    PersonalDataCorrected: PRIVACY_OFFICER,
}
"""Who usually does it."""


@dataclass(frozen=True)
class Step:
    """An event with somebody else's hand, another time or a source."""

    event: PetitionEvent
    actor: Actor
    after: timedelta = HOUR
    source: Source | None = None


def by(actor: Actor, event: PetitionEvent) -> Step:
    """An event of a certain person."""
    return Step(event, actor)


def later(after: timedelta, event: PetitionEvent) -> Step:
    """An event so long after the one before."""
    return Step(event, _BY[type(event)], after)


def imported(event: PetitionEvent) -> Step:
    """An event that a source tells."""
    return Step(event, IMPORTER, source=Source("st-louis", "1234", "0" * 64))


@dataclass(frozen=True)
class Asked:
    """What came of a command."""

    petition: Petition | None
    command: PetitionCommand
    context: Context

    def then(self, *events: PetitionEvent) -> None:
        """These events follow."""
        assert decide(self.command, self.petition, self.context) == events

    def events(self) -> tuple[PetitionEvent, ...]:
        """The events that follow."""
        return decide(self.command, self.petition, self.context)

    def refused(self, rule: str) -> None:
        """This rule refuses it, in two languages."""
        with pytest.raises(Refused) as refusal:
            decide(self.command, self.petition, self.context)
        assert refusal.value.rule == rule
        assert refusal.value.zh.endswith("。")
        assert refusal.value.en.isascii()


@dataclass(frozen=True)
class Situation:
    """A petition with this history."""

    entries: tuple[Entry, ...] = field(default=())
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def petition(self) -> Petition | None:
        """What the history amounts to."""
        petition = fold(self.entries)
        return petition and replace(petition, **self.changes)

    def but(self, **changes: Any) -> Situation:
        """The same, with something that other chapters can bring about."""
        return Situation(self.entries, changes)

    @property
    def standing(self) -> Petition:
        """The same, where there is a history."""
        petition = self.petition
        assert petition is not None
        return petition

    def when(self, command: PetitionCommand, by: Actor, after: timedelta = HOUR, **context: Any) -> Asked:
        """Somebody asks, an hour after the last event unless another time is given."""
        last = self.entries[-1].happened_at if self.entries else BEGIN - HOUR
        given = {"number": "20220126-0001", **context}
        return Asked(self.petition, command, Context(now=last + after, actor=by, terms=PlainTerms(), **given))


def given(*steps: PetitionEvent | Step) -> Situation:
    """A petition to which this happened, an hour apart, by those who usually do it."""
    entries: list[Entry] = []
    moment = BEGIN - HOUR
    for version, told in enumerate(steps, start=1):
        step = told if isinstance(told, Step) else Step(told, _BY[type(told)])
        moment += step.after
        entries.append(
            Entry(
                petition_id=PETITION,
                version=version,
                event=step.event,
                actor=step.actor,
                command=UUID(int=version),
                claim=Claim(moment, moment.date()) if step.source else None,
                subject=CITIZEN.id if isinstance(step.event, Submitted) else None,
                source=step.source,
                recorded_at=moment,
            )
        )
    return Situation(tuple(entries))


def submitted(
    category: Category = Category.CIVILIZED_CITY, confidentiality: Confidentiality = Confidentiality.NAMED
) -> Submitted:
    """The petition about 土产巷."""
    return Submitted(
        number="20220126-0001",
        category=category,
        channel=Channel.APP,
        confidentiality=confidentiality,
        title="土产巷口乱停车，家属院唯一出口被堵",
        body="每天有车辆堵住家属院唯一的出口，居民出行不便。",
        area="410403",
        street="410403002",
    )


def found(result: VerificationResult = VerificationResult.SOLVED, round: int = 1) -> VerifiedByReporter:  # noqa: A002
    """What the reporter found on a visit one minute before the seventh step."""
    return VerifiedByReporter(
        round=round,
        result=result,
        method=VerificationMethod.SITE,
        visited_at=BEGIN + 6 * HOUR - timedelta(minutes=1),
        findings="下午三点半，土产巷口没有车辆停放。",
        no_photo=NoPhotoReason.NOTHING_VISIBLE,
    )


def countersigned(result: VerificationResult = VerificationResult.SOLVED) -> VerificationCountersigned:
    """The editor's signature."""
    return VerificationCountersigned(round=1, result=result)


ASSIGNED: Final = Assigned(
    assignment=1,
    unit=STREET,
    sign_due=BEGIN + timedelta(days=1),
    contact_due=BEGIN + timedelta(days=2),
    reply_due=BEGIN + timedelta(days=5),
)
SIGNED: Final = Signed(assignment=1, on_time=True)
CONTACTED: Final = CitizenContacted(assignment=1, mode=ContactMode.PHONE, reached=True, on_time=True)
REPLIED: Final = Replied(
    assignment=1,
    outcome=Outcome.RESOLVED,
    text="街道联系执法中队到现场查看，情况属实，已劝离违停车辆。",
    actions=(Action.CONTACTED_CITIZEN, Action.VISITED),
    drafted_by=OFFICER.id,
    on_time=True,
)
APPROVED: Final = ReplyApproved(round=1, verify_due=BEGIN + timedelta(days=9))
SCHEDULED: Final = VerificationScheduled(round=1, reporter=REPORTER.id, method=VerificationMethod.SITE)
CLOSED: Final = Closed(basis=ClosingBasis.VERIFIED, first_closure=True)


def until(
    status: Status,
    category: Category = Category.CIVILIZED_CITY,
    confidentiality: Confidentiality = Confidentiality.NAMED,
    urgency: Urgency = Urgency.NORMAL,
) -> tuple[PetitionEvent | Step, ...]:
    """The usual road up to a status. A sealed petition is verified by the hotline's own people."""
    finding: PetitionEvent | Step = found()
    signature: PetitionEvent | Step = countersigned()
    if confidentiality is Confidentiality.SEALED:
        finding, signature = by(SECOND_DESK, found()), by(SUPERVISOR, countersigned())
    road: tuple[tuple[Status, tuple[PetitionEvent | Step, ...]], ...] = (
        (Status.SUBMITTED, (submitted(category, confidentiality),)),
        (Status.ACCEPTED, (Accepted(category=category, urgency=urgency),)),
        (Status.ASSIGNED, (ASSIGNED,)),
        (Status.IN_PROGRESS, (SIGNED, later(timedelta(0), CONTACTED))),
        (Status.REPLIED, (REPLIED,)),
        (Status.VERIFYING, (APPROVED,)),
        (Status.VERIFIED, (finding, signature)),
        (Status.CLOSED, (CLOSED,)),
    )
    reached = [name for name, _ in road].index(status)
    return tuple(step for _, steps in road[: reached + 1] for step in steps)
