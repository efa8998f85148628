"""Rules of a chapter: what is asked about personal data, what must be kept and what may be used.

Those of erasing stand in `erasing_rules`.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.feedback.commands import RatePetition, RecordCallback, RecordCommendation
from casebook.petitions.forgetting import erasing_rules
from casebook.petitions.forgetting.codes import DataWish, HoldGround
from casebook.petitions.forgetting.commands import (
    CancelDataRequest,
    CheckIdentity,
    CorrectData,
    FileDataRequest,
    LiftHold,
    LiftRestriction,
    PlaceHold,
    RefuseDataRequest,
    RestrictData,
)
from casebook.petitions.forgetting.erasing_rules import (
    data_request_is_open,
    erasing_has_not_begun,
    identity_was_checked,
)
from casebook.petitions.forgetting.holding import holds
from casebook.petitions.intake.commands import RequestDeclineReview, SupplementPetition, WithdrawPetition
from casebook.petitions.notes.commands import AddNote
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

ADDING: Final = frozenset(
    {
        SupplementPetition,
        RequestDeclineReview,
        WithdrawPetition,
        RatePetition,
        RecordCommendation,
        RecordCallback,
        AddNote,
    }
)
"""What brings further words of the citizen, or about them."""

USING: Final = frozenset({SupplementPetition, RecordCallback, AddNote})
"""What works with the citizen's data, which stops while they are restricted."""

OF_RECORDS: Final = frozenset({HoldGround.ARCHIVE})
"""What the keepers of records hold; anything else is the supervisors'."""


@rule
def personal_data_were_not_erased(_command: Command, petition: Petition, _context: Context) -> bool:
    """The citizen's personal data were erased by law: nothing more can be added. File a new petition if there is need.

    诉求人的个人信息已依法删除，不能再添加内容；如有需要，请另行提交诉求。
    """
    return not petition.is_erased


@rule
def personal_data_are_not_restricted(_command: Command, petition: Petition, _context: Context) -> bool:
    """The citizen's personal data are restricted by law: they are kept, and used for nothing until that is lifted.

    诉求人的个人信息已依法限制处理，解除限制之前只保存、不使用。

    Source: Personal Information Protection Law art. 47.
    """
    return not petition.restricted


@rule
def no_data_request_is_open(_command: FileDataRequest, petition: Petition, _context: Context) -> bool:
    """A request about personal data is open already. Wait for its end, or cancel it and ask anew.

    该诉求已有一项个人信息请求在办，请等它办完，或先撤回再重新提出。
    """
    return petition.forgetting.request is None


@rule
def citizens_ask_for_themselves(command: FileDataRequest, petition: Petition, context: Context) -> bool:
    """You can ask about your own words only. For others they, or whoever has their authority, ask the privacy officer.

    您只能就自己的内容提出请求；他人的内容请由本人或受其委托的人向隐私保护专员提出。
    """
    return context.actor.role is not Role.CITIZEN or command.subject in (None, petition.citizen)


@rule
def something_is_left_to_ask_about(_command: Command, petition: Petition, context: Context) -> bool:
    """What you could ask about is erased, or was never here. The history tells when; there is nothing more to ask for.

    您可以就此提出请求的内容已经删除，或本来就没有，无需再提出；何时删除见办理过程。
    """
    theirs = {petition.citizen} if context.actor.role is Role.CITIZEN else petition.people
    return bool(theirs & petition.people - petition.forgetting.erased)


@rule
def words_of_that_person_are_there(command: FileDataRequest, petition: Petition, _context: Context) -> bool:
    """The petition holds no words of that person, only a unit's own, or they are erased. Look at the history.

    该诉求中没有此人的内容，或属单位自己的答复，或已删除，请查看办理过程。
    """
    person = command.subject or petition.citizen
    return person in petition.people and person not in petition.forgetting.erased


@rule
def identity_is_checked_once(_command: CheckIdentity, petition: Petition, _context: Context) -> bool:
    """The identity of whoever asked was checked already. Go on with the request.

    请求人的身份已经核验，请继续办理。
    """
    request = petition.forgetting.request
    return request is None or not request.checked


@rule
def holds_are_placed_by_whom_they_concern(command: PlaceHold | LiftHold, _petition: Petition, context: Context) -> bool:
    """The period of archives is a matter of the records, any other hold of a supervisor. Ask them.

    档案保管期由档案员认定，其他暂缓事由由督办人员认定，请由其办理。
    """
    return (context.actor.role is Role.RECORDS) == (command.ground in OF_RECORDS)


@rule
def hold_ends_on_a_day_to_come(command: PlaceHold, _petition: Petition, context: Context) -> bool:
    """The last day of a hold is today or later. Correct the day, or name none until it is known.

    暂缓期限须不早于今天，请更正；尚不确定的请空着。
    """
    return command.until is None or command.until >= context.terms.day(context.now)


@rule
def hold_of_this_ground_was_placed(command: LiftHold, petition: Petition, _context: Context) -> bool:
    """Nobody has placed a hold on this ground. What follows from a supervision or the archive ends with it.

    没有人以此事由暂缓；因督办或归档产生的，随督办办结或保管期满解除。
    """
    return any(hold.ground is command.ground for hold in petition.forgetting.holds)


@rule
def restriction_was_asked_or_something_is_held(_command: RestrictData, petition: Petition, context: Context) -> bool:
    """Restrict what somebody wants restricted, or wants erased while it must be kept. Otherwise do what was asked.

    只有请求人要求限制处理，或要求删除而依法须暂缓的，才限制处理；否则请按请求办理。

    Source: Personal Information Protection Law art. 44 and 47.
    """
    request = petition.forgetting.request
    if request is None or request.wanted is DataWish.RESTRICTION:
        return True
    return request.wanted is DataWish.ERASURE and bool(holds(petition, context.terms.day(context.now)))


@rule
def restriction_is_of_the_citizens_data(_command: RestrictData, petition: Petition, _context: Context) -> bool:
    """Only the citizen's own data are restricted; what others have said is erased, or kept. Decide the request so.

    限制处理只适用于诉求人本人的信息；他人的内容只能删除或保留，请据此办理。
    """
    request = petition.forgetting.request
    return request is None or request.subject == petition.citizen


@rule
def restriction_ends_on_a_day_to_come(command: RestrictData, _petition: Petition, context: Context) -> bool:
    """The last day of a restriction is today or later. Correct the day, or name none.

    限制处理的期限须不早于今天，请更正；没有期限的请空着。
    """
    return command.until is None or command.until >= context.terms.day(context.now)


@rule
def data_are_restricted(_command: LiftRestriction, petition: Petition, _context: Context) -> bool:
    """The personal data of this petition are not restricted. Look at its present state.

    该诉求的个人信息没有被限制处理，请刷新查看当前状态。
    """
    return petition.restricted


@rule
def restriction_stands_while_erasure_is_asked(_command: LiftRestriction, petition: Petition, _context: Context) -> bool:
    """The citizen has asked for erasure: nothing is used until that is decided. Erase, refuse, or let them cancel it.

    诉求人已要求删除，在办完之前不能恢复使用；请先删除、作出不予办理的决定，或由本人撤回。
    """
    request = petition.forgetting.request
    return request is None or request.wanted is not DataWish.ERASURE


@rule
def correction_was_asked(_command: CorrectData, petition: Petition, _context: Context) -> bool:
    """Nobody has asked for a correction. Do what was asked, or record the new request first.

    请求人没有要求更正；请按其请求办理，或先登记更正请求。
    """
    request = petition.forgetting.request
    return request is None or request.wanted is DataWish.CORRECTION


@rule
def something_is_corrected(command: CorrectData, _petition: Petition, _context: Context) -> bool:
    """Say what is right: the name, the number or the place.

    请填写更正后的称呼、电话或地点，至少一项。
    """
    return any((command.name, command.phone, command.place))


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    FileDataRequest: (
        no_data_request_is_open,
        something_is_left_to_ask_about,
        citizens_ask_for_themselves,
        words_of_that_person_are_there,
    ),
    CheckIdentity: (data_request_is_open, identity_is_checked_once),
    RefuseDataRequest: (data_request_is_open, erasing_has_not_begun),
    CancelDataRequest: (data_request_is_open, erasing_has_not_begun),
    PlaceHold: (
        personal_data_were_not_erased,
        erasing_has_not_begun,
        holds_are_placed_by_whom_they_concern,
        hold_ends_on_a_day_to_come,
    ),
    LiftHold: (hold_of_this_ground_was_placed, holds_are_placed_by_whom_they_concern),
    RestrictData: (
        data_request_is_open,
        identity_was_checked,
        erasing_has_not_begun,
        restriction_is_of_the_citizens_data,
        restriction_was_asked_or_something_is_held,
        personal_data_are_not_restricted,
        restriction_ends_on_a_day_to_come,
    ),
    LiftRestriction: (data_are_restricted, restriction_stands_while_erasure_is_asked),
    CorrectData: (data_request_is_open, identity_was_checked, correction_was_asked, something_is_corrected),
    **erasing_rules.RULES,
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
