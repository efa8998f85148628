"""Where the rules on finding the unit refuse."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import wishes
from casebook.petitions.dispatch.codes import ReturnReason
from casebook.petitions.events import (
    Accepted,
    Assigned,
    CoHandlingRequested,
    CoOpinionSubmitted,
    Reassigned,
    ReplyRejected,
    ReturnApproved,
    ReturnRejected,
    ReturnRequested,
)
from casebook.petitions.vocabulary import Category, Confidentiality, Defect, Role, Status
from language import (
    ASSIGNED,
    BEGIN,
    DISPATCHER,
    HELPER,
    HOUR,
    OFFICER,
    STRANGER,
    STREET,
    SUPERVISOR,
    Step,
    as_role,
    given,
    person,
    submitted,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.petitions.commands import PetitionCommand
    from casebook.petitions.events import PetitionEvent

    Steps = tuple[PetitionEvent | Step, ...]

COLLEAGUE = person("colleague", Role.DISPATCHER)
TAX = "dept-tax"
HOUSING = "dept-housing"
RETURNABLE = ASSIGNED.model_copy(update={"return_until": BEGIN + timedelta(days=1)})
ASKED = ReturnRequested(assignment=1, reason=ReturnReason.NOT_OUR_DUTY)
ON_RETURN = (*until(Status.ACCEPTED), RETURNABLE, ASKED)
FREED = (*ON_RETURN, ReturnApproved(assignment=1))
HELP = CoHandlingRequested(assignment=1, unit=TAX)


def report(about: str = STREET) -> Steps:
    """A sealed report about a unit, accepted."""
    sealed = submitted(confidentiality=Confidentiality.SEALED).model_copy(update={"about_unit": about})
    return (sealed, Accepted(category=Category.COMPLAINT))


@pytest.mark.parametrize("command", [wishes.assign, wishes.designate])
def test_a_unit_does_not_help_itself(command: Callable[..., PetitionCommand]) -> None:
    given(*until(Status.ACCEPTED)).when(command(co_units=(STREET,)), by=SUPERVISOR).refused(
        "lead_is_not_among_the_co_units"
    )


@pytest.mark.parametrize("command", [wishes.assign(co_units=("dept-moon",)), wishes.designate(unit="dept-moon")])
def test_no_unit_is_named_that_does_not_exist(command: PetitionCommand) -> None:
    accepted = given(*until(Status.ACCEPTED))
    accepted.when(command, by=SUPERVISOR, units={STREET, TAX}).refused("unit_is_in_the_directory")


def test_a_dispatcher_does_not_designate_by_reassigning() -> None:
    moved = wishes.reassign(basis="designation")
    given(*until(Status.ASSIGNED)).when(moved, by=DISPATCHER).refused("designation_comes_from_a_supervisor")


@pytest.mark.parametrize("unit", [STREET, TAX, HOUSING])
def test_who_has_an_interest_withdraws(unit: str) -> None:
    complained = given(submitted().model_copy(update={"about_unit": HOUSING}), Accepted())
    interests = {DISPATCHER.id: {unit}}
    assigning = wishes.assign(co_units=(TAX,))
    complained.when(assigning, by=DISPATCHER, interests=interests).refused("assigner_has_no_interest")
    complained.when(assigning, by=COLLEAGUE, interests=interests).events()


@pytest.mark.parametrize(
    "command", [wishes.assign(), wishes.assign(unit=TAX, co_units=(STREET,)), wishes.designate(co_units=(TAX,))]
)
def test_a_sealed_report_does_not_go_to_the_unit_it_is_about(command: PetitionCommand) -> None:
    given(*report()).when(command, by=SUPERVISOR).refused("unit_complained_about_is_left_out")
    given(*report(HOUSING)).when(command, by=SUPERVISOR).events()


def test_nor_does_it_go_to_a_unit_below() -> None:
    below = {(STREET, "county-410403")}
    context: dict[str, Any] = {"subordinate": lambda unit, other: (unit, other) in below}
    about_the_district = given(*report("county-410403"))
    about_the_district.when(wishes.assign(), by=DISPATCHER, **context).refused("unit_complained_about_is_left_out")
    about_the_district.when(wishes.assign(unit=TAX), by=DISPATCHER, **context).events()


def test_a_unit_complained_about_openly_handles_the_complaint_itself() -> None:
    open_complaint = given(submitted().model_copy(update={"about_unit": STREET}), Accepted())
    open_complaint.when(wishes.assign(), by=DISPATCHER).events()


def test_a_report_that_turns_out_to_be_about_the_unit_is_not_moved_to_it() -> None:
    handled = given(*report(TAX), ASSIGNED)
    handled.when(wishes.reassign(), by=DISPATCHER).refused("unit_complained_about_is_left_out")
    handled.when(wishes.ask_for_help(), by=OFFICER).refused("unit_complained_about_is_left_out")


def test_who_returned_it_rightly_does_not_get_it_again() -> None:
    given(*FREED).when(wishes.assign(), by=DISPATCHER).refused("units_whose_return_was_right_are_left_out")
    moved_on = given(*FREED, Assigned(assignment=2, unit=TAX))
    moved_on.when(wishes.reassign(unit=STREET), by=DISPATCHER).refused("units_whose_return_was_right_are_left_out")
    given(*FREED).when(wishes.designate(duty_unclear=False), by=SUPERVISOR).events()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ASSIGNED, Status.REPLIED])
def test_a_unit_is_designated_while_the_petition_looks_for_one(status: Status) -> None:
    given(*until(status)).when(wishes.designate(), by=SUPERVISOR).refused("petition_can_be_designated")


def test_nobody_is_designated_without_need() -> None:
    accepted = given(*until(Status.ACCEPTED))
    accepted.when(wishes.designate(duty_unclear=False), by=SUPERVISOR).refused(
        "designation_follows_a_return_or_unclear_duty"
    )


def test_who_is_to_keep_it_is_told_so_by_refusing_the_return() -> None:
    given(*ON_RETURN).when(wishes.designate(), by=SUPERVISOR).refused("next_unit_is_another_one")


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REPLIED])
def test_only_what_a_unit_has_is_reassigned(status: Status) -> None:
    given(*until(status)).when(wishes.reassign(), by=DISPATCHER).refused("petition_can_be_reassigned")


def test_a_petition_is_reassigned_to_another_unit() -> None:
    same = wishes.reassign(unit=STREET)
    given(*until(Status.ASSIGNED)).when(same, by=DISPATCHER).refused("next_unit_is_another_one")


def test_the_dispatcher_reassigns_three_times_and_a_supervisor_again() -> None:
    steps: list[PetitionEvent | Step] = [*until(Status.ASSIGNED)]
    for number in (1, 2, 3):
        steps += [
            Reassigned(from_assignment=number, from_unit=STREET, to_unit=STREET),
            Assigned(assignment=number + 1, unit=STREET),
        ]
    wandered = given(*steps)
    wandered.when(wishes.reassign(), by=DISPATCHER).refused("fourth_reassignment_comes_from_a_supervisor")
    wandered.when(wishes.reassign(), by=SUPERVISOR).events()


@pytest.mark.parametrize("status", [Status.REPLIED, Status.VERIFIED])
def test_what_is_answered_is_not_returned(status: Status) -> None:
    given(*until(status)).when(wishes.ask_to_return(), by=OFFICER).refused("petition_can_be_returned")


def test_a_return_is_asked_for_once() -> None:
    given(*ON_RETURN).when(wishes.ask_to_return(), by=OFFICER).refused("petition_can_be_returned")
    refused = given(*ON_RETURN, ReturnRejected(assignment=1))
    refused.when(wishes.ask_to_return(), by=OFFICER).refused("unit_was_not_told_to_keep_it")


def test_another_unit_does_not_return_it() -> None:
    stranger = as_role(STRANGER, Role.UNIT_OFFICER)
    given(*until(Status.ASSIGNED)).when(wishes.ask_to_return(), by=stranger).refused("unit_is_the_assigned_one")


@pytest.mark.parametrize(
    "before",
    [
        (Assigned(assignment=1, unit=STREET, designated=True),),
        (ASSIGNED, ASKED, ReturnRejected(assignment=1)),
    ],
)
def test_who_was_told_to_keep_it_keeps_it_even_when_it_comes_back_later(before: Steps) -> None:
    there_and_back = (
        Reassigned(from_assignment=1, from_unit=STREET, to_unit=TAX),
        Assigned(assignment=2, unit=TAX),
        Reassigned(from_assignment=2, from_unit=TAX, to_unit=STREET),
        Assigned(assignment=3, unit=STREET),
    )
    for steps in (before, (*before, *there_and_back)):
        kept = given(*until(Status.ACCEPTED), *steps)
        kept.when(wishes.ask_to_return(), by=OFFICER).refused("unit_was_not_told_to_keep_it")


def test_an_assignment_without_a_way_back_is_not_returned() -> None:
    emergency = Assigned(assignment=1, unit=STREET, returnable=False)
    given(*until(Status.ACCEPTED), emergency).when(wishes.ask_to_return(), by=OFFICER).refused(
        "assignment_is_returnable"
    )


def test_a_return_comes_in_time() -> None:
    assigned = given(*until(Status.ACCEPTED), RETURNABLE)
    assigned.when(wishes.ask_to_return(), by=OFFICER, after=30 * HOUR).refused("return_window_is_open")
    assigned.when(wishes.ask_to_return(), by=OFFICER).events()


def test_who_has_replied_has_taken_it_on() -> None:
    sent_back = ReplyRejected(round=1, defects=(Defect.INTENT_ONLY,))
    answered = given(*until(Status.REPLIED), sent_back)
    answered.when(wishes.ask_to_return(), by=OFFICER).refused("assignment_has_no_reply")


def test_a_unit_does_not_suggest_itself_nor_a_unit_that_is_not_there() -> None:
    assigned = given(*until(Status.ASSIGNED))
    own = wishes.ask_to_return(suggested_unit=STREET)
    assigned.when(own, by=OFFICER).refused("suggested_unit_is_another_one")
    unknown = wishes.ask_to_return(suggested_unit="dept-moon")
    assigned.when(unknown, by=OFFICER, units={STREET}).refused("unit_is_in_the_directory")


@pytest.mark.parametrize("command", [wishes.approve_return(), wishes.reject_return()])
def test_there_is_no_ruling_without_a_return(command: PetitionCommand) -> None:
    given(*until(Status.ASSIGNED)).when(command, by=SUPERVISOR).refused("return_awaits_ruling")


@pytest.mark.parametrize(
    "command", [wishes.approve_return(), wishes.reject_return(), wishes.designate(unit=TAX, duty_unclear=False)]
)
def test_nobody_rules_on_their_own_assignment(command: PetitionCommand) -> None:
    own = as_role(DISPATCHER, Role.SUPERVISOR)
    given(*ON_RETURN).when(command, by=own).refused("ruling_is_not_by_who_assigned")
    given(*ON_RETURN).when(command, by=COLLEAGUE).events()


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REPLIED])
def test_help_is_asked_for_while_a_unit_works(status: Status) -> None:
    given(*until(status)).when(wishes.ask_for_help(), by=DISPATCHER).refused("help_is_asked_for_while_it_is_handled")


def test_another_unit_does_not_ask_for_help() -> None:
    asked = wishes.ask_for_help(unit=HOUSING)
    given(*until(Status.ASSIGNED)).when(asked, by=HELPER).refused("only_the_lead_or_the_hotline_asks_for_help")
    given(*until(Status.ASSIGNED)).when(asked, by=DISPATCHER).events()


def test_the_lead_does_not_ask_itself() -> None:
    own = wishes.ask_for_help(unit=STREET)
    given(*until(Status.ASSIGNED)).when(own, by=OFFICER).refused("co_unit_is_another_one")


@pytest.mark.parametrize("asked", [(ASSIGNED, HELP), (ASSIGNED.model_copy(update={"co_units": (TAX,)}),)])
def test_help_is_not_asked_for_while_it_is_awaited(asked: Steps) -> None:
    waiting = given(*until(Status.ACCEPTED), *asked)
    waiting.when(wishes.ask_for_help(), by=OFFICER).refused("help_is_not_asked_for_twice")
    answered = given(*until(Status.ACCEPTED), *asked, CoOpinionSubmitted(assignment=1, unit=TAX))
    answered.when(wishes.ask_for_help(), by=OFFICER).events()


@pytest.mark.parametrize("due", [BEGIN, BEGIN + timedelta(days=6)])
def test_an_opinion_is_due_between_now_and_the_reply(due: datetime) -> None:
    asked = wishes.ask_for_help(due=due)
    given(*until(Status.ASSIGNED)).when(asked, by=OFFICER).refused("opinion_is_due_before_the_reply")


def test_a_late_lead_still_gets_help() -> None:
    late = wishes.ask_for_help(due=BEGIN + timedelta(days=9))
    given(*until(Status.ASSIGNED)).when(late, by=OFFICER, after=timedelta(days=7)).events()


def test_an_opinion_comes_before_the_reply() -> None:
    road: Steps = until(Status.REPLIED)
    answered = given(*road[:3], HELP, *road[3:])
    answered.when(wishes.give_opinion(), by=HELPER).refused("opinion_is_given_before_the_reply")


@pytest.mark.parametrize(
    "steps",
    [(), (HELP, CoOpinionSubmitted(assignment=1, unit=TAX)), (CoHandlingRequested(assignment=1, unit=HOUSING),)],
)
def test_who_is_not_asked_gives_no_opinion(steps: Steps) -> None:
    assigned = given(*until(Status.ASSIGNED), *steps)
    assigned.when(wishes.give_opinion(), by=HELPER).refused("opinion_of_the_unit_is_awaited")
