"""Rules of a chapter: declining, and looking at a decline again. How rules are written: `intake/rules.py`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import DeclineReason, Status

if TYPE_CHECKING:
    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.intake.commands import DeclinePetition, RequestDeclineReview
    from casebook.petitions.petition import Petition

ROUTE_NEEDED: Final = frozenset({DeclineReason.STATUTORY_ROUTE, DeclineReason.IN_PETITION})

SECOND_PERSON_NEEDED: Final = frozenset(
    {DeclineReason.SECRET_OR_PRIVACY, DeclineReason.MALICIOUS, DeclineReason.OTHER_ORGAN}
)

REVIEWABLE_FOR: Final = timedelta(days=15)
"""How long after it a decline can be reviewed. Our own limit."""


@rule
def emergencies_are_not_declined(command: DeclinePetition, _petition: Petition, _context: Context) -> bool:
    """An emergency may not be declined. Refer it out to 110, 119, 120 or 122 at once, and note the handover.

    紧急事项不能以“不予受理”处理，请立即用“转出”转110、119、120或122，并记录交接情况。

    Source: Beijing regulation art. 11.
    """
    return command.reason is not DeclineReason.EMERGENCY


@rule
def route_is_named(command: DeclinePetition, _petition: Petition, _context: Context) -> bool:
    """On this ground the citizen must be told where to turn instead. Fill in the route.

    以此理由不予受理，必须告知诉求人应走的法定途径，请填写途径。

    Source: Weifang regulation art. 19, Beijing regulation art. 11.
    """
    return command.reason not in ROUTE_NEEDED or command.route is not None


@rule
def earlier_petition_is_named(command: DeclinePetition, petition: Petition, context: Context) -> bool:
    """To decline as already handled, give the number of another petition, filed before, whose progress can be told.

    以“已办理”为由不予受理，请填写此前另一件诉求的编号，以便告知其进展或结果。

    Source: Beijing regulation art. 11.
    """
    if command.earlier is None:
        return command.reason is not DeclineReason.ALREADY_HANDLED
    other = context.other
    return other is not None and other.id != petition.id and other.submitted_at <= petition.submitted_at


@rule
def second_person_agrees_to_the_decline(command: DeclinePetition, _petition: Petition, context: Context) -> bool:
    """On this ground a second person must agree, and it may not be yourself. Name that person.

    以此理由不予受理须经另一人复核同意，请填写复核人，且不能是您本人。
    """
    if command.seconded_by is None:
        return command.reason not in SECOND_PERSON_NEEDED
    return command.seconded_by != context.actor.id


@rule
def petition_is_declined(_command: RequestDeclineReview, petition: Petition, _context: Context) -> bool:
    """Only a petition that was declined can be looked at again. Look at its present state.

    只有不予受理的诉求才能申请复核，请刷新查看当前状态。
    """
    return petition.status is Status.DECLINED and petition.decline is not None


@rule
def decline_is_reviewed_once(_command: RequestDeclineReview, petition: Petition, _context: Context) -> bool:
    """A review of this decline was asked for already. If there are new facts, submit another petition.

    本次不予受理已申请过复核，不能再次申请；如有新的事实请另行提交。
    """
    return petition.decline is None or not petition.decline.review_requested


@rule
def review_is_requested_within_fifteen_days(
    _command: RequestDeclineReview, petition: Petition, context: Context
) -> bool:
    """The petition was declined more than 15 days ago; no review can be asked for now. Submit another petition.

    不予受理已超过15天，不能再申请复核，请另行提交诉求。
    """
    return petition.decline is None or context.now <= petition.decline.at + REVIEWABLE_FOR


@rule
def review_awaits_decision(_command: Command, petition: Petition, _context: Context) -> bool:
    """No review of a decline awaits a decision here. The citizen must ask for one first.

    没有待决定的不予受理复核，须先由诉求人申请。
    """
    return petition.awaits_review


@rule
def reviewer_did_not_decline(_command: Command, petition: Petition, context: Context) -> bool:
    """You declined this petition, or agreed to it. Let another supervisor decide the review.

    不予受理由您作出或经您同意，请由另一位督办人员复核。
    """
    return petition.decline is None or context.actor.id not in (petition.decline.by, petition.decline.seconded_by)


DECLINE: Final = (
    emergencies_are_not_declined,
    route_is_named,
    earlier_petition_is_named,
    second_person_agrees_to_the_decline,
)
REQUEST: Final = (petition_is_declined, decline_is_reviewed_once, review_is_requested_within_fifteen_days)
REVIEW: Final = (review_awaits_decision, reviewer_did_not_decline)
