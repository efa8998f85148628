"""Forgetting: who may ask, what must be kept, and that nothing is erased that two did not agree to."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

import later_wishes
import oversight_wishes as watch
import wishes
import wishes_of_forgetting as asks
import wishes_of_intake as intake
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.events import (
    Archived,
    DataRequestCancelled,
    DataRequestFiled,
    DataRequestRefused,
    Declined,
    ErasureApproved,
    ErasureBegun,
    ErasureCompleted,
    ErasureScheduled,
    HoldLifted,
    HoldPlaced,
    IdentityChecked,
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    RestrictionLifted,
    RetentionAppraised,
    SupervisionClosed,
    SupervisionOpened,
)
from casebook.petitions.forgetting.codes import (
    DataGround,
    DataRefusal,
    DataWish,
    ErasureScope,
    HoldGround,
    IdentityCheck,
    PersonalData,
)
from casebook.petitions.forgetting.holding import held_until, holds
from casebook.petitions.oversight.codes import SupervisionGround, SupervisionLevel
from casebook.petitions.publication.telling import told_to_everybody
from casebook.petitions.vocabulary import DeclineReason, Role, Status
from language import (
    APPROVER,
    BEGIN,
    CITIZEN,
    DESK,
    EDITOR,
    PRIVACY_OFFICER,
    RECORDS,
    SUPERVISOR,
    SYSTEM,
    Situation,
    as_role,
    by,
    given,
    person,
    submitted,
    until,
)

MONTH = timedelta(days=30)
DUE = BEGIN + 40 * timedelta(days=1)
CLOSED = until(Status.CLOSED)
ASKED = (*CLOSED, DataRequestFiled(wanted=DataWish.ERASURE, ground=DataGround.PURPOSE_MET))
CHECKED = (*ASKED, IdentityChecked(how=IdentityCheck.PAPERS))
SECOND_OFFICER = person("second privacy officer", Role.PRIVACY_OFFICER)
APPROVED = (*CHECKED, by(APPROVER, ErasureApproved(approval=1, outside=False)))
SCHEDULED = (
    *APPROVED,
    by(PRIVACY_OFFICER, ErasureApproved(approval=2, outside=True)),
    ErasureScheduled(due=DUE),
)
BEGUN = (*SCHEDULED, ErasureBegun())
GONE = PersonalDataErased(
    subject=CITIZEN.id,
    scope=ErasureScope.CITIZEN,
    ground=DataGround.PURPOSE_MET,
    requested_by=CITIZEN.id,
    approved_by=(APPROVER.id, PRIVACY_OFFICER.id),
    words=5,
    files=0,
    backups_until=BEGIN + timedelta(days=60),
)
ERASED = (*BEGUN, GONE)
RESTRICTED = (*CLOSED, PersonalDataRestricted())
SUED = HoldPlaced(ground=HoldGround.LITIGATION, until=date(2022, 6, 30))


def asked_for(wanted: DataWish) -> Situation:
    """Somebody wants this, and it was seen that they are who they say."""
    filed = DataRequestFiled(wanted=wanted, ground=DataGround.OTHER_LAW)
    return given(*CLOSED, filed, IdentityChecked(how=IdentityCheck.QUERY_CODE))


def test_the_whole_road_of_an_erasure() -> None:
    (filed,) = given(*CLOSED).when(asks.ask_for(details="请删除。"), by=CITIZEN).events()
    assert isinstance(filed, DataRequestFiled)
    assert filed.answer_due == BEGIN + 9 * timedelta(hours=1) + MONTH
    given(*ASKED).when(asks.check_identity(), by=PRIVACY_OFFICER).then(IdentityChecked(how=IdentityCheck.PAPERS))
    given(*CHECKED).when(asks.approve(), by=APPROVER).then(ErasureApproved(approval=1, outside=False))
    agreed, scheduled = given(*APPROVED).when(asks.approve(), by=PRIVACY_OFFICER).events()
    assert agreed == ErasureApproved(approval=2, outside=True)
    assert isinstance(scheduled, ErasureScheduled)
    assert scheduled.due == BEGIN + 12 * timedelta(hours=1) + MONTH
    given(*SCHEDULED).when(asks.erase(), by=SYSTEM, after=2 * MONTH).then(ErasureBegun())
    given(*BEGUN).when(asks.record_erasure(), by=SYSTEM).then(GONE)
    standing = given(*ERASED).standing
    assert (standing.is_erased, standing.personal_data) == (True, PersonalData.ERASED)
    assert not standing.is_reachable
    given(*ERASED).when(asks.complete(), by=SYSTEM, after=3 * MONTH).then(ErasureCompleted())
    assert given(*ERASED, ErasureCompleted()).standing.forgetting.backups_until is None


def test_the_city_says_how_long_is_waited() -> None:
    _, scheduled = given(*APPROVED).when(asks.approve(), by=SUPERVISOR, erased_after=7).events()
    assert isinstance(scheduled, ErasureScheduled)
    assert scheduled.due == BEGIN + timedelta(hours=12, days=7)


def test_one_request_at_a_time_and_about_ones_own_words() -> None:
    given(*ASKED).when(asks.ask_for(), by=CITIZEN).refused("no_data_request_is_open")
    other = asks.ask_for(subject=DESK.id)
    given(*CLOSED).when(other, by=CITIZEN).refused("citizens_ask_for_themselves")
    given(*CLOSED).when(other, by=PRIVACY_OFFICER).refused("words_of_that_person_are_there")
    given(*ERASED).when(asks.ask_for(), by=CITIZEN).refused("something_is_left_to_ask_about")


def test_another_person_of_the_petition_can_be_erased_and_the_citizen_stays() -> None:
    somebody = UUID(int=77)
    situation = given(*CLOSED).but(people=frozenset({CITIZEN.id, somebody}))
    (filed,) = situation.when(asks.ask_for(subject=somebody), by=PRIVACY_OFFICER).events()
    theirs = (*CLOSED, by(PRIVACY_OFFICER, filed), IdentityChecked(how=IdentityCheck.PROXY))
    given(*theirs).when(asks.restrict(), by=PRIVACY_OFFICER).refused("restriction_is_of_the_citizens_data")
    given(*theirs).when(asks.approve(), by=PRIVACY_OFFICER).refused("whoever_asked_does_not_approve")
    (gone,) = given(*theirs, ErasureBegun()).when(asks.record_erasure(), by=SYSTEM).events()
    assert isinstance(gone, PersonalDataErased)
    assert (gone.subject, gone.scope) == (somebody, ErasureScope.OTHER_PERSON)
    assert given(*theirs, gone).standing.personal_data is PersonalData.CLEAR


def test_identity_is_checked_once_and_before_anything_is_decided() -> None:
    given(*CHECKED).when(asks.check_identity(), by=PRIVACY_OFFICER).refused("identity_is_checked_once")
    given(*CLOSED).when(asks.check_identity(), by=PRIVACY_OFFICER).refused("data_request_is_open")
    given(*ASKED).when(asks.approve(), by=SUPERVISOR).refused("identity_was_checked")


def test_whoever_asked_can_take_it_back_until_it_begins() -> None:
    given(*SCHEDULED).when(asks.cancel(), by=CITIZEN).then(DataRequestCancelled())
    given(*SCHEDULED, DataRequestCancelled()).when(asks.erase(), by=SYSTEM, after=2 * MONTH).refused(
        "data_request_is_open"
    )
    given(*BEGUN).when(asks.cancel(), by=CITIZEN).refused("erasing_has_not_begun")
    (refused,) = given(*SCHEDULED).when(asks.refuse(), by=PRIVACY_OFFICER).events()
    assert isinstance(refused, DataRequestRefused)
    assert refused.basis is DataRefusal.STATUTORY_DUTY


def test_two_persons_agree_and_one_is_not_of_the_unit() -> None:
    colleague = person("another approver", Role.UNIT_APPROVER, APPROVER.unit)
    given(*APPROVED).when(asks.approve(), by=as_role(APPROVER, Role.SUPERVISOR)).refused(
        "two_different_persons_approve"
    )
    given(*APPROVED).when(asks.approve(), by=colleague).refused("one_approval_comes_from_outside_the_handling_unit")
    given(*SCHEDULED).when(asks.approve(), by=SECOND_OFFICER).refused("erasure_is_not_scheduled_yet")
    asked_for(DataWish.CORRECTION).when(asks.approve(), by=SUPERVISOR).refused("erasure_was_asked")


def test_nothing_is_erased_before_its_time() -> None:
    given(*SCHEDULED).when(asks.erase(), by=PRIVACY_OFFICER).refused("waiting_time_is_over")
    given(*CHECKED).when(asks.erase(), by=PRIVACY_OFFICER, after=2 * MONTH).refused("waiting_time_is_over")
    given(*SCHEDULED).when(asks.record_erasure(), by=SYSTEM).refused("erasing_has_begun")
    given(*ERASED).when(asks.complete(), by=SYSTEM).refused("last_backup_of_the_key_has_expired")


def test_what_must_be_kept_is_restricted_and_not_erased() -> None:
    held = (*CHECKED, SUED)
    given(*held).when(asks.approve(), by=SUPERVISOR).refused("nothing_must_be_kept")
    given(*SCHEDULED, SUED).when(asks.erase(), by=SYSTEM, after=2 * MONTH).refused("nothing_must_be_kept")
    aside = PersonalDataRestricted(instead=True, holds=(HoldGround.LITIGATION,), until=date(2022, 6, 30))
    given(*held).when(asks.restrict(), by=PRIVACY_OFFICER).then(aside)
    kept = given(*held, aside)
    assert kept.standing.forgetting.request is not None  # it goes on when the hold is over
    kept.when(asks.lift_restriction(), by=PRIVACY_OFFICER).refused("restriction_stands_while_erasure_is_asked")
    assert not kept.standing.is_reachable
    over = given(*held, aside, HoldLifted(ground=HoldGround.LITIGATION))
    assert len(over.when(asks.approve(), by=SUPERVISOR).events()) == 1
    assert given(*held, GONE).standing.restricted is False


def test_a_hold_has_a_day_and_somebody_whom_it_concerns() -> None:
    place = asks.hold(until=date(2022, 6, 30))
    given(*CHECKED).when(place, by=SUPERVISOR).then(SUED)
    given(*CHECKED).when(place, by=RECORDS).refused("holds_are_placed_by_whom_they_concern")
    given(*CHECKED).when(asks.hold("archive"), by=SUPERVISOR).refused("holds_are_placed_by_whom_they_concern")
    yesterday = asks.hold(until=date(2022, 1, 25))
    given(*CHECKED).when(yesterday, by=SUPERVISOR).refused("hold_ends_on_a_day_to_come")
    given(*CHECKED).when(asks.lift_hold(), by=SUPERVISOR).refused("hold_of_this_ground_was_placed")
    given(*CHECKED, SUED).when(asks.lift_hold(), by=SUPERVISOR).then(HoldLifted(ground=HoldGround.LITIGATION))
    given(*ERASED).when(place, by=SUPERVISOR).refused("personal_data_were_not_erased")
    given(*BEGUN).when(place, by=SUPERVISOR).refused("erasing_has_not_begun")
    assert holds(given(*CHECKED, SUED).standing, date(2022, 7, 1)) == ()


def test_supervision_and_the_archive_hold_by_themselves() -> None:
    opened = SupervisionOpened(level=SupervisionLevel.DAILY, ground=SupervisionGround.OVERDUE)
    watched, archived = (
        by(SUPERVISOR, opened),
        Archived(retention=RetentionClass.TEN_YEARS, retain_until=date(2032, 1, 1)),
    )
    today = date(2022, 2, 1)
    assert [hold.ground for hold in holds(given(*CLOSED, watched).standing, today)] == [HoldGround.SUPERVISION]
    assert holds(given(*CLOSED, watched, by(SUPERVISOR, SupervisionClosed())).standing, today) == ()
    kept = holds(given(*CLOSED, archived).standing, today)
    assert [hold.ground for hold in kept] == [HoldGround.ARCHIVE]
    assert held_until(kept) == date(2032, 1, 1)
    assert holds(given(*CLOSED, archived).standing, date(2032, 1, 2)) == ()
    assert holds(given(*CLOSED, archived, RetentionAppraised(keep=False)).standing, today) == ()
    both = holds(given(*CLOSED, archived, SUED).standing, today)
    assert held_until(both) == date(2032, 1, 1)
    assert held_until(holds(given(*CLOSED, watched, SUED).standing, today)) is None


def test_restricting_is_asked_for_or_takes_the_place_of_erasing() -> None:
    wants_it = asked_for(DataWish.RESTRICTION)
    wants_it.when(asks.restrict(), by=PRIVACY_OFFICER).then(PersonalDataRestricted())
    given(*CHECKED).when(asks.restrict(), by=PRIVACY_OFFICER).refused("restriction_was_asked_or_something_is_held")
    past = asks.restrict(until=date(2022, 1, 1))
    wants_it.when(past, by=PRIVACY_OFFICER).refused("restriction_ends_on_a_day_to_come")
    again = given(*RESTRICTED, *CHECKED[len(CLOSED) :], SUED)
    again.when(asks.restrict(), by=PRIVACY_OFFICER).refused("personal_data_are_not_restricted")
    assert given(*RESTRICTED).standing.personal_data is PersonalData.RESTRICTED
    given(*RESTRICTED).when(asks.lift_restriction(), by=PRIVACY_OFFICER).then(RestrictionLifted())
    given(*CLOSED).when(asks.lift_restriction(), by=PRIVACY_OFFICER).refused("data_are_restricted")
    assert given(*RESTRICTED, RestrictionLifted()).standing.personal_data is PersonalData.CLEAR


def test_what_is_wrong_is_put_right_where_it_was_asked() -> None:
    wants_it = asked_for(DataWish.CORRECTION)
    wants_it.when(asks.correct(), by=PRIVACY_OFFICER).then(PersonalDataCorrected(phone="0375-0000001"))
    wants_it.when(asks.correct(phone=None), by=PRIVACY_OFFICER).refused("something_is_corrected")
    given(*CHECKED).when(asks.correct(), by=PRIVACY_OFFICER).refused("correction_was_asked")


@pytest.mark.parametrize(
    ("command", "actor"),
    [
        (intake.supplement(), CITIZEN),
        (intake.ask_for_review(), CITIZEN),
        (wishes.withdraw(), CITIZEN),
        (wishes.rate(), CITIZEN),
        (later_wishes.commend(), CITIZEN),
        (later_wishes.call(), DESK),
    ],
)
def test_nothing_is_added_to_what_was_erased(command: object, actor: object) -> None:
    given(*ERASED).when(command, by=actor).refused("personal_data_were_not_erased")  # type: ignore[arg-type]


def test_citizens_do_not_protect_what_was_erased() -> None:
    wish = watch.change_confidentiality("sealed")
    given(*ERASED).when(wish, by=CITIZEN).refused("citizens_protect_words_that_are_there")
    given(*ERASED).when(wish, by=SUPERVISOR).events()  # where it was and who had it still stand in the register


def test_what_is_restricted_is_not_used() -> None:
    open_case = given(*until(Status.IN_PROGRESS), PersonalDataRestricted())
    open_case.when(intake.supplement(), by=CITIZEN).refused("personal_data_are_not_restricted")
    given(*RESTRICTED).when(later_wishes.call(), by=DESK).refused("personal_data_are_not_restricted")
    given(*ERASED).when(later_wishes.publish(), by=EDITOR).refused("erased_petitions_are_not_published")
    assert told_to_everybody(given(*ERASED).standing, given(*ERASED).entries) == []


def test_a_unit_goes_on_without_the_citizen_who_was_erased() -> None:
    at_work = given(*until(Status.IN_PROGRESS)[:-1], GONE)
    assert at_work.when(wishes.reply(outcome="explained"), by=APPROVER).events()


def test_a_supervision_that_is_opened_later_stops_the_erasing() -> None:
    assert given(*SCHEDULED).when(watch.supervise(), by=SUPERVISOR).events()
    declined = given(submitted(), Declined(reason=DeclineReason.OUT_OF_AREA))
    assert declined.when(asks.ask_for(), by=CITIZEN).events()
