"""Rules on returns: when a unit may ask to return its assignment, and who rules on it.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.dispatch.commands import ApproveReturn, RejectReturn, RequestReturn
    from casebook.petitions.petition import Petition

IN_A_UNITS_HANDS: Final = frozenset({Status.ASSIGNED, Status.IN_PROGRESS})


@rule
def petition_can_be_returned(_command: RequestReturn, petition: Petition, _context: Context) -> bool:
    """Only a petition that was assigned and not answered can be returned. Look at its present state.

    只有已派单、办理中的诉求才能申请退单，请刷新查看当前状态。
    """
    return petition.status in IN_A_UNITS_HANDS


@rule
def unit_was_not_told_to_keep_it(_command: RequestReturn, petition: Petition, context: Context) -> bool:
    """Your unit was designated, or its return was refused: it keeps this petition. Where you need others, ask for help.

    您的单位已被指定承办，或退单未获同意，不能再次退单；需要其他单位配合的，请申请协办。

    Source: Beijing regulation art. 12, Weifang regulation art. 22.
    """
    return context.actor.unit not in petition.search.bound


@rule
def assignment_is_returnable(_command: RequestReturn, petition: Petition, _context: Context) -> bool:
    """This assignment cannot be returned, as with emergencies. Handle it; where you need others, ask for help.

    本次派单不可退单（如紧急事项），请先行办理；需要其他单位配合的，请申请协办。
    """
    return petition.returnable


@rule
def return_window_is_open(_command: RequestReturn, petition: Petition, context: Context) -> bool:
    """The time for returning this petition is over. Handle it; where you need others, ask for help.

    退单期限已过，请先行办理；需要其他单位配合的，请申请协办。

    Source: Shandong hotline rule, two working days; policy pds-default v1, one.
    """
    return petition.dues.return_until is None or context.now <= petition.dues.return_until


@rule
def assignment_has_no_reply(_command: RequestReturn, petition: Petition, _context: Context) -> bool:
    """Your unit has replied to this petition and so has taken it on. It can no longer be returned.

    您的单位已就该诉求作出回复，视为已承办，不能再退单。
    """
    return not petition.holding.replied


@rule
def return_awaits_ruling(_command: ApproveReturn | RejectReturn, petition: Petition, _context: Context) -> bool:
    """No return of this petition waits for a ruling. Look at its present state.

    该诉求没有待审的退单申请，请刷新查看当前状态。
    """
    return petition.status is Status.RETURN_REVIEW


@rule
def ruling_is_not_by_who_assigned(_command: Command, petition: Petition, context: Context) -> bool:
    """You made the assignment that the unit wants to return. Let another dispatcher, or a supervisor, rule on it.

    退单所涉派单由您作出，请由另一名派单员或督办人员审定。
    """
    return petition.status is not Status.RETURN_REVIEW or petition.holding.assigned_by != context.actor.id
