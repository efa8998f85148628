"""Petitions that ask the same go on as one, and every history stays whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

import wishes
import wishes_of_intake as intake
import wishes_of_merging as merging
from casebook.errors import Refused
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.commands import COMMANDS, Change
from casebook.petitions.context import Clock
from casebook.petitions.decisions import decide_beside, named
from casebook.petitions.events import (
    Absorbed,
    Accepted,
    Archived,
    ChildReleased,
    Closed,
    Merged,
    Reopened,
    Terminated,
    Unmerged,
    Withdrawn,
)
from casebook.petitions.merging.codes import MergeEvidence
from casebook.petitions.merging.rules import OF_A_CHILD, merged_petitions_go_on_with_their_master
from casebook.petitions.rules import RULES
from casebook.petitions.standing import Holding
from casebook.petitions.vocabulary import (
    Category,
    ClosingBasis,
    Confidentiality,
    ReopenGround,
    Role,
    Status,
    TerminationGround,
)
from language import (
    ASSIGNED,
    BEGIN,
    CITIZEN,
    CLOSED,
    DESK,
    DISPATCHER,
    HOUR,
    PETITION,
    SUPERVISOR,
    given,
    person,
    submitted,
    until,
)
from plain_terms import plain_due
from wishes_of_merging import MASTER

SYSTEM = person("system", Role.SYSTEM)

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition
    from language import Situation

EVIDENCE = (MergeEvidence.SAME_MATTER, MergeEvidence.SAME_STREET)
MERGED = Merged(master=MASTER, master_number="20220126-0002", evidence=EVIDENCE)
FOLLOWED = Closed(basis=ClosingBasis.FOLLOWS_MASTER, first_closure=True)
ABOUT_PARKING = Accepted(category=Category.CIVILIZED_CITY, matter="parking")


def accepted(*further: Any) -> Situation:
    return given(submitted(), ABOUT_PARKING, *further)


def master(*further: Any, **changes: Any) -> Petition:
    """Another petition about parking on the same street."""
    standing = accepted(*further).standing
    return replace(standing, id=MASTER, number="20220126-0002", **changes)


def test_merging_is_told_by_both() -> None:
    child = accepted()
    asked = child.when(merging.merge(), by=DESK, other=master())
    asked.then(MERGED)
    assert decide_beside(asked.command, child.standing) == (Absorbed(child=PETITION, child_number="20220126-0001"),)
    petition = accepted(MERGED).standing
    assert (petition.status, petition.merged_into) == (Status.MERGED, "20220126-0002")
    assert accepted(Absorbed(child=PETITION, child_number="20220126-0001")).standing.children == (PETITION,)


def test_what_is_not_accepted_yet_is_accepted_with_the_matter_of_its_master() -> None:
    given(submitted()).when(merging.merge(), by=DESK, other=master()).then(
        ABOUT_PARKING.model_copy(update={"dispatch_due": plain_due(Clock.DISPATCH, BEGIN + HOUR)}), MERGED
    )


def test_only_merging_and_taking_out_are_told_by_both() -> None:
    assert named(merging.merge()) == MASTER
    assert named(wishes.rate()) is None
    assert decide_beside(wishes.rate(), accepted(MERGED).standing) == ()
    assert decide_beside(merging.follow(), accepted(MERGED).standing) == ()


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.REPLIED, Status.CLOSED])
def test_what_is_worked_on_is_not_merged(status: Status) -> None:
    given(*until(status)).when(merging.merge(), by=DESK, other=master()).refused("petition_can_be_merged")


def test_a_master_is_nobodys_child() -> None:
    parent = accepted(Absorbed(child=UUID(int=3), child_number="20220126-0003"))
    parent.when(merging.merge(), by=DESK, other=master()).refused("petition_has_no_children")
    released = accepted(Absorbed(child=UUID(int=3), child_number="20220126-0003"), ChildReleased(child=UUID(int=3)))
    released.when(merging.merge(), by=DESK, other=master()).events()
    merged = accepted().when(merging.merge(), by=DESK, other=master(MERGED))
    merged.refused("master_is_not_merged_itself")


def test_a_petition_is_not_merged_into_itself() -> None:
    own = accepted()
    own.when(merging.merge(master=PETITION), by=DESK, other=own.standing).refused("master_is_another_petition")


@pytest.mark.parametrize("end", [Withdrawn(), Terminated(ground=TerminationGround.OUT_OF_SCOPE), CLOSED])
def test_what_has_ended_takes_no_children(end: Any) -> None:
    accepted().when(merging.merge(), by=DESK, other=master(end)).refused("master_is_under_way")


def test_nothing_sealed_is_merged() -> None:
    sealed = given(submitted(confidentiality=Confidentiality.SEALED), ABOUT_PARKING)
    sealed.when(merging.merge(), by=DESK, other=master()).refused("neither_petition_is_sealed")
    other = master(confidentiality=Confidentiality.SEALED)
    accepted().when(merging.merge(), by=DESK, other=other).refused("neither_petition_is_sealed")


def test_a_master_is_named_by_its_number_too() -> None:
    accepted().when(merging.merge(master="20220126-0002"), by=DESK, other=master()).events()
    accepted().when(merging.merge(master="20220126-0003"), by=DESK).refused("master_is_there")
    itself = accepted().standing
    asked = accepted().when(merging.merge(master=itself.number), by=DESK, other=itself)
    asked.refused("master_is_another_petition")


def test_another_matter_is_another_petition() -> None:
    accepted().when(merging.merge(), by=DESK, other=master(matter="lamps")).refused("matters_are_the_same")
    given(submitted(), Accepted()).when(merging.merge(), by=DESK, other=master()).refused("matters_are_the_same")


@pytest.mark.parametrize("child", [accepted(), given(submitted())])
def test_whoever_merges_into_what_nobody_has_accepted_yet_is_told_to_accept_it_first(child: Situation) -> None:
    child.when(merging.merge(), by=DESK, other=master(matter=None)).refused("master_has_its_matter")


@pytest.mark.parametrize("street", ["410403001", None])
def test_another_street_is_another_petition(street: str | None) -> None:
    accepted().when(merging.merge(), by=DESK, other=master(street=street)).refused("streets_are_the_same")
    nowhere = submitted().model_copy(update={"street": None})
    given(nowhere, ABOUT_PARKING).when(merging.merge(), by=DESK, other=master(street=street)).refused(
        "streets_are_the_same"
    )


def test_a_merged_petition_goes_on_with_its_master_and_says_with_which() -> None:
    merged = accepted(MERGED)
    asked = merged.when(wishes.assign(), by=DISPATCHER)
    asked.refused("merged_petitions_go_on_with_their_master")
    with pytest.raises(Refused) as refusal:
        asked.events()
    assert "20220126-0002" in refusal.value.zh
    assert "20220126-0002" in refusal.value.en


def test_everything_but_what_is_the_childs_own_is_asked_of_the_master() -> None:
    changes = [command for command in COMMANDS.values() if issubclass(command, Change)]
    for command in changes:
        assert (RULES[command][0] is merged_petitions_go_on_with_their_master) == (command not in OF_A_CHILD)


def test_the_citizen_of_a_merged_petition_adds_to_it_and_rates_it() -> None:
    merged = accepted(MERGED)
    merged.when(intake.supplement(), by=CITIZEN, other=master()).events()
    merged.when(wishes.rate(), by=CITIZEN, other=master()).refused("petition_can_be_rated")
    merged.when(wishes.rate(), by=CITIZEN, other=master(status=Status.REPLIED)).events()


def test_a_merged_petition_follows_its_master_when_that_is_closed() -> None:
    merged = accepted(MERGED)
    merged.when(merging.follow(), by=SUPERVISOR, other=master()).refused("master_is_closed")
    merged.when(merging.follow(), by=SUPERVISOR, other=master(CLOSED)).then(FOLLOWED)
    for history in (accepted(), accepted(MERGED, FOLLOWED), accepted(MERGED, Unmerged(resumed=Status.ACCEPTED))):
        history.when(merging.follow(), by=SUPERVISOR, other=master(CLOSED)).refused("petition_waits_for_its_master")


def test_what_was_merged_by_mistake_is_taken_out() -> None:
    merged = accepted(MERGED)
    asked = merged.when(merging.unmerge(), by=SUPERVISOR, other=master())
    due = plain_due(Clock.DISPATCH, BEGIN + 3 * HOUR)
    asked.then(Unmerged(why="两件诉求地点不同：一件在巷口，一件在巷内。", resumed=Status.ACCEPTED, dispatch_due=due))
    assert decide_beside(asked.command, merged.standing) == (ChildReleased(child=PETITION),)
    released = accepted(MERGED, Unmerged(resumed=Status.ACCEPTED))
    assert (released.standing.status, released.standing.merged_into) == (Status.ACCEPTED, None)
    released.when(wishes.assign(), by=DISPATCHER).events()


TERMINATED = Terminated(ground=TerminationGround.NO_COOPERATION)


def test_a_petition_goes_on_by_itself_when_its_master_ended_otherwise_than_by_closing() -> None:
    merged = accepted(MERGED)
    for under_way_or_closed in (master(), master(CLOSED), master(CLOSED, Archived(retention=RetentionClass.TEN_YEARS))):
        merged.when(merging.release(), by=SYSTEM, other=under_way_or_closed).refused("master_has_ended_otherwise")
    due = plain_due(Clock.DISPATCH, BEGIN + 3 * HOUR)
    freed = Unmerged(resumed=Status.ACCEPTED, master_ended=Status.TERMINATED, dispatch_due=due)
    asked = merged.when(merging.release(), by=SYSTEM, other=master(TERMINATED))
    asked.then(freed)
    assert decide_beside(asked.command, merged.standing) == (ChildReleased(child=PETITION),)
    merged.when(merging.follow(), by=SYSTEM, other=master(TERMINATED)).refused("master_is_closed")
    put_away = master(TERMINATED, Archived(retention=RetentionClass.SHORT))
    merged.when(merging.release(), by=SYSTEM, other=put_away).events()
    released = accepted(MERGED, freed)
    assert (released.standing.status, released.standing.dues.dispatch) == (Status.ACCEPTED, due)
    released.when(merging.release(), by=SYSTEM).refused("petition_waits_for_its_master")


def test_a_petition_closes_with_a_master_that_was_put_away_meanwhile() -> None:
    put_away = master(CLOSED, Archived(retention=RetentionClass.TEN_YEARS))
    accepted(MERGED).when(merging.follow(), by=SYSTEM, other=put_away).then(FOLLOWED)


def test_what_is_taken_out_again_is_in_nobodys_hands() -> None:
    taken_out = accepted(ASSIGNED, MERGED, Unmerged(resumed=Status.ACCEPTED)).standing
    assert (taken_out.unit, taken_out.assignment) == (None, 1)
    assert (taken_out.dues.sign, taken_out.dues.reply, taken_out.holding) == (None, None, Holding())


def test_a_source_that_merges_before_it_accepts_takes_out_to_the_beginning() -> None:
    early = given(submitted(), MERGED)
    (event,) = early.when(merging.unmerge(), by=SUPERVISOR, other=master()).events()
    assert isinstance(event, Unmerged)
    assert event.resumed is Status.SUBMITTED


def test_what_is_nobodys_child_is_not_taken_out() -> None:
    for history in (
        accepted(),
        accepted(MERGED, Unmerged(resumed=Status.ACCEPTED)),
        accepted(MERGED, FOLLOWED, Reopened(round=2, ground=ReopenGround.DISSATISFIED)),
    ):
        history.when(merging.unmerge(), by=SUPERVISOR).refused("petition_is_somebodys_child")


def test_what_was_closed_with_its_master_is_taken_out_for_fifteen_days() -> None:
    followed, late = accepted(MERGED, FOLLOWED), timedelta(days=15, seconds=1)
    followed.when(merging.unmerge(), by=SUPERVISOR, after=timedelta(days=15), other=master(CLOSED)).events()
    too_late = followed.when(merging.unmerge(), by=SUPERVISOR, after=late, other=master(CLOSED))
    too_late.refused("children_are_taken_out_in_time")
    followed.when(merging.unmerge(), by=SUPERVISOR, after=late, other=master()).events()
    orphan = accepted(MERGED).when(merging.unmerge(), by=SUPERVISOR, after=late, other=master(Withdrawn()))
    orphan.events()


def test_what_others_ask_as_well_goes_on_without_its_citizen() -> None:
    parent = accepted(Absorbed(child=UUID(int=3), child_number="20220126-0003"))
    parent.when(wishes.withdraw(), by=CITIZEN).then(Withdrawn(goes_on=True))
