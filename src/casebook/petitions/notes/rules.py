"""Rules of a chapter: what those who handle a petition note for each other.

A rule's docstring is what the asker reads, in English and in Chinese; then comes where the rule is from. Where no
source is named, the rule is our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.notes.commands import AddNote
from casebook.petitions.rule import rule
from casebook.petitions.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.context import Context
    from casebook.petitions.petition import Petition
    from casebook.petitions.rule import Rule

NOTES: Final = 50
"""How many notes a petition has. Our own limit."""


@rule
def petition_is_not_archived(_command: AddNote, petition: Petition, _context: Context) -> bool:
    """The record of this petition was put away, and nothing is noted in it any more. Reopen it where it must go on.

    该诉求已归档，不再添加批注；确需继续办理的，请先重办。
    """
    return petition.status is not Status.ARCHIVED


@rule
def notes_are_fifty_at_most(_command: AddNote, petition: Petition, _context: Context) -> bool:
    """This petition has fifty notes already. Tell your colleagues in person, or take the step that is due.

    该诉求已有五十条批注，请直接告知同事，或者办理下一步。
    """
    return petition.notes < NOTES


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = {
    AddNote: (petition_is_not_archived, notes_are_fifty_at_most),
}
"""Read a row from top to bottom: the first rule that does not hold refuses the command."""
