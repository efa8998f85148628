"""Rules of a chapter: when a reporter need not go. How rules are written: `verification/rules.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Category, Solved, Urgency, WaiverGround

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.verification.commands import WaiveVerification

WAIVABLE: Final = frozenset({Category.CONSULTATION, Category.SUGGESTION})


@rule
def reopened_petitions_are_verified(_command: WaiveVerification, petition: Petition, _context: Context) -> bool:
    """A reopened petition must be verified; send a reporter.

    重办的诉求必须追访，不能免访，请安排记者。
    """
    return petition.round == 1


@rule
def urgent_petitions_are_verified(_command: WaiveVerification, petition: Petition, _context: Context) -> bool:
    """An urgent petition must be verified; send a reporter.

    紧急诉求必须追访，不能免访，请安排记者。
    """
    return petition.urgency is Urgency.NORMAL


@rule
def supervised_petitions_are_verified(_command: WaiveVerification, petition: Petition, _context: Context) -> bool:
    """A petition that was supervised, or whose unit replied falsely, must be verified; send a reporter.

    督办过或有虚假回复的诉求必须追访，不能免访，请安排记者。
    """
    return petition.supervision is None and not petition.false_replies


@rule
def waiver_has_its_ground(command: WaiveVerification, petition: Petition, context: Context) -> bool:
    """The ground must fit: a consultation, suggestion or direct answer, solved by the citizen's word, or not drawn.

    免访理由与事实不符：咨询、建言类，市热线办即时答复的，诉求人在评价或回访中表示“已解决”，或抽样未抽中，才能免访。
    """
    match command.ground:
        case WaiverGround.CATEGORY:
            return petition.category in WAIVABLE
        case WaiverGround.CITIZEN_SAID_SOLVED:
            return petition.citizen_says is Solved.YES
        case WaiverGround.SAMPLED_OUT:
            return context.sampled_out(petition)
        case WaiverGround.DIRECT_ANSWER:
            return petition.reply is not None and petition.reply.direct
        case _ as never:
            assert_never(never)
