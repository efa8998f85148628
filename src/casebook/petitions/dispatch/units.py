"""Rules on the choice of a unit: which units a command may name.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.dispatch.commands import (
    AssignPetition,
    DesignateUnit,
    ReassignPetition,
    RequestCoHandling,
    RequestReturn,
)
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import AssignmentBasis

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.dispatch.commands import Assigning
    from casebook.petitions.petition import Petition

Choosing = AssignPetition | DesignateUnit | ReassignPetition | RequestCoHandling
"""What brings a petition before a unit."""


@rule
def unit_is_in_the_directory(command: Choosing | RequestReturn, _petition: Petition, context: Context) -> bool:
    """No such unit is in the directory. Choose one from it.

    承办单位名录中没有这个单位，请从名录中选择。
    """
    return context.units is None or all(unit in context.units for unit in _named(command))


@rule
def lead_is_not_among_the_co_units(command: Assigning, _petition: Petition, _context: Context) -> bool:
    """The unit that leads does not also help. Take it out of the co-handling units.

    主办单位不能同时作为协办单位，请从协办单位中去掉。
    """
    return command.unit not in command.co_units


@rule
def next_unit_is_another_one(command: DesignateUnit | ReassignPetition, petition: Petition, _context: Context) -> bool:
    """This unit has the petition already. Choose another one; if it is to keep it, refuse its return.

    该诉求已在该单位办理，请选择其他单位；如应由其继续办理，请不同意退单。
    """
    return command.unit != petition.unit


@rule
def designation_comes_from_a_supervisor(
    command: AssignPetition | ReassignPetition, _petition: Petition, _context: Context
) -> bool:
    """Only a supervisor designates a unit, by the command for it. Ask one, or choose another basis.

    指定承办由督办人员通过“指定承办”作出，请报督办人员，或选择其他派单依据。

    Source: Beijing regulation art. 12, Weifang regulation art. 22: a designated unit may not return the petition.
    """
    return command.basis is not AssignmentBasis.DESIGNATION


@rule
def assigner_has_no_interest(command: Assigning, petition: Petition, context: Context) -> bool:
    """You have declared an interest in one of these units, or in the one complained about. Let somebody else do this.

    您已申报与所涉单位存在利害关系，应当回避，请由其他人员办理。

    Source: Jinan regulation art. 32.
    """
    declared = context.interests.get(context.actor.id, ())
    return not any(unit in declared for unit in (*_named(command), petition.about_unit))


@rule
def unit_complained_about_is_left_out(command: Choosing, petition: Petition, context: Context) -> bool:
    """A sealed report does not go to the unit it is about, nor to one below it. Choose a unit above or apart from it.

    举报件不得派给被举报单位或其下级单位，请选择其上级或其他单位。

    Source: Jinan regulation art. 32.
    """
    return not any(context.keeps_from(petition, unit) for unit in _named(command))


@rule
def units_whose_return_was_right_are_left_out(
    command: AssignPetition | ReassignPetition, petition: Petition, _context: Context
) -> bool:
    """This unit returned the petition, and rightly. Choose another one, or have a supervisor designate it.

    该单位此前退单已获同意，请选择其他单位；确需由其办理的，请报督办人员指定承办。
    """
    return command.unit not in petition.search.freed


@rule
def suggested_unit_is_another_one(command: RequestReturn, petition: Petition, _context: Context) -> bool:
    """You suggest your own unit. Name another one, or none.

    建议的承办单位不能是本单位，请填写其他单位或留空。
    """
    return command.suggested_unit is None or command.suggested_unit != petition.unit


@rule
def co_unit_is_another_one(command: RequestCoHandling, petition: Petition, _context: Context) -> bool:
    """This unit has the lead. Ask another one for help.

    该单位就是主办单位，请选择其他单位协办。
    """
    return command.unit != petition.unit


def _named(command: Choosing | RequestReturn) -> tuple[str, ...]:
    """The units that a command names."""
    if isinstance(command, RequestReturn):
        return () if command.suggested_unit is None else (command.suggested_unit,)
    if isinstance(command, RequestCoHandling):
        return (command.unit,)
    return (command.unit, *command.co_units)
