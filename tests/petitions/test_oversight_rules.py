from __future__ import annotations

from datetime import timedelta

import pytest

import oversight_wishes as asks
import wishes
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    ConfidentialityChanged,
    DeadlineMissed,
    DeadlineRecomputed,
    FalseReplyFound,
    NoteAdded,
    ProgressReported,
    RecordCorrected,
    Reopened,
    ReplyRejected,
    ReturnRequested,
    SupervisionClosed,
    SupervisionEscalated,
    SupervisionOpened,
    Urged,
    Withdrawn,
)
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.vocabulary import Category, Clock, Confidentiality, Defect, Fault, ReopenGround, Role, Status
from language import (
    ASSIGNED,
    BEGIN,
    CITIZEN,
    DESK,
    DISPATCHER,
    EDITOR,
    HOUR,
    OFFICER,
    REPLIED,
    SUPERVISOR,
    Step,
    by,
    given,
    imported,
    person,
    submitted,
    until,
)

SYSTEM = person("system", Role.SYSTEM)
DAY = timedelta(days=1)
AT_WORK = until(Status.IN_PROGRESS)
OVERDUE = by(SYSTEM, Urged(clock=Clock.REPLY, kind=UrgeKind.OVERDUE, assignment=1))
URGED = (*AT_WORK, Step(OVERDUE.event, SYSTEM, after=6 * DAY))
"""Six days after the signature, the reply is due and urged for."""

OPENED = by(SUPERVISOR, SupervisionOpened(level=SupervisionLevel.LISTED, ground=SupervisionGround.OVERDUE))
ENDED = by(SUPERVISOR, SupervisionClosed(result="街道已到场整改。"))
REPLY_DUE = BEGIN + 5 * DAY


def test_a_unit_is_urged_by_a_notice_with_a_number() -> None:
    urged = given(*URGED).when(asks.urge("reply", "overdue"), by=DESK)
    urged.refused("each_urging_goes_out_once")
    given(*AT_WORK, by(DESK, Urged(clock=Clock.REPLY, kind=UrgeKind.HALFWAY))).when(
        asks.urge("reply", "before_due"), by=DESK
    ).then(Urged(clock=Clock.REPLY, kind=UrgeKind.BEFORE_DUE, assignment=1, notice=2))


def test_a_ruling_on_a_return_that_comes_late_is_the_hotlines_miss() -> None:
    asked = ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY, ruling_due=BEGIN + 4 * HOUR)
    waiting = given(*until(Status.ASSIGNED), asked)
    waiting.when(asks.miss("ruling"), by=SYSTEM, after=DAY).then(
        DeadlineMissed(clock=Clock.RULING, due_at=BEGIN + 4 * HOUR)
    )
    waiting.when(asks.urge("ruling"), by=DESK, after=DAY).refused("limit_is_one_of_the_unit")
    given(*until(Status.ASSIGNED)).when(asks.miss("ruling"), by=SYSTEM, after=DAY).refused("limit_runs")


def test_a_unit_is_urged_while_the_petition_lies_with_it() -> None:
    given(*until(Status.ACCEPTED)).when(asks.urge(), by=DESK).refused("petition_lies_with_a_unit")
    given(*until(Status.REPLIED)).when(asks.urge(), by=DESK).refused("petition_lies_with_a_unit")


def test_a_unit_is_urged_about_its_own_limits() -> None:
    given(*AT_WORK).when(asks.urge("verify"), by=DESK).refused("limit_is_one_of_the_unit")
    given(*AT_WORK).when(asks.urge("sign"), by=DESK).refused("limit_runs")
    given(*AT_WORK).when(asks.urge("redo"), by=DESK).refused("limit_runs")


@pytest.mark.parametrize(("kind", "after"), [("overdue", HOUR), ("before_due", 7 * DAY), ("halfway", 7 * DAY)])
def test_an_urging_says_how_late_it_is(kind: str, after: timedelta) -> None:
    given(*AT_WORK).when(asks.urge("reply", kind), by=DESK, after=after).refused("urging_fits_the_time_left")


def test_another_round_is_urged_for_anew() -> None:
    reopened = by(DISPATCHER, Reopened(round=2, ground=ReopenGround.RELAPSE, reply_due=BEGIN + 8 * DAY))
    again = given(*URGED, REPLIED, reopened)
    assert again.standing.urgings == ()
    again.when(asks.urge(), by=DESK, after=3 * DAY).then(
        Urged(clock=Clock.REPLY, kind=UrgeKind.OVERDUE, assignment=1, notice=2)
    )


def test_mending_a_reply_has_its_own_limit() -> None:
    rejected = ReplyRejected(round=1, defects=(Defect.TONE,), redo_due=BEGIN + 2 * DAY)
    sent_back = given(*until(Status.REPLIED), rejected)
    sent_back.when(asks.miss("reply"), by=SYSTEM, after=9 * DAY).refused("limit_runs")
    sent_back.when(asks.miss("redo"), by=SYSTEM, after=9 * DAY).then(
        DeadlineMissed(clock=Clock.REDO, due_at=BEGIN + 2 * DAY, assignment=1)
    )


def test_a_limit_is_missed_when_it_has_passed_and_its_step_is_not_done() -> None:
    missed = DeadlineMissed(clock=Clock.REPLY, due_at=REPLY_DUE, assignment=1)
    given(*AT_WORK).when(asks.miss(), by=SYSTEM).refused("limit_has_passed")
    given(*AT_WORK).when(asks.miss(), by=SYSTEM, after=6 * DAY).then(missed)
    given(*AT_WORK, by(SYSTEM, missed)).when(asks.miss(), by=SYSTEM, after=6 * DAY).refused(
        "each_miss_is_on_record_once"
    )
    given(*until(Status.REPLIED)).when(asks.miss(), by=SYSTEM, after=6 * DAY).refused("limit_runs")


def test_who_assigns_late_is_no_unit() -> None:
    late = submitted().model_copy(update={"accept_due": BEGIN + DAY})
    given(late).when(asks.miss("accept"), by=SYSTEM, after=2 * DAY).then(
        DeadlineMissed(clock=Clock.ACCEPT, due_at=BEGIN + DAY)
    )


def test_a_limit_is_moved_and_the_record_keeps_both_ends() -> None:
    later = BEGIN.replace(year=2023)
    moved = DeadlineRecomputed(clock=Clock.REPLY, old_due=REPLY_DUE, new_due=later, cause=RecomputeCause.ORDER)
    given(*AT_WORK).when(asks.recompute(due=later), by=SUPERVISOR).then(moved)
    situation = given(*AT_WORK, by(SUPERVISOR, moved))
    assert situation.standing.dues.reply == later
    situation.when(asks.miss(), by=SYSTEM, after=6 * DAY).refused("limit_has_passed")


def test_a_limit_that_was_never_set_is_not_set_by_being_moved() -> None:
    moved = DeadlineRecomputed(clock=Clock.RETURN, old_due=BEGIN, new_due=BEGIN, cause=RecomputeCause.POLICY)
    assert given(*AT_WORK, by(SUPERVISOR, moved)).standing.dues.return_until is None


def test_limits_are_moved_by_those_who_may_and_forwards() -> None:
    at_work = given(*AT_WORK)
    at_work.when(asks.recompute("sign"), by=SUPERVISOR).refused("limit_runs")
    at_work.when(asks.recompute(cause="policy"), by=SYSTEM).refused("system_recomputes_by_the_calendar_only")
    at_work.when(asks.recompute(due=BEGIN), by=SUPERVISOR).refused("moved_limits_lie_ahead")
    moved = at_work.when(asks.recompute(due=BEGIN, cause="calendar"), by=SYSTEM).events()
    assert moved == (
        DeadlineRecomputed(clock=Clock.REPLY, old_due=REPLY_DUE, new_due=BEGIN, cause=RecomputeCause.CALENDAR),
    )


def test_where_no_limit_runs_none_is_moved() -> None:
    withdrawn = given(*AT_WORK, by(CITIZEN, Withdrawn()))
    withdrawn.when(asks.recompute(), by=SUPERVISOR).refused("some_limit_runs")


def test_supervision_is_opened_raised_and_closed_with_a_result() -> None:
    due = BEGIN + 30 * DAY
    given(*AT_WORK).when(asks.supervise(level="listed", due=due), by=SUPERVISOR).then(
        SupervisionOpened(level=SupervisionLevel.LISTED, ground=SupervisionGround.OVERDUE, due=due)
    )
    given(*AT_WORK, OPENED).when(asks.escalate("leaders"), by=SUPERVISOR).then(
        SupervisionEscalated(level=SupervisionLevel.LEADERS)
    )
    (closed,) = given(*AT_WORK, OPENED).when(asks.end_supervision(), by=SUPERVISOR).events()
    assert isinstance(closed, SupervisionClosed)
    given(*AT_WORK, OPENED, ENDED).when(asks.supervise(), by=SUPERVISOR).events()


def test_what_is_not_accepted_is_not_supervised() -> None:
    given(*until(Status.SUBMITTED)).when(asks.supervise(), by=SUPERVISOR).refused("petition_can_be_supervised")


def test_there_is_one_supervision_at_a_time_and_it_only_rises() -> None:
    supervised = given(*AT_WORK, OPENED)
    supervised.when(asks.supervise(), by=SUPERVISOR).refused("supervision_is_not_open_yet")
    supervised.when(asks.escalate("daily"), by=SUPERVISOR).refused("supervision_only_rises")
    given(*AT_WORK).when(asks.escalate(), by=SUPERVISOR).refused("supervision_is_open")
    given(*AT_WORK, OPENED, ENDED).when(asks.end_supervision(), by=SUPERVISOR).refused("supervision_is_open")
    given(*AT_WORK).when(asks.supervise(due=BEGIN), by=SUPERVISOR).refused("supervision_is_due_in_time_to_come")


def test_a_supervision_that_a_source_raises_or_closes_without_opening_it_is_none() -> None:
    raised = imported(SupervisionEscalated(level=SupervisionLevel.SUMMONS))
    assert given(imported(submitted()), raised, imported(SupervisionClosed())).standing.supervision is None


def test_a_supervised_petition_is_verified_and_not_closed() -> None:
    given(*until(Status.VERIFIED), OPENED).when(wishes.close(), by=DESK).refused("supervision_has_its_result")
    given(*until(Status.VERIFIED), OPENED, ENDED).when(wishes.close(), by=DESK).events()
    verifying = until(Status.VERIFYING, category=Category.SUGGESTION)
    given(*verifying, OPENED, ENDED).when(wishes.waive(), by=EDITOR).refused("supervised_petitions_are_verified")


def test_the_system_supervises_after_one_urging_and_five_days_of_silence() -> None:
    ask = asks.supervise(ground="silence")
    given(*URGED).when(ask, by=SYSTEM, after=4 * DAY).refused("system_supervises_silence_only")
    given(*URGED).when(ask, by=SYSTEM, after=5 * DAY).then(
        SupervisionOpened(level=SupervisionLevel.DAILY, ground=SupervisionGround.SILENCE)
    )
    given(*URGED).when(asks.supervise(), by=SYSTEM, after=5 * DAY).refused("system_supervises_silence_only")
    heard = given(*URGED, by(OFFICER, ProgressReported()))
    heard.when(ask, by=SYSTEM, after=5 * DAY).refused("system_supervises_silence_only")
    again = given(*URGED, OPENED, ENDED)
    again.when(ask, by=SYSTEM, after=9 * DAY).refused("system_supervises_silence_only")


def test_a_false_reply_reopens_what_rests_on_it() -> None:
    found, reopened = given(*until(Status.CLOSED)).when(asks.find_false(), by=SUPERVISOR, after=90 * DAY).events()
    assert isinstance(found, FalseReplyFound)
    assert isinstance(reopened, Reopened)
    assert (reopened.round, reopened.ground, reopened.fault) == (2, ReopenGround.FALSE_REPLY, Fault.UNIT)
    later = given(*until(Status.CLOSED), by(SUPERVISOR, Reopened(round=2, ground=ReopenGround.RELAPSE)))
    assert len(later.when(asks.find_false(), by=SUPERVISOR).events()) == 1


def test_a_false_reply_was_given_and_is_found_once() -> None:
    given(*AT_WORK).when(asks.find_false(), by=SUPERVISOR).refused("unit_has_replied")
    closed = given(*until(Status.CLOSED))
    closed.when(asks.find_false(assignment=2), by=SUPERVISOR).refused("false_reply_was_given")
    found = by(SUPERVISOR, FalseReplyFound(assignment=1, round=1))
    given(*until(Status.CLOSED), found).when(asks.find_false(), by=SUPERVISOR).refused("false_reply_is_found_once")
    verifying = until(Status.VERIFYING, category=Category.SUGGESTION)
    given(*verifying, found).when(wishes.waive(), by=EDITOR).refused("supervised_petitions_are_verified")


def test_a_correction_names_an_event_and_its_fields() -> None:
    at_work = given(*AT_WORK)
    (corrected,) = at_work.when(asks.correct(target_version=3, fields=("unit",)), by=SUPERVISOR).events()
    assert isinstance(corrected, RecordCorrected)
    assert given(*AT_WORK, by(SUPERVISOR, corrected)).standing.unit == ASSIGNED.unit
    at_work.when(asks.correct(target_version=50), by=SUPERVISOR).refused("corrected_event_is_there")
    at_work.when(asks.correct(fields=("unit",)), by=SUPERVISOR).refused("corrected_fields_are_there")
    at_work.when(asks.correct(fields=("area", "area")), by=SUPERVISOR).refused("corrected_fields_are_there")
    noted = given(*AT_WORK, by(DESK, NoteAdded()))
    of_note = asks.correct(target_version=len(AT_WORK) + 1, fields=("text",))
    noted.when(of_note, by=SUPERVISOR).refused("corrected_event_is_no_note")


def test_a_citizen_asks_for_more_protection_only() -> None:
    at_work = given(*AT_WORK)
    at_work.when(asks.change_confidentiality("sealed"), by=CITIZEN).then(
        ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED)
    )
    at_work.when(asks.change_confidentiality("named"), by=CITIZEN).refused("confidentiality_differs")
    sealed = given(
        *AT_WORK, by(CITIZEN, ConfidentialityChanged(before=Confidentiality.NAMED, after=Confidentiality.SEALED))
    )
    assert sealed.standing.is_sealed
    sealed.when(asks.change_confidentiality("named"), by=CITIZEN).refused("citizens_only_raise_confidentiality")
    sealed.when(asks.change_confidentiality("named"), by=SUPERVISOR).events()
    gone = given(*AT_WORK, by(CITIZEN, Withdrawn()))
    gone.when(asks.change_confidentiality(), by=CITIZEN).refused("petition_is_dealt_with_here")
    left = given(*AT_WORK, by(CITIZEN, Withdrawn(goes_on=True)))
    left.when(asks.change_confidentiality(), by=CITIZEN).refused("citizen_has_not_withdrawn")


def test_an_order_from_above_stays_with_a_petition() -> None:
    order = SupervisionOpened(level=SupervisionLevel.LEADERS, ground=SupervisionGround.ORDER)
    ordered = given(*until(Status.VERIFYING, category=Category.SUGGESTION), by(SUPERVISOR, order), ENDED)
    assert ordered.standing.ordered
    ordered.when(wishes.waive(), by=EDITOR).refused("supervised_petitions_are_verified")
    assert not given(*AT_WORK, OPENED).standing.ordered
