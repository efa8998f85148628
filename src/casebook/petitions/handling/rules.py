"""Rules of a chapter: the unit's work, its reply, and the desk's review.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.dispatch.rules import unit_is_the_assigned_one
from casebook.petitions.handling.commands import ApproveReply, RejectReply, SubmitReply
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Action, Category, Outcome, Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

REJECTIONS_OF_THE_DESK: Final = 2
"""How often the desk sends a reply back before a supervisor must. Our own limit."""


@rule
def petition_is_in_progress(_command: SubmitReply, petition: Petition, _context: Context) -> bool:
    """Only a petition in progress can be answered. If it is not signed yet, sign it first.

    只有已签收、办理中的诉求才能回复；如未签收请先签收。
    """
    return petition.status is Status.IN_PROGRESS


@rule
def drafter_is_not_the_approver(command: SubmitReply, _petition: Petition, context: Context) -> bool:
    """Who wrote the reply may not approve it for the unit. Let another person approve it.

    回复的起草人与签发人不能是同一人，请由另一人签发。
    """
    return command.drafted_by != context.actor.id


@rule
def citizen_was_contacted(command: SubmitReply, petition: Petition, _context: Context) -> bool:
    """The citizen must be contacted before the reply. Do so and tick "contacted the citizen" among the actions.

    回复前须先联系诉求人，请联系后在“已采取的措施”中注明“已联系诉求人”。

    Source: Beijing regulation art. 15.
    """
    return not petition.is_reachable or Action.CONTACTED_CITIZEN in command.actions


@rule
def outcome_is_stated(command: SubmitReply, _petition: Petition, _context: Context) -> bool:
    """State the outcome; "unstated" is not an answer.

    请写明办理结果，不能填“未说明”。
    """
    return command.outcome is not Outcome.UNSTATED


@rule
def resolved_complaints_show_evidence(command: SubmitReply, petition: Petition, _context: Context) -> bool:
    """A reply that a complaint is resolved needs a picture or paper that shows it. Upload one.

    投诉回复为“已解决”的，须附图片或材料作为证明，请上传。
    """
    claimed = command.outcome is Outcome.RESOLVED and petition.category is Category.COMPLAINT
    return not claimed or bool(command.evidence)


@rule
def plans_name_a_coming_day(command: SubmitReply, _petition: Petition, context: Context) -> bool:
    """A promise names a day to come, and a reply that something is planned makes at least one promise.

    承诺须写明今后的完成日期；回复为“列入计划”的，至少写一项承诺。

    Source: Jinan regulation art. 24, measures and a definite time.
    """
    today = context.terms.day(context.now)
    promised = bool(command.commitments) or command.outcome is not Outcome.PLANNED
    return promised and all(commitment.due_on > today for commitment in command.commitments)


@rule
def reply_awaits_review(_command: Command, petition: Petition, _context: Context) -> bool:
    """Only a reply that awaits review can be reviewed. Look at the petition's present state.

    只有已回复、待审核的诉求才能审核，请刷新查看当前状态。
    """
    return petition.status is Status.REPLIED


@rule
def reviewer_did_not_write_the_reply(_command: Command, petition: Petition, context: Context) -> bool:
    """You wrote or approved this reply for the unit. Let another person review it.

    审核人不能审核自己起草或签发的回复，请由另一人审核。
    """
    return petition.reply is None or not petition.reply.was_written_by(context.actor.id)


@rule
def third_rejection_comes_from_a_supervisor(_command: Command, petition: Petition, context: Context) -> bool:
    """This reply was sent back twice already. Only a supervisor can send it back again; ask one.

    该回复已两次退回补正，再次退回须由督办人员作出，请报督办人员。
    """
    return petition.rejections < REJECTIONS_OF_THE_DESK or context.actor.role is Role.SUPERVISOR


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    SubmitReply: (
        petition_is_in_progress,
        unit_is_the_assigned_one,
        drafter_is_not_the_approver,
        citizen_was_contacted,
        outcome_is_stated,
        resolved_complaints_show_evidence,
        plans_name_a_coming_day,
    ),
    ApproveReply: (reply_awaits_review, reviewer_did_not_write_the_reply),
    RejectReply: (reply_awaits_review, reviewer_did_not_write_the_reply, third_rejection_comes_from_a_supervisor),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
