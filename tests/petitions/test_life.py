"""Petitions through whole lives: anybody may ask for anything at any time; these sentences stay true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import hypothesis
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import later_wishes
import oversight_wishes as watch
import wishes
import wishes_of_forgetting as forgetting
import wishes_of_intake as intake
import wishes_of_merging as merging
import wishes_of_notes
import wishes_of_units
from casebook.access import GRANTS, may, permit
from casebook.errors import NotPermitted, Refused
from casebook.petitions.commands import (
    DeclinePetition,
    MergePetition,
    PublishFollowUp,
    RecordVerification,
    ReferOut,
    ReviewSuspension,
    SignAssignment,
    SuspendPetition,
    TerminatePetition,
    WithdrawPetition,
)
from casebook.petitions.decisions import Context, decide
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import (
    Accepted,
    AnsweredDirectly,
    Archived,
    Assigned,
    CallbackRecorded,
    CitizenContacted,
    CitizenRated,
    Closed,
    ClosingProposed,
    CoHandlingRequested,
    CommendationReceived,
    ConfidentialityChanged,
    DataRequestFiled,
    DeadlineMissed,
    DeadlineRecomputed,
    Declined,
    DeclineOverturned,
    DeclineUpheld,
    ErasureApproved,
    ErasureBegun,
    ErasureScheduled,
    Event,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    FollowUpPublished,
    Merged,
    NoteAdded,
    OrderedFromAbove,
    PersonalDataErased,
    PublicationRevised,
    Published,
    Reassigned,
    Recalled,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Resumed,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Submitted,
    SupervisionClosed,
    SupervisionOpened,
    Supplemented,
    Suspended,
    Unmerged,
    VerificationCountersigned,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.forgetting.codes import DataWish, HoldGround, PersonalData
from casebook.petitions.forgetting.decide import APPROVALS
from casebook.petitions.forgetting.events import ForgettingEvent
from casebook.petitions.forgetting.holding import holds
from casebook.petitions.handling.codes import Check
from casebook.petitions.origins import origins
from casebook.petitions.oversight.codes import RecomputeCause, Superior, SupervisionLevel, UrgeKind
from casebook.petitions.petition import Petition, evolve, fold
from casebook.petitions.road import ENDS
from casebook.petitions.vocabulary import (
    Category,
    Clock,
    ClosingBasis,
    Confidentiality,
    ReopenGround,
    Role,
    Solved,
    Status,
    Urgency,
    VerificationResult,
    WaiverGround,
)
from language import (
    APPROVER,
    BEGIN,
    CITIZEN,
    DESK,
    DISPATCHER,
    EDITOR,
    HELPER,
    HOUR,
    OFFICER,
    PETITION,
    PHOTO,
    PRIVACY_OFFICER,
    RECORDS,
    REPORTER,
    SECOND_DESK,
    STRANGER,
    STREET,
    SUPERVISOR,
    SYSTEM,
    as_role,
    given,
    submitted,
)
from plain_terms import PlainTerms, plain_due
from proof.replaying import handled

if TYPE_CHECKING:
    from casebook.petitions.commands import PetitionCommand

MASTER_STANDS = (Status.ACCEPTED, Status.REPLIED, Status.CLOSED, Status.TERMINATED)
PEOPLE = (
    CITIZEN,
    DESK,
    SECOND_DESK,
    DISPATCHER,
    SUPERVISOR,
    OFFICER,
    HELPER,
    APPROVER,
    STRANGER,
    REPORTER,
    EDITOR,
    RECORDS,
    PRIVACY_OFFICER,
    SYSTEM,
)
ANYBODY = st.sampled_from(PEOPLE) | st.builds(as_role, st.sampled_from(PEOPLE), st.sampled_from(Role))


SELDOM = 3

FORGETTABLE = ("version", "last_step", "last_at", "people", "events", "heard", "restricted", "forgetting")
"""What of a petition an event of forgetting may change."""

UNITS = st.sampled_from([STREET, "dept-tax"])
CO_UNITS = st.sampled_from([(), ("dept-tax",)])

ASKED = st.one_of(
    st.builds(
        wishes.accept,
        urgency=st.sampled_from(Urgency),
        category=st.sampled_from(Category),
        matter=st.sampled_from(["parking", "heating"]),
    ),
    st.builds(wishes.decline, st.just("MALICIOUS"), seconded_by=st.sampled_from([None, DESK.id, SECOND_DESK.id])),
    st.builds(wishes.assign, unit=UNITS, co_units=CO_UNITS, basis=st.sampled_from(["territory", "designation"])),
    st.builds(wishes.designate, unit=UNITS, co_units=CO_UNITS, duty_unclear=st.booleans()),
    st.builds(wishes.reassign, unit=UNITS, co_units=CO_UNITS),
    st.just(wishes.ask_to_return()),
    st.just(wishes.approve_return()),
    st.just(wishes.reject_return()),
    st.builds(wishes.ask_for_help, unit=UNITS),
    st.just(wishes.give_opinion()),
    st.builds(wishes.sign, st.integers(1, 2)),
    st.builds(wishes.reply, drafted_by=st.sampled_from([OFFICER.id, APPROVER.id, DESK.id]), evidence=st.just((PHOTO,))),
    st.builds(wishes_of_units.contact, reached=st.booleans()),
    st.just(wishes_of_units.progress()),
    st.just(wishes_of_notes.note()),
    st.builds(wishes_of_units.ask_for_time, st.sampled_from([5, 30])),
    st.just(wishes_of_units.grant()),
    st.just(wishes_of_units.refuse()),
    st.builds(wishes_of_units.suspend, ground=st.sampled_from(["funds", "season"])),
    st.builds(wishes_of_units.review, keep=st.booleans()),
    st.just(wishes_of_units.resume()),
    st.builds(wishes.approve, st.sampled_from(Check)),
    st.just(wishes.reject()),
    st.builds(wishes.waive, st.sampled_from(WaiverGround)),
    st.builds(wishes.record, result=st.sampled_from(VerificationResult)),
    st.just(wishes.countersign()),
    st.builds(wishes.reopen, st.sampled_from(ReopenGround)),
    st.just(wishes.close()),
    st.builds(wishes.rate, solved=st.sampled_from(Solved)),
    st.just(wishes.withdraw()),
    st.builds(watch.urge, st.sampled_from(Clock), st.sampled_from(UrgeKind)),
    st.builds(watch.miss, st.sampled_from(Clock)),
    st.builds(watch.recompute, st.sampled_from(Clock), cause=st.sampled_from(RecomputeCause)),
    st.builds(watch.order, by=st.sampled_from(Superior), due=st.sampled_from([None, BEGIN + timedelta(days=20)])),
    st.builds(watch.supervise, ground=st.sampled_from(["silence", "overdue"])),
    st.builds(watch.escalate, st.sampled_from(SupervisionLevel)),
    st.just(watch.end_supervision()),
    st.builds(watch.find_false, round=st.integers(1, 2)),
    st.builds(watch.correct, target_version=st.integers(1, 9), fields=st.sampled_from([("street",), ("unit",)])),
    st.builds(watch.change_confidentiality, st.sampled_from(Confidentiality)),
    st.builds(intake.supplement, in_answer=st.booleans()),
    st.builds(intake.ask_for_more, answer_due=st.just(BEGIN + timedelta(days=30))),
    st.just(intake.ask_for_review()),
    st.just(intake.uphold()),
    st.just(intake.overturn()),
    st.builds(intake.refer_out, handover=st.sampled_from([None, "已转指挥中心。"])),
    st.just(intake.answer_directly()),
    st.just(merging.merge()),
    st.just(merging.unmerge()),
    st.just(merging.follow()),
    st.just(merging.release()),
    st.builds(
        intake.reclassify,
        category=st.sampled_from([None, *Category]),
        matter=st.sampled_from([None, "parking"]),
        about_unit=st.sampled_from([None, STREET, "dept-tax"]),
    ),
    st.builds(wishes.reopen, st.sampled_from(["relapse", "new_fact"]), new_unit=st.booleans()),
    st.builds(later_wishes.schedule, reporter=st.sampled_from([REPORTER.id, SECOND_DESK.id, OFFICER.id])),
    st.builds(later_wishes.call, solved=st.sampled_from(Solved)),
    st.builds(later_wishes.commend, kind=st.sampled_from(CommendationKind)),
    st.builds(later_wishes.publish, reviewer=st.sampled_from([EDITOR.id, REPORTER.id])),
    st.builds(forgetting.ask_for, st.sampled_from(DataWish)),
    st.builds(forgetting.hold, st.sampled_from(HoldGround)),
    st.builds(forgetting.lift_hold, st.sampled_from(HoldGround)),
    st.sampled_from(
        [
            forgetting.check_identity(),
            forgetting.refuse(),
            forgetting.cancel(),
            forgetting.approve(),
            forgetting.erase(),
            forgetting.record_erasure(),
            forgetting.complete(),
            forgetting.restrict(),
            forgetting.lift_restriction(),
            forgetting.correct(),
        ]
    ),
    st.sampled_from(
        [
            later_wishes.propose_closing(),
            later_wishes.unanswered(),
            later_wishes.follow_up(),
            later_wishes.revise(),
            later_wishes.unpublish(),
            later_wishes.terminate(),
            later_wishes.archive(),
            later_wishes.appraise(),
        ]
    ),
)
"""Anything that can be asked."""

NEXT: dict[Status, tuple[tuple[PetitionCommand, Actor], ...]] = {
    Status.SUBMITTED: (*[(wishes.accept(category=each), DESK) for each in Category], (merging.merge(), DESK)),
    Status.MERGED: (
        (merging.follow(), SYSTEM),
        (merging.release(), SYSTEM),
        (merging.unmerge(), SUPERVISOR),
        (wishes.rate(), CITIZEN),
    ),
    Status.DECLINED: (
        (intake.ask_for_review(), CITIZEN),
        (intake.overturn(), as_role(DESK, Role.SUPERVISOR)),
        (intake.overturn(), SUPERVISOR),
    ),
    Status.ACCEPTED: (
        *[(wishes.assign(), DISPATCHER)] * 4,
        (wishes.assign(unit="dept-tax", co_units=(STREET,)), DISPATCHER),
        (wishes.designate(), SUPERVISOR),
        (intake.answer_directly(), DESK),
    ),
    Status.ASSIGNED: (
        *[(wishes.sign(), OFFICER)] * 6,
        *[(wishes.sign(), HELPER)] * 2,
        (wishes.ask_to_return(), OFFICER),
        (wishes.reassign(), DISPATCHER),
    ),
    Status.RETURN_REVIEW: (
        (wishes.approve_return(), SUPERVISOR),
        (wishes.reject_return(), SUPERVISOR),
        (wishes.approve_return(), DISPATCHER),
        (wishes.designate(unit="dept-tax"), SUPERVISOR),
    ),
    Status.IN_PROGRESS: (
        *[(wishes_of_units.contact(), OFFICER)] * 3,
        (wishes_of_units.ask_for_time(), OFFICER),
        (wishes_of_units.grant(), as_role(OFFICER, Role.DISPATCHER)),
        (wishes_of_units.grant(), DISPATCHER),
        (wishes_of_units.grant(), SUPERVISOR),
        (wishes_of_units.refuse(), DISPATCHER),
        (wishes_of_units.suspend(), SUPERVISOR),
        *[(wishes.reply(evidence=(PHOTO,)), APPROVER)] * 4,
        (wishes.reply(evidence=(PHOTO,), text="您反映的问题已收悉，我们将积极协调处理。"), APPROVER),
        (wishes.reply(evidence=(PHOTO,), drafted_by=DESK.id), APPROVER),
        (wishes.reply(evidence=(PHOTO,), drafted_by=APPROVER.id), APPROVER),
        (wishes.reply(evidence=(PHOTO,)), STRANGER),
        (wishes.ask_to_return(), OFFICER),
        (wishes.ask_for_help(), OFFICER),
        (wishes.give_opinion(), HELPER),
        (wishes.reassign(unit=STREET), SUPERVISOR),
    ),
    Status.SUSPENDED: ((wishes_of_units.resume(), SYSTEM), (wishes_of_units.review(keep=False), SUPERVISOR)),
    Status.REPLIED: (
        (wishes.approve(), DESK),
        (wishes.approve("intent_read"), SECOND_DESK),
        (wishes.reject(), SECOND_DESK),
    ),
    Status.VERIFYING: (
        (wishes.record(), REPORTER),
        (wishes.record(), as_role(OFFICER, Role.REPORTER)),
        (wishes.countersign(), as_role(REPORTER, Role.EDITOR)),
        (wishes.waive(), as_role(OFFICER, Role.EDITOR)),
        (wishes.record(result=VerificationResult.PARTLY), SECOND_DESK),
        *[(later_wishes.schedule(), EDITOR)] * 2,
        (later_wishes.schedule(reporter=SECOND_DESK.id), SUPERVISOR),
        (wishes.countersign(), EDITOR),
        (wishes.countersign(), SUPERVISOR),
        (wishes.waive(), EDITOR),
        (later_wishes.schedule(), EDITOR),
    ),
    Status.VERIFIED: (
        (later_wishes.propose_closing(), SYSTEM),
        (wishes.close(), DESK),
        (wishes.close(), as_role(OFFICER, Role.DESK)),
        (later_wishes.unanswered(), DESK),
        (later_wishes.follow_up(), EDITOR),
    ),
    Status.CLOSED: (
        (wishes.rate(), CITIZEN),
        (wishes.reopen(), DISPATCHER),
        (wishes.reopen(new_unit=True), DISPATCHER),
        (later_wishes.publish(), EDITOR),
        (later_wishes.commend(), CITIZEN),
        (later_wishes.archive(), RECORDS),
    ),
    Status.ARCHIVED: ((wishes.reopen("false_reply"), SUPERVISOR), (later_wishes.revise(), EDITOR)),
}
"""What usually comes next, so that lives get long; some wear two hats and try what they may not."""

FORGOTTEN: tuple[tuple[PetitionCommand, Actor], ...] = (
    (forgetting.ask_for(), CITIZEN),
    (forgetting.check_identity(), PRIVACY_OFFICER),
    (forgetting.hold(), SUPERVISOR),
    (forgetting.restrict(), PRIVACY_OFFICER),
    (forgetting.lift_hold(), SUPERVISOR),
    (forgetting.approve(), APPROVER),
    (forgetting.approve(), as_role(APPROVER, Role.SUPERVISOR)),
    (forgetting.approve(), PRIVACY_OFFICER),
    (forgetting.approve(), SUPERVISOR),
    (forgetting.erase(), SYSTEM),
    (forgetting.record_erasure(), SYSTEM),
    (forgetting.complete(), SYSTEM),
)
"""Each step on the way to forgetting; some try what they may not."""


class Life(RuleBasedStateMachine):
    """A few petitions and everybody who has to do with them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.petition: Petition | None = None
        self.entries: list[Entry] = []
        about_parking = given(submitted(), Accepted(matter="parking")).standing
        self.master = replace(about_parking, id=merging.MASTER, number="2")

    def ask(self, actor: Actor, command: PetitionCommand) -> None:
        """Ask, an hour later; what is refused changes nothing."""
        self.now += HOUR
        if isinstance(command, RecordVerification):
            command = command.model_copy(update={"visited_at": self.now})
        if isinstance(command, SuspendPetition | ReviewSuspension) and getattr(command, "keep", True):
            command = command.model_copy(update={"review_on": (self.now + timedelta(days=30)).date()})
        if isinstance(command, PublishFollowUp):
            command = command.model_copy(update={"publish_at": self.now})
        merged = isinstance(command, MergePetition) or (self.petition is not None and self.petition.merger is not None)
        context = Context(
            self.now,
            actor,
            PlainTerms(),
            number="1",
            other=self.master if merged else None,
            visited_of_hundred=50,
            sampling_seed="2022",
        )
        try:
            permit(actor, command, self.petition)
            events = decide(command, self.petition, context)
        except (NotPermitted, Refused):
            return
        assert [one for one in origins(events) if actor.role in GRANTS[one]] == [type(command)]
        for event in events:
            version = len(self.entries) + 1
            entry = Entry(PETITION, version, event, actor, UUID(int=version), subject=CITIZEN.id, recorded_at=self.now)
            self.entries.append(entry)
            self.petition = evolve(self.petition, entry)

    @initialize(
        category=st.sampled_from(Category),
        confidentiality=st.sampled_from(Confidentiality),
        about_unit=st.sampled_from([None, STREET, "dept-tax"]),
    )
    def somebody_submits(self, category: Category, confidentiality: Confidentiality, about_unit: str | None) -> None:
        contact: dict[str, Any] = {"name": None, "phone": None} if confidentiality is Confidentiality.ANONYMOUS else {}
        self.ask(
            CITIZEN, wishes.submit(category=category, confidentiality=confidentiality, about_unit=about_unit, **contact)
        )

    @rule(hours=st.sampled_from([1, 5, 30, 24 * 8, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(status=st.sampled_from(MASTER_STANDS))
    def the_master_moves(self, status: Status) -> None:
        closed_at = self.now if status is Status.CLOSED else None
        self.master = replace(self.master, status=status, closed_at=closed_at)

    @rule(choice=st.integers(0, 59))
    def somebody_does_what_comes_next(self, choice: int) -> None:
        self.go_on(choice)

    def go_on(self, choice: int) -> None:
        """One of the things that usually come next."""
        usual = NEXT.get(self.petition.status, ()) if self.petition else ()
        if usual:
            command, actor = usual[choice % len(usual)]
            if isinstance(command, SignAssignment) and self.petition:
                command = wishes.sign(self.petition.assignment)
            self.ask(actor, command)

    @rule(actor=ANYBODY, command=ASKED)
    def anybody_asks_for_anything(self, actor: Actor, command: PetitionCommand) -> None:
        self.ask(actor, command)

    @rule(command=ASKED, choice=st.integers(0, 59))
    def somebody_entitled_asks_for_anything(self, command: PetitionCommand, choice: int) -> None:
        entitled = [actor for actor in PEOPLE if may(actor, type(command), self.petition)]
        ends = DeclinePetition | WithdrawPetition | ReferOut | TerminatePetition
        leaves = isinstance(command, ends)  # seldom, or no life gets long
        if entitled and (not leaves or choice < SELDOM):
            self.ask(entitled[choice % len(entitled)], command)

    @rule(first=st.integers(0, 3), last=st.integers(4, len(FORGOTTEN)), days=st.sampled_from([0, 40]))
    def somebody_is_to_be_forgotten(self, first: int, last: int, days: int) -> None:
        for command, actor in FORGOTTEN[first:last]:
            self.now += timedelta(days=days)
            self.ask(actor, command)

    def teardown(self) -> None:
        """Whoever replays it by the rules of the verifiers, a table of their own, finds nothing against it."""
        assert not self.entries or handled(self.entries).breaches == []

    def told(self) -> list[tuple[Petition | None, Entry]]:
        """Each entry, with the petition as it stood before."""
        pairs: list[tuple[Petition | None, Entry]] = []
        standing: Petition | None = None
        for entry in self.entries:
            pairs.append((standing, entry))
            standing = evolve(standing, entry)
        return pairs

    def of(self, *kinds: type[Event]) -> list[Entry]:
        """The entries of these kinds."""
        return [entry for entry in self.entries if isinstance(entry.event, kinds)]

    @invariant()
    def closing_rests_on_an_approved_reply_and_on_a_signed_finding_or_a_waiver(self) -> None:
        if self.petition is None or self.petition.status is not Status.CLOSED or self.petition.merger is not None:
            return
        reopened = max((entry.version for entry in self.of(Reopened)), default=0)
        since = [entry.event for entry in self.entries if entry.version > reopened]
        assert any(isinstance(event, ReplyApproved | AnsweredDirectly) for event in since)
        solved = VerificationCountersigned(round=self.petition.round, result=VerificationResult.SOLVED)
        assert solved in since or any(isinstance(event, VerificationWaived) for event in since)

    @invariant()
    def acceptance_comes_before_assignment_and_closing(self) -> None:
        accepted = [entry.version for entry in self.of(Accepted)]
        assert len(self.of(Submitted)) >= len(accepted)
        assert all(accepted and accepted[0] < entry.version for entry in self.of(Assigned, AnsweredDirectly, Closed))
        assert len(self.of(Accepted, Declined)) <= 1 + len(self.of(DeclineOverturned))

    @invariant()
    def nobody_declines_and_decides_the_review(self) -> None:
        declined: set[UUID | None] = set()
        for entry in self.entries:
            if isinstance(entry.event, Declined):
                declined = {entry.actor.id, entry.event.seconded_by}
            if isinstance(entry.event, DeclineUpheld | DeclineOverturned):
                assert entry.actor.id not in declined

    @invariant()
    def every_assignment_ends_once(self) -> None:
        """In a reply, a return, a reassignment or a merger; the present one may still be open, or end with all."""
        assigned = [entry.event.assignment for entry in self.entries if isinstance(entry.event, Assigned)]
        assert assigned == list(range(1, len(assigned) + 1))
        for number in assigned[:-1]:
            assert len(self.endings(number)) == 1
        assert all(len(self.endings(number)) <= 1 for number in assigned[-1:])

    def endings(self, number: int) -> list[Event]:
        """How an assignment ended; a reply that was sent back, or after which the unit works on, did not end it."""
        endings: list[Event] = []
        for entry in self.entries:
            match entry.event:
                case Replied(assignment=replied) | ReturnApproved(assignment=replied) if replied == number:
                    endings.append(entry.event)
                case Reassigned(from_assignment=taken) | Recalled(assignment=taken) if taken == number:
                    endings.append(entry.event)
                case Merged() if self.assignment_at(entry) == number and not endings:
                    endings.append(entry.event)
                case ReplyRejected() | Reopened(new_unit=False) if self.assignment_at(entry) == number:
                    endings = [ending for ending in endings if not isinstance(ending, Replied)]
        return endings

    def assignment_at(self, moment: Entry) -> int:
        """The assignment that was the last one then."""
        return len([entry for entry in self.of(Assigned) if entry.version < moment.version])

    @invariant()
    def who_must_keep_it_never_returns_it(self) -> None:
        bound: set[str] = set()
        unit = ""
        for entry in self.entries:
            if isinstance(entry.event, Assigned):
                unit = entry.event.unit
                bound |= {unit} if entry.event.designated else set()
            if isinstance(entry.event, ReturnRejected):
                bound.add(unit)
            assert not (isinstance(entry.event, ReturnApproved | ReturnRequested) and unit in bound)

    @invariant()
    def a_sealed_report_never_comes_before_the_unit_it_is_about(self) -> None:
        for before, entry in self.told():
            if before is None or not before.is_sealed or before.about_unit is None:
                continue
            assert before.about_unit != entry.actor.unit
            if isinstance(entry.event, Assigned | CoHandlingRequested):
                assert before.about_unit not in (entry.event.unit, *getattr(entry.event, "co_units", ()))

    @invariant()
    def nobody_keeps_a_sealed_report_about_themselves(self) -> None:
        petition = self.petition
        if petition is not None and petition.is_sealed and petition.status not in ENDS:
            assert petition.about_unit is None or petition.about_unit != petition.unit

    @invariant()
    def nobody_rules_on_their_own_assignment(self) -> None:
        assigner = None
        for entry in self.entries:
            if isinstance(entry.event, ReturnApproved | ReturnRejected):
                assert entry.actor.id != assigner
            if isinstance(entry.event, Assigned):
                assigner = entry.actor.id

    @invariant()
    def a_refused_return_leaves_the_limits_as_they_were(self) -> None:
        if self.petition is not None and isinstance(self.entries[-1].event, ReturnRejected):
            before = fold(self.entries[:-1])
            assert before is not None
            assert self.petition.dues == replace(before.dues, ruling=None)

    @invariant()
    def nobody_writes_and_reviews(self) -> None:
        writers: set[UUID | None] = set()
        for entry in self.entries:
            if isinstance(entry.event, Replied):
                assert entry.event.drafted_by != entry.actor.id
                writers = {entry.actor.id, entry.event.drafted_by}
            if isinstance(entry.event, AnsweredDirectly):
                writers = {entry.actor.id}
            if isinstance(
                entry.event, ReplyApproved | ReplyRejected | VerificationWaived | VerifiedByReporter | Closed
            ):
                assert entry.actor.id not in writers

    @invariant()
    def nobody_verifies_and_countersigns(self) -> None:
        reporter = None
        for entry in self.entries:
            if isinstance(entry.event, VerifiedByReporter):
                reporter = entry.actor.id
            if isinstance(entry.event, VerificationCountersigned):
                assert reporter is not None
                assert entry.actor.id != reporter

    @invariant()
    def who_looks_was_sent_in_this_round(self) -> None:
        for before, entry in self.told():
            if before is not None and isinstance(entry.event, VerifiedByReporter):
                assert before.scheduled_reporter == entry.actor.id

    @invariant()
    def nobody_asks_for_time_and_grants_it(self) -> None:
        asked: Entry | None = None
        for entry in self.of(ExtensionRequested, ExtensionGranted, ExtensionRefused, Replied, Suspended):
            if isinstance(entry.event, ExtensionGranted | ExtensionRefused):
                assert asked is not None
                assert entry.actor.id != asked.actor.id
            asked = entry if isinstance(entry.event, ExtensionRequested) else None

    @invariant()
    def asking_for_time_moves_no_limit_and_granting_moves_it_away(self) -> None:
        for entry in self.of(ExtensionRequested, ExtensionGranted, ExtensionRefused):
            before, after = fold(self.entries[: entry.version - 1]), fold(self.entries[: entry.version])
            assert before is not None
            assert after is not None
            if isinstance(entry.event, ExtensionGranted):
                assert before.dues.reply is not None
                assert after.dues.reply is not None
                assert after.dues.reply > before.dues.reply
            else:
                assert after.dues == before.dues

    @invariant()
    def no_reply_is_due_while_a_petition_is_suspended(self) -> None:
        if self.petition is not None and self.petition.status is Status.SUSPENDED:
            assert self.petition.suspension is not None
            assert (self.petition.dues.reply, self.petition.dues.redo) == (None, None)
        halts = [type(entry.event) for entry in self.of(Suspended, Resumed)]
        assert all(kind is (Resumed if n % 2 else Suspended) for n, kind in enumerate(halts))

    @invariant()
    def nobody_replies_who_did_not_call(self) -> None:
        for before, entry in self.told():
            if isinstance(entry.event, Replied) and before is not None and before.is_reachable:
                assert any(call.version < entry.version for call in self.of(CitizenContacted))

    @invariant()
    def a_flagged_reply_passes_only_when_its_words_were_read(self) -> None:
        flagged = False
        for entry in self.of(Replied, ReplyApproved):
            if isinstance(entry.event, Replied):
                flagged = bool(entry.event.intent_only)
            elif isinstance(entry.event, ReplyApproved):
                assert not flagged or Check.INTENT_READ in entry.event.checks

    @invariant()
    def only_the_first_closing_is_the_first(self) -> None:
        first = [entry.event.first_closure for entry in self.entries if isinstance(entry.event, Closed)]
        assert first == [number == 0 for number in range(len(first))]

    @invariant()
    def nothing_is_closed_under_supervision(self) -> None:
        supervised = False
        for entry in self.of(SupervisionOpened, SupervisionClosed, Closed):
            assert not (supervised and isinstance(entry.event, SupervisionOpened | Closed))
            supervised = isinstance(entry.event, SupervisionOpened)

    @invariant()
    def an_order_moves_a_limit_that_runs_into_time_to_come_and_stands_at_the_day_that_it_names(self) -> None:
        for entry in self.of(DeadlineRecomputed):
            if isinstance(entry.event, DeadlineRecomputed) and entry.event.cause is RecomputeCause.ORDER:
                assert entry.event.new_due > entry.happened_at
        order = self.petition.order if self.petition else None
        last = max((entry.version for entry in self.of(OrderedFromAbove)), default=0)
        for entry in self.of(Assigned):
            if order and order.due and entry.version > last and isinstance(entry.event, Assigned):
                assert entry.happened_at >= order.due or entry.event.reply_due == order.due

    @invariant()
    def a_limit_is_missed_when_it_has_passed_and_once(self) -> None:
        missed = [entry.event for entry in self.entries if isinstance(entry.event, DeadlineMissed)]
        assert len(missed) == len({(event.clock, event.due_at) for event in missed})
        assert all(
            entry.event.due_at < entry.happened_at for entry in self.entries if isinstance(entry.event, DeadlineMissed)
        )

    @invariant()
    def no_citizen_lowers_the_protection(self) -> None:
        levels = list(Confidentiality)
        for entry in self.entries:
            if isinstance(entry.event, ConfidentialityChanged) and entry.actor.role is Role.CITIZEN:
                assert levels.index(entry.event.after) > levels.index(entry.event.before)

    @invariant()
    def what_goes_on_with_a_master_ends_with_it_or_is_taken_out(self) -> None:
        merged = False
        for entry in self.entries:
            match entry.event:
                case Merged():
                    merged = True
                case Closed(basis=ClosingBasis.FOLLOWS_MASTER):
                    assert merged
                    merged = False
                case Unmerged():
                    merged = False
                case Supplemented() | CitizenRated():
                    pass
                case event:
                    assert not merged or isinstance(event, ForgettingEvent)

    @invariant()
    def nobody_reports_in_the_place_of_whom_was_sent(self) -> None:
        sent: dict[int, UUID] = {}
        for entry in self.entries:
            if isinstance(entry.event, VerificationScheduled):
                sent[entry.event.round] = entry.event.reporter
            if isinstance(entry.event, VerifiedByReporter):
                assert sent.get(entry.event.round, entry.actor.id) == entry.actor.id

    @invariant()
    def nothing_is_closed_before_the_citizen_was_heard_or_had_time(self) -> None:
        for entry in self.of(Closed):
            if isinstance(entry.event, Closed) and entry.event.basis is ClosingBasis.FOLLOWS_MASTER:
                continue  # its citizen was told with the master's, and can be released from it
            reopened = max((each.version for each in self.of(Reopened) if each.version < entry.version), default=0)
            said = [each for each in self.of(CallbackRecorded, CitizenRated) if reopened < each.version < entry.version]
            rests = [
                each
                for each in self.of(VerificationCountersigned, VerificationWaived)
                if reopened < each.version < entry.version
            ][-1]
            on_that_day = PlainTerms().day(rests.happened_at) == PlainTerms().day(entry.happened_at)
            waited = entry.happened_at > plain_due(Clock.RATING, rests.happened_at)
            assert said or waited or (on_that_day and isinstance(rests.event, VerificationCountersigned))

    @invariant()
    def a_closing_is_proposed_once_in_a_round_and_never_of_what_is_sealed_or_supervised(self) -> None:
        rounds = [entry.event.round for entry in self.entries if isinstance(entry.event, ClosingProposed)]
        assert len(rounds) == len(set(rounds))
        for before, entry in self.told():
            if isinstance(entry.event, ClosingProposed):
                assert before is not None
                assert (before.status, before.is_sealed) == (Status.VERIFIED, False)
                assert before.supervision is None or before.supervision.closed

    @invariant()
    def nothing_sealed_is_published_and_an_article_follows_a_signature(self) -> None:
        for before, entry in self.told():
            if isinstance(entry.event, Published | PublicationRevised | FollowUpPublished):
                assert before is not None
                assert not before.is_sealed  # it may be sealed later: then it is no longer shown
        signed = min((entry.version for entry in self.of(VerificationCountersigned)), default=0)
        assert all(signed and signed < entry.version for entry in self.of(FollowUpPublished))

    @invariant()
    def nothing_is_erased_that_two_did_not_agree_to_or_that_must_be_kept(self) -> None:
        """And what was erased is not added to, nor what is restricted used; nothing else of the petition moves."""
        if not any(isinstance(entry.event, ForgettingEvent) for entry in self.entries):
            return
        told = [(before, entry) for before, entry in self.told() if before is not None]
        approvals: list[Actor] = []
        for before, entry in told:
            inside, known = {*before.units, *before.held_by}, before.personal_data is PersonalData.CLEAR
            match entry.event:
                case DataRequestFiled():
                    approvals = []
                case ErasureApproved():
                    assert before.forgetting.request is not None
                    assert entry.actor.id not in (before.forgetting.request.by, *(one.id for one in approvals))
                    assert not {one.unit for one in approvals} & inside or entry.actor.unit not in inside
                    approvals.append(entry.actor)
                case ErasureBegun():
                    assert len(approvals) == APPROVALS
                    assert not holds(before, PlainTerms().day(entry.happened_at))
                    agreed = max(one.happened_at for one in self.of(ErasureScheduled) if one.version < entry.version)
                    assert entry.happened_at >= agreed + timedelta(days=30)
                case PersonalDataErased(approved_by=approved_by):
                    assert before.forgetting.request is not None
                    assert before.forgetting.request.begun
                    assert approved_by == tuple(one.id for one in approvals)
                case (
                    Supplemented()
                    | CallbackRecorded()
                    | CitizenContacted()
                    | Published()
                    | PublicationRevised()
                    | NoteAdded()
                ):
                    assert known
                case CitizenRated() | CommendationReceived():
                    assert not before.is_erased
        before, entry = told[-1]
        if isinstance(entry.event, ForgettingEvent):
            after = evolve(before, entry)
            assert replace(after, **{name: getattr(before, name) for name in FORGETTABLE}) == before

    @invariant()
    def a_note_moves_nothing_and_comes_before_the_archive(self) -> None:
        if self.petition is None or not isinstance(self.entries[-1].event, NoteAdded):
            return
        before = fold(self.entries[:-1])
        assert before is not None
        assert before.status is not Status.ARCHIVED
        same = {name: getattr(before, name) for name in ("version", "events", "notes")}
        assert replace(self.petition, **same) == before

    @invariant()
    def a_commendation_counts_once(self) -> None:
        thanks = [entry.event for entry in self.of(CommendationReceived)]
        assert len(thanks) == len(set(thanks))

    @invariant()
    def what_is_archived_had_ended_a_month_ago(self) -> None:
        for entry in self.of(Archived):
            before = self.entries[: entry.version - 1]
            standing = fold(before)
            assert standing is not None
            assert standing.status in ENDS
            told = [each.happened_at for each in before if not isinstance(each.event, NoteAdded)]
            assert entry.happened_at > max(told) + timedelta(days=30)

    @invariant()
    def the_history_amounts_to_the_petition(self) -> None:
        assert fold(self.entries) == self.petition == fold(tuple(self.entries))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=45, stateful_step_count=60, deadline=None)


@settings(max_examples=60, deadline=None)
@hypothesis.given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 59)), min_size=40, max_size=160))
def test_closings_are_numbered_from_one_without_gaps_in_the_order_of_first_closing(
    steps: list[tuple[int, int]],
) -> None:
    lives = [Life() for _ in range(3)]
    numbered: list[int] = []  # who got the numbers 1, 2, 3 and so on
    for life in lives:
        life.ask(CITIZEN, wishes.submit())
    for which, choice in steps:
        before = len(lives[which].entries)
        lives[which].go_on(choice)
        closings = [entry.event for entry in lives[which].entries[before:] if isinstance(entry.event, Closed)]
        numbered += [which for closing in closings if closing.first_closure]
        assert len(numbered) == len(set(numbered))
        assert set(numbered) == {place for place, life in enumerate(lives) if life.of(Closed)}
