from __future__ import annotations

from datetime import timedelta

import pytest

import wishes
from casebook.petitions.events import (
    CitizenRated,
    Reopened,
    SupervisionClosed,
    SupervisionOpened,
    VerificationWaived,
    Withdrawn,
)
from casebook.petitions.oversight.codes import SupervisionGround, SupervisionLevel
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
    APPROVED,
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
    SUPERVISOR,
    as_role,
    by,
    countersigned,
    found,
    given,
    imported,
    submitted,
    until,
)

SEALED = Confidentiality.SEALED


def test_an_unreviewed_reply_is_not_verified() -> None:
    given(*until(Status.REPLIED)).when(wishes.record(), by=REPORTER).refused("petition_awaits_verification")
    given(*until(Status.REPLIED)).when(wishes.waive(), by=EDITOR).refused("petition_awaits_verification")


def test_a_verification_without_a_reply_is_refused() -> None:
    odd = given(imported(submitted()), imported(APPROVED))
    odd.when(wishes.record(), by=REPORTER).refused("approved_reply_is_of_this_round")


def test_a_sealed_petition_stays_with_the_hotline() -> None:
    sealed = given(*until(Status.VERIFYING, confidentiality=SEALED))
    sealed.when(wishes.record(), by=REPORTER).refused("sealed_petitions_stay_with_the_hotline")
    sealed.when(wishes.waive("sampled_out"), by=EDITOR).refused("sealed_petitions_stay_with_the_hotline")


def test_the_desk_does_not_verify_an_open_petition() -> None:
    verifying = given(*until(Status.VERIFYING))
    verifying.when(wishes.record(), by=DESK).refused("open_petitions_are_verified_by_the_newsroom")


def test_nobody_verifies_their_own_reply() -> None:
    writer = as_role(OFFICER, Role.REPORTER)
    given(*until(Status.VERIFYING)).when(wishes.record(), by=writer).refused("verifier_did_not_write_the_reply")


def test_a_finding_is_not_waived_away() -> None:
    pending = given(*until(Status.VERIFYING, category=Category.SUGGESTION), found(VerificationResult.UNSOLVED))
    pending.when(wishes.waive(), by=EDITOR).refused("no_finding_awaits_signature")


def test_a_reopened_petition_is_not_waived() -> None:
    reopened = given(
        *until(Status.CLOSED, category=Category.SUGGESTION),
        Reopened(round=2, ground=ReopenGround.RELAPSE),
        REPLIED.model_copy(update={"round": 2}),
        APPROVED.model_copy(update={"round": 2}),
    )
    reopened.when(wishes.waive(), by=EDITOR).refused("reopened_petitions_are_verified")


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY])
def test_an_urgent_petition_is_not_waived(urgency: Urgency) -> None:
    urgent = given(*until(Status.VERIFYING, category=Category.SUGGESTION, urgency=urgency))
    urgent.when(wishes.waive(), by=EDITOR).refused("urgent_petitions_are_verified")


@pytest.mark.parametrize("ground", ["category", "citizen_said_solved", "sampled_out", "direct_answer"])
def test_a_waiver_without_its_ground_is_refused(ground: str) -> None:
    given(*until(Status.VERIFYING)).when(wishes.waive(ground), by=EDITOR).refused("waiver_has_its_ground")


def test_a_visit_before_the_reply_does_not_count() -> None:
    early = wishes.record(visited_at=BEGIN + 4 * HOUR)
    given(*until(Status.VERIFYING), SCHEDULED).when(early, by=REPORTER).refused("visit_is_later_than_the_reply")


def test_a_visit_in_the_future_is_refused() -> None:
    tomorrow = wishes.record(visited_at=BEGIN + 24 * HOUR)
    given(*until(Status.VERIFYING), SCHEDULED).when(tomorrow, by=REPORTER).refused("visit_is_not_in_the_future")


def test_a_missing_photo_is_explained() -> None:
    bare = wishes.record(no_photo=None)
    given(*until(Status.VERIFYING), SCHEDULED).when(bare, by=REPORTER).refused("photo_is_shown_or_its_lack_explained")


def test_nothing_is_signed_where_nothing_was_found() -> None:
    given(*until(Status.VERIFYING)).when(wishes.countersign(), by=EDITOR).refused("finding_awaits_signature")
    undecided = given(
        *until(Status.VERIFYING),
        found(VerificationResult.CANNOT_TELL),
        countersigned(VerificationResult.CANNOT_TELL),
    )
    undecided.when(wishes.countersign(), by=EDITOR).refused("finding_awaits_signature")


def test_a_reporter_does_not_sign_their_own_finding() -> None:
    own = given(*until(Status.VERIFYING), found())
    own.when(wishes.countersign(), by=as_role(REPORTER, Role.EDITOR)).refused("reporter_is_not_the_editor")


def test_an_unanswered_petition_is_not_reopened() -> None:
    given(*until(Status.IN_PROGRESS)).when(wishes.reopen(), by=DISPATCHER).refused("petition_can_be_reopened")


def test_a_failed_verification_reopens_by_its_signature_alone() -> None:
    failed = given(*until(Status.VERIFYING), found(VerificationResult.UNSOLVED))
    failed.when(wishes.reopen("verification_failed"), by=DISPATCHER).refused("failed_verification_reopens_by_signature")


@pytest.mark.parametrize("ground", ["false_reply", "order"])
def test_a_dispatcher_does_not_find_a_reply_false(ground: str) -> None:
    closed = given(*until(Status.CLOSED))
    closed.when(wishes.reopen(ground), by=DISPATCHER).refused("false_replies_and_orders_come_from_a_supervisor")


def test_a_petition_closed_long_ago_is_reopened_for_a_false_reply_only() -> None:
    closed = given(*until(Status.CLOSED))
    month = timedelta(days=30)
    closed.when(wishes.reopen(), by=DISPATCHER, after=month).events()
    too_late = month + timedelta(seconds=1)
    closed.when(wishes.reopen(), by=DISPATCHER, after=too_late).refused("closed_petitions_reopen_within_thirty_days")
    closed.when(wishes.reopen("false_reply"), by=SUPERVISOR, after=too_late).events()


def test_dissatisfaction_reopens_twice() -> None:
    again = [Reopened(round=number, ground=ReopenGround.DISSATISFIED) for number in (2, 3)]
    twice = given(*until(Status.CLOSED), again[0], REPLIED, again[1], REPLIED)
    twice.when(wishes.reopen("dissatisfied"), by=DISPATCHER).refused("dissatisfaction_reopens_twice_at_most")


def test_a_reply_is_not_a_solution() -> None:
    for status in (Status.REPLIED, Status.VERIFYING):
        given(*until(status)).when(wishes.close(), by=DESK).refused("petition_awaits_closing")


def test_a_finding_without_a_signature_closes_nothing() -> None:
    given(*until(Status.VERIFYING), found()).when(wishes.close(), by=DESK).refused("petition_awaits_closing")


def test_a_waiver_of_an_earlier_round_does_not_close_a_later_one() -> None:
    waived = VerificationWaived(round=1, ground=WaiverGround.CATEGORY)
    odd = given(
        submitted(),
        imported(Reopened(round=2, ground=ReopenGround.RELAPSE)),
        imported(REPLIED.model_copy(update={"round": 2})),
        by(DESK, APPROVED.model_copy(update={"round": 2})),
        imported(waived),
    )
    odd.when(wishes.close(), by=DESK).refused("result_is_verified_or_waived")


def test_who_wrote_the_reply_does_not_close() -> None:
    writer = as_role(OFFICER, Role.DESK)
    given(*until(Status.VERIFIED)).when(wishes.close(), by=writer).refused("closer_did_not_write_the_reply")


def test_an_unanswered_petition_is_not_rated() -> None:
    given(*until(Status.IN_PROGRESS)).when(wishes.rate(), by=CITIZEN).refused("petition_can_be_rated")


def test_who_has_withdrawn_does_not_rate_or_withdraw() -> None:
    left = given(*until(Status.IN_PROGRESS, urgency=Urgency.EMERGENCY), Withdrawn(goes_on=True))
    left.when(wishes.withdraw(), by=CITIZEN).refused("citizen_has_not_withdrawn")
    answered = given(*until(Status.IN_PROGRESS, urgency=Urgency.EMERGENCY), Withdrawn(goes_on=True), REPLIED)
    answered.when(wishes.rate(), by=CITIZEN).refused("citizen_has_not_withdrawn")


def test_a_sealed_petition_under_supervision_is_not_withdrawn() -> None:
    opened = by(SUPERVISOR, SupervisionOpened(level=SupervisionLevel.DAILY, ground=SupervisionGround.OVERDUE))
    sealed = until(Status.IN_PROGRESS, confidentiality=SEALED)
    given(*sealed, opened).when(wishes.withdraw(), by=CITIZEN).refused("supervised_reports_are_not_withdrawn")
    closed = by(SUPERVISOR, SupervisionClosed(result="已查清，问题属实，已作处理。"))
    given(*sealed, opened, closed).when(wishes.withdraw(), by=CITIZEN).then(Withdrawn())
    given(*until(Status.IN_PROGRESS), opened).when(wishes.withdraw(), by=CITIZEN).then(Withdrawn())


def test_a_rating_comes_before_its_window_closes() -> None:
    closed = given(*until(Status.CLOSED))
    closed.when(wishes.rate(), by=CITIZEN, after=timedelta(days=10)).events()
    closed.when(wishes.rate(), by=CITIZEN, after=timedelta(days=11)).refused("rating_window_is_open")


def test_a_rating_is_revised_for_a_week() -> None:
    rated = given(*until(Status.REPLIED), CitizenRated(solved=Solved.NO, score=1))
    week = timedelta(days=7)
    assert rated.when(wishes.rate(), by=CITIZEN, after=week).events() == (
        CitizenRated(solved=Solved.YES, score=5, revision=2),
    )
    late = rated.when(wishes.rate(), by=CITIZEN, after=week + timedelta(seconds=1))
    late.refused("rating_is_revised_within_seven_days")


@pytest.mark.parametrize("status", [Status.VERIFYING, Status.VERIFIED, Status.CLOSED])
def test_a_petition_being_verified_is_not_withdrawn(status: Status) -> None:
    given(*until(status)).when(wishes.withdraw(), by=CITIZEN).refused("petition_can_be_withdrawn")
