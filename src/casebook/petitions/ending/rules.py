"""Rules of a chapter: closing, working on it again, and ending without a solution.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.context import Clock, limit_from
from casebook.petitions.ending.commands import ClosePetition, ProposeClosing, ReopenPetition, TerminatePetition
from casebook.petitions.road import ENDS, REPLIED
from casebook.petitions.rule import rule
from casebook.petitions.verification.rules import approved_reply_is_of_this_round
from casebook.petitions.vocabulary import ReopenGround, Role, Solved, Status, TerminationGround

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Change, Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

REOPENABLE_FOR: Final = timedelta(days=30)
"""How long after closing a petition can be reopened. Our own limit."""

DISSATISFIED_REOPENINGS: Final = 2
"""How often dissatisfaction alone reopens a petition. Our own limit."""

UNDER_WAY: Final = frozenset(Status) - ENDS - REPLIED - {Status.SUBMITTED}
"""Where a petition is accepted and not replied to."""

OF_A_SUPERVISOR: Final = frozenset({ReopenGround.FALSE_REPLY, ReopenGround.ORDER})


@rule
def petition_awaits_closing(_command: ClosePetition, petition: Petition, _context: Context) -> bool:
    """A reply is not a solution: only a petition that was verified, or whose verification was waived, can be closed.

    回复不等于解决：只有经追访核实或免访的诉求才能办结，请刷新查看当前状态。

    Source: Pingdingshan Daily 2022-01-31, page A03.
    """
    return petition.status is Status.VERIFIED


@rule
def result_is_verified_or_waived(_command: ClosePetition, petition: Petition, _context: Context) -> bool:
    """In this round there is neither a signed finding that it is solved nor a waiver. Verify or waive first.

    本轮没有签发的“已解决”追访结果，也没有免访，请先追访或免访。
    """
    return petition.is_verified or petition.waiver is not None


@rule
def closer_did_not_write_the_reply(_command: ClosePetition, petition: Petition, context: Context) -> bool:
    """You wrote or approved the reply. Let another person close the petition.

    办结人不能是回复的起草人或签发人，请由另一人办结。
    """
    return petition.reply is None or not petition.reply.was_written_by(context.actor.id)


@rule
def supervision_has_its_result(_command: Change, petition: Petition, _context: Context) -> bool:
    """This petition is under supervision. Close the supervision with its result first.

    该诉求正在督办，请先填写结果、办结督办。
    """
    return petition.supervision is None or petition.supervision.closed


@rule
def extension_is_decided_first(_command: ClosePetition, petition: Petition, _context: Context) -> bool:
    """A request for more time is undecided. The dispatcher must grant or refuse it first.

    该诉求有延期申请尚未审批，请先由派单员批准或驳回，再办结。
    """
    return petition.pending_extension is None


@rule
def citizen_was_heard_or_had_time_to_object(_command: ClosePetition, petition: Petition, context: Context) -> bool:
    """Call the citizen back first, or wait until the time to object is over.

    请先回访诉求人，或待异议期满后再办结。

    No call is needed where the citizen has said that it is solved, nor on the day on which the editor signed that it is
    solved, unless the citizen says otherwise. One attempt is enough, reached or not. The time to object runs from the
    verification or the waiver and is as long as the time for rating; where a city sets none, nobody needs to wait.

    Source: Beijing regulation art. 23, Weifang regulation art. 25; Pingdingshan Daily 2022-01-31, page A03, where a
    petition is closed on the day of the follow-up. The time to object: policy pds-default v1.
    """
    if petition.citizen_says is Solved.YES or petition.callbacks.attempts:
        return True
    verified_at = petition.verified_at or petition.last_at
    today = context.terms.day(verified_at) == context.terms.day(context.now)
    if petition.is_verified and today and petition.citizen_says is None:
        return True
    return _time_to_object_is_over(petition, context)


@rule
def nothing_more_is_to_be_waited_for(_command: ProposeClosing, petition: Petition, context: Context) -> bool:
    """Nobody has called the citizen yet, and the time to object is not over. It is proposed for closing afterwards.

    尚未回访诉求人，异议期也未满，届时系统再提请办结。

    The system proposes on stricter terms than people close on: a signature of today alone does not make it push.
    """
    heard = petition.citizen_says is Solved.YES or petition.callbacks.attempts > 0
    return heard or _time_to_object_is_over(petition, context)


@rule
def sealed_petitions_are_left_to_people(_command: ProposeClosing, petition: Petition, _context: Context) -> bool:
    """A sealed petition is closed by whoever deals with it; the system proposes nothing about it.

    密办诉求由经办人员自行掌握，系统不提请办结。
    """
    return not petition.is_sealed


@rule
def closing_is_proposed_once(_command: ProposeClosing, petition: Petition, _context: Context) -> bool:
    """It was proposed for closing in this round already. The desk decides.

    本轮已提请办结，由受理人员决定。
    """
    return petition.closing_proposed_in != petition.round


def _time_to_object_is_over(petition: Petition, context: Context) -> bool:
    window = limit_from(petition.verified_at or petition.last_at, Clock.RATING, petition, context)
    return window is None or context.now > window.at


@rule
def petition_can_be_reopened(_command: ReopenPetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that was replied to, verified or closed can be reopened. Look at its present state.

    只有已回复、追访中、已核实或已办结的诉求才能重办，请刷新查看当前状态。
    """
    return petition.status in REPLIED or (petition.status is Status.ARCHIVED and petition.closed_at is not None)


@rule
def failed_verification_reopens_by_signature(command: ReopenPetition, _petition: Petition, _context: Context) -> bool:
    """A failed verification reopens the petition when the editor signs it. Sign the finding, or choose another ground.

    追访未通过的诉求在编辑签发时自动重办，请签发追访结果，或选择其他理由。
    """
    return command.ground is not ReopenGround.VERIFICATION_FAILED


@rule
def false_replies_and_orders_come_from_a_supervisor(
    command: ReopenPetition, _petition: Petition, context: Context
) -> bool:
    """Only a supervisor finds a reply false or passes on an order. Ask one, or choose another ground.

    “虚假回复”和“上级交办”由督办人员认定，请报督办人员，或选择其他理由。
    """
    return command.ground not in OF_A_SUPERVISOR or context.actor.role is Role.SUPERVISOR


@rule
def closed_petitions_reopen_within_thirty_days(command: ReopenPetition, petition: Petition, context: Context) -> bool:
    """It was closed more than 30 days ago; only a false reply reopens it now. The citizen can submit a new petition.

    办结已超过30天，除认定虚假回复外不能重办，请诉求人另行提交。
    """
    if petition.closed_at is None or command.ground is ReopenGround.FALSE_REPLY:
        return True
    return context.now <= petition.closed_at + REOPENABLE_FOR


@rule
def dissatisfaction_reopens_twice_at_most(command: ReopenPetition, petition: Petition, _context: Context) -> bool:
    """Dissatisfaction reopened this petition twice already. A supervisor must decide what follows.

    该诉求已因不满意重办两次，请报督办人员研究决定。

    Source: Jinan regulation art. 27 sends back once more; twice is our own.
    """
    dissatisfied = command.ground is ReopenGround.DISSATISFIED
    return not dissatisfied or petition.dissatisfied_reopenings < DISSATISFIED_REOPENINGS


@rule
def petition_is_under_way(_command: TerminatePetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that is accepted and not replied to yet can be terminated. Look at its present state.

    只有已受理、尚未回复的诉求才能终止办理，请刷新查看当前状态。

    Source: Weifang regulation art. 21.
    """
    return petition.status in UNDER_WAY


@rule
def ground_is_our_own(command: TerminatePetition, _petition: Petition, _context: Context) -> bool:
    """This ground belongs to imported histories. Choose another one.

    该理由只用于导入的历史诉求，请选择其他理由。
    """
    return command.ground is not TerminationGround.CANCELLED_AT_SOURCE


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    ReopenPetition: (
        petition_can_be_reopened,
        failed_verification_reopens_by_signature,
        false_replies_and_orders_come_from_a_supervisor,
        closed_petitions_reopen_within_thirty_days,
        dissatisfaction_reopens_twice_at_most,
    ),
    ClosePetition: (
        petition_awaits_closing,
        approved_reply_is_of_this_round,
        result_is_verified_or_waived,
        closer_did_not_write_the_reply,
        supervision_has_its_result,
        extension_is_decided_first,
        citizen_was_heard_or_had_time_to_object,
    ),
    ProposeClosing: (
        petition_awaits_closing,
        approved_reply_is_of_this_round,
        result_is_verified_or_waived,
        closing_is_proposed_once,
        sealed_petitions_are_left_to_people,
        supervision_has_its_result,
        nothing_more_is_to_be_waited_for,
    ),
    TerminatePetition: (petition_is_under_way, ground_is_our_own),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
