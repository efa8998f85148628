"""Hypothesis strategies for histories: valid and odd, filed here and imported, of several petitions mixed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.entry import Actor, Claim, Entry, Source
from casebook.petitions.events import (
    Absorbed,
    Accepted,
    AnsweredDirectly,
    Archived,
    Assigned,
    CallbackRecorded,
    ChildReleased,
    CitizenContacted,
    CitizenRated,
    Closed,
    ClosingProposed,
    CoHandlingRequested,
    CommendationReceived,
    ConfidentialityChanged,
    CoOpinionSubmitted,
    DataRequestCancelled,
    DataRequestFiled,
    DataRequestRefused,
    DeadlineMissed,
    DeadlineRecomputed,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    ErasureApproved,
    ErasureBegun,
    ErasureCompleted,
    ErasureScheduled,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    FalseReplyFound,
    FollowUpPublished,
    HoldLifted,
    HoldPlaced,
    IdentityChecked,
    InformationRequested,
    Merged,
    NoteAdded,
    OrderedFromAbove,
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    ProgressReported,
    PublicationRevised,
    Published,
    Reassigned,
    Recalled,
    Reclassified,
    RecordCorrected,
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
    SupervisionClosed,
    SupervisionEscalated,
    SupervisionOpened,
    Supplemented,
    Suspended,
    SuspensionReviewed,
    Terminated,
    Unmerged,
    Unpublished,
    Urged,
    VerificationCountersigned,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
    Withdrawn,
)
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.forgetting.codes import (
    DataGround,
    DataRefusal,
    DataWish,
    ErasureScope,
    HoldGround,
    IdentityCheck,
)
from casebook.petitions.handling.codes import ContactMode, SuspensionGround
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.oversight.codes import RecomputeCause, Superior, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.vocabulary import (
    Action,
    AssignmentBasis,
    Category,
    Channel,
    Clock,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    Defect,
    Fault,
    Outcome,
    ReopenGround,
    Role,
    Solved,
    Status,
    TerminationGround,
    Urgency,
    VerificationMethod,
    VerificationResult,
    WaiverGround,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.petitions.events import Event

ZONE = ZoneInfo("Asia/Shanghai")
_BEGIN = datetime(2022, 1, 20, tzinfo=UTC)
# Few instants, so that some fall together, near midnight and around the turn of a month.
MOMENTS = st.integers(0, 400).map(lambda n: _BEGIN + timedelta(hours=n))
_DUES = st.none() | MOMENTS
_ROUNDS = st.integers(1, 3)
_AREAS = st.sampled_from([None, "410402", "410403"])
_CATEGORIES = st.sampled_from(Category)
UNITS = st.sampled_from(["unit-1", "unit-2"])
_MATTERS = st.sampled_from([None, "parking", "lamps"])

OVERSIGHT: st.SearchStrategy[Event] = st.one_of(
    st.builds(Urged, clock=st.sampled_from(Clock), kind=st.sampled_from(UrgeKind), notice=_ROUNDS),
    st.builds(DeadlineMissed, clock=st.sampled_from(Clock), due_at=MOMENTS),
    st.builds(
        DeadlineRecomputed,
        clock=st.sampled_from(Clock),
        old_due=MOMENTS,
        new_due=MOMENTS,
        cause=st.sampled_from(RecomputeCause),
        provisional=st.booleans(),
    ),
    st.builds(OrderedFromAbove, by=st.sampled_from(Superior), due=_DUES),
    st.builds(
        SupervisionOpened, level=st.sampled_from(SupervisionLevel), ground=st.sampled_from(SupervisionGround), due=_DUES
    ),
    st.builds(SupervisionEscalated, level=st.sampled_from(SupervisionLevel)),
    st.builds(SupervisionClosed),
    st.builds(FalseReplyFound, assignment=_ROUNDS, round=_ROUNDS),
    st.builds(RecordCorrected, target_version=_ROUNDS),
    st.builds(ConfidentialityChanged, before=st.sampled_from(Confidentiality), after=st.sampled_from(Confidentiality)),
)
"""What those who watch over a petition can do."""

_PEOPLE = st.uuids()

FORGETTING: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        DataRequestFiled,
        wanted=st.sampled_from(DataWish),
        ground=st.sampled_from(DataGround),
        answer_due=_DUES,
    ),
    st.builds(IdentityChecked, how=st.sampled_from(IdentityCheck)),
    st.builds(DataRequestRefused, basis=st.sampled_from(DataRefusal)),
    st.builds(HoldPlaced, ground=st.sampled_from(HoldGround), until=st.none() | MOMENTS.map(datetime.date)),
    st.builds(HoldLifted, ground=st.sampled_from(HoldGround)),
    st.builds(ErasureApproved, approval=_ROUNDS, outside=st.booleans()),
    st.builds(ErasureScheduled, due=MOMENTS),
    st.builds(
        PersonalDataErased,
        subject=_PEOPLE,
        scope=st.sampled_from(ErasureScope),
        ground=st.sampled_from(DataGround),
        requested_by=_PEOPLE,
        approved_by=st.tuples(_PEOPLE, _PEOPLE),
        words=_ROUNDS,
        files=_ROUNDS,
        backups_until=MOMENTS,
    ),
    st.builds(PersonalDataRestricted, instead=st.booleans(), until=st.none() | MOMENTS.map(datetime.date)),
    st.sampled_from(
        [DataRequestCancelled(), ErasureBegun(), ErasureCompleted(), RestrictionLifted(), PersonalDataCorrected()]
    ),
)
"""What can happen to what is held about people."""

LATER: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Accepted,
        category=st.none() | _CATEGORIES,
        urgency=st.sampled_from(Urgency),
        matter=_MATTERS,
        dispatch_due=_DUES,
        about_unit=st.none() | UNITS,
        provisional=st.booleans(),
    ),
    st.builds(Declined, reason=st.sampled_from(DeclineReason)),
    st.builds(
        Assigned,
        assignment=_ROUNDS,
        unit=UNITS,
        basis=st.sampled_from(AssignmentBasis),
        co_units=st.lists(UNITS, max_size=2, unique=True).map(tuple),
        sign_due=_DUES,
        contact_due=_DUES,
        reply_due=_DUES,
        return_until=_DUES,
        provisional=st.booleans(),
    ),
    st.builds(Signed, assignment=_ROUNDS),
    st.builds(
        ReturnRequested,
        assignment=_ROUNDS,
        reason=st.sampled_from(ReturnReason),
        ruling_due=_DUES,
        provisional=st.booleans(),
    ),
    st.builds(ReturnApproved, assignment=_ROUNDS, dispatch_due=_DUES, provisional=st.booleans()),
    st.builds(ReturnRejected, assignment=_ROUNDS),
    st.builds(Reassigned, from_assignment=_ROUNDS, from_unit=UNITS, to_unit=UNITS, fault=st.sampled_from(Fault)),
    st.builds(Recalled, assignment=_ROUNDS, from_unit=UNITS, dispatch_due=_DUES, provisional=st.booleans()),
    st.builds(CoHandlingRequested, assignment=_ROUNDS, unit=UNITS),
    st.builds(CoOpinionSubmitted, assignment=_ROUNDS, unit=UNITS),
    st.builds(ProgressReported),
    st.builds(NoteAdded),
    st.builds(CitizenContacted, assignment=_ROUNDS, mode=st.sampled_from(ContactMode), reached=st.booleans()),
    st.builds(ExtensionRequested, assignment=_ROUNDS, working_days=_ROUNDS),
    st.builds(ExtensionGranted, assignment=_ROUNDS, reply_due=MOMENTS, provisional=st.booleans()),
    st.builds(ExtensionRefused, assignment=_ROUNDS),
    st.builds(
        Suspended,
        assignment=_ROUNDS,
        ground=st.sampled_from(SuspensionGround),
        review_on=MOMENTS.map(datetime.date),
    ),
    st.builds(SuspensionReviewed, keep=st.booleans(), review_on=st.none() | MOMENTS.map(datetime.date)),
    st.builds(Resumed, reply_due=_DUES, provisional=st.booleans()),
    st.builds(
        Replied,
        round=_ROUNDS,
        outcome=st.sampled_from(Outcome),
        actions=st.lists(st.sampled_from(Action), max_size=2, unique=True).map(tuple),
    ),
    st.builds(ReplyApproved, round=_ROUNDS, verify_due=_DUES, provisional=st.booleans()),
    st.builds(ReplyRejected, round=_ROUNDS, defects=st.just((Defect.TONE,)), redo_due=_DUES, provisional=st.booleans()),
    st.builds(VerificationWaived, round=_ROUNDS, ground=st.sampled_from(WaiverGround)),
    st.builds(
        VerifiedByReporter,
        round=_ROUNDS,
        result=st.sampled_from(VerificationResult),
        method=st.sampled_from(VerificationMethod),
        visited_at=MOMENTS,
    ),
    st.builds(VerificationCountersigned, round=_ROUNDS, result=st.sampled_from(VerificationResult)),
    st.builds(
        Reopened,
        round=_ROUNDS,
        ground=st.sampled_from(ReopenGround),
        fault=st.sampled_from(Fault),
        reply_due=_DUES,
        provisional=st.booleans(),
        new_unit=st.booleans(),
        dispatch_due=_DUES,
    ),
    st.builds(ClosingProposed, round=_ROUNDS),
    st.builds(Closed, basis=st.sampled_from(ClosingBasis), first_closure=st.booleans()),
    st.builds(Terminated, ground=st.sampled_from(TerminationGround)),
    st.builds(CitizenRated, solved=st.sampled_from(Solved), score=st.integers(1, 5)),
    st.builds(Withdrawn, goes_on=st.booleans()),
    st.builds(DeclineReviewRequested),
    st.builds(DeclineUpheld),
    st.builds(DeclineOverturned, accept_due=_DUES, provisional=st.booleans()),
    st.builds(ReferredOut, target=st.sampled_from(ReferralTarget)),
    st.builds(AnsweredDirectly),
    st.builds(Merged, master=st.uuids(), master_number=st.just("T1")),
    st.builds(Absorbed, child=st.uuids(), child_number=st.just("T2")),
    st.builds(
        Unmerged,
        resumed=st.sampled_from([Status.SUBMITTED, Status.ACCEPTED]),
        dispatch_due=_DUES,
        provisional=st.booleans(),
    ),
    st.builds(ChildReleased, child=st.uuids()),
    st.builds(Supplemented, in_answer=st.booleans()),
    st.builds(InformationRequested, answer_due=_DUES),
    st.builds(
        Reclassified,
        category=st.none() | _CATEGORIES,
        matter=_MATTERS,
        urgency=st.none() | st.sampled_from(Urgency),
        area=_AREAS,
        street=st.sampled_from([None, "410402001", "410403002"]),
        about_unit=st.none() | UNITS,
    ),
    st.builds(VerificationScheduled, round=_ROUNDS, reporter=st.uuids(), method=st.sampled_from(VerificationMethod)),
    st.builds(
        CallbackRecorded,
        attempt=_ROUNDS,
        reached=st.booleans(),
        solved=st.none() | st.sampled_from(Solved),
        satisfaction=st.none() | st.integers(1, 5),
    ),
    st.builds(CommendationReceived, unit=UNITS, kind=st.sampled_from(CommendationKind)),
    st.builds(FollowUpPublished, article=st.sampled_from(["2022-01-31-A03", "2022-02-14-A01"]), publish_at=MOMENTS),
    st.sampled_from([Published(), PublicationRevised(), Unpublished()]),
    st.builds(Archived, retention=st.sampled_from(RetentionClass), retain_until=st.none() | MOMENTS.map(datetime.date)),
    st.builds(RetentionAppraised, keep=st.booleans(), retain_until=st.none() | MOMENTS.map(datetime.date)),
    OVERSIGHT,
    FORGETTING,
)
"""Anything that can happen after the submission."""

ROAD: tuple[Event, ...] = (
    Accepted(),
    Assigned(assignment=1, unit="unit-1"),
    Signed(assignment=1),
    Replied(outcome=Outcome.RESOLVED),
    ReplyApproved(round=1),
    VerifiedByReporter(result=VerificationResult.SOLVED, method=VerificationMethod.SITE, visited_at=_BEGIN),
    VerificationCountersigned(round=1, result=VerificationResult.SOLVED),
    Closed(basis=ClosingBasis.VERIFIED, first_closure=True),
    CitizenRated(solved=Solved.YES, score=5),
)
"""What follows the submission where all goes well."""

LIMITS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        DeadlineRecomputed,
        clock=st.just(Clock.REPLY),
        old_due=MOMENTS,
        new_due=MOMENTS,
        cause=st.sampled_from(RecomputeCause),
        provisional=st.booleans(),
    ),
    st.builds(ExtensionRequested, assignment=st.just(1), working_days=_ROUNDS),
    st.builds(ExtensionGranted, assignment=st.just(1), reply_due=MOMENTS, provisional=st.booleans()),
    st.builds(
        Suspended, assignment=st.just(1), ground=st.sampled_from(SuspensionGround), review_on=MOMENTS.map(datetime.date)
    ),
    st.builds(Resumed, reply_due=MOMENTS, provisional=st.booleans()),
)
"""What moves the limit of a reply, stops it and lets it run on."""

LIVES: st.SearchStrategy[Sequence[Event]] = st.one_of(
    st.integers(0, len(ROAD)).map(lambda n: ROAD[:n]),
    st.lists(LATER, max_size=12),
    st.tuples(
        st.builds(Assigned, assignment=st.just(1), unit=UNITS, reply_due=MOMENTS, provisional=st.booleans()),
        LIMITS,
        LIMITS,
        LIMITS,
    ),
)
"""What happens to one petition after its submission: a part of the road, or anything in any order."""


@dataclass(frozen=True)
class Life:
    """One petition's events and how they are claimed."""

    petition_id: UUID
    entries: tuple[Entry, ...]


def entry(petition_id: UUID, version: int, event: Event, **around: Any) -> Entry:
    """An entry with whatever is not said filled in."""
    actor = around.pop("actor", None) or Actor(uuid4(), Role.SYSTEM)
    return Entry(petition_id, version, event, actor, uuid4(), **around)  # type: ignore[arg-type]


def claim(at: datetime) -> Claim:
    """A claim of an instant, on its day in the city."""
    return Claim(at, at.astimezone(ZONE).date())


def submitted(category: Category = Category.COMPLAINT, **fields: Any) -> Submitted:
    """A submission with a number of its own."""
    number = fields.pop("number", f"T{uuid4().hex[:16]}")
    return Submitted(number=number, category=category, channel=Channel.WEB, **fields)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """The life of one petition: filed here without claims, or imported with claims in any order of time."""
    petition_id = uuid4()
    imported = draw(st.booleans())
    first = submitted(
        draw(_CATEGORIES),
        area=draw(_AREAS),
        confidentiality=draw(st.sampled_from(Confidentiality)),
        about_unit=draw(st.none() | UNITS),
        accept_due=draw(_DUES),
        provisional=draw(st.booleans()),
    )
    around: dict[str, Any] = {"source": Source("paper", f"p-{petition_id.hex[:8]}", "0" * 64)} if imported else {}
    entries = []
    theirs = draw(st.booleans())  # whether what is erased is the citizen's
    for version, told in enumerate([first, *draw(LIVES)], 1):
        gone = theirs and isinstance(told, PersonalDataErased)
        event = told.model_copy(update={"subject": petition_id}) if gone else told
        at = {"claim": claim(draw(MOMENTS))} if imported or draw(st.booleans()) else {}
        subject = {"subject": petition_id} if version == 1 else {}
        entries.append(entry(petition_id, version, event, **around, **at, **subject))
    return Life(petition_id, tuple(entries))


@st.composite
def histories(draw: st.DrawFn, most: int = 6) -> list[Entry]:
    """The entries of several petitions, each petition's in order, the petitions' mixed."""
    waiting = [list(life.entries) for life in draw(st.lists(lives(), min_size=1, max_size=most))]
    mixed = []
    while waiting:
        place = draw(st.integers(0, len(waiting) - 1))
        mixed.append(waiting[place].pop(0))
        waiting = [entries for entries in waiting if entries]
    return mixed


def on(day: str, hour: int = 9) -> datetime:
    """An instant on that day in the city."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE) + timedelta(hours=hour)
