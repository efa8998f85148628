"""Rules of a chapter: the reporter goes and looks, or need not go.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.intake.filing import place_codes_are_of_the_city
from casebook.petitions.rule import rule
from casebook.petitions.verification.commands import (
    CountersignVerification,
    RecordVerification,
    ScheduleVerification,
    WaiveVerification,
)
from casebook.petitions.verification.waiving import (
    reopened_petitions_are_verified,
    supervised_petitions_are_verified,
    urgent_petitions_are_verified,
    waiver_has_its_ground,
)
from casebook.petitions.vocabulary import Role, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

HOTLINE: Final = frozenset({Role.DESK, Role.SUPERVISOR})

NEWSROOM: Final = frozenset({Role.REPORTER, Role.EDITOR})


@rule
def petition_awaits_verification(_command: Command, petition: Petition, _context: Context) -> bool:
    """This is done only while a petition with an approved reply is being verified. Look at its present state.

    只有回复已审核通过、正在追访的诉求才能这样办理，请刷新查看当前状态。
    """
    return petition.status is Status.VERIFYING


@rule
def approved_reply_is_of_this_round(_command: Command, petition: Petition, _context: Context) -> bool:
    """There is no approved reply in this round. The unit must reply and the desk approve it first.

    本轮还没有审核通过的回复，请先由承办单位回复并审核通过。

    Source: Pingdingshan Daily 2022-01-31, page A03: the reply comes first, then the reporter.
    """
    return petition.approved_reply is not None


@rule
def sealed_petitions_stay_with_the_hotline(_command: Command, petition: Petition, context: Context) -> bool:
    """A sealed petition does not go to the newsroom. The hotline's desk verifies it, a supervisor signs or waives.

    密办诉求不交报社追访，须由市热线办核实、由督办人员签发。

    Source: Jinan regulation art. 32, complaint material stays with those who need it.
    """
    return not petition.is_sealed or context.actor.role in HOTLINE


@rule
def open_petitions_are_verified_by_the_newsroom(_command: Command, petition: Petition, context: Context) -> bool:
    """A petition that is not sealed is verified by a reporter and signed by an editor, not by the hotline.

    非密办诉求由报社记者追访、编辑签发，市热线办不能代为核实。

    Source: Pingdingshan Daily 2022-01-31, page A03: reporters of the newspaper follow up.
    """
    return petition.is_sealed or context.actor.role in NEWSROOM


@rule
def verifier_did_not_write_the_reply(_command: Command, petition: Petition, context: Context) -> bool:
    """You wrote or approved the reply that is to be verified. Let another person verify it.

    核实人不能核实自己起草或签发的回复，请由另一人核实。
    """
    return petition.reply is None or not petition.reply.was_written_by(context.actor.id)


@rule
def scheduled_reporter_did_not_write_the_reply(
    command: ScheduleVerification, petition: Petition, _context: Context
) -> bool:
    """This person wrote or approved the reply that is to be verified. Send another one.

    此人起草或签发了待核实的回复，请安排另一人追访。
    """
    return petition.reply is None or not petition.reply.was_written_by(command.reporter)


@rule
def scheduled_reporter_has_declared_no_interest(
    command: ScheduleVerification, petition: Petition, context: Context
) -> bool:
    """This person has declared an interest in the unit's matters. Send another one.

    此人已申报与承办单位有利害关系，应当回避，请安排另一人追访。

    Source: Jinan regulation art. 32: who has a direct interest must withdraw.
    """
    return not context.is_interested(command.reporter, petition)


@rule
def verifier_has_declared_no_interest(_command: Command, petition: Petition, context: Context) -> bool:
    """You have declared an interest in the unit's matters. Let another person do this.

    您已申报与承办单位有利害关系，应当回避，请由另一人办理。

    Source: Jinan regulation art. 32: who has a direct interest must withdraw.
    """
    return not context.is_interested(context.actor.id, petition)


@rule
def scheduled_person_may_verify(command: ScheduleVerification, petition: Petition, context: Context) -> bool:
    """This person's account is blocked, or not one of a reporter (of the desk, where it is sealed). Send another one.

    此人账号已停用，或没有记者岗位（密办诉求为受理岗位），请安排另一人核实。
    """
    hats = context.hats.get(command.reporter)
    return hats is None or (Role.DESK if petition.is_sealed else Role.REPORTER) in hats


@rule
def visit_is_scheduled(_command: RecordVerification, petition: Petition, _context: Context) -> bool:
    """Nobody is sent to look in this round yet. The editor (a supervisor, where it is sealed) must schedule you first.

    本轮尚未安排追访，请先由编辑安排（密办诉求由督办人员安排），再填报。
    """
    return petition.scheduled_reporter is not None


@rule
def scheduled_reporter_reports(_command: RecordVerification, petition: Petition, context: Context) -> bool:
    """Somebody else is scheduled to go. Let them report, or ask for another schedule.

    该诉求已安排他人追访，请由其填报，或请编辑另行安排。
    """
    return petition.scheduled_reporter == context.actor.id


@rule
def visit_is_later_than_the_reply(command: RecordVerification, petition: Petition, _context: Context) -> bool:
    """The visit must be later than the unit's reply. Check the time; an earlier visit does not count.

    追访时间须晚于单位回复的时间，请核对；回复之前的走访不能作为追访。
    """
    return petition.reply is None or command.visited_at > petition.reply.at


@rule
def visit_is_not_in_the_future(command: RecordVerification, _petition: Petition, context: Context) -> bool:
    """The visit cannot be later than now. Check the time.

    追访时间不能晚于现在，请核对后再填。
    """
    return command.visited_at <= context.now


@rule
def photo_is_shown_or_its_lack_explained(command: RecordVerification, _petition: Petition, _context: Context) -> bool:
    """Upload a picture, or choose the reason why there is none.

    请上传追访照片；确实没有照片的，请选择原因。
    """
    return bool(command.photos) or command.no_photo is not None


@rule
def every_promise_is_looked_at_or_none(command: RecordVerification, petition: Petition, _context: Context) -> bool:
    """Say of each promise in the reply whether it was kept, in its order, or of none.

    请按顺序逐项填写回复中各项承诺是否兑现；未核对承诺的，可全部不填。
    """
    promises = petition.reply.promises if petition.reply else 0
    return len(command.commitments_kept) in (0, promises)


@rule
def finding_awaits_signature(_command: CountersignVerification, petition: Petition, _context: Context) -> bool:
    """No finding of this round awaits a signature. The reporter must record one first.

    本轮没有待签发的追访结果，请先由记者填报。
    """
    return petition.pending_finding is not None


@rule
def reporter_is_not_the_editor(_command: CountersignVerification, petition: Petition, context: Context) -> bool:
    """Who recorded the finding may not sign it. Let another editor sign.

    签发人不能是填报追访结果的人，请由另一位编辑签发。
    """
    return petition.finding is None or petition.finding.reported_by != context.actor.id


@rule
def no_finding_awaits_signature(_command: Command, petition: Petition, _context: Context) -> bool:
    """A finding of this round awaits a signature. Sign it; no waiver and no other visit takes its place.

    本轮已有待签发的追访结果，不能免访或另行安排，请先签发。

    Source: Pingdingshan Daily 2022-01-31, page A03: what the reporter finds is published.
    """
    return petition.pending_finding is None


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    ScheduleVerification: (
        petition_awaits_verification,
        approved_reply_is_of_this_round,
        sealed_petitions_stay_with_the_hotline,
        open_petitions_are_verified_by_the_newsroom,
        no_finding_awaits_signature,
        scheduled_person_may_verify,
        scheduled_reporter_did_not_write_the_reply,
        scheduled_reporter_has_declared_no_interest,
    ),
    WaiveVerification: (
        petition_awaits_verification,
        approved_reply_is_of_this_round,
        sealed_petitions_stay_with_the_hotline,
        open_petitions_are_verified_by_the_newsroom,
        verifier_did_not_write_the_reply,
        verifier_has_declared_no_interest,
        no_finding_awaits_signature,
        reopened_petitions_are_verified,
        urgent_petitions_are_verified,
        supervised_petitions_are_verified,
        waiver_has_its_ground,
    ),
    RecordVerification: (
        petition_awaits_verification,
        approved_reply_is_of_this_round,
        sealed_petitions_stay_with_the_hotline,
        open_petitions_are_verified_by_the_newsroom,
        verifier_did_not_write_the_reply,
        verifier_has_declared_no_interest,
        visit_is_scheduled,
        scheduled_reporter_reports,
        visit_is_later_than_the_reply,
        visit_is_not_in_the_future,
        place_codes_are_of_the_city,
        photo_is_shown_or_its_lack_explained,
        every_promise_is_looked_at_or_none,
    ),
    CountersignVerification: (
        petition_awaits_verification,
        finding_awaits_signature,
        sealed_petitions_stay_with_the_hotline,
        open_petitions_are_verified_by_the_newsroom,
        verifier_did_not_write_the_reply,
        verifier_has_declared_no_interest,
        reporter_is_not_the_editor,
    ),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
