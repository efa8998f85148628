from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

import wishes
from casebook.petitions.events import (
    Declined,
    ReplyRejected,
    Withdrawn,
)
from casebook.petitions.vocabulary import (
    Category,
    Defect,
    Role,
    Status,
)
from casebook.reference.places import Places
from language import (
    APPROVER,
    CITIZEN,
    DESK,
    DISPATCHER,
    HOUR,
    OFFICER,
    PHOTO,
    REPLIED,
    SIGNED,
    STRANGER,
    STREET,
    SUPERVISOR,
    as_role,
    given,
    submitted,
    until,
)


def test_a_petition_is_submitted_once() -> None:
    given(submitted()).when(wishes.submit(), by=CITIZEN).refused("petition_is_new")


def test_a_petition_needs_a_number() -> None:
    given().when(wishes.submit(), by=CITIZEN, number="").refused("number_is_given")


def test_nobody_submits_by_import() -> None:
    given().when(wishes.submit(channel="import"), by=DESK).refused("imports_come_through_their_own_door")


def test_a_named_petition_needs_a_phone_number() -> None:
    given().when(wishes.submit(phone=None), by=CITIZEN).refused("phone_is_given_unless_anonymous")


def test_an_anonymous_petition_with_a_phone_number_is_refused() -> None:
    anonymous = wishes.submit(confidentiality="anonymous")
    given().when(anonymous, by=CITIZEN).refused("anonymous_petitions_hold_no_contact")


@pytest.mark.parametrize(
    "place",
    [
        {"area": "410402", "street": None},
        {"area": "410403002", "street": None},
        {"area": None, "street": "410403"},
        {"area": None, "street": None, "community": "410403002"},
    ],
)
def test_a_place_outside_the_city_or_of_another_level_is_refused(place: dict[str, str | None]) -> None:
    city = Places({"410403": "卫东区"}, {"410403002": "优越路街道"}, {"410403002002": "园丁社区"})
    given().when(wishes.submit(**place), by=CITIZEN, places=city).refused("place_codes_are_of_the_city")


@pytest.mark.parametrize(
    "place", [{"area": "410402"}, {"community": "410403001001"}, {"street": None, "community": "410402001001"}]
)
def test_a_street_of_another_district_is_refused(place: dict[str, str]) -> None:
    given().when(wishes.submit(**place), by=CITIZEN).refused("smaller_place_lies_in_the_larger")


def test_an_accepted_petition_is_not_accepted_again() -> None:
    given(*until(Status.ACCEPTED)).when(wishes.accept(), by=DESK).refused("petition_awaits_acceptance")


def test_an_accepted_petition_is_not_declined() -> None:
    given(*until(Status.ACCEPTED)).when(wishes.decline("OUT_OF_AREA"), by=DESK).refused("petition_awaits_acceptance")


def test_an_emergency_is_not_declined() -> None:
    given(submitted()).when(wishes.decline("EMERGENCY"), by=DESK).refused("emergencies_are_not_declined")


def test_a_unit_complained_about_is_in_the_directory() -> None:
    given().when(wishes.submit(about_unit="dept-moon"), by=CITIZEN, units={STREET}).refused(
        "unit_complained_about_is_in_the_directory"
    )
    given(submitted()).when(wishes.accept(about_unit="dept-moon"), by=DESK, units={STREET}).refused(
        "unit_complained_about_is_in_the_directory"
    )


@pytest.mark.parametrize("reason", ["STATUTORY_ROUTE", "IN_PETITION"])
def test_a_decline_for_another_route_names_the_route(reason: str) -> None:
    given(submitted()).when(wishes.decline(reason), by=DESK).refused("route_is_named")


def test_a_decline_as_handled_names_another_petition() -> None:
    here = given(submitted())
    number = "2022-000001-4"
    for earlier, other in [
        (None, None),
        (number, None),  # there is none of that number
        (here.standing.number, here.standing),
        (number, replace(here.standing, id=UUID(int=5), submitted_at=here.standing.submitted_at + HOUR)),
    ]:
        asked = here.when(wishes.decline("ALREADY_HANDLED", earlier=earlier), by=DESK, other=other)
        asked.refused("earlier_petition_is_named")
    before = replace(here.standing, id=UUID(int=5), submitted_at=here.standing.submitted_at - HOUR)
    [declined] = here.when(wishes.decline("ALREADY_HANDLED", earlier=number), by=DESK, other=before).events()
    assert isinstance(declined, Declined)
    assert declined.earlier == before.id


@pytest.mark.parametrize("reason", ["SECRET_OR_PRIVACY", "MALICIOUS", "OTHER_ORGAN"])
@pytest.mark.parametrize("second", [None, DESK.id])
def test_some_declines_need_a_second_person(reason: str, second: str | None) -> None:
    declined = wishes.decline(reason, seconded_by=second)
    given(submitted()).when(declined, by=DESK).refused("second_person_agrees_to_the_decline")


def test_a_petition_that_is_not_accepted_is_not_assigned() -> None:
    given(submitted()).when(wishes.assign(), by=DISPATCHER).refused("petition_awaits_assignment")


def test_an_unknown_unit_is_not_assigned() -> None:
    accepted = given(*until(Status.ACCEPTED))
    accepted.when(wishes.assign(), by=DISPATCHER, units=frozenset({"dept-tax"})).refused("unit_is_in_the_directory")


def test_a_dispatcher_does_not_designate() -> None:
    designation = wishes.assign(basis="designation")
    given(*until(Status.ACCEPTED)).when(designation, by=DISPATCHER).refused("designation_comes_from_a_supervisor")


def test_a_petition_is_signed_once() -> None:
    given(*until(Status.IN_PROGRESS)).when(wishes.sign(), by=OFFICER).refused("petition_awaits_signature")


def test_another_unit_does_not_sign() -> None:
    given(*until(Status.ASSIGNED)).when(wishes.sign(), by=STRANGER).refused("unit_is_the_assigned_one")


def test_an_old_assignment_is_not_signed() -> None:
    given(*until(Status.ASSIGNED)).when(wishes.sign(2), by=OFFICER).refused("assignment_is_the_current_one")


def test_an_unsigned_petition_is_not_answered() -> None:
    given(*until(Status.ASSIGNED)).when(wishes.reply(), by=APPROVER).refused("petition_is_in_progress")


def test_a_withdrawn_petition_cannot_be_answered() -> None:
    withdrawn = given(*until(Status.IN_PROGRESS), Withdrawn())
    withdrawn.when(wishes.reply(), by=APPROVER).refused("petition_is_in_progress")


def test_another_unit_does_not_answer() -> None:
    given(*until(Status.IN_PROGRESS)).when(wishes.reply(), by=STRANGER).refused("unit_is_the_assigned_one")


def test_nobody_approves_the_reply_they_wrote() -> None:
    own = wishes.reply(drafted_by=APPROVER.id)
    given(*until(Status.IN_PROGRESS)).when(own, by=APPROVER).refused("drafter_is_not_the_approver")


def test_a_reply_without_a_call_to_the_citizen_is_refused() -> None:
    silent = wishes.reply(actions=("visited",))
    signed = given(*until(Status.ASSIGNED), SIGNED)
    signed.when(silent, by=APPROVER).refused("citizen_was_contacted")
    signed.when(wishes.reply(), by=APPROVER).refused("citizen_was_contacted")


def test_an_unstated_outcome_is_no_answer() -> None:
    unstated = wishes.reply(outcome="unstated")
    given(*until(Status.IN_PROGRESS)).when(unstated, by=APPROVER).refused("outcome_is_stated")


def test_a_complaint_is_not_resolved_without_evidence() -> None:
    complaint = given(*until(Status.IN_PROGRESS, category=Category.COMPLAINT))
    complaint.when(wishes.reply(), by=APPROVER).refused("resolved_complaints_show_evidence")
    complaint.when(wishes.reply(evidence=(PHOTO,)), by=APPROVER).events()


@pytest.mark.parametrize("commitments", [(), ({"what": "在巷口施划禁停标线", "due_on": "2022-01-26"},)])
def test_a_plan_without_a_coming_day_is_refused(commitments: tuple[dict[str, str], ...]) -> None:
    plan = wishes.reply(outcome="planned", commitments=commitments)
    given(*until(Status.IN_PROGRESS)).when(plan, by=APPROVER).refused("plans_name_a_coming_day")


def test_a_reply_is_reviewed_once() -> None:
    given(*until(Status.VERIFYING)).when(wishes.approve(), by=DESK).refused("reply_awaits_review")
    given(*until(Status.VERIFYING)).when(wishes.reject(), by=DESK).refused("reply_awaits_review")


@pytest.mark.parametrize("writer", [OFFICER, APPROVER])
def test_nobody_reviews_their_own_reply(writer: object) -> None:
    actor = as_role(OFFICER if writer is OFFICER else APPROVER, Role.DESK)
    given(*until(Status.REPLIED)).when(wishes.approve(), by=actor).refused("reviewer_did_not_write_the_reply")
    given(*until(Status.REPLIED)).when(wishes.reject(), by=actor).refused("reviewer_did_not_write_the_reply")


def test_the_desk_sends_a_reply_back_twice_and_a_supervisor_again() -> None:
    rejected = ReplyRejected(round=1, defects=(Defect.INTENT_ONLY,))
    third = given(*until(Status.REPLIED), rejected, REPLIED, rejected, REPLIED)
    third.when(wishes.reject(), by=DESK).refused("third_rejection_comes_from_a_supervisor")
    third.when(wishes.reject(), by=SUPERVISOR).events()
