"""Rules of a chapter: merging a petition into another, taking it out again, and closing it with its master.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own. `context.other` is the master; before a command names one, its rules hold.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, get_args

from casebook.petitions.ending.rules import supervision_has_its_result
from casebook.petitions.feedback.commands import RatePetition
from casebook.petitions.forgetting.commands import ForgettingCommand
from casebook.petitions.intake.commands import SupplementPetition
from casebook.petitions.merging.commands import FollowMaster, MergePetition, ReleaseFromMaster, UnmergePetition
from casebook.petitions.road import ENDS
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

MERGEABLE: Final = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.ASSIGNED})

SEPARABLE_FOR: Final = timedelta(days=15)
"""How long after it was closed with its master a petition is taken out again. Our own limit."""

OF_A_CHILD: Final = frozenset(
    {
        SupplementPetition,
        RatePetition,
        UnmergePetition,
        FollowMaster,
        ReleaseFromMaster,
        *get_args(ForgettingCommand),
    }
)
"""What can be asked of a petition that goes on with another one; anything else is asked of that one."""


@rule
def merged_petitions_go_on_with_their_master(_command: Command, petition: Petition, _context: Context) -> bool:
    """This petition was merged into {petition.merged_into} and goes on with it. Do this there.

    该诉求已并入{petition.merged_into}一并办理，请在该诉求中操作。
    """
    return petition.status is not Status.MERGED


@rule
def petition_can_be_merged(_command: MergePetition, petition: Petition, _context: Context) -> bool:
    """Only a petition that is not signed yet can be merged. Look at its present state.

    只有尚未签收的诉求才能并入其他诉求，请刷新查看当前状态。
    """
    return petition.status in MERGEABLE


@rule
def petition_has_no_children(_command: MergePetition, petition: Petition, _context: Context) -> bool:
    """Other petitions go on with this one. Merge the other way round, or take them out first.

    已有其他诉求并入该诉求，不能再并入别的诉求，请反向合并，或先拆分。
    """
    return not petition.children


@rule
def master_is_another_petition(command: MergePetition, petition: Petition, _context: Context) -> bool:
    """A petition cannot be merged into itself. Name another one.

    诉求不能并入自身，请另选一件。
    """
    return command.master not in (petition.id, petition.number)


@rule
def master_is_there(command: MergePetition, _petition: Petition, context: Context) -> bool:
    """There is no petition of this number. Check the number of the one to merge into.

    没有这个编号的诉求，请核对要并入的诉求编号。
    """
    other = context.other
    return other is not None and command.master in (other.id, other.number)


@rule
def master_is_not_merged_itself(_command: MergePetition, _petition: Petition, context: Context) -> bool:
    """The other petition was itself merged into {context.other.merged_into}. Merge into that one.

    所选诉求本身已并入{context.other.merged_into}，请并入该诉求。
    """
    return context.other is None or context.other.status is not Status.MERGED


@rule
def master_is_under_way(_command: MergePetition, _petition: Petition, context: Context) -> bool:
    """The other petition has ended. Choose one that is under way.

    所选诉求已经结束，请选择仍在办理的诉求。
    """
    return context.other is None or context.other.status not in ENDS


@rule
def neither_petition_is_sealed(_command: MergePetition, petition: Petition, context: Context) -> bool:
    """A sealed petition is neither merged nor merged into. Handle it by itself.

    密办诉求不能合并，也不能并入其他诉求，请单独办理。
    """
    return not petition.is_sealed and (context.other is None or not context.other.is_sealed)


@rule
def master_has_its_matter(_command: MergePetition, _petition: Petition, context: Context) -> bool:
    """The other petition has no matter of the catalogue yet. Accept it or classify it first, then merge into it.

    所选诉求还没有确定事项，请先受理它，或重新分类，再并入。
    """
    return context.other is None or context.other.matter is not None


@rule
def matters_are_the_same(_command: MergePetition, petition: Petition, context: Context) -> bool:
    """The two petitions are not about the same matter of the catalogue. Put the matter right first, if it is wrong.

    两件诉求的事项不同，不能合并；如事项有误，请先重新分类。
    """
    if context.other is None:
        return True
    unknown_yet = petition.matter is None and petition.status is Status.SUBMITTED
    return petition.matter == context.other.matter or unknown_yet


@rule
def streets_are_the_same(_command: MergePetition, petition: Petition, context: Context) -> bool:
    """The two petitions are not about the same street. Put the place right first, if it is wrong.

    两件诉求不在同一乡镇街道，不能合并；如地点有误，请先重新分类。
    """
    return petition.street is not None and (context.other is None or petition.street == context.other.street)


@rule
def petition_is_somebodys_child(_command: UnmergePetition, petition: Petition, _context: Context) -> bool:
    """This petition goes on by itself; there is nothing to take it out of.

    该诉求没有并入其他诉求，无需拆分。
    """
    return petition.merger is not None and petition.status in {Status.MERGED, Status.CLOSED}


@rule
def children_are_taken_out_in_time(_command: UnmergePetition, petition: Petition, context: Context) -> bool:
    """It was closed with its master more than 15 days ago. The citizen can submit a new petition.

    该诉求随主诉求办结已超过15天，不能再拆分，请诉求人另行提交。
    """
    closed = petition.closed_at
    under_way = context.other is not None and context.other.status not in ENDS
    return closed is None or under_way or context.now <= closed + SEPARABLE_FOR


@rule
def petition_waits_for_its_master(
    _command: FollowMaster | ReleaseFromMaster, petition: Petition, _context: Context
) -> bool:
    """This petition does not wait for another one to end.

    该诉求没有在等待主诉求办结。
    """
    return petition.status is Status.MERGED


@rule
def master_is_closed(_command: FollowMaster, _petition: Petition, context: Context) -> bool:
    """The master is not closed. The petition follows it when it is.

    主诉求尚未办结，办结后该诉求随之办结。
    """
    return context.other is None or was_closed(context.other)


@rule
def master_has_ended_otherwise(_command: ReleaseFromMaster, _petition: Petition, context: Context) -> bool:
    """The master is under way, or was closed. A petition is let go only when its master ended in another way.

    主诉求仍在办理或已办结；主诉求以其他方式终结的，才恢复各自办理。
    """
    master = context.other
    return master is None or (master.status in ENDS and not was_closed(master))


def was_closed(master: Petition) -> bool:
    """Whether a master ended by being closed, put away since or not: then its children close with it."""
    return master.status in {Status.CLOSED, Status.ARCHIVED} and master.closed_at is not None


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    MergePetition: (
        petition_can_be_merged,
        petition_has_no_children,
        supervision_has_its_result,
        master_is_another_petition,
        master_is_there,
        neither_petition_is_sealed,
        master_is_not_merged_itself,
        master_is_under_way,
        master_has_its_matter,
        matters_are_the_same,
        streets_are_the_same,
    ),
    UnmergePetition: (petition_is_somebodys_child, children_are_taken_out_in_time),
    FollowMaster: (petition_waits_for_its_master, master_is_closed),
    ReleaseFromMaster: (petition_waits_for_its_master, master_has_ended_otherwise),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
