"""Petitions through whole lives: anybody may ask for anything at any time; these sentences stay true."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import wishes
import wishes_of_units
from casebook.access import may, permit
from casebook.errors import NotPermitted, Refused
from casebook.petitions.commands import (
    DeclinePetition,
    RecordVerification,
    ReviewSuspension,
    SignAssignment,
    SuspendPetition,
    WithdrawPetition,
)
from casebook.petitions.decisions import Context, decide
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import (
    Accepted,
    Assigned,
    CitizenContacted,
    Closed,
    CoHandlingRequested,
    Declined,
    Event,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    Reassigned,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Resumed,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Submitted,
    Suspended,
    VerificationCountersigned,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.handling.codes import Check
from casebook.petitions.petition import Petition, evolve, fold
from casebook.petitions.vocabulary import (
    Category,
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
    REPORTER,
    SECOND_DESK,
    STRANGER,
    STREET,
    SUPERVISOR,
    as_role,
    person,
)
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from casebook.petitions.commands import PetitionCommand

PEOPLE = (CITIZEN, DESK, SECOND_DESK, DISPATCHER, SUPERVISOR, OFFICER, HELPER, APPROVER, STRANGER, REPORTER, EDITOR)
ANYBODY = st.sampled_from(PEOPLE) | st.builds(as_role, st.sampled_from(PEOPLE), st.sampled_from(Role))


SYSTEM = person("clockwork", Role.SYSTEM)
SELDOM = 3

UNITS = st.sampled_from([STREET, "dept-tax"])
CO_UNITS = st.sampled_from([(), ("dept-tax",)])

ASKED = st.one_of(
    st.builds(wishes.accept, urgency=st.sampled_from(Urgency), category=st.sampled_from([None, Category.SUGGESTION])),
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
)
"""Anything that can be asked."""

NEXT: dict[Status, tuple[tuple[PetitionCommand, Actor], ...]] = {
    Status.SUBMITTED: ((wishes.accept(), DESK),),
    Status.ACCEPTED: (
        *[(wishes.assign(), DISPATCHER)] * 4,
        (wishes.assign(unit="dept-tax", co_units=(STREET,)), DISPATCHER),
        (wishes.designate(), SUPERVISOR),
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
        (wishes.countersign(), EDITOR),
        (wishes.countersign(), SUPERVISOR),
        (wishes.waive(), EDITOR),
    ),
    Status.VERIFIED: ((wishes.close(), DESK), (wishes.close(), as_role(OFFICER, Role.DESK))),
    Status.CLOSED: ((wishes.rate(), CITIZEN), (wishes.reopen(), DISPATCHER)),
}
"""What usually comes next, so that lives get long; some wear two hats and try what they may not."""


class Life(RuleBasedStateMachine):
    """A few petitions and everybody who has to do with them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGIN
        self.petition: Petition | None = None
        self.entries: list[Entry] = []

    def ask(self, actor: Actor, command: PetitionCommand) -> None:
        """Ask, an hour later; what is refused changes nothing."""
        self.now += HOUR
        if isinstance(command, RecordVerification):
            command = command.model_copy(update={"visited_at": self.now})
        if isinstance(command, SuspendPetition | ReviewSuspension) and getattr(command, "keep", True):
            command = command.model_copy(update={"review_on": (self.now + timedelta(days=30)).date()})
        context = Context(self.now, actor, PlainTerms(), number="1", visited_of_hundred=50, sampling_seed="2022")
        try:
            permit(actor, command, self.petition)
            events = decide(command, self.petition, context)
        except (NotPermitted, Refused):
            return
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

    @rule(choice=st.integers(0, 59))
    def somebody_does_what_comes_next(self, choice: int) -> None:
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
        leaves = isinstance(command, DeclinePetition | WithdrawPetition)  # seldom, or no life gets long
        if entitled and (not leaves or choice < SELDOM):
            self.ask(entitled[choice % len(entitled)], command)

    def of(self, *kinds: type[Event]) -> list[Entry]:
        """The entries of these kinds."""
        return [entry for entry in self.entries if isinstance(entry.event, kinds)]

    @invariant()
    def closing_rests_on_an_approved_reply_and_on_a_signed_finding_or_a_waiver(self) -> None:
        if self.petition is None or self.petition.status is not Status.CLOSED:
            return
        reopened = max((entry.version for entry in self.of(Reopened)), default=0)
        since = [entry.event for entry in self.entries if entry.version > reopened]
        assert any(isinstance(event, ReplyApproved) for event in since)
        solved = VerificationCountersigned(round=self.petition.round, result=VerificationResult.SOLVED)
        assert solved in since or any(isinstance(event, VerificationWaived) for event in since)

    @invariant()
    def acceptance_comes_before_assignment_and_closing(self) -> None:
        accepted = [entry.version for entry in self.of(Accepted)]
        assert len(self.of(Submitted)) >= len(accepted)
        assert all(accepted and accepted[0] < entry.version for entry in self.of(Assigned, Closed))
        assert len(self.of(Accepted, Declined)) <= 1

    @invariant()
    def every_assignment_ends_once(self) -> None:
        """In a reply that stands, a return or a reassignment; the present one may still be open, or end with all."""
        assigned = [entry.event.assignment for entry in self.entries if isinstance(entry.event, Assigned)]
        assert assigned == list(range(1, len(assigned) + 1))
        for number in assigned[:-1]:
            assert len(self.endings(number)) == 1
        assert all(len(self.endings(number)) <= 1 for number in assigned[-1:])

    def endings(self, number: int) -> list[Event]:
        """How an assignment ended; a reply that was sent back or after which it was reopened did not end it."""
        endings: list[Event] = []
        for entry in self.entries:
            match entry.event:
                case Replied(assignment=replied) | ReturnApproved(assignment=replied) if replied == number:
                    endings.append(entry.event)
                case Reassigned(from_assignment=taken) if taken == number:
                    endings.append(entry.event)
                case ReplyRejected() | Reopened():
                    endings = [ending for ending in endings if not isinstance(ending, Replied)]
        return endings

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
        if self.petition is None or not self.petition.is_sealed:
            return
        for entry in self.of(Assigned, CoHandlingRequested):
            assert self.petition.about_unit not in (entry.event.unit, *getattr(entry.event, "co_units", ()))  # type: ignore[union-attr]
        assert self.petition.about_unit is None or self.petition.about_unit not in {e.actor.unit for e in self.entries}

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
        for entry in self.of(Replied):
            if self.petition is None or not self.petition.is_reachable:
                return
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
    def the_history_amounts_to_the_petition(self) -> None:
        assert fold(self.entries) == self.petition == fold(tuple(self.entries))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
