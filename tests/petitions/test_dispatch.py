"""What follows from finding the unit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import wishes
from casebook.access import may
from casebook.petitions.commands import RequestCoHandling, RequestReturn, SubmitCoOpinion
from casebook.petitions.context import Clock
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    Accepted,
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    Reassigned,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
    Signed,
)
from casebook.petitions.vocabulary import AssignmentBasis, Confidentiality, Fault, Status
from language import (
    ASSIGNED,
    BEGIN,
    DISPATCHER,
    HELPER,
    HOUR,
    OFFICER,
    SIGNED,
    STREET,
    SUPERVISOR,
    given,
    submitted,
    until,
)
from plain_terms import PlainTerms, plain_due

if TYPE_CHECKING:
    from casebook.petitions.context import Due

TAX = "dept-tax"
ASKED = ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY, ruling_due=BEGIN + timedelta(days=1))


def test_a_unit_asks_to_return_its_assignment() -> None:
    assigned = given(*until(Status.ASSIGNED))
    assigned.when(wishes.ask_to_return(suggested_unit=TAX), by=OFFICER).then(
        ReturnRequested(
            assignment=1,
            reason=ReturnReason.NOT_OUR_DUTY,
            legal_basis="城市环境卫生管理条例第九条",
            explanation="经现场查看，该路段由市城管局管理。",
            suggested_unit=TAX,
            ruling_due=plain_due(Clock.RULING, BEGIN + 3 * HOUR),
        )
    )
    asked = given(*until(Status.ASSIGNED), ASKED).standing
    assert (asked.status, asked.unit, asked.dues.ruling) == (Status.RETURN_REVIEW, STREET, ASKED.ruling_due)
    assert asked.dues.reply == ASSIGNED.reply_due


def test_a_return_that_is_right_sets_the_petition_free() -> None:
    asked = given(*until(Status.ASSIGNED), ASKED)
    asked.when(wishes.approve_return(), by=SUPERVISOR).then(
        ReturnApproved(
            assignment=1,
            fault=Fault.DESK,
            ruling="退单理由成立，另行派单给主管部门。",
            dispatch_due=plain_due(Clock.DISPATCH, BEGIN + 4 * HOUR),
        )
    )
    freed = given(*until(Status.ASSIGNED), ASKED, ReturnApproved(assignment=1, dispatch_due=BEGIN + 30 * HOUR))
    petition = freed.standing
    assert (petition.status, petition.unit, petition.assignment) == (Status.ACCEPTED, None, 1)
    assert (petition.dues.reply, petition.dues.ruling, petition.dues.dispatch) == (None, None, BEGIN + 30 * HOUR)
    (assigned,) = freed.when(wishes.assign(unit=TAX), by=DISPATCHER).events()
    assert isinstance(assigned, Assigned)
    assert (assigned.assignment, assigned.reply_due) == (2, plain_due(Clock.REPLY, BEGIN + 5 * HOUR))


@pytest.mark.parametrize(("before", "status"), [((), Status.ASSIGNED), ((SIGNED,), Status.IN_PROGRESS)])
def test_a_return_that_is_refused_leaves_all_as_it_was(before: tuple[Signed, ...], status: Status) -> None:
    asked = given(*until(Status.ASSIGNED), *before, ASKED)
    rejected = ReturnRejected(assignment=1, ruling="首接单位应先行办理，可请求其他单位协办。")
    asked.when(wishes.reject_return(), by=SUPERVISOR).then(rejected)
    petition = given(*until(Status.ASSIGNED), *before, ASKED, rejected).standing
    assert (petition.status, petition.unit, petition.returnable) == (status, STREET, False)
    assert petition.dues == replace(given(*until(Status.ASSIGNED), *before).standing.dues, ruling=None)


def test_who_was_refused_once_gets_no_time_to_return_it_again() -> None:
    kept = (*until(Status.ASSIGNED), ASKED, ReturnRejected(assignment=1))
    away = given(*kept, Reassigned(from_assignment=1, from_unit=STREET, to_unit=TAX), Assigned(assignment=2, unit=TAX))
    _, back = away.when(wishes.reassign(unit=STREET), by=DISPATCHER).events()
    assert isinstance(back, Assigned)
    assert (back.returnable, back.return_until) == (False, None)


def test_a_petition_is_taken_from_one_unit_and_given_to_the_next() -> None:
    in_progress = given(*until(Status.IN_PROGRESS))
    taken, assigned = in_progress.when(wishes.reassign(fault="desk"), by=DISPATCHER).events()
    assert taken == Reassigned(
        from_assignment=1, from_unit=STREET, to_unit=TAX, why="经核实该路段已移交其他单位管理。", fault=Fault.DESK
    )
    assert isinstance(assigned, Assigned)
    assert (assigned.assignment, assigned.unit) == (2, TAX)
    petition = given(*until(Status.IN_PROGRESS), taken, assigned).standing
    assert (petition.status, petition.unit, petition.units) == (Status.ASSIGNED, TAX, (STREET, TAX))


def test_a_supervisor_settles_a_return_by_designating_another_unit() -> None:
    asked = given(*until(Status.ASSIGNED), ASKED)
    designation = wishes.designate(unit=TAX, duty_unclear=False, co_units=(STREET,))
    ruling, assigned = asked.when(designation, by=SUPERVISOR).events()
    assert isinstance(ruling, ReturnApproved)
    assert isinstance(assigned, Assigned)
    assert ruling.ruling == assigned.why == "权属暂不明确，经研究由该街道先行处置。"
    assert (assigned.basis, assigned.designated, assigned.returnable) == (AssignmentBasis.DESIGNATION, True, False)
    assert assigned.co_units == (STREET,)


def test_an_assignment_says_by_which_limits_and_for_which_matter() -> None:
    class Dated(PlainTerms):
        def due(self, *asked: Any) -> Due | None:
            due = super().due(*asked)
            return replace(due, policy="pds-default:1", calendar="cn:1") if due else None

    accepted = given(submitted(), Accepted(matter="parking"))
    asked = accepted.when(wishes.assign(), by=DISPATCHER)
    (assigned,) = replace(asked, context=replace(asked.context, terms=Dated())).events()
    assert isinstance(assigned, Assigned)
    assert (assigned.policy, assigned.calendar, assigned.matter) == ("pds-default:1", "cn:1", "parking")


def test_a_unit_is_asked_for_help_and_answers() -> None:
    asked = CoHandlingRequested(
        assignment=1, unit=TAX, question="请说明该巷口禁停标线由谁施划。", due=BEGIN + 24 * HOUR
    )
    given(*until(Status.ASSIGNED)).when(wishes.ask_for_help(), by=OFFICER).then(asked)
    waiting = given(*until(Status.ASSIGNED), asked)
    assert waiting.standing.holding.awaited == (TAX,)
    opinion = CoOpinionSubmitted(assignment=1, unit=TAX, opinion="禁停标线由我单位施划，已列入下周计划。")
    waiting.when(wishes.give_opinion(), by=HELPER).then(opinion)
    answered = given(*until(Status.ASSIGNED), asked, opinion).standing
    assert (answered.holding.awaited, answered.holding.co_units) == ((), (TAX,))


def test_a_unit_that_helps_does_that_and_nothing_else() -> None:
    helped = given(*until(Status.ACCEPTED), ASSIGNED.model_copy(update={"co_units": (TAX,)})).standing
    assert may(HELPER, SubmitCoOpinion, helped)
    assert not may(OFFICER, SubmitCoOpinion, helped)
    assert not any(may(HELPER, command, helped) for command in (RequestReturn, RequestCoHandling))


def test_a_unit_complained_about_in_a_sealed_report_does_nothing_about_it() -> None:
    sealed = submitted(confidentiality=Confidentiality.SEALED).model_copy(update={"about_unit": TAX})
    told = (sealed, Accepted(), Assigned(assignment=1, unit=TAX), CoHandlingRequested(assignment=1, unit=TAX))
    kept = given(*told).standing
    assert not any(may(HELPER, command, kept) for command in (RequestReturn, RequestCoHandling, SubmitCoOpinion))
    assert not kept.is_handled_by(TAX)


def test_the_desk_may_say_whom_a_petition_is_about() -> None:
    assert given(submitted(), Accepted(about_unit=TAX)).standing.about_unit == TAX
    named = submitted().model_copy(update={"about_unit": TAX})
    assert given(named, Accepted()).standing.about_unit == TAX
