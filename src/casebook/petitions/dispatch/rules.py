"""Rules of a chapter: finding the unit, and what units settle with the hotline before they work.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.dispatch.commands import (
    ApproveReturn,
    AssignPetition,
    DesignateUnit,
    ReassignPetition,
    RejectReturn,
    RequestCoHandling,
    RequestReturn,
    SignAssignment,
    SubmitCoOpinion,
)
from casebook.petitions.dispatch.returns import (
    IN_A_UNITS_HANDS,
    assignment_has_no_reply,
    assignment_is_returnable,
    petition_can_be_returned,
    return_awaits_ruling,
    return_window_is_open,
    ruling_is_not_by_who_assigned,
    unit_was_not_told_to_keep_it,
)
from casebook.petitions.dispatch.units import (
    assigner_has_no_interest,
    co_unit_is_another_one,
    designation_comes_from_a_supervisor,
    lead_is_not_among_the_co_units,
    next_unit_is_another_one,
    suggested_unit_is_another_one,
    unit_complained_about_is_left_out,
    unit_is_in_the_directory,
    units_whose_return_was_right_are_left_out,
)
from casebook.petitions.road import BEFORE_THE_REPLY
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

REASSIGNMENTS_OF_THE_DISPATCHER: Final = 3
"""How often dispatchers reassign a petition before a supervisor must. Our own limit."""


@rule
def petition_awaits_assignment(_command: AssignPetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that is accepted and not yet assigned can be assigned. Look at its present state.

    只有已受理、待派单的诉求才能派单，请刷新查看当前状态。
    """
    return petition.status is Status.ACCEPTED


@rule
def petition_can_be_designated(_command: DesignateUnit, petition: Petition, _context: Context) -> bool:
    """A unit is designated while the petition waits for its unit or for the ruling on a return. Look at its state.

    只有待派单或退单待审的诉求才能指定承办，请刷新查看当前状态。
    """
    return petition.status in {Status.ACCEPTED, Status.RETURN_REVIEW}


@rule
def designation_follows_a_return_or_unclear_duty(command: DesignateUnit, petition: Petition, _context: Context) -> bool:
    """No unit asked to return this petition. Assign it, or state that it is unclear whose duty it is.

    该诉求没有退单记录，请正常派单；如职责不清，请注明“职责不清”。

    Source: Beijing regulation art. 12, Weifang regulation art. 22.
    """
    returned = petition.search.rulings > 0 or petition.status is Status.RETURN_REVIEW
    return returned or command.duty_unclear


@rule
def petition_can_be_reassigned(_command: ReassignPetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that a unit has and has not answered can be reassigned. Look at its present state.

    只有已派单、办理中的诉求才能改派，请刷新查看当前状态。
    """
    return petition.status in IN_A_UNITS_HANDS and petition.unit is not None


@rule
def fourth_reassignment_comes_from_a_supervisor(
    _command: ReassignPetition, petition: Petition, context: Context
) -> bool:
    """This petition was reassigned three times already. Only a supervisor can reassign it again; ask one.

    该诉求已改派三次，再次改派须由督办人员作出，请报督办人员。
    """
    few = petition.search.reassignments < REASSIGNMENTS_OF_THE_DISPATCHER
    return few or context.actor.role is Role.SUPERVISOR


@rule
def unit_is_the_assigned_one(_command: Command, petition: Petition, context: Context) -> bool:
    """This petition is not assigned to your unit. The assigned unit must do this.

    该诉求没有派给您的单位，请由承办单位办理。
    """
    return context.actor.unit is not None and context.actor.unit == petition.unit


@rule
def petition_awaits_signature(_command: SignAssignment, petition: Petition, _context: Context) -> bool:
    """Only a petition that is assigned and not yet signed can be signed. Look at its present state.

    只有已派单、待签收的诉求才能签收，请刷新查看当前状态。
    """
    return petition.status is Status.ASSIGNED


@rule
def assignment_is_the_current_one(command: SignAssignment, petition: Petition, _context: Context) -> bool:
    """This is not the current assignment. Look again and sign the latest one.

    派单序号不是当前的派单，请刷新后按最新派单签收。
    """
    return command.assignment == petition.assignment


@rule
def help_is_asked_for_while_it_is_handled(_command: RequestCoHandling, petition: Petition, _context: Context) -> bool:
    """Help is asked for while a unit handles the petition. Look at its present state.

    只有已派单、办理中的诉求才能请求协办，请刷新查看当前状态。
    """
    return petition.status in IN_A_UNITS_HANDS


@rule
def only_the_lead_or_the_hotline_asks_for_help(
    _command: RequestCoHandling, petition: Petition, context: Context
) -> bool:
    """Your unit does not have the lead. Let the handling unit or the hotline ask for help.

    您的单位不是主办单位，请由主办单位或派单员请求协办。

    Source: Beijing regulation art. 14: the first receiver leads.
    """
    return context.actor.unit in (None, petition.unit)


@rule
def help_is_not_asked_for_twice(command: RequestCoHandling, petition: Petition, _context: Context) -> bool:
    """This unit was asked already and its opinion is awaited. Wait for it.

    已请求该单位协办，正在等待其意见，请勿重复请求。
    """
    return command.unit not in petition.holding.awaited


@rule
def opinion_is_due_before_the_reply(command: RequestCoHandling, petition: Petition, context: Context) -> bool:
    """The opinion must be due in time to come, and before the reply is due. Choose another time.

    协办意见的期限须在今后，且不晚于回复期限，请重新选择。
    """
    reply = petition.dues.reply
    in_time = reply is None or reply <= context.now or command.due <= reply
    return context.now < command.due and in_time


@rule
def opinion_is_given_before_the_reply(_command: SubmitCoOpinion, petition: Petition, _context: Context) -> bool:
    """The lead no longer handles this petition. An opinion is not needed any more.

    主办单位已不在办理该诉求，无需再提交协办意见。
    """
    return petition.status in BEFORE_THE_REPLY


@rule
def opinion_of_the_unit_is_awaited(_command: SubmitCoOpinion, petition: Petition, context: Context) -> bool:
    """Your unit was not asked, or has given its opinion. If there is more to say, have the lead ask again.

    您的单位没有被请求协办，或已提交意见；如有补充，请主办单位再次请求。
    """
    return context.actor.unit in petition.holding.awaited


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    AssignPetition: (
        petition_awaits_assignment,
        unit_is_in_the_directory,
        lead_is_not_among_the_co_units,
        designation_comes_from_a_supervisor,
        assigner_has_no_interest,
        unit_complained_about_is_left_out,
        units_whose_return_was_right_are_left_out,
    ),
    DesignateUnit: (
        petition_can_be_designated,
        ruling_is_not_by_who_assigned,
        unit_is_in_the_directory,
        lead_is_not_among_the_co_units,
        next_unit_is_another_one,
        assigner_has_no_interest,
        unit_complained_about_is_left_out,
        designation_follows_a_return_or_unclear_duty,
    ),
    ReassignPetition: (
        petition_can_be_reassigned,
        fourth_reassignment_comes_from_a_supervisor,
        unit_is_in_the_directory,
        lead_is_not_among_the_co_units,
        next_unit_is_another_one,
        designation_comes_from_a_supervisor,
        assigner_has_no_interest,
        unit_complained_about_is_left_out,
        units_whose_return_was_right_are_left_out,
    ),
    SignAssignment: (petition_awaits_signature, unit_is_the_assigned_one, assignment_is_the_current_one),
    RequestReturn: (
        petition_can_be_returned,
        unit_is_the_assigned_one,
        unit_was_not_told_to_keep_it,
        assignment_is_returnable,
        return_window_is_open,
        assignment_has_no_reply,
        suggested_unit_is_another_one,
        unit_is_in_the_directory,
    ),
    ApproveReturn: (return_awaits_ruling, ruling_is_not_by_who_assigned),
    RejectReturn: (return_awaits_ruling, ruling_is_not_by_who_assigned),
    RequestCoHandling: (
        help_is_asked_for_while_it_is_handled,
        only_the_lead_or_the_hotline_asks_for_help,
        unit_is_in_the_directory,
        co_unit_is_another_one,
        unit_complained_about_is_left_out,
        help_is_not_asked_for_twice,
        opinion_is_due_before_the_reply,
    ),
    SubmitCoOpinion: (opinion_is_given_before_the_reply, opinion_of_the_unit_is_awaited),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
