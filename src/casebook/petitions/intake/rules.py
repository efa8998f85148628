"""Rules of a chapter: filing, accepting, declining, withdrawing.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.intake.commands import AcceptPetition, DeclinePetition, SubmitPetition, WithdrawPetition
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Channel, Confidentiality, DeclineReason, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

ROUTE_NEEDED: Final = frozenset({DeclineReason.STATUTORY_ROUTE, DeclineReason.IN_PETITION})

SECOND_PERSON_NEEDED: Final = frozenset(
    {DeclineReason.SECRET_OR_PRIVACY, DeclineReason.MALICIOUS, DeclineReason.OTHER_ORGAN}
)

WITHDRAWABLE: Final = frozenset(
    {
        Status.SUBMITTED,
        Status.ACCEPTED,
        Status.ASSIGNED,
        Status.IN_PROGRESS,
        Status.RETURN_REVIEW,
        Status.REPLIED,
    }
)


@rule
def petition_is_new(_command: SubmitPetition, petition: Petition | None, _context: Context) -> bool:
    """This petition is already submitted. If there is something new, submit another one.

    该诉求已经提交，不能重复提交；如有新情况请另行提交。
    """
    return petition is None


@rule
def number_is_given(_command: SubmitPetition, _petition: None, context: Context) -> bool:
    """There is no number for this petition. Ask the people who run the system.

    没有可用的诉求编号，请联系系统管理员。
    """
    return bool(context.number)


@rule
def imports_come_through_their_own_door(command: SubmitPetition, _petition: None, _context: Context) -> bool:
    """Nobody here receives a petition by "import". Choose the way the petition really came in.

    “导入”不是来件渠道，请选择诉求实际的来件渠道。
    """
    return command.channel is not Channel.IMPORT


@rule
def phone_is_given_unless_anonymous(command: SubmitPetition, _petition: None, _context: Context) -> bool:
    """Give a phone number, or submit anonymously.

    请填写联系电话，或选择匿名提交。

    Source: Weifang regulation art. 11 asks for truthful contact details.
    """
    return command.phone is not None or command.confidentiality is Confidentiality.ANONYMOUS


@rule
def anonymous_petitions_hold_no_contact(command: SubmitPetition, _petition: None, _context: Context) -> bool:
    """An anonymous petition holds no name and no phone number. Clear both, or choose another level of confidentiality.

    匿名提交不需要姓名和电话，请清空这两项，或改选其他保密方式。

    Source: PIPL art. 6, nothing beyond what is needed.
    """
    anonymous = command.confidentiality is Confidentiality.ANONYMOUS
    return not anonymous or (command.name is None and command.phone is None)


@rule
def place_codes_are_of_the_city(command: SubmitPetition, _petition: None, context: Context) -> bool:
    """This place code is not one of the city's. Choose from the list, or describe the place in words only.

    地点代码不在本市区划之内，请从列表中选择，或只用文字写明地点。
    """
    given = (command.area, command.street, command.community)
    return context.places is None or all(code in context.places for code in given if code is not None)


@rule
def smaller_place_lies_in_the_larger(command: SubmitPetition, _petition: None, _context: Context) -> bool:
    """The street or community chosen does not lie in the larger place chosen. Choose the place again.

    所选街道、社区不属于所选县区或街道，请重新选择地点。

    Source: division codes of the statistics bureau: the code of a part begins with the code of the whole.
    """
    given = [code for code in (command.area, command.street, command.community) if code is not None]
    return all(part.startswith(whole) for whole, part in pairwise(given))


@rule
def petition_awaits_acceptance(_command: Command, petition: Petition, _context: Context) -> bool:
    """Only a petition that awaits acceptance can be accepted or declined. Look at its present state.

    只有待受理的诉求才能受理或不予受理，请刷新查看当前状态。
    """
    return petition.status is Status.SUBMITTED


@rule
def emergencies_are_not_declined(command: DeclinePetition, _petition: Petition, _context: Context) -> bool:
    """An emergency may not be declined. Hand it to 110, 119, 120 or 122 at once and accept it as an emergency.

    紧急事项不能以“不予受理”处理，请立即转110、119、120或122，并按紧急诉求受理。

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
def earlier_petition_is_named(command: DeclinePetition, petition: Petition, _context: Context) -> bool:
    """To decline as already handled, name the other, earlier petition, so that its progress or result can be told.

    以“已办理”为由不予受理，请填写此前另一件诉求，以便告知其进展或结果。

    Source: Beijing regulation art. 11.
    """
    if command.reason is not DeclineReason.ALREADY_HANDLED:
        return True
    return command.earlier is not None and command.earlier != petition.id


@rule
def second_person_agrees_to_the_decline(command: DeclinePetition, _petition: Petition, context: Context) -> bool:
    """On this ground a second person must agree, and it may not be yourself. Name that person.

    以此理由不予受理须经另一人复核同意，请填写复核人，且不能是您本人。
    """
    if command.seconded_by is None:
        return command.reason not in SECOND_PERSON_NEEDED
    return command.seconded_by != context.actor.id


@rule
def unit_complained_about_is_in_the_directory(
    command: SubmitPetition | AcceptPetition, _petition: Petition | None, context: Context
) -> bool:
    """The unit complained about is not in the directory. Choose it from there, or name it in the text only.

    被反映的单位不在承办单位名录中，请从名录中选择，或只在正文中写明。
    """
    return command.about_unit is None or context.units is None or command.about_unit in context.units


@rule
def petition_can_be_withdrawn(_command: WithdrawPetition, petition: Petition, _context: Context) -> bool:
    """This petition is being verified or has ended; it can no longer be withdrawn.

    该诉求已进入追访或已经结束，不能撤回。
    """
    return petition.status in WITHDRAWABLE


@rule
def citizen_has_not_withdrawn(_command: Command, petition: Petition, _context: Context) -> bool:
    """You have withdrawn from this petition. It goes on as an emergency without you; there is nothing more to do.

    您已撤回该诉求；因涉及紧急情况，有关单位仍在办理，您无需再操作。
    """
    return not petition.citizen_left


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    SubmitPetition: (
        petition_is_new,
        number_is_given,
        imports_come_through_their_own_door,
        phone_is_given_unless_anonymous,
        anonymous_petitions_hold_no_contact,
        place_codes_are_of_the_city,
        smaller_place_lies_in_the_larger,
        unit_complained_about_is_in_the_directory,
    ),
    AcceptPetition: (petition_awaits_acceptance, unit_complained_about_is_in_the_directory),
    DeclinePetition: (
        petition_awaits_acceptance,
        emergencies_are_not_declined,
        route_is_named,
        earlier_petition_is_named,
        second_person_agrees_to_the_decline,
    ),
    WithdrawPetition: (petition_can_be_withdrawn, citizen_has_not_withdrawn),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
