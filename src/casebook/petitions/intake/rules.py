"""Rules of a chapter: accepting, referring, answering, withdrawing, and putting right what was filed.

The rules of filing stand in `filing`, those of declining in `declining`.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.intake import declining, filing
from casebook.petitions.intake.codes import ReferralTarget
from casebook.petitions.intake.commands import (
    AcceptPetition,
    AnswerDirectly,
    DeclinePetition,
    OverturnDecline,
    Reclassify,
    ReferOut,
    RequestDeclineReview,
    RequestInformation,
    SubmitPetition,
    SupplementPetition,
    UpholdDecline,
    WithdrawPetition,
)
from casebook.petitions.road import ENDS
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Category, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

QUESTIONABLE: Final = frozenset(
    {
        Status.SUBMITTED,
        Status.ACCEPTED,
        Status.ASSIGNED,
        Status.IN_PROGRESS,
        Status.SUSPENDED,
        Status.RETURN_REVIEW,
    }
)

WITHDRAWABLE: Final = QUESTIONABLE | {Status.REPLIED}

REFERABLE: Final = frozenset({Status.SUBMITTED, Status.ACCEPTED})

SUPPLEMENTS: Final = 10
"""How often a petition is supplemented. Our own limit."""

EMERGENCY_LINES: Final = frozenset(
    {ReferralTarget.POLICE, ReferralTarget.FIRE, ReferralTarget.AMBULANCE, ReferralTarget.TRAFFIC_POLICE}
)

ANSWERED_AT_ONCE: Final = frozenset({Category.CONSULTATION, Category.SUGGESTION})


@rule
def petition_awaits_acceptance(_command: Command, petition: Petition, _context: Context) -> bool:
    """Only a petition that awaits acceptance can be accepted or declined. Look at its present state.

    只有待受理的诉求才能受理或不予受理，请刷新查看当前状态。
    """
    return petition.status is Status.SUBMITTED


@rule
def matter_is_in_the_catalogue(command: AcceptPetition | Reclassify, _petition: Petition, context: Context) -> bool:
    """No such matter is in the dispatch catalogue. Choose one from it.

    派单目录中没有这个事项，请从目录中选择。

    Source: Beijing regulation art. 11, a published catalogue maps matter to unit.
    """
    return command.matter is None or context.matters is None or command.matter in context.matters


@rule
def petition_has_not_ended(_command: Command, petition: Petition, _context: Context) -> bool:
    """This petition has ended; nothing can be added or changed now. If there is something new, submit another one.

    该诉求已经结束，不能再补充或更改；如有新情况请另行提交。
    """
    return petition.status not in ENDS - {Status.MERGED}


@rule
def supplements_are_ten_at_most(_command: SupplementPetition, petition: Petition, _context: Context) -> bool:
    """This petition was supplemented ten times already. Tell what is new to whoever calls you about it.

    该诉求已补充10次，不能再补充；如有新情况，请告知与您联系的办理人员。
    """
    return petition.supplements < SUPPLEMENTS


@rule
def answer_has_its_question(command: SupplementPetition, petition: Petition, _context: Context) -> bool:
    """Nothing is asked at present. Send it as an addition, not as an answer.

    目前没有待答复的补充要求，请作为一般补充提交。
    """
    return not command.in_answer or petition.dues.answer is not None


@rule
def questions_come_before_the_reply(_command: RequestInformation, petition: Petition, _context: Context) -> bool:
    """The citizen is asked before the reply. Look at the petition's present state.

    要求诉求人补充情况须在回复之前，请刷新查看当前状态。
    """
    return petition.status in QUESTIONABLE


@rule
def citizen_is_still_there(_command: RequestInformation, petition: Petition, _context: Context) -> bool:
    """The citizen has withdrawn and cannot be asked any more. Find out in another way.

    诉求人已撤回，不能再要求其补充，请通过其他途径了解。
    """
    return not petition.citizen_left


@rule
def answer_is_due_later(command: RequestInformation, _petition: Petition, context: Context) -> bool:
    """The time for the answer must be later than now. Give the citizen some days.

    答复期限须晚于现在，请给诉求人留出时间。
    """
    return command.answer_due > context.now


@rule
def petition_can_be_referred_out(_command: ReferOut, petition: Petition, _context: Context) -> bool:
    """Only a petition that no unit has yet can be referred out. Look at its present state.

    只有尚未派单的诉求才能转出，请刷新查看当前状态。
    """
    return petition.status in REFERABLE


@rule
def emergency_handover_is_recorded(command: ReferOut, _petition: Petition, _context: Context) -> bool:
    """Who hands over to 110, 119, 120 or 122 notes to whom and when. Fill in the handover.

    转110、119、120、122的，须记录交接对象和时间，请填写交接情况。

    Source: Beijing regulation art. 11, emergencies are transferred at once.
    """
    return command.target not in EMERGENCY_LINES or command.handover is not None


@rule
def petition_awaits_its_unit(_command: AnswerDirectly, petition: Petition, _context: Context) -> bool:
    """Only a petition that is accepted and not yet assigned is answered directly. Look at its present state.

    只有已受理、尚未派单的诉求才能即时答复，请刷新查看当前状态。
    """
    return petition.status is Status.ACCEPTED


@rule
def questions_and_ideas_are_answered_at_once(_command: AnswerDirectly, petition: Petition, _context: Context) -> bool:
    """Only a consultation or suggestion is answered directly. Assign anything else to a unit.

    只有咨询、建言类诉求才能即时答复，其他诉求请派单办理。

    Source: Beijing regulation: what can be answered at once is answered at once.
    """
    return petition.category in ANSWERED_AT_ONCE


@rule
def something_is_reclassified(command: Reclassify, petition: Petition, _context: Context) -> bool:
    """Nothing would change. Give what is to be put right.

    没有任何改动，请填写需要更正的分类或地点。
    """
    standing = ("category", "matter", "urgency", "area", "street", "about_unit")
    changed = (getattr(command, name) not in (None, getattr(petition, name)) for name in standing)
    return any(changed) or command.community is not None


@rule
def petition_can_be_withdrawn(_command: WithdrawPetition, petition: Petition, _context: Context) -> bool:
    """This petition is being verified or has ended; it can no longer be withdrawn.

    该诉求已进入追访或已经结束，不能撤回。
    """
    return petition.status in WITHDRAWABLE


@rule
def supervised_reports_are_not_withdrawn(_command: WithdrawPetition, petition: Petition, _context: Context) -> bool:
    """This sealed petition is under supervision and cannot be withdrawn now. Wait for the result of the supervision.

    该密办诉求正在督办，暂不能撤回，请等待督办结果。
    """
    supervised = petition.supervision is not None and not petition.supervision.closed
    return not (petition.is_sealed and supervised)


@rule
def citizen_has_not_withdrawn(_command: Command, petition: Petition, _context: Context) -> bool:
    """The citizen has withdrawn; it goes on without them, as an emergency or for others. Nothing more is needed here.

    诉求人已撤回；因涉及紧急情况或其他人的同类诉求，有关单位仍在办理，诉求人无需再操作。
    """
    return not petition.citizen_left


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    SubmitPetition: filing.FILING,
    AcceptPetition: (
        petition_awaits_acceptance,
        matter_is_in_the_catalogue,
        filing.unit_complained_about_is_in_the_directory,
    ),
    DeclinePetition: (petition_awaits_acceptance, *declining.DECLINE),
    WithdrawPetition: (petition_can_be_withdrawn, citizen_has_not_withdrawn, supervised_reports_are_not_withdrawn),
    RequestDeclineReview: declining.REQUEST,
    UpholdDecline: declining.REVIEW,
    OverturnDecline: declining.REVIEW,
    SupplementPetition: (petition_has_not_ended, supplements_are_ten_at_most, answer_has_its_question),
    RequestInformation: (questions_come_before_the_reply, citizen_is_still_there, answer_is_due_later),
    ReferOut: (petition_can_be_referred_out, emergency_handover_is_recorded),
    AnswerDirectly: (petition_awaits_its_unit, questions_and_ideas_are_answered_at_once),
    Reclassify: (
        petition_has_not_ended,
        something_is_reclassified,
        matter_is_in_the_catalogue,
        *filing.PLACE,
        filing.unit_complained_about_is_in_the_directory,
    ),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
