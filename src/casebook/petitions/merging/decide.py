"""What follows from merging, taking out, and following. No rule is asked here: that was done before.

Merging and taking out are told by both petitions. `merge` gives what the petition itself tells, `beside` what the other
one does; both are stored together or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

from casebook.petitions.ending.events import Closed
from casebook.petitions.intake.commands import AcceptPetition
from casebook.petitions.intake.decide import accepted
from casebook.petitions.merging.commands import FollowMaster, MergePetition, MergingCommand, UnmergePetition
from casebook.petitions.merging.events import Absorbed, ChildReleased, Merged, Unmerged
from casebook.petitions.vocabulary import ClosingBasis, Status

if TYPE_CHECKING:
    from casebook.petitions.context import Context
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from casebook.petitions.standing import Merger


def merge(command: MergingCommand, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """What the petition tells of merging, taking out and following."""
    match command:
        case MergePetition():
            return joined(command, petition, context)
        case UnmergePetition():
            came_from = cast("Merger", petition.merger).came_from  # the rule petition_is_somebodys_child has held
            resumed = Status.SUBMITTED if came_from is Status.SUBMITTED else Status.ACCEPTED
            return (Unmerged(why=command.why, resumed=resumed),)
        case FollowMaster():
            basis, first = ClosingBasis.FOLLOWS_MASTER, petition.closures == 0
            return (Closed(basis=basis, rounds=petition.round, first_closure=first),)
        case _ as never:
            assert_never(never)


def beside(command: MergingCommand, petition: Petition) -> tuple[PetitionEvent, ...]:
    """What the master tells of the same."""
    match command:
        case MergePetition():
            return (Absorbed(child=petition.id, child_number=petition.number),)
        case UnmergePetition():
            return (ChildReleased(child=petition.id),)
        case FollowMaster():
            return ()
        case _ as never:
            assert_never(never)


def joined(command: MergePetition, petition: Petition, context: Context) -> tuple[PetitionEvent, ...]:
    """The petition goes on with its master. What was not accepted yet is accepted with the master's matter."""
    master = cast("Petition", context.other)  # the command names it
    step = Merged(master=master.id, master_number=master.number, cluster=command.cluster, evidence=command.evidence)
    if petition.status is not Status.SUBMITTED:
        return (step,)
    acceptance = AcceptPetition(petition_id=petition.id, matter=master.matter)
    return (accepted(acceptance, petition, context), step)
