"""Rules of a chapter: urging, missed limits, supervision, false replies, corrections, confidentiality.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.events import EVENTS
from casebook.petitions.intake.rules import citizen_has_not_withdrawn
from casebook.petitions.oversight.clocks import AT_THE_UNIT, OF_THE_UNIT, running, silent_since
from casebook.petitions.oversight.codes import RecomputeCause, SupervisionGround, SupervisionLevel, UrgeKind
from casebook.petitions.oversight.commands import (
    ChangeConfidentiality,
    CloseSupervision,
    CorrectRecord,
    EscalateSupervision,
    FindFalseReply,
    MissDeadline,
    OpenSupervision,
    RecomputeDeadline,
    UrgeUnit,
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
def petition_lies_with_a_unit(_command: UrgeUnit, petition: Petition, _context: Context) -> bool:
    """A unit is urged only while the petition lies with it, from assignment to reply. Look at its present state.

    只有已派单、尚未回复的诉求才能催办，请刷新查看当前状态。
    """
    return petition.status in AT_THE_UNIT


@rule
def limit_is_one_of_the_unit(command: UrgeUnit, _petition: Petition, _context: Context) -> bool:
    """A unit is urged about what it has to do itself: signing, replying, mending a reply. Choose one of these limits.

    催办针对承办单位自身的时限：签收、回复、补正，请从中选择。
    """
    return command.clock in OF_THE_UNIT


@rule
def limit_runs(command: UrgeUnit | MissDeadline | RecomputeDeadline, petition: Petition, _context: Context) -> bool:
    """This limit does not run: none was set, or its step is done already. Look at the petition again.

    该时限没有在计时：未设定，或相应步骤已完成，请刷新查看。
    """
    return running(petition, command.clock) is not None


@rule
def urging_fits_the_time_left(command: UrgeUnit, petition: Petition, context: Context) -> bool:
    """An overdue notice goes out when the limit has passed, the other urgings before. Choose the kind that fits.

    逾期催办在到期之后发出，其他催办在到期之前发出，请选择相应的催办类型。

    Source: hotline rules urge before expiry by phone, and in writing after it.
    """
    due = running(petition, command.clock)
    return due is None or (command.kind is UrgeKind.OVERDUE) == (context.now > due)


@rule
def each_urging_goes_out_once(command: UrgeUnit, petition: Petition, _context: Context) -> bool:
    """The unit was urged in this way about this limit already. If it stays silent, ask for supervision.

    该时限已发出过同类催办；如单位仍无回应，请提请督办。
    """
    return all((urging.clock, urging.kind) != (command.clock, command.kind) for urging in petition.urgings)


@rule
def limit_has_passed(command: MissDeadline, petition: Petition, context: Context) -> bool:
    """This limit has not passed yet; there is nothing to put on record.

    该时限尚未到期，不能记为逾期。
    """
    due = running(petition, command.clock)
    return due is not None and context.now > due


@rule
def each_miss_is_on_record_once(command: MissDeadline, petition: Petition, _context: Context) -> bool:
    """That this limit was missed is on record already; there is nothing more to do.

    该时限的逾期已经记录，无需重复记录。
    """
    return command.clock not in petition.missed


@rule
def system_recomputes_by_the_calendar_only(command: RecomputeDeadline, _petition: Petition, context: Context) -> bool:
    """The system moves a limit only when the calendar of its year is published; other causes need a supervisor.

    系统只能因日历公布而重算时限，其他原因须由督办人员办理。
    """
    return command.cause is RecomputeCause.CALENDAR or context.actor.role is not Role.SYSTEM


@rule
def moved_limits_lie_ahead(command: RecomputeDeadline, _petition: Petition, context: Context) -> bool:
    """A limit cannot be moved into the past. Name a time to come.

    时限不能改到过去，请填写今后的时间。
    """
    return command.cause is RecomputeCause.CALENDAR or command.due > context.now


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
    """The result of a supervision is due at a time to come. Check the time.

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


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    UrgeUnit: (
        petition_lies_with_a_unit,
        limit_is_one_of_the_unit,
        limit_runs,
        urging_fits_the_time_left,
        each_urging_goes_out_once,
    ),
    MissDeadline: (limit_runs, limit_has_passed, each_miss_is_on_record_once),
    RecomputeDeadline: (limit_runs, system_recomputes_by_the_calendar_only, moved_limits_lie_ahead),
    OpenSupervision: (
        petition_can_be_supervised,
        supervision_is_not_open_yet,
        supervision_is_due_in_time_to_come,
        system_supervises_silence_only,
    ),
    EscalateSupervision: (supervision_is_open, supervision_only_rises),
    CloseSupervision: (supervision_is_open,),
    FindFalseReply: (false_reply_was_given, false_reply_is_found_once),
    CorrectRecord: (corrected_event_is_there, corrected_fields_are_there),
    ChangeConfidentiality: (
        petition_is_dealt_with_here,
        citizen_has_not_withdrawn,
        confidentiality_differs,
        citizens_only_raise_confidentiality,
    ),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
