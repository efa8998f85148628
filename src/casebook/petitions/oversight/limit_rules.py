"""Rules of a chapter: urging, missed limits, moved limits.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.oversight.clocks import AT_THE_UNIT, OF_THE_UNIT, running
from casebook.petitions.oversight.codes import RecomputeCause, UrgeKind
from casebook.petitions.oversight.commands import MissDeadline, RecomputeDeadline, RecordOrder, UrgeUnit
from casebook.petitions.road import ENDS
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Clock, Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule


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
def some_limit_runs(_command: RecomputeDeadline, petition: Petition, _context: Context) -> bool:
    """No limit runs for this petition, so none can be moved. Look at the petition again.

    该诉求没有正在计时的时限，无从重算，请刷新查看。
    """
    return any(running(petition, clock) is not None for clock in Clock)


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
    """The miss of this limit is on record already; there is nothing more to do.

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
    """A limit cannot be moved into the past. Name a time that is later than now.

    时限不能改到过去，请填写今后的时间。
    """
    return command.cause is RecomputeCause.CALENDAR or command.due > context.now


@rule
def ordered_petition_goes_on(_command: RecordOrder, petition: Petition, _context: Context) -> bool:
    """This petition has ended, so an order changes nothing in it. Reopen it on the ground of the order.

    该诉求已经结束，无法再记录上级交办；需要重新办理的，请以“上级交办”为由重办。
    """
    return petition.status not in ENDS


@rule
def ordered_day_lies_ahead(command: RecordOrder, _petition: Petition, context: Context) -> bool:
    """An order cannot want the answer by a time that has passed. Check the time, or leave it out.

    上级要求的回复期限须在今后，请核对时间；没有期限的请留空。
    """
    return command.due is None or command.due > context.now


@rule
def statutes_go_before_orders(command: RecordOrder, petition: Petition, context: Context) -> bool:
    """A statute sets the reply's limit in this matter, and goes before any order. Record the order without a time.

    法规对该事项的回复期限另有规定，优先于上级交办的期限；请记录交办内容，期限留空。
    """
    start = petition.start_of(Clock.REPLY).at
    return command.due is None or not context.terms.is_statutory(Clock.REPLY, petition.category, start, petition.matter)


@rule
def halted_work_goes_on_before_a_day_is_ordered(command: RecordOrder, petition: Petition, _context: Context) -> bool:
    """Work on this petition is suspended, and no limit runs that could end by the order. Resume it first.

    该诉求正在挂账，时限已停；上级交办限期回复的，请先恢复办理。
    """
    return command.due is None or petition.status is not Status.SUSPENDED


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    UrgeUnit: (
        petition_lies_with_a_unit,
        limit_is_one_of_the_unit,
        limit_runs,
        urging_fits_the_time_left,
        each_urging_goes_out_once,
    ),
    MissDeadline: (limit_runs, limit_has_passed, each_miss_is_on_record_once),
    RecomputeDeadline: (some_limit_runs, limit_runs, system_recomputes_by_the_calendar_only, moved_limits_lie_ahead),
    RecordOrder: (
        ordered_petition_goes_on,
        halted_work_goes_on_before_a_day_is_ordered,
        ordered_day_lies_ahead,
        statutes_go_before_orders,
    ),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
