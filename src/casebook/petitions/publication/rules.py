"""Rules of a chapter: what the newspaper and the register tell everybody.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.forgetting.codes import PersonalData
from casebook.petitions.publication.codes import Redaction, TextState
from casebook.petitions.publication.commands import Publish, PublishFollowUp, RevisePublication, Unpublish
from casebook.petitions.road import ENDS
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

HANDLED: Final = frozenset(Status) - ENDS - {Status.SUBMITTED} | {Status.CLOSED, Status.TERMINATED, Status.ARCHIVED}
"""Where a petition is accepted, or was when it ended."""


@rule
def sealed_petitions_are_never_published(_command: Command, petition: Petition, _context: Context) -> bool:
    """A sealed petition is never published, neither its text nor an article about it.

    密办诉求一律不公开，也不报道。
    """
    return not petition.is_sealed


@rule
def restricted_petitions_are_not_published(_command: Command, petition: Petition, _context: Context) -> bool:
    """The personal data of this petition are restricted by law: they are kept, and used for nothing else.

    该诉求的个人信息已依法限制处理，只保存、不作他用，不能公开。

    Source: Personal Information Protection Law art. 47.
    """
    return not petition.restricted


@rule
def erased_petitions_are_not_published(_command: Command, petition: Petition, _context: Context) -> bool:
    """The personal data of this petition were erased by law: there is nothing left to tell of it.

    该诉求的个人信息已依法删除，不能再公开。

    Source: Personal Information Protection Law art. 47.
    """
    return not petition.is_erased


@rule
def petition_was_accepted(_command: Command, petition: Petition, _context: Context) -> bool:
    """Only a petition that was accepted is published. Look at its present state.

    只有已受理的诉求才能公开，请刷新查看当前状态。
    """
    return _was_accepted(petition)


def _was_accepted(petition: Petition) -> bool:
    declined = petition.retention is not None and petition.retention.kind is RetentionClass.SHORT
    return petition.status in HANDLED and not declined


def may_be_told_of(petition: Petition) -> bool:
    """Whether the rules let anybody tell of this petition in public."""
    return not petition.is_sealed and petition.personal_data is PersonalData.CLEAR and _was_accepted(petition)


@rule
def petition_goes_on_or_was_closed(_command: Command, petition: Petition, _context: Context) -> bool:
    """The handling of this petition ended without a result, so there is nothing to tell of it. Publish another one.

    该诉求未办结即已终止，没有可以公开的办理结果。

    Source: Jinan regulation art. 33: what is published are results.
    """
    ended = petition.status in {Status.TERMINATED, Status.ARCHIVED}
    return not ended or petition.closed_at is not None


@rule
def no_return_is_under_review(_command: Command, petition: Petition, _context: Context) -> bool:
    """A unit says that this petition is not its own. Publish when it is decided whose it is.

    承办单位已申请退单，承办单位尚未确定，请在裁定后再公开。
    """
    return petition.status is not Status.RETURN_REVIEW


@rule
def finding_was_signed(_command: PublishFollowUp, petition: Petition, _context: Context) -> bool:
    """No finding about this petition is signed. An article follows the editor's signature.

    该诉求还没有签发的追访结果，请先签发再报道。
    """
    return petition.signed_at is not None


@rule
def article_appeared_after_the_signature(command: PublishFollowUp, petition: Petition, context: Context) -> bool:
    """The article appeared before the finding was signed, or is yet to appear. Check the time; record it afterwards.

    报道时间须晚于追访签发、不晚于现在，请核对；见报后再登记。
    """
    return petition.signed_at is None or petition.signed_at <= command.publish_at <= context.now


@rule
def text_is_not_public_yet(_command: Publish, petition: Petition, _context: Context) -> bool:
    """A text of this petition is public already. Revise it.

    该诉求已有公开内容，请作修订。
    """
    return petition.text_state is not TextState.PUBLISHED


@rule
def text_is_public(_command: Command, petition: Petition, _context: Context) -> bool:
    """No text of this petition is public. Publish one first.

    该诉求没有公开内容，请先公开。
    """
    return petition.text_state is TextState.PUBLISHED


@rule
def redaction_checklist_is_complete(
    command: Publish | RevisePublication, _petition: Petition, _context: Context
) -> bool:
    """Look for everything on the checklist: names, phones, house numbers, plates, faces, licences, places, minors.

    请逐项核对脱敏清单：姓名、电话、门牌号、车牌、人脸、证照、精确坐标、未成年人信息，全部核对后再公开。

    Source: Personal Information Protection Law art. 25 and 28.
    """
    return set(command.checked) == set(Redaction)


@rule
def reviewer_is_not_the_author(command: Publish | RevisePublication, _petition: Petition, context: Context) -> bool:
    """Who wrote the public text may not review it. Let another person read it.

    公开内容的撰写人与审核人不能是同一人，请由另一人审核。
    """
    return command.reviewer != context.actor.id


@rule
def pictures_follow_a_signed_finding(
    command: Publish | RevisePublication, petition: Petition, _context: Context
) -> bool:
    """No finding about this petition is signed, so there are no pictures to publish. Publish the text alone.

    该诉求还没有签发的追访结果，没有可以公开的照片，请只公开文字。
    """
    return not command.pictures or petition.signed_at is not None


@rule
def every_picture_has_its_words(command: Publish | RevisePublication, _petition: Petition, _context: Context) -> bool:
    """Say of each picture in a few words what is seen in it, for whoever cannot see it.

    请为每张公开的照片写一句说明，供看不见照片的人了解内容。

    Source: WCAG 2.2, criterion 1.1.1.
    """
    return len(command.captions) == len(command.pictures)


@rule
def pictures_were_looked_through(command: Publish | RevisePublication, _petition: Petition, _context: Context) -> bool:
    """Look at each picture and confirm that no face, no number plate and no house number is seen in it.

    请逐张查看要公开的照片，确认没有人脸、车牌、门牌号等内容，并勾选确认。

    Source: Personal Information Protection Law art. 25 and 28.
    """
    return not command.pictures or command.pictures_checked


_TEXT: Final[tuple[Rule[Any], ...]] = (
    sealed_petitions_are_never_published,
    restricted_petitions_are_not_published,
    erased_petitions_are_not_published,
    petition_was_accepted,
    petition_goes_on_or_was_closed,
    no_return_is_under_review,
)
_READ_TWICE: Final[tuple[Rule[Any], ...]] = (
    redaction_checklist_is_complete,
    reviewer_is_not_the_author,
    pictures_follow_a_signed_finding,
    every_picture_has_its_words,
    pictures_were_looked_through,
)

RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    PublishFollowUp: (
        sealed_petitions_are_never_published,
        restricted_petitions_are_not_published,
        erased_petitions_are_not_published,
        finding_was_signed,
        article_appeared_after_the_signature,
    ),
    Publish: (*_TEXT, text_is_not_public_yet, *_READ_TWICE),
    RevisePublication: (*_TEXT, text_is_public, *_READ_TWICE),
    Unpublish: (text_is_public,),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
