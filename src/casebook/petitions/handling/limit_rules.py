"""Rules of a chapter: more time for the reply, and halts.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.dispatch.rules import unit_is_the_assigned_one
from casebook.petitions.handling.commands import (
    GrantExtension,
    RefuseExtension,
    RequestExtension,
    ResumePetition,
    ReviewSuspension,
    SuspendPetition,
)
from casebook.petitions.handling.limits import terms_of_the_reply
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.handling.terms import Allowance, Halting
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule


@rule
def petition_is_being_handled(_command: Command, petition: Petition, _context: Context) -> bool:
    """Only while the unit is working on a petition can its time be changed. Look at its present state.

    只有办理中的诉求才能延期或挂账，请刷新查看当前状态。
    """
    return petition.status is Status.IN_PROGRESS


@rule
def reply_is_not_due_yet(_command: RequestExtension, petition: Petition, context: Context) -> bool:
    """More time is asked for before the reply is due, and not for mending a reply. Reply as soon as you can.

    延期须在回复期限届满前申请，退回补正的期限不能延长，请尽快回复。

    Source: Beijing regulation art. 15.
    """
    due = petition.dues.reply
    return petition.dues.redo is None and due is not None and context.now <= due


@rule
def city_extends_such_petitions(_command: RequestExtension, petition: Petition, context: Context) -> bool:
    """The city's limits leave no more time for a petition of this kind or urgency. Reply within the limit.

    按本市办理时限，此类或紧急诉求不得延期，请在期限内回复。
    """
    return _allowance(petition, context) is not None


@rule
def extensions_are_not_used_up(_command: RequestExtension, petition: Petition, context: Context) -> bool:
    """This reply was given more time as often as the city's limits allow. Reply, or ask a supervisor to suspend it.

    延期次数已用完，请按期回复；确因客观原因暂不能解决的，请报督办人员挂账。
    """
    allowance = _allowance(petition, context)
    return allowance is None or petition.extensions < allowance.times


@rule
def extension_is_as_short_as_the_city_wants(command: RequestExtension, petition: Petition, context: Context) -> bool:
    """That is more time than the city's limits allow at once. Ask for fewer working days.

    申请延长的工作日超过本市规定的上限，请减少天数。
    """
    allowance = _allowance(petition, context)
    return allowance is None or command.working_days <= allowance.working_days


@rule
def no_extension_is_pending(_command: RequestExtension, petition: Petition, _context: Context) -> bool:
    """More time was asked for already and is not decided yet. Wait for the decision; the clock goes on.

    已有延期申请待审，请等待答复；审批期间时限不停。
    """
    return petition.pending_extension is None


@rule
def extension_is_asked_for(_command: Command, petition: Petition, _context: Context) -> bool:
    """Nobody asks for more time now. The unit must ask first.

    目前没有待审的延期申请，须由承办单位先提出申请。
    """
    return petition.pending_extension is not None


@rule
def decider_is_not_the_requester(_command: Command, petition: Petition, context: Context) -> bool:
    """You asked for this extension yourself. Let another person decide it.

    延期申请人不能审批自己的申请，请由另一人审批。
    """
    request = petition.pending_extension
    return request is None or request.requested_by != context.actor.id


@rule
def second_extension_is_decided_by_a_supervisor(_command: Command, petition: Petition, context: Context) -> bool:
    """This reply was given more time already. Only a supervisor decides on more; ask one.

    该诉求已延期一次，再次延期须由督办人员审批，请报督办人员。
    """
    return petition.extensions == 0 or context.actor.role is Role.SUPERVISOR


@rule
def extension_was_asked_for_in_time(_command: GrantExtension, petition: Petition, _context: Context) -> bool:
    """It was asked for after the reply was due, and silence at the end of a limit is a refusal. Refuse it.

    该延期申请在回复期限届满后才提出，到期未批视为不同意，请作不同意处理。
    """
    request, due = petition.pending_extension, petition.dues.reply
    return due is not None and (request is None or request.at <= due)


@rule
def citizen_was_told(command: GrantExtension | SuspendPetition, petition: Petition, context: Context) -> bool:
    """Tell the citizen why it takes longer and until when, and say when you did; that cannot lie in the future.

    请先告知诉求人原因和新的期限，并填写告知时间；告知时间不能晚于现在。

    Source: Beijing regulation art. 15.
    """
    told = command.told_citizen_at
    return told <= context.now if told else not petition.is_reachable


@rule
def city_suspends_petitions(_command: SuspendPetition, petition: Petition, context: Context) -> bool:
    """The city suspends no petition: its list of grounds is empty. Let the unit reply.

    本市没有规定挂账事由，诉求一律不挂账，请由承办单位按期回复。
    """
    return bool(_halting(petition, context).grounds)


@rule
def ground_is_one_of_the_citys(command: SuspendPetition, petition: Petition, context: Context) -> bool:
    """The city suspends no petition on this ground. Choose one from its list, or let the unit reply.

    本市未将此情形列为挂账事由，请从规定的事由中选择，或由承办单位按期回复。
    """
    return command.ground in _halting(petition, context).grounds


@rule
def day_of_review_is_near(command: SuspendPetition, petition: Petition, context: Context) -> bool:
    """A suspended petition is looked at again on a coming day, within the time that the city allows (90 days).

    挂账须写明今后的复核日期，且不得超过本市规定的天数（默认90天）。
    """
    return _is_near(command.review_on, petition, context)


@rule
def petition_is_suspended(_command: Command, petition: Petition, _context: Context) -> bool:
    """This petition is not suspended. Look at its present state.

    该诉求不在挂账状态，请刷新查看当前状态。
    """
    return petition.status is Status.SUSPENDED


@rule
def kept_suspensions_have_a_next_review(command: ReviewSuspension, petition: Petition, context: Context) -> bool:
    """If it stays suspended, name the next day of review, within the time the city allows; if not, name none.

    继续挂账的须写明下次复核日期，且不得超过规定天数；销账的不写复核日期。
    """
    if not command.keep:
        return command.review_on is None
    return command.review_on is not None and _is_near(command.review_on, petition, context)


@rule
def clockwork_waits_for_the_day_of_review(_command: ResumePetition, petition: Petition, context: Context) -> bool:
    """Before the day of review only a supervisor ends a suspension.

    复核日期未到，只有督办人员可以销账。
    """
    halt = petition.suspension
    early = halt is not None and context.terms.day(context.now) < halt.review_on
    return context.actor.role is not Role.SYSTEM or not early


def _allowance(petition: Petition, context: Context) -> Allowance | None:
    return terms_of_the_reply(petition, context).allowance(petition.category, petition.urgency)


def _halting(petition: Petition, context: Context) -> Halting:
    return terms_of_the_reply(petition, context).halting


def _is_near(day: date, petition: Petition, context: Context) -> bool:
    today = context.terms.day(context.now)
    return today < day <= today + timedelta(days=_halting(petition, context).review_within)


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    RequestExtension: (
        petition_is_being_handled,
        unit_is_the_assigned_one,
        city_extends_such_petitions,
        reply_is_not_due_yet,
        no_extension_is_pending,
        extensions_are_not_used_up,
        extension_is_as_short_as_the_city_wants,
    ),
    GrantExtension: (
        petition_is_being_handled,
        extension_is_asked_for,
        decider_is_not_the_requester,
        second_extension_is_decided_by_a_supervisor,
        extension_was_asked_for_in_time,
        citizen_was_told,
    ),
    RefuseExtension: (
        petition_is_being_handled,
        extension_is_asked_for,
        decider_is_not_the_requester,
        second_extension_is_decided_by_a_supervisor,
    ),
    SuspendPetition: (
        petition_is_being_handled,
        city_suspends_petitions,
        ground_is_one_of_the_citys,
        day_of_review_is_near,
        citizen_was_told,
    ),
    ReviewSuspension: (petition_is_suspended, kept_suspensions_have_a_next_review),
    ResumePetition: (petition_is_suspended, clockwork_waits_for_the_day_of_review),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
