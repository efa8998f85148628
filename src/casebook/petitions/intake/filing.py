"""Rules of a chapter: filing a petition, and where it is. How rules are written: `intake/rules.py`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from casebook.petitions.rule import rule
from casebook.petitions.verification.commands import RecordVerification
from casebook.petitions.vocabulary import Channel, Confidentiality

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.intake.commands import AcceptPetition, Reclassify, SubmitPetition
    from casebook.petitions.petition import Petition


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
def place_codes_are_of_the_city(
    command: SubmitPetition | Reclassify | RecordVerification, _petition: Petition | None, context: Context
) -> bool:
    """The city has no county, street or community of this code. Choose from the list, or describe the place in words.

    地点代码不在本市该级区划之内，请从列表中选择，或只用文字写明地点。
    """
    city = context.places
    if city is None:
        return True
    community = None if isinstance(command, RecordVerification) else command.community
    given = ((city.areas, command.area), (city.streets, command.street), (city.communities, community))
    return all(code in level for level, code in given if code is not None)


@rule
def smaller_place_lies_in_the_larger(
    command: SubmitPetition | Reclassify, petition: Petition | None, _context: Context
) -> bool:
    """The street or community chosen does not lie in the larger place chosen. Choose the place again.

    所选街道、社区不属于所选县区或街道，请重新选择地点。

    Source: division codes of the statistics bureau: the code of a part begins with the code of the whole.
    """
    area = command.area or (petition.area if petition else None)
    street = command.street or (petition.street if petition else None)
    given = [code for code in (area, street, command.community) if code is not None]
    return all(part.startswith(whole) for whole, part in pairwise(given))


@rule
def unit_complained_about_is_in_the_directory(
    command: SubmitPetition | AcceptPetition | Reclassify, _petition: Petition | None, context: Context
) -> bool:
    """The unit complained about is not in the directory. Choose it from there, or name it in the text only.

    被反映的单位不在承办单位名录中，请从名录中选择，或只在正文中写明。
    """
    return command.about_unit is None or context.units is None or command.about_unit in context.units


PLACE: Final = (place_codes_are_of_the_city, smaller_place_lies_in_the_larger)
FILING: Final = (
    petition_is_new,
    number_is_given,
    imports_come_through_their_own_door,
    phone_is_given_unless_anonymous,
    anonymous_petitions_hold_no_contact,
    *PLACE,
    unit_complained_about_is_in_the_directory,
)
