"""Petitions through whole lives: anybody may ask for anything at any time; these sentences stay true."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import oversight_wishes as watch
import wishes
from casebook.access import may, permit
from casebook.errors import NotPermitted, Refused
from casebook.petitions.commands import DeclinePetition, RecordVerification, WithdrawPetition
from casebook.petitions.decisions import Context, decide
from casebook.petitions.entry import Actor, Entry
from casebook.petitions.events import (
    Accepted,
    Assigned,
    Closed,
    ConfidentialityChanged,
    DeadlineMissed,
    Declined,
    Event,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Submitted,
    SupervisionClosed,
    SupervisionOpened,
    VerificationCountersigned,
    VerificationWaived,
    VerifiedByReporter,
)
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionLevel, UrgeKind
from casebook.petitions.petition import Petition, evolve, fold
from casebook.petitions.vocabulary import (
    Category,
    Clock,
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
    HOUR,
    OFFICER,
    PETITION,
    PHOTO,
    REPORTER,
    SECOND_DESK,
    STRANGER,
    SUPERVISOR,
    as_role,
    person,
)
from plain_terms import PlainTerms

if TYPE_CHECKING:
    from casebook.petitions.commands import PetitionCommand

SYSTEM = person("system", Role.SYSTEM)
PEOPLE = (CITIZEN, DESK, SECOND_DESK, DISPATCHER, SUPERVISOR, OFFICER, APPROVER, STRANGER, REPORTER, EDITOR, SYSTEM)
ANYBODY = st.sampled_from(PEOPLE) | st.builds(as_role, st.sampled_from(PEOPLE), st.sampled_from(Role))


SELDOM = 3

ASKED = st.one_of(
    st.builds(wishes.accept, urgency=st.sampled_from(Urgency), category=st.sampled_from([None, Category.SUGGESTION])),
    st.builds(wishes.decline, st.just("MALICIOUS"), seconded_by=st.sampled_from([None, DESK.id, SECOND_DESK.id])),
    st.builds(wishes.assign, basis=st.sampled_from(["territory", "designation"])),
    st.builds(wishes.sign, st.integers(1, 2)),
    st.builds(wishes.reply, drafted_by=st.sampled_from([OFFICER.id, APPROVER.id, DESK.id]), evidence=st.just((PHOTO,))),
    st.just(wishes.approve()),
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
    st.builds(watch.supervise, ground=st.sampled_from(["silence", "overdue"])),
    st.builds(watch.escalate, st.sampled_from(SupervisionLevel)),
    st.just(watch.end_supervision()),
    st.builds(watch.find_false, round=st.integers(1, 2)),
    st.builds(watch.correct, target_version=st.integers(1, 9), fields=st.sampled_from([("street",), ("unit",)])),
    st.builds(watch.change_confidentiality, st.sampled_from(Confidentiality)),
)
"""Anything that can be asked."""

NEXT: dict[Status, tuple[tuple[PetitionCommand, Actor], ...]] = {
    Status.SUBMITTED: ((wishes.accept(), DESK),),
    Status.ACCEPTED: ((wishes.assign(), DISPATCHER),),
    Status.ASSIGNED: ((wishes.sign(), OFFICER),),
    Status.IN_PROGRESS: (
        (wishes.reply(evidence=(PHOTO,)), APPROVER),
        (wishes.reply(evidence=(PHOTO,), drafted_by=DESK.id), APPROVER),
        (wishes.reply(evidence=(PHOTO,), drafted_by=APPROVER.id), APPROVER),
    ),
    Status.REPLIED: ((wishes.approve(), DESK), (wishes.approve(), SECOND_DESK), (wishes.reject(), SECOND_DESK)),
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

    @initialize(category=st.sampled_from(Category), confidentiality=st.sampled_from(Confidentiality))
    def somebody_submits(self, category: Category, confidentiality: Confidentiality) -> None:
        contact: dict[str, Any] = {"name": None, "phone": None} if confidentiality is Confidentiality.ANONYMOUS else {}
        self.ask(CITIZEN, wishes.submit(category=category, confidentiality=confidentiality, **contact))

    @rule(hours=st.sampled_from([1, 5, 30, 24 * 8, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(choice=st.integers(0, 59))
    def somebody_does_what_comes_next(self, choice: int) -> None:
        usual = NEXT.get(self.petition.status, ()) if self.petition else ()
        if usual:
            command, actor = usual[choice % len(usual)]
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
    def the_history_amounts_to_the_petition(self) -> None:
        assert fold(self.entries) == self.petition == fold(tuple(self.entries))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
