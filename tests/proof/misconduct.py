"""Petitions that were handled against the rules: properly logged, signed and proven, each with the rule to be named.

A life is a list of steps; the last of them breaks the rule, and nothing else does.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    Absorbed,
    Accepted,
    AnsweredDirectly,
    Archived,
    Assigned,
    CallbackRecorded,
    CitizenContacted,
    Closed,
    ClosingProposed,
    CoHandlingRequested,
    CommendationReceived,
    ConfidentialityChanged,
    CoOpinionSubmitted,
    DataRequestCancelled,
    DataRequestFiled,
    DeadlineMissed,
    DeadlineRecomputed,
    Declined,
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
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    Published,
    Reassigned,
    RecordCorrected,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    RestrictionLifted,
    ReturnApproved,
    ReturnRequested,
    Signed,
    Submitted,
    SupervisionClosed,
    SupervisionOpened,
    Supplemented,
    Terminated,
    Unmerged,
    Unpublished,
    VerificationCountersigned,
    VerificationScheduled,
    VerificationWaived,
    VerifiedByReporter,
    Withdrawn,
)
from casebook.petitions.feedback.codes import CommendationKind
from casebook.petitions.forgetting.codes import DataGround, DataWish, ErasureScope, HoldGround, IdentityCheck
from casebook.petitions.handling.codes import ContactMode
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround, SupervisionLevel
from casebook.petitions.vocabulary import (
    Category,
    Channel,
    Clock,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    NoPhotoReason,
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
from proof.made_log import BEGAN, MINUTE, OTHER, PETITION, UNIT, Log, uuid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from casebook.petitions.events import PetitionEvent

    Told = Iterator[tuple[str, list["Step"]]]

DAY = timedelta(days=1)


class Step(NamedTuple):
    """Who does what, and so long after the step before."""

    role: Role
    event: PetitionEvent
    after: timedelta = MINUTE
    forged: dict[str, Any] = {}  # noqa: RUF012  never changed

    def by(self, who: object) -> Step:
        """The same by another person."""
        return self._replace(forged=self.forged | {"who": who if isinstance(who, type(PETITION)) else uuid(who)})

    def of(self, unit: str) -> Step:
        """The same by somebody of another unit."""
        return self._replace(forged=self.forged | {"unit": unit})

    def later(self, by: timedelta) -> Step:
        """The same, later."""
        return self._replace(after=by)


class Misdeed(NamedTuple):
    """A life, and what its last event breaks."""

    name: str
    steps: list[Step]
    rules: tuple[str, ...]


def told(steps: list[Step], log: Log | None = None) -> Log:
    """The log of a life."""
    log = log or Log()
    at = BEGAN + len(log.entries) * MINUTE
    for step in steps:
        at += step.after
        log.tell(PETITION, step.role, step.event, at=at, **step.forged)
    log.last_at = at
    return log


def filed(**other: Any) -> Step:
    given = {"category": Category.SUGGESTION, "confidentiality": Confidentiality.ANONYMOUS, "title": "建议增设长椅"}
    return Step(Role.CITIZEN, Submitted(number="2026-000002", channel=Channel.WEB, **(given | other)))


def assigned(number: int = 1, unit: str = UNIT, role: Role = Role.DISPATCHER, **other: Any) -> Step:
    return Step(role, Assigned(assignment=number, unit=unit, **other))


def replied(round_: int = 1, outcome: Outcome = Outcome.EXPLAINED, **other: Any) -> Step:
    return Step(Role.UNIT_APPROVER, Replied(assignment=1, round=round_, outcome=outcome, **other))


def found(result: VerificationResult = VerificationResult.SOLVED, **other: Any) -> Step:
    seen: dict[str, Any] = {"visited_at": BEGAN + 7 * MINUTE, "no_photo": NoPhotoReason.NOTHING_VISIBLE} | other
    return Step(Role.REPORTER, VerifiedByReporter(result=result, method=VerificationMethod.SITE, **seen))


def signed_off(result: VerificationResult = VerificationResult.SOLVED) -> Step:
    return Step(Role.EDITOR, VerificationCountersigned(round=1, result=result))


def waived(ground: WaiverGround = WaiverGround.CATEGORY, round_: int = 1, role: Role = Role.EDITOR) -> Step:
    return Step(role, VerificationWaived(round=round_, ground=ground))


def closed(basis: ClosingBasis = ClosingBasis.VERIFIED, role: Role = Role.DESK, *, first: bool = True) -> Step:
    return Step(role, Closed(basis=basis, first_closure=first))


def reopened(ground: ReopenGround = ReopenGround.RELAPSE, round_: int = 2, role: Role = Role.DISPATCHER) -> Step:
    return Step(role, Reopened(round=round_, ground=ground))


def supervised(role: Role = Role.SUPERVISOR, level: SupervisionLevel = SupervisionLevel.DAILY) -> Step:
    return Step(role, SupervisionOpened(level=level, ground=SupervisionGround.OVERDUE))


def scheduled(reporter: object = Role.REPORTER, role: Role = Role.EDITOR) -> Step:
    return Step(role, VerificationScheduled(round=1, reporter=uuid(reporter), method=VerificationMethod.SITE))


def declined(reason: DeclineReason = DeclineReason.NOT_SPECIFIC, **other: Any) -> Step:
    return Step(Role.DESK, Declined(reason=reason, **other))


def published(reviewer: UUID | None) -> Step:
    return Step(Role.EDITOR, Published(reviewer=reviewer))


ACCEPTED = Step(Role.DESK, Accepted())
SIGNED = Step(Role.UNIT_OFFICER, Signed(assignment=1))
APPROVED = Step(Role.DESK, ReplyApproved(round=1))
ROAD = [filed(), ACCEPTED, assigned(), SIGNED, replied(), APPROVED, scheduled(), found(), signed_off(), closed()]
AT_WORK, REPLIED, VERIFYING, SCHEDULED, FOUND, VERIFIED = (ROAD[:number] for number in (4, 5, 6, 7, 8, 9))
SEALED = [filed(confidentiality=Confidentiality.SEALED, about_unit="unit-9"), *ROAD[1:]]
NAMED = [filed(confidentiality=Confidentiality.NAMED), *ROAD[1:4]]
CONTACTED = Step(Role.UNIT_OFFICER, CitizenContacted(assignment=1, mode=ContactMode.PHONE, reached=True))
REJECTED = Step(Role.DESK, ReplyRejected(round=1, defects=()))
REVIEW = Step(Role.CITIZEN, DeclineReviewRequested())
UPHELD = Step(Role.SUPERVISOR, DeclineUpheld())
ASKED_BACK = Step(Role.UNIT_OFFICER, ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY))
RETURNED = Step(Role.SUPERVISOR, ReturnApproved(assignment=1))
MERGED = [*ROAD[:2], Step(Role.DESK, Merged(master=OTHER, master_number="2026-000001"))]
ARCHIVED = Step(Role.RECORDS, Archived(retention=RetentionClass.SHORT), 40 * DAY)
TIMED = [*ROAD[:2], assigned(reply_due=BEGAN + 9 * DAY), SIGNED]
MORE_TIME = Step(Role.UNIT_OFFICER, ExtensionRequested(assignment=1, working_days=5))
GRANTED = Step(Role.DISPATCHER, ExtensionGranted(assignment=1, reply_due=BEGAN + 20 * DAY))
REFUSED = Step(Role.DISPATCHER, ExtensionRefused(assignment=1))
HELP = Step(Role.DISPATCHER, CoHandlingRequested(assignment=1, unit="unit-2"))
SUPERVISION_CLOSED = Step(Role.SUPERVISOR, SupervisionClosed())


def called(*, reached: bool = True, solved: Solved | None = None) -> Step:
    return Step(Role.DESK, CallbackRecorded(attempt=1, reached=reached, solved=solved))


def reassigned(number: int, to_unit: str = "unit-2") -> Step:
    return Step(Role.DISPATCHER, Reassigned(from_assignment=number, from_unit=UNIT, to_unit=to_unit))


def moved(due: timedelta, role: Role = Role.SUPERVISOR, cause: RecomputeCause = RecomputeCause.POLICY) -> Step:
    moved_to: dict[str, Any] = {"clock": Clock.REPLY, "new_due": BEGAN + MINUTE, "cause": cause}
    return Step(role, DeadlineRecomputed(old_due=BEGAN + due, **moved_to))


def misdeeds() -> Iterator[Misdeed]:
    """One for each rule, and some more."""
    tables = (_of_everybody, _at_intake, _of_merging, _at_dispatch, _at_work, _at_verification, _at_the_end, _beside)
    for table in (*tables, _of_personal_data, _of_erasing):
        for rule, steps in table():
            yield Misdeed(rule.replace("_", " "), steps, (rule,))
    yield Misdeed(
        "closed upon the reply",
        [*REPLIED, closed()],
        ("step_fits_the_state", "approved_reply_is_of_this_round", "result_is_verified_or_waived", _RESTS),
    )
    yield Misdeed("closed upon the approved reply", [*VERIFYING, closed()], ("step_fits_the_state", _RESULT, _RESTS))
    yield Misdeed("the same person agrees to the decline", [filed(), _AGREES_WITH_THEMSELVES], (_SECOND,))


_RESULT, _RESTS, _SECOND = (
    "result_is_verified_or_waived",
    "closing_says_what_it_rests_on",
    "second_person_agrees_to_the_decline",
)
_AGREES_WITH_THEMSELVES = declined(DeclineReason.MALICIOUS, seconded_by=uuid(Role.DESK))


def _of_everybody() -> Told:
    yield "step_fits_the_state", [filed(), assigned()]
    yield "role_may_take_the_step", [filed(), Step(Role.DISPATCHER, Accepted())]
    yield "citizens_act_in_their_own_petition", [filed(), Step(Role.CITIZEN, Supplemented()).by("another")]
    yield "units_act_in_what_is_theirs", [*ROAD[:3], SIGNED.of("unit-2")]
    named = filed(confidentiality=Confidentiality.NAMED, about_unit=UNIT)
    sealed = ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
    yield (
        "sealed_reports_stay_from_whom_they_are_about",
        [named, *ROAD[1:3], Step(Role.SUPERVISOR, sealed), SIGNED],
    )
    wrong = ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
    yield "confidentiality_is_told_as_it_was", [filed(), Step(Role.SUPERVISOR, wrong)]
    src = {"digest": "x", "id": "1", "name": "elsewhere"}
    imported = ACCEPTED._replace(forged={"change": lambda state: state.update(src=src)})
    yield "imports_are_of_imported_petitions", [filed(), imported]


def _at_intake() -> Told:
    yield "emergencies_are_not_declined", [filed(), declined(DeclineReason.EMERGENCY)]
    yield "route_is_named", [filed(), declined(DeclineReason.STATUTORY_ROUTE)]
    yield "earlier_petition_is_named", [filed(), declined(DeclineReason.ALREADY_HANDLED)]
    yield _SECOND, [filed(), declined(DeclineReason.MALICIOUS)]
    yield "decline_is_reviewed_once", [filed(), declined(), REVIEW, REVIEW]
    yield "review_is_requested_within_fifteen_days", [filed(), declined(), REVIEW.later(16 * DAY)]
    yield "review_awaits_decision", [filed(), declined(), UPHELD]
    yield "reviewer_did_not_decline", [filed(), declined(), REVIEW, UPHELD.by(Role.DESK)]
    complaint = filed(category=Category.COMPLAINT)
    yield "questions_and_ideas_are_answered_at_once", [complaint, ACCEPTED, Step(Role.DESK, AnsweredDirectly())]
    left = Step(Role.CITIZEN, Withdrawn(goes_on=True))
    yield "citizen_has_not_withdrawn", [filed(), left, Step(Role.DESK, InformationRequested())]
    yield "supervised_reports_are_not_withdrawn", [*SEALED[:2], supervised(), Step(Role.CITIZEN, Withdrawn())]
    yield "supplements_are_ten_at_most", [filed(), *[Step(Role.CITIZEN, Supplemented())] * 11]
    yield "notes_are_fifty_at_most", [filed(), *[Step(Role.DESK, NoteAdded())] * 51]


def _of_merging() -> Told:
    absorbed = Step(Role.DESK, Absorbed(child=OTHER, child_number="2026-000001"))
    yield "petition_has_no_children", [*ROAD[:2], absorbed, MERGED[-1]]
    yield "sealed_petitions_are_not_merged", [*SEALED[:2], MERGED[-1]]
    yield "petition_is_somebodys_child", [*ROAD, Step(Role.SUPERVISOR, Unmerged(resumed=Status.ACCEPTED))]
    yield (
        "release_leads_back_to_the_beginning",
        [*MERGED, Step(Role.SUPERVISOR, Unmerged(resumed=Status.REPLIED))],
    )
    follows = closed(ClosingBasis.FOLLOWS_MASTER, Role.SYSTEM)
    yield (
        "clockwork_releases_what_waits",
        [*MERGED, follows, Step(Role.SYSTEM, Unmerged(resumed=Status.ACCEPTED))],
    )
    yield "children_close_with_their_master", [*VERIFIED, closed(role=Role.SYSTEM)]


def _at_dispatch() -> Told:
    start = ROAD[:2]
    yield "designation_comes_from_a_supervisor", [*start, assigned(designated=True)]
    yield "lead_is_not_among_the_co_units", [*start, assigned(co_units=(UNIT,))]
    yield "unit_complained_about_is_left_out", [*SEALED[:2], assigned(unit="unit-9")]
    yield "units_whose_return_was_right_are_left_out", [*ROAD[:3], ASKED_BACK, RETURNED, assigned(2)]
    yield "assignments_are_numbered", [*start, assigned(2)]
    yield "assignment_is_the_current_one", [*ROAD[:3], Step(Role.UNIT_OFFICER, Signed(assignment=2))]
    bound = assigned(role=Role.SUPERVISOR, designated=True)
    yield "unit_was_not_told_to_keep_it", [*start, bound, ASKED_BACK]
    yield "assignment_is_returnable", [*start, assigned(returnable=False), ASKED_BACK]
    yield "return_window_is_open", [*start, assigned(return_until=BEGAN), ASKED_BACK]
    yield "assignment_has_no_reply", [*REPLIED, REJECTED, ASKED_BACK]
    by_the_same = RETURNED._replace(role=Role.DISPATCHER)
    yield "ruling_is_not_by_who_assigned", [*ROAD[:3], ASKED_BACK, by_the_same]
    again = [step for number in (1, 2, 3) for step in (reassigned(number), assigned(number + 1))]
    yield "fourth_reassignment_comes_from_a_supervisor", [*ROAD[:3], *again, reassigned(4)]
    yield "next_unit_is_another_one", [*ROAD[:3], reassigned(1, UNIT)]
    own = Step(Role.DISPATCHER, CoHandlingRequested(assignment=1, unit=UNIT))
    yield "co_unit_is_another_one", [*ROAD[:3], own]
    yield "help_is_not_asked_for_twice", [*ROAD[:3], HELP, HELP]
    opinion = Step(Role.UNIT_OFFICER, CoOpinionSubmitted(assignment=1, unit=UNIT))
    yield "opinion_of_the_unit_is_awaited", [*ROAD[:3], opinion]
    late_told_early = Step(Role.UNIT_OFFICER, Signed(assignment=1, on_time=True))
    yield "signing_says_whether_it_was_on_time", [*start, assigned(sign_due=BEGAN), late_told_early]


def _at_work() -> Told:
    yield "citizen_can_be_called", [*AT_WORK, CONTACTED]
    named = [NAMED[0], ACCEPTED, assigned(contact_due=BEGAN + DAY), SIGNED]
    untold = Step(
        Role.UNIT_OFFICER, CitizenContacted(assignment=1, mode=ContactMode.PHONE, reached=True, on_time=False)
    )
    yield "contact_says_whether_it_was_on_time", [*named, untold]
    yield "no_extension_is_pending", [*TIMED, MORE_TIME, MORE_TIME]
    yield "reply_is_not_due_yet", [*ROAD[:2], assigned(reply_due=BEGAN), SIGNED, MORE_TIME]
    yield "extension_is_asked_for", [*TIMED, REFUSED]
    yield "decider_is_not_the_requester", [*TIMED, MORE_TIME, REFUSED.by(Role.UNIT_OFFICER)]
    told_now = GRANTED.event.model_copy(update={"told_citizen_at": BEGAN})
    granted = GRANTED._replace(event=told_now)
    yield "second_extension_is_decided_by_a_supervisor", [*TIMED, MORE_TIME, granted, MORE_TIME, granted]
    yield "extension_was_asked_for_in_time", [*TIMED, MORE_TIME, moved(9 * DAY), granted]
    yield "citizen_was_told", [NAMED[0], *TIMED[1:], MORE_TIME, GRANTED]
    yield "drafter_is_not_the_approver", [*AT_WORK, replied(drafted_by=uuid(Role.UNIT_APPROVER))]
    yield "citizen_was_contacted", [*NAMED, replied()]
    yield "outcome_is_stated", [*AT_WORK, replied(outcome=Outcome.UNSTATED)]
    yield (
        "resolved_complaints_show_evidence",
        [filed(category=Category.COMPLAINT), *ROAD[1:4], replied(outcome=Outcome.RESOLVED)],
    )
    yield "reply_says_whether_it_was_on_time", [*TIMED, replied(on_time=False)]
    yield "reviewer_did_not_write_the_reply", [*REPLIED, APPROVED.by(Role.UNIT_APPROVER)]
    yield "words_of_mere_intent_were_read", [*AT_WORK, replied(intent_only=("coordinate",)), APPROVED]
    yield "third_rejection_comes_from_a_supervisor", [*REPLIED, REJECTED, replied(), REJECTED, replied(), REJECTED]
    yield "round_is_the_present_one", [*REPLIED, Step(Role.DESK, ReplyApproved(round=2))]


def _at_verification() -> Told:
    yield "hotline_and_newsroom_keep_apart", [*VERIFYING, scheduled(role=Role.SUPERVISOR)]
    yield "no_finding_awaits_signature", [*FOUND, waived()]
    failed = [*SCHEDULED, found(VerificationResult.UNSOLVED), signed_off(VerificationResult.UNSOLVED)]
    yield "failed_verification_reopens", [*failed, waived()]
    yield "scheduled_reporter_did_not_write_the_reply", [*VERIFYING, scheduled(Role.UNIT_APPROVER)]
    yield "verifier_did_not_write_the_reply", [*VERIFYING, waived().by(Role.UNIT_APPROVER)]
    second = [*ROAD, reopened(), replied(2), Step(Role.DESK, ReplyApproved(round=2))]
    yield "reopened_petitions_are_verified", [*second, waived(round_=2)]
    urgent = [filed(), Step(Role.DESK, Accepted(urgency=Urgency.URGENT)), *ROAD[2:6]]
    yield "urgent_petitions_are_verified", [*urgent, waived()]
    yield "supervised_petitions_are_verified", [*VERIFYING, supervised(), SUPERVISION_CLOSED, waived()]
    yield "waiver_has_its_ground", [*VERIFYING, waived(WaiverGround.CITIZEN_SAID_SOLVED)]
    yield "scheduled_reporter_reports", [*SCHEDULED, found().by("another")]
    yield "visit_is_later_than_the_reply", [*SCHEDULED, found(visited_at=BEGAN)]
    yield "visit_is_not_in_the_future", [*SCHEDULED, found(visited_at=BEGAN + DAY)]
    yield "photo_is_shown_or_its_lack_explained", [*SCHEDULED, found(no_photo=None)]
    unclear = VerificationResult.CANNOT_TELL
    yield "finding_awaits_signature", [*SCHEDULED, found(unclear), signed_off(unclear), signed_off(unclear)]
    yield "signature_is_for_what_was_found", [*SCHEDULED, found(VerificationResult.PARTLY), signed_off()]
    yield "reporter_is_not_the_editor", [*FOUND, signed_off().by(Role.REPORTER)]


def _at_the_end() -> Told:
    yield "rounds_are_numbered", [*ROAD, reopened(round_=3)]
    yield "reopening_is_by_whom_its_ground_allows", [*ROAD, reopened(ReopenGround.FALSE_REPLY)]
    failed = reopened(ReopenGround.VERIFICATION_FAILED, role=Role.SUPERVISOR)
    yield "failed_verification_is_the_ground", [*VERIFIED, failed]
    yield "archived_petitions_were_closed", [filed(), declined(), ARCHIVED, published(uuid("reviewer"))]
    yield "closed_petitions_reopen_within_thirty_days", [*ROAD, reopened().later(31 * DAY)]
    thrice = [reopened(ReopenGround.DISSATISFIED, round_) for round_ in (2, 3, 4)]
    again = [step for nth, once in enumerate(thrice, 2) for step in (once, replied(nth))]
    yield "dissatisfaction_reopens_twice_at_most", [*ROAD, *again[:-1]]
    sealed = [*SEALED[:6], waived(role=Role.SUPERVISOR)]
    yield "sealed_petitions_are_left_to_people", [*sealed, Step(Role.SYSTEM, ClosingProposed(round=1))]
    yield _RESTS, [*VERIFIED, closed(ClosingBasis.WAIVED)]
    yield "closer_did_not_write_the_reply", [*VERIFIED, closed().by(Role.UNIT_APPROVER)]
    yield "supervision_has_its_result", [*VERIFIED, supervised(), closed()]
    yield "first_closing_is_counted_once", [*VERIFIED, closed(first=False)]
    ended = Terminated(ground=TerminationGround.CANCELLED_AT_SOURCE)
    yield "ground_is_not_that_of_imports", [*ROAD[:2], Step(Role.SUPERVISOR, ended)]
    yield "review_is_decided_first", [filed(), declined(), REVIEW, ARCHIVED]
    yield "nothing_has_happened_for_thirty_days", [*ROAD, ARCHIVED.later(29 * DAY)]


def _beside() -> Told:
    named = [*NAMED, CONTACTED, replied()]
    yield "citizen_wants_to_be_called", [*REPLIED, called()]
    yield "caller_did_not_write_the_reply", [*named, called().by(Role.UNIT_APPROVER)]
    yield "citizen_is_called_three_times_at_most", [*named, *[called()] * 4]
    yield "who_is_not_reached_says_nothing", [*named, called(reached=False, solved=Solved.YES)]
    thanks = CommendationReceived(unit="unit-9", kind=CommendationKind.BANNER)
    yield "commended_unit_handled_the_petition", [*ROAD, Step(Role.DESK, thanks)]
    missed = DeadlineMissed(clock=Clock.REPLY, due_at=BEGAN + 9 * DAY)
    other = DeadlineMissed(clock=Clock.REPLY, due_at=BEGAN)
    yield "limit_is_the_one_that_was_set", [*TIMED, Step(Role.SYSTEM, other)]
    yield "limit_has_passed", [*TIMED, Step(Role.SYSTEM, missed)]
    yield "moved_limit_is_the_one_that_was_set", [*TIMED, moved(8 * DAY)]
    yield "system_recomputes_by_the_calendar_only", [*TIMED, moved(9 * DAY, Role.SYSTEM)]
    yield "supervision_is_not_open_yet", [*AT_WORK, supervised(), supervised()]
    yield "system_supervises_silence_only", [*AT_WORK, supervised(Role.SYSTEM)]
    yield "supervision_is_open", [*AT_WORK, SUPERVISION_CLOSED]
    yield "false_reply_was_given", [*REPLIED, Step(Role.SUPERVISOR, FalseReplyFound(assignment=1, round=2))]
    yield "corrected_event_is_there", [*AT_WORK, Step(Role.SUPERVISOR, RecordCorrected(target_version=5))]
    yield "sealed_petitions_are_never_published", [*SEALED[:2], published(uuid("reviewer"))]
    yield "finding_was_signed", [*VERIFYING, Step(Role.EDITOR, FollowUpPublished(article="A03"))]
    public = published(uuid("reviewer"))
    yield "text_is_not_public_yet", [*AT_WORK, public, public]
    yield "text_is_public", [*AT_WORK, Step(Role.EDITOR, Unpublished())]
    yield "reviewer_is_not_the_author", [*AT_WORK, published(uuid(Role.EDITOR))]


def data_request(wanted: DataWish = DataWish.ERASURE, role: Role = Role.CITIZEN) -> Step:
    return Step(role, DataRequestFiled(wanted=wanted, ground=DataGround.CONSENT_WITHDRAWN))


def held(ground: HoldGround = HoldGround.LITIGATION, role: Role = Role.SUPERVISOR) -> Step:
    return Step(role, HoldPlaced(ground=ground))


def agreed(who: object, role: Role = Role.SUPERVISOR) -> Step:
    return Step(role, ErasureApproved(approval=1, outside=True)).by(who)


CHECKED = Step(Role.PRIVACY_OFFICER, IdentityChecked(how=IdentityCheck.PAPERS))
CANCELLED = Step(Role.CITIZEN, DataRequestCancelled())
RESTRICTED = Step(Role.PRIVACY_OFFICER, PersonalDataRestricted(instead=True))
UNRESTRICTED = Step(Role.PRIVACY_OFFICER, RestrictionLifted())
CORRECTED = Step(Role.PRIVACY_OFFICER, PersonalDataCorrected())
TO_BE_ERASED = [filed(), data_request(), CHECKED, agreed("one"), agreed("two")]
SET_DOWN = Step(Role.SUPERVISOR, ErasureScheduled(due=BEGAN + DAY))
BEGUN = Step(Role.SYSTEM, ErasureBegun(), 2 * DAY)
ERASED = Step(
    Role.SYSTEM,
    PersonalDataErased(
        subject=PETITION,
        scope=ErasureScope.CITIZEN,
        ground=DataGround.CONSENT_WITHDRAWN,
        requested_by=PETITION,
        approved_by=(uuid("one"), uuid("two")),
        words=1,
        files=0,
        backups_until=BEGAN + 30 * DAY,
    ),
)
FORGOTTEN = [*TO_BE_ERASED, SET_DOWN, BEGUN, ERASED]


def _of_personal_data() -> Told:
    open_ = [filed(), data_request()]
    yield "no_data_request_is_open", [*open_, data_request()]
    yield "data_request_is_open", [filed(), CANCELLED]
    yield "identity_is_checked_once", [*open_, CHECKED, CHECKED]
    yield "identity_was_checked", [*open_, RESTRICTED]
    yield "holds_are_placed_by_whom_they_concern", [filed(), held(HoldGround.ARCHIVE)]
    lifted = Step(Role.SUPERVISOR, HoldLifted(ground=HoldGround.LITIGATION))
    yield "hold_of_this_ground_was_placed", [filed(), lifted]
    yield "data_are_restricted", [filed(), UNRESTRICTED]
    yield "restriction_stands_while_erasure_is_asked", [*open_, CHECKED, RESTRICTED, UNRESTRICTED]
    yield "correction_was_asked", [*open_, CHECKED, CORRECTED]
    yield "personal_data_are_not_restricted", [*open_, CHECKED, RESTRICTED, Step(Role.CITIZEN, Supplemented())]
    yield "personal_data_were_not_erased", [*FORGOTTEN, Step(Role.CITIZEN, Supplemented())]
    more = ConfidentialityChanged(before=Confidentiality.ANONYMOUS, after=Confidentiality.SEALED)
    yield "citizens_protect_words_that_are_there", [*FORGOTTEN, Step(Role.CITIZEN, more)]
    yield "personal_data_are_clear", [*FORGOTTEN, ACCEPTED, published(uuid("reviewer"))]


def _of_erasing() -> Told:
    asked = [filed(), data_request(), CHECKED]
    yield "erasure_was_asked", [filed(), data_request(DataWish.RESTRICTION), CHECKED, agreed("one")]
    yield "nothing_must_be_kept", [filed(), held(), *asked[1:], agreed("one")]
    at_the_desk = data_request(role=Role.PRIVACY_OFFICER).by("one")
    yield "whoever_asked_does_not_approve", [filed(), at_the_desk, CHECKED, agreed("one")]
    yield "two_different_persons_approve", [*asked, agreed("one"), agreed("one")]
    inside = [agreed(who, Role.UNIT_APPROVER) for who in ("one", "two")]
    yield "one_approval_comes_from_outside_the_handling_unit", [*ROAD[:3], *asked[1:], *inside]
    yield "two_persons_have_approved", [*asked, agreed("one"), SET_DOWN]
    yield "waiting_time_is_over", [*TO_BE_ERASED, SET_DOWN, BEGUN.later(MINUTE)]
    yield "erasing_has_not_begun", [*TO_BE_ERASED, SET_DOWN, BEGUN, CANCELLED]
    yield "erasing_has_begun", [*TO_BE_ERASED, SET_DOWN, ERASED]
    yield "last_backup_of_the_key_has_expired", [*FORGOTTEN, Step(Role.SYSTEM, ErasureCompleted())]
