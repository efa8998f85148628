"""What follows from a note. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.notes.events import NoteAdded

if TYPE_CHECKING:
    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.notes.commands import AddNote


def note(command: AddNote) -> tuple[PetitionEvent, ...]:
    """The note, as it was written."""
    return (NoteAdded(text=command.text),)
