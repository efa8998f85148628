"""What follows from merging, taking out, and following. No rule is asked here: that was done before.

Merging and taking out are told by both petitions. `merge` gives what the petition itself tells, `beside` what the other
one does; both are stored together or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never, cast

from casebook.petitions.context import Clock, at, basis, limit
from casebook.petitions.ending.events import Closed
from casebook.petitions.intake.commands import AcceptPetition
from casebook.petitions.intake.decide import accepted
from casebook.petitions.merging.commands import (
    FollowMaster,
    MergePetition,
    MergingCommand,
    ReleaseFromMaster,
    UnmergePetition,
)
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
            return (let_go(petition, context).model_copy(update={"why": command.why}),)
        case ReleaseFromMaster():
            master = cast("Petition", context.other)  # whoever was merged has one
            return (let_go(petition, context).model_copy(update={"master_ended": master.status}),)
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
        case UnmergePetition() | ReleaseFromMaster():
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
    matter = cast("str", master.matter)  # the rule master_has_its_matter has held
    acceptance = AcceptPetition(petition_id=petition.id, category=petition.category, matter=matter)
    return (accepted(acceptance, context), step)


def let_go(petition: Petition, context: Context) -> Unmerged:
    """By itself again, where it came from; what is to find a unit of its own has a new limit for that."""
    came_from = cast("Merger", petition.merger).came_from  # the rules saw to it that it is somebody's child
    if came_from is Status.SUBMITTED:
        return Unmerged(resumed=Status.SUBMITTED)
    due = limit(Clock.DISPATCH, petition, context)
    return Unmerged(resumed=Status.ACCEPTED, dispatch_due=at(due), **basis(due))
