"""Rules of a chapter: supervision, false replies, corrections, confidentiality.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.events import EVENTS
from casebook.petitions.intake.rules import citizen_has_not_withdrawn
from casebook.petitions.notes.events import NoteAdded
from casebook.petitions.oversight import limit_rules
from casebook.petitions.oversight.clocks import AT_THE_UNIT, silent_since
from casebook.petitions.oversight.codes import SupervisionGround, SupervisionLevel
from casebook.petitions.oversight.commands import (
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    OpenSupervision,
)
from casebook.petitions.road import ENDS
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Confidentiality, Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

SUPERVISABLE: Final = AT_THE_UNIT | {
    Status.ACCEPTED,
    Status.REPLIED,
    Status.VERIFYING,
    Status.VERIFIED,
    Status.CLOSED,
}

LEVELS: Final = tuple(SupervisionLevel)
"""From low to high."""

PROTECTION: Final = tuple(Confidentiality)
"""From the least protected citizen to the most."""


@rule
def petition_can_be_supervised(_command: OpenSupervision, petition: Petition, _context: Context) -> bool:
    """Only a petition that was accepted and has not ended otherwise than by closing is supervised.

    只有已受理的诉求（含已办结的）才能督办，请刷新查看当前状态。

    Source: Weifang regulation art. 26, Jinan regulation art. 28.
    """
    return petition.status in SUPERVISABLE


@rule
def supervision_is_not_open_yet(_command: OpenSupervision, petition: Petition, _context: Context) -> bool:
    """This petition is under supervision already. Raise its level, or close it with a result.

    该诉求已在督办中，请升级督办，或填写结果办结督办。
    """
    return petition.supervision is None or petition.supervision.closed


@rule
def supervision_is_due_in_time_to_come(command: OpenSupervision, _petition: Petition, context: Context) -> bool:
    """The result of a supervision must be due later than now. Check the time.

    督办结果的期限须在今后，请核对时间。
    """
    return command.due is None or command.due > context.now


@rule
def system_supervises_silence_only(command: OpenSupervision, petition: Petition, context: Context) -> bool:
    """The system opens the daily level after one overdue urging and five working days of silence. Ask a supervisor.

    系统仅在逾期催办后满五个工作日仍无回应时启动日常督办，其他情形请报督办人员。

    Source: hotline rules answer one urging and five working days of silence with public criticism.
    """
    if context.actor.role is not Role.SYSTEM:
        return True
    daily = (command.level, command.ground) == (SupervisionLevel.DAILY, SupervisionGround.SILENCE)
    return daily and any(silent_since(urging, petition, context) for urging in petition.urgings)


@rule
def supervision_is_open(_command: Command, petition: Petition, _context: Context) -> bool:
    """This petition is not under supervision. Open one first.

    该诉求没有在督办中，请先启动督办。
    """
    return petition.supervision is not None and not petition.supervision.closed


@rule
def supervision_only_rises(command: EscalateSupervision, petition: Petition, _context: Context) -> bool:
    """Supervision is raised to a higher level than the present one. Choose a higher one.

    督办只能升级到高于当前的级别，请选择更高的级别。
    """
    return petition.supervision is None or LEVELS.index(command.level) > LEVELS.index(petition.supervision.level)


@rule
def unit_has_replied(_command: FindFalseReply, petition: Petition, _context: Context) -> bool:
    """No unit has replied to this petition, so no reply of it can be false. Look at the record.

    该诉求还没有承办单位的回复，无从认定虚假办结，请查看记录。
    """
    return petition.assignment > 0 and (petition.round > 1 or petition.reply is not None)


@rule
def false_reply_was_given(command: FindFalseReply, petition: Petition, _context: Context) -> bool:
    """There is no reply of this assignment and round. Check both numbers.

    没有该派单、该轮次的回复，请核对派单序号和轮次。
    """
    replied = command.round < petition.round or (command.round == petition.round and petition.reply is not None)
    return replied and command.assignment <= petition.assignment


@rule
def false_reply_is_found_once(command: FindFalseReply, petition: Petition, _context: Context) -> bool:
    """This reply was found false already. Look at the record.

    该回复已被认定为虚假，请查看记录。
    """
    return all(
        (found.assignment, found.round) != (command.assignment, command.round) for found in petition.false_replies
    )


@rule
def corrected_event_is_there(command: CorrectRecord, petition: Petition, _context: Context) -> bool:
    """This petition has no event of that version. Look it up in the history.

    该诉求没有这一版本的事件，请在办理经过中查对。
    """
    return command.target_version <= len(petition.events)


@rule
def corrected_event_is_no_note(command: CorrectRecord, petition: Petition, _context: Context) -> bool:
    """A note is not corrected: nothing rests on it, and a correction would tell the citizen of it. Leave another note.

    内部批注不作勘误：它不影响办理，勘误却会让诉求人知道。请另写一条内部批注。
    """
    return petition.events[command.target_version - 1] != NoteAdded.stored_name()


@rule
def corrected_fields_are_there(command: CorrectRecord, petition: Petition, _context: Context) -> bool:
    """That event has no such field. Name fields that it has, each once.

    该事件没有所填的字段，请填写该事件已有的字段，且不重复。
    """
    fields = EVENTS[petition.events[command.target_version - 1]].model_fields
    return set(command.fields) <= fields.keys() and len(set(command.fields)) == len(command.fields)


@rule
def petition_is_dealt_with_here(_command: ChangeConfidentiality, petition: Petition, _context: Context) -> bool:
    """This petition ended without being handled here; nobody outside the hotline sees it. There is nothing to protect.

    该诉求未在此办理即已结束，热线办以外无人可见，无需变更保密级别。
    """
    return petition.status is Status.CLOSED or petition.status not in ENDS


@rule
def confidentiality_differs(command: ChangeConfidentiality, petition: Petition, _context: Context) -> bool:
    """The petition has this level of confidentiality already. Choose another.

    该诉求已是这一保密级别，请选择其他级别。
    """
    return command.after is not petition.confidentiality


@rule
def citizens_only_raise_confidentiality(command: ChangeConfidentiality, petition: Petition, context: Context) -> bool:
    """You can ask for more protection, not for less; what is sealed stays so. A supervisor can lower the level.

    您可以提高保密级别，但不能自行降低；密办的不再公开。如需降低，请联系督办人员。
    """
    raised = PROTECTION.index(command.after) > PROTECTION.index(petition.confidentiality)
    return raised or context.actor.role is not Role.CITIZEN


@rule
def citizens_protect_words_that_are_there(
    _command: ChangeConfidentiality, petition: Petition, context: Context
) -> bool:
    """Your words were erased by law: nothing of yours is left here to be kept more confidential.

    您的内容已依法删除，这件诉求里没有您的内容可再保密，无需变更。
    """
    return not petition.is_erased or context.actor.role is not Role.CITIZEN


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    **limit_rules.RULES,
    OpenSupervision: (
        petition_can_be_supervised,
        supervision_is_not_open_yet,
        supervision_is_due_in_time_to_come,
        system_supervises_silence_only,
    ),
    EscalateSupervision: (supervision_is_open, supervision_only_rises),
    CloseSupervision: (supervision_is_open,),
    FindFalseReply: (unit_has_replied, false_reply_was_given, false_reply_is_found_once),
    CorrectRecord: (corrected_event_is_there, corrected_event_is_no_note, corrected_fields_are_there),
    ChangeConfidentiality: (
        petition_is_dealt_with_here,
        citizen_has_not_withdrawn,
        citizens_protect_words_that_are_there,
        confidentiality_differs,
        citizens_only_raise_confidentiality,
    ),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
