"""Rules of erasing: two persons agree, the waiting time passes, and what must be kept is not erased.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.forgetting.codes import DataWish
from casebook.petitions.forgetting.commands import ApproveErasure, CompleteErasure, EraseData, RecordErasure
from casebook.petitions.forgetting.decide import APPROVALS, handlers
from casebook.petitions.forgetting.holding import holds
from casebook.petitions.rule import rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule


@rule
def data_request_is_open(_command: Command, petition: Petition, _context: Context) -> bool:
    """No request about personal data is open. Its citizen files one here, or in person at the hotline.

    该诉求没有在办的个人信息请求；由本人在这里提出，也可以当面请热线办登记。
    """
    return petition.forgetting.request is not None


@rule
def identity_was_checked(_command: Command, petition: Petition, _context: Context) -> bool:
    """Nobody has checked who is asking. Check the identity first.

    还没有核验请求人的身份，请先核验。
    """
    request = petition.forgetting.request
    return request is None or request.checked


@rule
def erasing_has_not_begun(_command: Command, petition: Petition, _context: Context) -> bool:
    """The erasing has begun, and nothing can be taken back any more.

    删除已经开始，不能再撤回或变更。
    """
    request = petition.forgetting.request
    return request is None or not request.begun


@rule
def erasure_was_asked(_command: ApproveErasure, petition: Petition, _context: Context) -> bool:
    """Nobody has asked that something be erased. Do what was asked.

    请求人没有要求删除，请按其请求办理。
    """
    request = petition.forgetting.request
    return request is None or request.wanted is DataWish.ERASURE


@rule
def nothing_must_be_kept(_command: ApproveErasure | EraseData, petition: Petition, context: Context) -> bool:
    """This must be kept: it is supervised, before a court, or in the archive. Restrict it until that is over.

    该诉求正在督办、涉诉或档案保管期未满，不能删除；请先限制处理，事由消除后再删除。

    Source: Personal Information Protection Law art. 47; Archives Law art. 21.
    """
    return not holds(petition, context.terms.day(context.now))


@rule
def whoever_asked_does_not_approve(_command: ApproveErasure, petition: Petition, context: Context) -> bool:
    """You have recorded this request. Two other persons decide it.

    该请求由您登记，请由另外两人审批。
    """
    request = petition.forgetting.request
    return request is None or request.by != context.actor.id


@rule
def two_different_persons_approve(_command: ApproveErasure, petition: Petition, context: Context) -> bool:
    """You have approved this erasure already. A second person must agree.

    您已同意过一次，须由第二人审批。
    """
    request = petition.forgetting.request
    return request is None or all(approval.by != context.actor.id for approval in request.approvals)


@rule
def one_approval_comes_from_outside_the_handling_unit(
    _command: ApproveErasure, petition: Petition, context: Context
) -> bool:
    """Somebody of the unit that handled this has approved. The second approval comes from outside of it.

    承办单位已有人同意，另一人须来自承办单位之外。
    """
    request, inside = petition.forgetting.request, handlers(petition)
    if request is None or context.actor.unit not in inside:
        return True
    return all(approval.unit not in inside for approval in request.approvals)


@rule
def erasure_is_not_scheduled_yet(_command: ApproveErasure, petition: Petition, _context: Context) -> bool:
    """Two persons have approved, and the day of the erasure is set. There is nothing more to approve.

    已有两人同意并安排了删除时间，无需再审批。
    """
    request = petition.forgetting.request
    return request is None or len(request.approvals) < APPROVALS


@rule
def waiting_time_is_over(_command: EraseData, petition: Petition, context: Context) -> bool:
    """Nothing is erased before two persons have approved and the waiting time has passed. Wait until then.

    须经两人同意并满等待期才能删除，请到期再办。
    """
    request = petition.forgetting.request
    return request is None or (request.due is not None and context.now >= request.due)


@rule
def erasing_has_begun(_command: RecordErasure, petition: Petition, _context: Context) -> bool:
    """No erasing was begun, so there is none to record.

    删除尚未开始，无从登记。
    """
    request = petition.forgetting.request
    return request is not None and request.begun


@rule
def last_backup_of_the_key_has_expired(_command: CompleteErasure, petition: Petition, context: Context) -> bool:
    """There is no erasure to complete, or a backup may still hold the key. Wait until the last one has expired.

    没有待完成的删除，或备份中可能仍有密钥，请待最后一份备份过期。
    """
    until = petition.forgetting.backups_until
    return until is not None and context.now >= until


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    ApproveErasure: (
        data_request_is_open,
        erasure_was_asked,
        erasure_is_not_scheduled_yet,
        identity_was_checked,
        nothing_must_be_kept,
        whoever_asked_does_not_approve,
        two_different_persons_approve,
        one_approval_comes_from_outside_the_handling_unit,
    ),
    EraseData: (data_request_is_open, waiting_time_is_over, erasing_has_not_begun, nothing_must_be_kept),
    RecordErasure: (erasing_has_begun,),
    CompleteErasure: (last_backup_of_the_key_has_expired,),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
