"""Notes for colleagues: when they may be left, by whom, and that nothing moves by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import later_wishes
import oversight_wishes as watch
import wishes_of_notes as notes
from casebook.access import may
from casebook.petitions.archive.codes import RetentionClass
from casebook.petitions.commands import AddNote
from casebook.petitions.events import Archived, Declined, NoteAdded, Urged
from casebook.petitions.forgetting.owning import is_of_the_citizen
from casebook.petitions.oversight.codes import UrgeKind
from casebook.petitions.vocabulary import Clock, Confidentiality, DeclineReason, Role, Status
from language import (
    APPROVER,
    CITIZEN,
    DESK,
    DISPATCHER,
    EDITOR,
    HELPER,
    HOUR,
    OFFICER,
    RECORDS,
    REPORTER,
    STRANGER,
    SUPERVISOR,
    SYSTEM,
    as_role,
    by,
    given,
    later,
    submitted,
    until,
)

if TYPE_CHECKING:
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.petition import Petition
    from language import Step

NOTE = NoteAdded(text=notes.note().text)
ARCHIVED = Archived(retention=RetentionClass.TEN_YEARS)
ENDS = [(submitted(), Declined(reason=DeclineReason.NOT_SPECIFIC)), until(Status.CLOSED)]
ROAD = [until(status) for status in (Status.SUBMITTED, Status.ASSIGNED, Status.IN_PROGRESS, Status.VERIFYING)]


def without_the_note(petition: Petition) -> Petition:
    """The petition, but for what a note may change: that it is there, and counted."""
    return replace(petition, version=0, events=(), notes=0)


@pytest.mark.parametrize("history", [*ROAD, *ENDS])
def test_a_note_is_left_at_any_time_and_moves_nothing(history: tuple[PetitionEvent | Step, ...]) -> None:
    stood = given(*history)
    stood.when(notes.note(), by=DISPATCHER).then(NOTE)
    for author in (DISPATCHER, OFFICER, REPORTER):
        noted = given(*history, by(author, NOTE)).standing
        assert noted.notes == 1
        assert without_the_note(noted) == without_the_note(stood.standing)
        assert noted.was_seen_at(stood.standing.version)
        assert noted.was_seen_at(noted.version)
        assert not noted.was_seen_at(stood.standing.version - 1)


def test_nothing_is_noted_in_what_is_archived() -> None:
    given(*until(Status.CLOSED), ARCHIVED).when(notes.note(), by=DESK).refused("petition_is_not_archived")


def test_a_note_keeps_nothing_from_the_archive() -> None:
    noted = given(*until(Status.CLOSED), later(40 * 24 * HOUR, NOTE))
    noted.when(later_wishes.archive(), by=RECORDS).events()


def test_there_are_fifty_notes_at_most() -> None:
    given(submitted(), *[NOTE] * 49).when(notes.note(), by=DESK).then(NOTE)
    given(submitted(), *[NOTE] * 50).when(notes.note(), by=DESK).refused("notes_are_fifty_at_most")


def test_notes_are_about_the_citizen_and_end_with_their_words() -> None:
    assert is_of_the_citizen(NOTE)
    erased = given(submitted()).but(restricted=True)
    erased.when(notes.note(), by=DESK).refused("personal_data_are_not_restricted")


def test_who_handles_a_petition_leaves_notes_and_a_helping_unit_too() -> None:
    assigned = given(*until(Status.ASSIGNED)).standing
    helped = replace(assigned, holding=assigned.holding.asking("dept-tax"))
    for actor in (DESK, DISPATCHER, SUPERVISOR, REPORTER, EDITOR, OFFICER, APPROVER):
        assert may(actor, AddNote, assigned)
    for actor in (CITIZEN, RECORDS, SYSTEM, HELPER, STRANGER, as_role(DESK, Role.PRIVACY_OFFICER)):
        assert not may(actor, AddNote, assigned)
    assert may(HELPER, AddNote, helped)
    sealed = replace(helped, confidentiality=Confidentiality.SEALED, about_unit="dept-tax")
    assert not may(HELPER, AddNote, sealed)


def test_a_unit_that_only_notes_was_not_heard() -> None:
    urged = (*until(Status.IN_PROGRESS), by(SYSTEM, Urged(clock=Clock.REPLY, kind=UrgeKind.OVERDUE, notice=1)))
    silent = given(*urged, by(OFFICER, NOTE))
    silent.when(watch.supervise(ground="silence"), by=SYSTEM, after=5 * 24 * HOUR).events()
