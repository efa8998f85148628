"""Rules of a chapter: assigning a petition to a unit, and the unit taking it.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.dispatch.commands import AssignPetition, SignAssignment
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import AssignmentBasis, Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule


@rule
def petition_awaits_assignment(_command: AssignPetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that is accepted and not yet assigned can be assigned. Look at its present state.

    只有已受理、待派单的诉求才能派单，请刷新查看当前状态。
    """
    return petition.status is Status.ACCEPTED


@rule
def unit_is_in_the_directory(command: AssignPetition, _petition: Petition, context: Context) -> bool:
    """No such unit is in the directory. Choose one from it.

    承办单位名录中没有这个单位，请从名录中选择。
    """
    return context.units is None or command.unit in context.units


@rule
def designation_comes_from_a_supervisor(command: AssignPetition, _petition: Petition, context: Context) -> bool:
    """Only a supervisor designates a unit. Ask one, or choose another basis.

    指定承办由督办人员作出，请报督办人员，或选择其他派单依据。

    Source: Beijing regulation art. 12, Weifang regulation art. 22: a designated unit may not return the petition.
    """
    return command.basis is not AssignmentBasis.DESIGNATION or context.actor.role is Role.SUPERVISOR


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


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    AssignPetition: (petition_awaits_assignment, unit_is_in_the_directory, designation_comes_from_a_supervisor),
    SignAssignment: (petition_awaits_signature, unit_is_the_assigned_one, assignment_is_the_current_one),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
