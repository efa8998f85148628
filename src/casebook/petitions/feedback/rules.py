"""Rules of a chapter: what the citizen says of it, by themselves or when called.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.context import Clock, limit_from
from casebook.petitions.feedback.commands import RatePetition, RecordCallback, RecordCommendation
from casebook.petitions.intake.rules import citizen_has_not_withdrawn
from casebook.petitions.road import REPLIED
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Confidentiality, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

REVISABLE_FOR: Final = timedelta(days=7)
"""How long a rating can be revised. Our own limit."""

CALLBACKS: Final = 3
"""How often the desk calls in a round. Our own limit."""

CALLS_APART: Final = timedelta(hours=2)
"""How far apart two calls are, so that they are attempts at different times. Our own limit."""


@rule
def petition_can_be_rated(_command: RatePetition, petition: Petition, context: Context) -> bool:
    """You can rate once the unit has replied. Wait for the reply.

    承办单位回复之后才能评价，请等待回复。
    """
    master = context.other if petition.status is Status.MERGED else None
    return (master or petition).status in REPLIED


@rule
def rating_window_is_open(_command: RatePetition, petition: Petition, context: Context) -> bool:
    """The time for rating after the closing is over. If the matter is not solved, submit a new petition.

    该诉求办结后的评价期已过；如问题仍在，请另行提交诉求。

    Source: policy pds-default v1, rating window.
    """
    if petition.closed_at is None:
        return True
    window = limit_from(petition.closed_at, Clock.RATING, petition, context)
    return window is None or context.now <= window.at


@rule
def rating_is_revised_within_seven_days(_command: RatePetition, petition: Petition, context: Context) -> bool:
    """Your first rating is more than 7 days old and can no longer be changed.

    首次评价已超过7天，不能再修改评价。
    """
    rating = petition.current_rating
    return rating is None or context.now <= rating.first_at + REVISABLE_FOR


@rule
def citizen_is_called_after_the_reply(_command: RecordCallback, petition: Petition, _context: Context) -> bool:
    """The citizen is called back once the unit has replied. Look at the petition's present state.

    承办单位回复之后才能回访，请刷新查看当前状态。

    Source: Beijing regulation art. 23, Weifang regulation art. 25.
    """
    return petition.status in REPLIED


@rule
def citizen_wants_to_be_called(_command: RecordCallback, petition: Petition, _context: Context) -> bool:
    """This citizen is anonymous or has withdrawn, and is not called back. Wait until the time to object is over.

    该诉求人匿名或已撤回诉求，不作回访，请待异议期满后再办结。
    """
    return petition.confidentiality is not Confidentiality.ANONYMOUS and not petition.citizen_left


@rule
def caller_is_not_from_the_unit(_command: RecordCallback, petition: Petition, context: Context) -> bool:
    """You belong to the unit or wrote its reply. Let somebody else of the desk call.

    您是承办单位人员，或起草、签发了回复，不能回访，请由热线办其他人员回访。
    """
    of_the_unit = context.actor.unit is not None and context.actor.unit in petition.units
    return not of_the_unit and (petition.reply is None or not petition.reply.was_written_by(context.actor.id))


@rule
def citizen_is_called_three_times_at_most(_command: RecordCallback, petition: Petition, _context: Context) -> bool:
    """The citizen was called three times in this round already. Do not call again; the petition can be closed.

    本轮已回访三次，请勿再次拨打；诉求可以办结。
    """
    return petition.callbacks.attempts < CALLBACKS


@rule
def calls_are_made_at_different_times(_command: RecordCallback, petition: Petition, context: Context) -> bool:
    """The last call was less than two hours ago. Try at another time.

    距上次回访不足两小时，请换个时间再拨打。
    """
    last = petition.callbacks.last_at
    return last is None or context.now >= last + CALLS_APART


@rule
def who_is_not_reached_says_nothing(command: RecordCallback, _petition: Petition, _context: Context) -> bool:
    """The citizen was not reached, so leave the answers empty: silence is not satisfaction.

    未联系上诉求人的，请勿填写解决情况、满意度和诉求人的话：未答复不等于满意。
    """
    return command.reached or (command.solved, command.satisfaction, command.words) == (None, None, None)


@rule
def petition_was_assigned(_command: RecordCommendation, petition: Petition, _context: Context) -> bool:
    """No unit has worked on this petition, so there is nobody to thank. Wait until one has.

    该诉求还没有承办单位，暂不能登记表扬。
    """
    return bool(petition.units)


@rule
def commended_unit_handled_the_petition(command: RecordCommendation, petition: Petition, _context: Context) -> bool:
    """This unit did not handle the petition. Choose the one that did.

    该单位没有承办这件诉求，请选择承办单位。
    """
    return command.unit in petition.units


@rule
def commendation_counts_once(command: RecordCommendation, petition: Petition, _context: Context) -> bool:
    """A commendation of this kind for this unit is on record already. It counts once for each petition.

    该单位在这件诉求中的同类表扬已登记，每件诉求只计一次。
    """
    return (command.unit, command.kind) not in petition.commendations


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    RatePetition: (
        petition_can_be_rated,
        citizen_has_not_withdrawn,
        rating_window_is_open,
        rating_is_revised_within_seven_days,
    ),
    RecordCallback: (
        citizen_is_called_after_the_reply,
        citizen_wants_to_be_called,
        caller_is_not_from_the_unit,
        citizen_is_called_three_times_at_most,
        calls_are_made_at_different_times,
        who_is_not_reached_says_nothing,
    ),
    RecordCommendation: (
        citizen_has_not_withdrawn,
        petition_was_assigned,
        commended_unit_handled_the_petition,
        commendation_counts_once,
    ),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
