"""What is asked, added, put right, referred, answered at once and looked at again while a petition comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import wishes
import wishes_of_intake as intake
from casebook.petitions.context import Clock
from casebook.petitions.events import (
    AnsweredDirectly,
    CallbackRecorded,
    Closed,
    Declined,
    DeclineOverturned,
    DeclineReviewRequested,
    DeclineUpheld,
    InformationRequested,
    Reclassified,
    ReferredOut,
    Supplemented,
    VerificationWaived,
    Withdrawn,
)
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.vocabulary import (
    Category,
    ClosingBasis,
    DeclineReason,
    Role,
    Solved,
    Status,
    Urgency,
    WaiverGround,
)
from casebook.reference.places import Places
from language import (
    BEGIN,
    CITIZEN,
    DESK,
    EDITOR,
    HOUR,
    OFFICER,
    SECOND_DESK,
    SUPERVISOR,
    as_role,
    given,
    submitted,
    until,
)
from plain_terms import plain_due

if TYPE_CHECKING:
    from language import Situation

DECLINED = Declined(reason=DeclineReason.OUT_OF_AREA)
REVIEWED = DeclineReviewRequested(grounds="这条巷子由街道管理，不是小区内部道路。")
ANSWERED = AnsweredDirectly(answer="我市集中供热时间为每年11月15日至次年3月15日。")
ASKED = InformationRequested(questions="请补充说明停放时段。", answer_due=BEGIN + timedelta(days=3))
ENDED = pytest.mark.parametrize("end", [DECLINED, Withdrawn(), ReferredOut(target=ReferralTarget.OTHER_CITY)])


def consultation(*further: Any, urgency: Urgency = Urgency.NORMAL) -> Situation:
    return given(*until(Status.ACCEPTED, category=Category.CONSULTATION, urgency=urgency), *further)


@ENDED
def test_an_ended_petition_is_not_supplemented_or_reclassified(end: Any) -> None:
    ended = given(submitted(), end)
    ended.when(intake.supplement(), by=CITIZEN).refused("petition_has_not_ended")
    ended.when(intake.reclassify(matter="parking"), by=DESK).refused("petition_has_not_ended")


def test_a_petition_is_supplemented_ten_times() -> None:
    nine = given(submitted(), *[Supplemented()] * 9)
    nine.when(intake.supplement(), by=CITIZEN).then(Supplemented(text="车辆多在晚上七点以后停放。"))
    ten = given(submitted(), *[Supplemented()] * 10)
    ten.when(intake.supplement(), by=CITIZEN).refused("supplements_are_ten_at_most")


def test_an_answer_answers_a_question() -> None:
    answer = intake.supplement(in_answer=True)
    given(submitted()).when(answer, by=CITIZEN).refused("answer_has_its_question")
    asked = given(submitted(), ASKED)
    assert asked.standing.dues.answer == ASKED.answer_due
    asked.when(answer, by=CITIZEN).events()
    given(submitted(), ASKED, Supplemented()).when(answer, by=CITIZEN).events()
    answered = given(submitted(), ASKED, Supplemented(in_answer=True))
    assert answered.standing.dues.answer is None
    answered.when(answer, by=CITIZEN).refused("answer_has_its_question")


def test_the_citizen_is_asked_before_the_reply() -> None:
    given(*until(Status.IN_PROGRESS)).when(intake.ask_for_more(), by=OFFICER).events()
    replied = given(*until(Status.REPLIED))
    replied.when(intake.ask_for_more(), by=OFFICER).refused("questions_come_before_the_reply")


def test_who_has_left_is_not_asked() -> None:
    left = given(*until(Status.IN_PROGRESS, urgency=Urgency.EMERGENCY), Withdrawn(goes_on=True))
    left.when(intake.ask_for_more(), by=OFFICER).refused("citizen_is_still_there")


def test_an_answer_is_awaited_for_some_time() -> None:
    given(submitted()).when(intake.ask_for_more(answer_due=BEGIN + HOUR), by=DESK).refused("answer_is_due_later")


def test_only_a_decline_is_reviewed() -> None:
    given(submitted()).when(intake.ask_for_review(), by=CITIZEN).refused("petition_is_declined")
    given(submitted(), DECLINED).when(intake.ask_for_review(), by=CITIZEN).then(REVIEWED)


def test_a_decline_is_reviewed_once_and_a_second_decline_again() -> None:
    requested = given(submitted(), DECLINED, REVIEWED)
    requested.when(intake.ask_for_review(), by=CITIZEN).refused("decline_is_reviewed_once")
    upheld = given(submitted(), DECLINED, REVIEWED, DeclineUpheld())
    upheld.when(intake.ask_for_review(), by=CITIZEN).refused("decline_is_reviewed_once")
    anew = given(submitted(), DECLINED, REVIEWED, DeclineOverturned(), DECLINED)
    anew.when(intake.ask_for_review(), by=CITIZEN).events()


def test_a_decline_is_reviewed_within_fifteen_days() -> None:
    declined, days = given(submitted(), DECLINED), timedelta(days=15)
    declined.when(intake.ask_for_review(), by=CITIZEN, after=days).events()
    late = declined.when(intake.ask_for_review(), by=CITIZEN, after=days + timedelta(seconds=1))
    late.refused("review_is_requested_within_fifteen_days")


@pytest.mark.parametrize("decision", [intake.uphold(), intake.overturn()])
def test_a_review_is_decided_where_one_was_asked_for(decision: Any) -> None:
    for history in ([DECLINED], [DECLINED, REVIEWED, DeclineUpheld()], [DECLINED, REVIEWED, DeclineOverturned()]):
        given(submitted(), *history).when(decision, by=SUPERVISOR).refused("review_awaits_decision")


@pytest.mark.parametrize("decision", [intake.uphold(), intake.overturn()])
def test_nobody_reviews_their_own_decline(decision: Any) -> None:
    seconded = DECLINED.model_copy(update={"seconded_by": SECOND_DESK.id})
    declined = given(submitted(), seconded, REVIEWED)
    for person in (DESK, SECOND_DESK):
        declined.when(decision, by=as_role(person, Role.SUPERVISOR)).refused("reviewer_did_not_decline")
    declined.when(decision, by=SUPERVISOR).events()


def test_an_overturned_decline_awaits_acceptance_with_a_new_limit() -> None:
    due = plain_due(Clock.ACCEPT, BEGIN + 3 * HOUR)
    overturned = DeclineOverturned(finding="经复核，该巷属市政道路，请重新受理。", accept_due=due)
    given(submitted(), DECLINED, REVIEWED).when(intake.overturn(), by=SUPERVISOR).then(overturned)
    petition = given(submitted(), DECLINED, REVIEWED, overturned)
    assert (petition.standing.status, petition.standing.dues.accept) == (Status.SUBMITTED, due)
    petition.when(wishes.accept(), by=DESK).events()


def test_what_has_a_unit_is_not_referred_out() -> None:
    given(*until(Status.ACCEPTED)).when(intake.refer_out(), by=DESK).events()
    given(*until(Status.ASSIGNED)).when(intake.refer_out(), by=DESK).refused("petition_can_be_referred_out")


@pytest.mark.parametrize("line", ["110", "119", "120", "122"])
def test_a_handover_to_an_emergency_line_is_noted(line: str) -> None:
    given(submitted()).when(intake.refer_out(line), by=DESK).refused("emergency_handover_is_recorded")
    noted = intake.refer_out(line, handover="10时05分转指挥中心，接警员已记录。")
    (event,) = given(submitted()).when(noted, by=DESK).events()
    assert given(submitted(), event).standing.status is Status.REFERRED


def test_a_matter_outside_the_catalogue_is_refused() -> None:
    matters = frozenset({"lamps"})
    accepted = given(submitted()).when(wishes.accept(matter="parking"), by=DESK, matters=matters)
    accepted.refused("matter_is_in_the_catalogue")
    given(submitted()).when(wishes.accept(matter="lamps"), by=DESK, matters=matters).events()
    put_right = given(submitted()).when(intake.reclassify(matter="parking"), by=DESK, matters=matters)
    put_right.refused("matter_is_in_the_catalogue")


def test_a_reclassification_changes_something() -> None:
    same = intake.reclassify(category="civilized_city", street="410403002", urgency="normal")
    given(submitted()).when(same, by=DESK).refused("something_is_reclassified")
    given(submitted()).when(intake.reclassify(community="410403002002"), by=DESK).events()


def test_a_reclassified_place_is_of_the_city_and_of_one_piece() -> None:
    elsewhere = intake.reclassify(street="410403009")
    here = Places({"410403": "卫东区"}, {"410403002": "优越路街道"}, {})
    given(submitted()).when(elsewhere, by=DESK, places=here).refused("place_codes_are_of_the_city")
    given(submitted()).when(intake.reclassify(area="410402"), by=DESK).refused("smaller_place_lies_in_the_larger")
    given(submitted()).when(intake.reclassify(area="410402", street="410402001"), by=DESK).events()


def test_a_reclassification_leaves_what_it_does_not_name() -> None:
    reclassified = Reclassified(category=Category.COMPLAINT, matter="parking", street="410403001")
    petition = given(*until(Status.ACCEPTED, urgency=Urgency.URGENT), reclassified).standing
    assert (petition.category, petition.matter, petition.urgency) == (Category.COMPLAINT, "parking", Urgency.URGENT)
    assert (petition.area, petition.street, petition.status) == ("410403", "410403001", Status.ACCEPTED)


def test_a_direct_answer_comes_after_acceptance_and_before_a_unit() -> None:
    for status in (Status.SUBMITTED, Status.ASSIGNED):
        asked = given(*until(status, category=Category.CONSULTATION)).when(intake.answer_directly(), by=DESK)
        asked.refused("petition_awaits_its_unit")


def test_a_complaint_is_not_answered_directly() -> None:
    complaint = given(*until(Status.ACCEPTED, category=Category.COMPLAINT))
    complaint.when(intake.answer_directly(), by=DESK).refused("questions_and_ideas_are_answered_at_once")


def test_a_direct_answer_needs_no_review_and_no_visit() -> None:
    consultation().when(intake.answer_directly(), by=DESK).then(ANSWERED)
    answered = consultation(ANSWERED)
    assert answered.standing.approved_reply is not None
    answered.when(wishes.approve(), by=SECOND_DESK).refused("reply_awaits_review")
    waived = VerificationWaived(round=1, ground=WaiverGround.DIRECT_ANSWER)
    answered.when(wishes.waive("direct_answer"), by=EDITOR).then(waived)
    heard = CallbackRecorded(attempt=1, reached=True, solved=Solved.YES)
    closing = consultation(ANSWERED, waived, heard).when(wishes.close(), by=SECOND_DESK)
    (closed,) = closing.events()
    assert isinstance(closed, Closed)
    assert closed.basis is ClosingBasis.DIRECT_ANSWER


def test_a_unit_s_reply_is_no_direct_answer() -> None:
    given(*until(Status.VERIFYING)).when(wishes.waive("direct_answer"), by=EDITOR).refused("waiver_has_its_ground")


def test_who_answered_directly_does_not_close() -> None:
    waived = VerificationWaived(round=1, ground=WaiverGround.DIRECT_ANSWER)
    consultation(ANSWERED, waived).when(wishes.close(), by=DESK).refused("closer_did_not_write_the_reply")


def test_an_urgent_direct_answer_is_verified_like_any_other() -> None:
    urgent = consultation(ANSWERED, urgency=Urgency.URGENT)
    urgent.when(wishes.waive("direct_answer"), by=EDITOR).refused("urgent_petitions_are_verified")
