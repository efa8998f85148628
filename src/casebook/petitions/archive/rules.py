"""Rules of a chapter: its record is put away, and looked at again when its time is over.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.archive.commands import AppraiseRetention, ArchivePetition
from casebook.petitions.ending.rules import REOPENABLE_FOR, supervision_has_its_result
from casebook.petitions.road import ENDS
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

ARCHIVABLE: Final = ENDS - {Status.MERGED, Status.ARCHIVED}


@rule
def petition_has_ended(_command: ArchivePetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that has ended and is not archived yet can be archived. Look at its present state.

    只有已结束、尚未归档的诉求才能归档，请刷新查看当前状态。
    """
    return petition.status in ARCHIVABLE


@rule
def review_is_decided_first(_command: ArchivePetition, petition: Petition, _context: Context) -> bool:
    """The citizen has asked that the decline be reviewed. A supervisor must decide that first.

    诉求人已申请不予受理复核，请先由督办人员作出复核决定，再归档。
    """
    return not petition.awaits_review


@rule
def nothing_has_happened_for_thirty_days(_command: ArchivePetition, petition: Petition, context: Context) -> bool:
    """Something happened less than 30 days ago, and the petition may still come back. Wait until 30 days are over.

    该诉求30天内仍有记录，尚可重办、复核或评价，请满30天后再归档。
    """
    return context.now > petition.last_at + REOPENABLE_FOR


@rule
def petition_is_archived(_command: AppraiseRetention, petition: Petition, _context: Context) -> bool:
    """Only an archived petition is appraised. Archive it first.

    只有已归档的诉求才能鉴定，请先归档。
    """
    return petition.status is Status.ARCHIVED


@rule
def retention_is_over(_command: AppraiseRetention, petition: Petition, context: Context) -> bool:
    """The time for which this record is kept is not over. It is appraised afterwards.

    该档案保管期限未满，期满后再鉴定。

    Source: Archives Law art. 21, regulation art. 19 and 24: what has expired is appraised before it is destroyed.
    """
    until = petition.retention.until if petition.retention else None
    return until is not None and context.terms.day(context.now) > until


@rule
def kept_records_have_a_day_to_come(command: AppraiseRetention, _petition: Petition, context: Context) -> bool:
    """Name a future day until which the record is kept, or none to keep it for ever; none for what is to be destroyed.

    继续保管的，保管期限须晚于今天，不填即为永久；拟销毁的，不填保管期限。
    """
    if command.retain_until is None:
        return True
    return command.keep and command.retain_until > context.terms.day(context.now)


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    ArchivePetition: (
        petition_has_ended,
        review_is_decided_first,
        supervision_has_its_result,
        nothing_has_happened_for_thirty_days,
    ),
    AppraiseRetention: (petition_is_archived, retention_is_over, kept_records_have_a_day_to_come),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
