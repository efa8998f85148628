"""Rules of a chapter: the unit's work, its reply, and the desk's review.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.dispatch.rules import unit_is_the_assigned_one
from casebook.petitions.handling import limit_rules
from casebook.petitions.handling.checking import NAMES, claims_to_be_shown, demanded
from casebook.petitions.handling.codes import Check
from casebook.petitions.handling.commands import ApproveReply, RecordContact, RejectReply, ReportProgress, SubmitReply
from casebook.petitions.rule import Missing, rule, rule_of_missing
from casebook.petitions.vocabulary import Outcome, Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

REJECTIONS_OF_THE_DESK: Final = 2
"""How often the desk sends a reply back before a supervisor must. Our own limit."""

AT_WORK: Final = frozenset({Status.IN_PROGRESS, Status.SUSPENDED})
"""Where the unit has a petition in hand."""


@rule
def unit_has_the_petition_in_hand(_command: Command, petition: Petition, _context: Context) -> bool:
    """Calls and progress are recorded while a petition is in progress or suspended. If it is not signed, sign it first.

    只有办理中或挂账的诉求才能登记联系和进展；如未签收请先签收。
    """
    return petition.status in AT_WORK


@rule
def citizen_can_be_called(_command: RecordContact, petition: Petition, _context: Context) -> bool:
    """Nobody is to be called: the citizen is unknown, has withdrawn, or their data are erased or restricted. Go on so.

    诉求人匿名、密报、已撤回，或其个人信息已依法删除、限制处理，不得联系，请直接办理。
    """
    return petition.is_reachable


@rule
def next_step_lies_ahead(command: ReportProgress, _petition: Petition, context: Context) -> bool:
    """The next step is on a day to come. Correct the day.

    下一步的日期须在今天之后，请更正。
    """
    return command.next_on is None or command.next_on > context.terms.day(context.now)


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
def citizen_was_contacted(_command: SubmitReply, petition: Petition, _context: Context) -> bool:
    """No attempt to contact the citizen is recorded for this assignment. Call them and record it before the reply.

    本次派单还没有联系诉求人的记录，请先联系诉求人并登记，再回复。

    Source: Beijing regulation art. 15.
    """
    return not petition.is_reachable or petition.contact_attempts > 0


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
    return not claims_to_be_shown(command.outcome, petition.category) or bool(command.evidence)


@rule
def plans_name_a_coming_day(command: SubmitReply, _petition: Petition, context: Context) -> bool:
    """Each promise needs a future day, and a reply that something is planned at least one promise. Fill them in.

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


@rule
def words_of_mere_intent_were_read(command: ApproveReply, petition: Petition, _context: Context) -> bool:
    """This reply seems to state intentions only. Read the marked words; send it back, or tick that you have read them.

    该回复疑似只表态、无办理结果，请阅看标出的字句；应退回补正，确需通过的请勾选“已阅表态字句”。

    Source: Pingdingshan Daily 2022-01-31, page A03.
    """
    flagged = petition.reply is not None and bool(petition.reply.intent_only)
    return not flagged or Check.INTENT_READ in command.checks


@rule_of_missing
def every_check_is_confirmed(command: ApproveReply, petition: Petition, _context: Context) -> Missing:
    """Look at the reply again and tick what is not confirmed yet: {missing}. If one does not hold, send it back.

    请再核对回复，尚未确认：{missing}；属实的请勾选，不属实的应退回补正。
    """
    owed = demanded(petition.reply, petition.category) if petition.reply else ()
    names = [NAMES[check] for check in owed if check not in command.checks]
    return Missing(tuple(zh for zh, _ in names), tuple(en for _, en in names))


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    RecordContact: (unit_has_the_petition_in_hand, unit_is_the_assigned_one, citizen_can_be_called),
    ReportProgress: (unit_has_the_petition_in_hand, unit_is_the_assigned_one, next_step_lies_ahead),
    **limit_rules.RULES,
    SubmitReply: (
        petition_is_in_progress,
        unit_is_the_assigned_one,
        drafter_is_not_the_approver,
        citizen_was_contacted,
        outcome_is_stated,
        resolved_complaints_show_evidence,
        plans_name_a_coming_day,
    ),
    ApproveReply: (
        reply_awaits_review,
        reviewer_did_not_write_the_reply,
        words_of_mere_intent_were_read,
        every_check_is_confirmed,
    ),
    RejectReply: (reply_awaits_review, reviewer_did_not_write_the_reply, third_rejection_comes_from_a_supervisor),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
