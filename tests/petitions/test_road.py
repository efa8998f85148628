"""The usual road, with the petition about 土产巷, and its forks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import later_wishes
import wishes
import wishes_of_units
from casebook.access import permit
from casebook.petitions.context import Clock, Context
from casebook.petitions.events import (
    Accepted,
    Assigned,
    CallbackRecorded,
    CitizenRated,
    Closed,
    Declined,
    Reopened,
    Replied,
    ReplyApproved,
    ReplyRejected,
    Signed,
    VerificationCountersigned,
    VerificationWaived,
    Withdrawn,
)
from casebook.petitions.handling.codes import Check
from casebook.petitions.vocabulary import (
    AssignmentBasis,
    Category,
    ClosingBasis,
    Confidentiality,
    DeclineReason,
    Defect,
    Fault,
    ReopenGround,
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
    REPLIED,
    REPORTER,
    SCHEDULED,
    SECOND_DESK,
    STREET,
    SUPERVISOR,
    Step,
    by,
    countersigned,
    found,
    given,
    until,
)
from plain_terms import PlainTerms, plain_due

if TYPE_CHECKING:
    from casebook.petitions.commands import PetitionCommand
    from casebook.petitions.entry import Actor

EVERYBODY_DOES_THEIR_PART: tuple[tuple[PetitionCommand, Actor], ...] = (
    (wishes.submit(), CITIZEN),
    (wishes.accept(), DESK),
    (wishes.assign(), DISPATCHER),
    (wishes.sign(), OFFICER),
    (wishes_of_units.contact(), OFFICER),
    (wishes.reply(), APPROVER),
    (wishes.approve(), DESK),
    (later_wishes.schedule(), EDITOR),
    (wishes.record(visited_at=BEGIN + 6 * HOUR), REPORTER),
    (wishes.countersign(), EDITOR),
    (wishes.close(), DESK),
    (wishes.rate(), CITIZEN),
)


def test_the_petition_about_tuchanxiang_is_submitted_answered_verified_and_closed() -> None:
    steps: list[Step] = []
    for command, actor in EVERYBODY_DOES_THEIR_PART:
        situation = given(*steps)
        permit(actor, command, situation.petition)
        steps += [Step(event, actor) for event in situation.when(command, by=actor).events()]
    assert [step.event.stored_name() for step in steps] == [
        "submitted",
        "accepted",
        "assigned",
        "signed",
        "citizen-contacted",
        "replied",
        "reply-approved",
        "verification-scheduled",
        "verified-by-reporter",
        "verification-countersigned",
        "closed",
        "citizen-rated",
    ]
    petition = given(*steps).standing
    assert petition.status is Status.CLOSED
    assert (petition.unit, petition.round, petition.closures, petition.closed_by) == (STREET, 1, 1, DESK.id)
    assert petition.is_verified
    assert petition.citizen == CITIZEN.id


def test_limits_are_decided_with_the_assignment() -> None:
    now = BEGIN + 2 * HOUR
    given(*until(Status.ACCEPTED)).when(wishes.assign(), by=DISPATCHER).then(
        Assigned(
            assignment=1,
            unit=STREET,
            sign_due=plain_due(Clock.SIGN, now),
            contact_due=plain_due(Clock.CONTACT, now),
            reply_due=plain_due(Clock.REPLY, now),
            return_until=plain_due(Clock.RETURN, now),
        )
    )


def test_a_designated_unit_cannot_return_the_petition() -> None:
    (assigned,) = given(*until(Status.ACCEPTED)).when(wishes.designate(), by=SUPERVISOR).events()
    assert isinstance(assigned, Assigned)
    assert assigned.basis is AssignmentBasis.DESIGNATION
    assert not assigned.returnable
    assert assigned.return_until is None


def test_nobody_is_late_in_calling_a_citizen_who_left_no_number() -> None:
    anonymous = given(*until(Status.ACCEPTED, confidentiality=Confidentiality.ANONYMOUS))
    (assigned,) = anonymous.when(wishes.assign(), by=DISPATCHER).events()
    assert isinstance(assigned, Assigned)
    assert assigned.contact_due is None


def test_a_limit_in_an_unpublished_year_is_provisional() -> None:
    years = timedelta(days=365 * 6)
    (assigned,) = given(*until(Status.ACCEPTED)).when(wishes.assign(), by=DISPATCHER, after=years).events()
    assert isinstance(assigned, Assigned)
    assert assigned.provisional


def test_the_desk_corrects_the_kind_when_it_accepts() -> None:
    accepted = wishes.accept(category="complaint", urgency="urgent", matter="parking")
    given(*until(Status.SUBMITTED)).when(accepted, by=DESK).then(
        Accepted(
            category=Category.COMPLAINT,
            urgency=Urgency.URGENT,
            matter="parking",
            dispatch_due=plain_due(Clock.DISPATCH, BEGIN + HOUR),
        )
    )


def test_a_decline_names_ground_explanation_and_second_person() -> None:
    declined = wishes.decline("MALICIOUS", seconded_by=SECOND_DESK.id)
    given(*until(Status.SUBMITTED)).when(declined, by=DESK).then(
        Declined(
            reason=DeclineReason.MALICIOUS,
            explanation="您反映的事项不属于本平台的受理范围。",
            seconded_by=SECOND_DESK.id,
        )
    )


def test_a_signature_after_its_limit_is_late() -> None:
    assigned = given(*until(Status.ASSIGNED))
    assigned.when(wishes.sign(), by=OFFICER, after=22 * HOUR).then(Signed(assignment=1, on_time=True))
    assigned.when(wishes.sign(), by=OFFICER, after=23 * HOUR).then(Signed(assignment=1, on_time=False))


def test_a_promise_is_kept_with_its_day() -> None:
    promise = {"what": "在巷口施划禁停标线", "due_on": date(2022, 2, 28)}
    (replied,) = given(*until(Status.IN_PROGRESS)).when(wishes.reply(commitments=(promise,)), by=APPROVER).events()
    assert isinstance(replied, Replied)
    assert replied.commitments == ("在巷口施划禁停标线",)
    assert replied.commitments_due == (date(2022, 2, 28),)
    assert replied.drafted_by == OFFICER.id


def test_a_rejected_reply_is_mended_within_its_own_limit() -> None:
    rejected = ReplyRejected(round=1, defects=(Defect.INTENT_ONLY,), redo_due=plain_due(Clock.REDO, BEGIN + 5 * HOUR))
    given(*until(Status.REPLIED)).when(wishes.reject(), by=DESK).then(rejected)
    mended = given(*until(Status.REPLIED), rejected)
    (replied,) = mended.when(wishes.reply(), by=APPROVER, after=timedelta(days=8)).events()
    assert isinstance(replied, Replied)
    assert replied.on_time
    (late,) = mended.when(wishes.reply(), by=APPROVER, after=timedelta(days=9)).events()
    assert isinstance(late, Replied)
    assert not late.on_time


def test_a_consultation_is_closed_without_a_visit() -> None:
    consultation = given(*until(Status.REPLIED, category=Category.CONSULTATION))
    consultation.when(wishes.approve(), by=DESK).then(
        ReplyApproved(round=1, verify_due=None, checks=tuple(map(Check, wishes.CHECKS)))
    )
    waived = VerificationWaived(round=1, ground=WaiverGround.CATEGORY)
    verifying = until(Status.VERIFYING, category=Category.CONSULTATION)
    given(*verifying).when(wishes.waive(), by=EDITOR).then(waived)
    called = CallbackRecorded(attempt=1, reached=False)
    given(*verifying, waived, called).when(wishes.close(), by=DESK).then(
        Closed(basis=ClosingBasis.WAIVED, rounds=1, first_closure=True)
    )


def test_a_petition_that_the_citizen_calls_solved_needs_no_visit() -> None:
    said = CitizenRated(solved=Solved.YES, score=5)
    given(*until(Status.VERIFYING), said).when(wishes.waive("citizen_said_solved"), by=EDITOR).then(
        VerificationWaived(round=1, ground=WaiverGround.CITIZEN_SAID_SOLVED)
    )


@pytest.mark.parametrize("visited", [0, 10, 50, 100])
def test_the_lot_leaves_out_its_share(visited: int) -> None:
    petition = given(*until(Status.VERIFYING)).standing
    drawn = [
        Context(BEGIN, EDITOR, PlainTerms(), visited_of_hundred=visited, sampling_seed=str(seed)).sampled_out(petition)
        for seed in range(1000)
    ]
    assert abs(sum(drawn) / 10 - (100 - visited)) < 5


def test_a_petition_left_out_by_lot_is_waived() -> None:
    asked = given(*until(Status.VERIFYING)).when(wishes.waive("sampled_out"), by=EDITOR, visited_of_hundred=0)
    asked.then(VerificationWaived(round=1, ground=WaiverGround.SAMPLED_OUT, share=0))


@pytest.mark.parametrize("result", [VerificationResult.UNSOLVED, VerificationResult.PARTLY])
def test_what_the_reporter_finds_unsolved_goes_back_to_the_unit(result: VerificationResult) -> None:
    reported = given(*until(Status.VERIFYING), found(result))
    now = BEGIN + 7 * HOUR
    signature = VerificationCountersigned(round=1, result=result)
    reopened = Reopened(
        round=2, ground=ReopenGround.VERIFICATION_FAILED, fault=Fault.UNIT, reply_due=plain_due(Clock.REPLY, now)
    )
    reported.when(wishes.countersign(), by=EDITOR).then(signature, reopened)
    petition = given(*until(Status.VERIFYING), found(result), signature, reopened).standing
    assert (petition.status, petition.round, petition.reply) == (Status.IN_PROGRESS, 2, None)
    assert petition.dues.reply == plain_due(Clock.REPLY, now)


def test_a_finding_that_decides_nothing_keeps_the_petition_in_verification() -> None:
    reported = given(*until(Status.VERIFYING), found(VerificationResult.CANNOT_TELL))
    signature = countersigned(VerificationResult.CANNOT_TELL)
    reported.when(wishes.countersign(), by=EDITOR).then(signature)
    again = given(*until(Status.VERIFYING), SCHEDULED, found(VerificationResult.CANNOT_TELL), signature)
    assert again.standing.status is Status.VERIFYING
    again.when(wishes.record(), by=REPORTER).events()


def test_a_second_finding_replaces_the_one_that_is_not_signed() -> None:
    corrected = given(*until(Status.VERIFYING), found(VerificationResult.UNSOLVED), found())
    corrected.when(wishes.countersign(), by=EDITOR).then(countersigned())


def test_a_sealed_petition_is_verified_and_signed_inside_the_hotline() -> None:
    sealed = until(Status.VERIFYING, confidentiality=Confidentiality.SEALED)
    sent = by(SUPERVISOR, SCHEDULED.model_copy(update={"reporter": DESK.id}))
    given(*sealed, sent).when(wishes.record(), by=DESK).events()
    assert given(*until(Status.VERIFIED, confidentiality=Confidentiality.SEALED)).standing.is_verified


def test_a_relapse_reopens_a_closed_petition_and_keeps_its_closing_on_record() -> None:
    reopened = Reopened(
        round=2,
        ground=ReopenGround.RELAPSE,
        reply_due=plain_due(Clock.REPLY, BEGIN + 9 * HOUR),
        reason="一周后车辆又停回巷口，居民再次反映。",
    )
    given(*until(Status.CLOSED)).when(wishes.reopen(), by=DISPATCHER).then(reopened)
    petition = given(*until(Status.CLOSED), reopened).standing
    assert (petition.status, petition.closures, petition.closed_at) == (Status.IN_PROGRESS, 1, None)
    assert petition.first_closed_at == BEGIN + 8 * HOUR


def test_a_rating_of_an_earlier_round_says_nothing_of_this_one() -> None:
    again = given(
        *until(Status.CLOSED),
        CitizenRated(solved=Solved.YES, score=5),
        Reopened(round=2, ground=ReopenGround.RELAPSE),
        REPLIED.model_copy(update={"round": 2}),
    )
    again.when(wishes.rate(solved="no", score=1), by=CITIZEN).then(CitizenRated(solved=Solved.NO, score=1, revision=1))


def test_an_emergency_goes_on_when_the_citizen_withdraws() -> None:
    emergency = given(*until(Status.IN_PROGRESS, urgency=Urgency.EMERGENCY))
    emergency.when(wishes.withdraw(), by=CITIZEN).then(Withdrawn(goes_on=True))
    left = given(*until(Status.IN_PROGRESS, urgency=Urgency.EMERGENCY), Withdrawn(goes_on=True))
    assert left.standing.status is Status.IN_PROGRESS
    left.when(wishes.reply(actions=()), by=APPROVER).events()


def test_any_other_petition_ends_when_the_citizen_withdraws() -> None:
    given(*until(Status.IN_PROGRESS)).when(wishes.withdraw(), by=CITIZEN).then(Withdrawn())
    assert given(*until(Status.IN_PROGRESS), Withdrawn()).standing.status is Status.WITHDRAWN
