"""The rule book: what must hold before a command is carried out. Each chapter has its table."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.archive import rules as archive
from casebook.petitions.command import Change
from casebook.petitions.dispatch import rules as dispatch
from casebook.petitions.ending import rules as ending
from casebook.petitions.feedback import rules as feedback
from casebook.petitions.forgetting import rules as forgetting
from casebook.petitions.forgetting.rules import (
    ADDING,
    USING,
    personal_data_are_not_restricted,
    personal_data_were_not_erased,
)
from casebook.petitions.handling import rules as handling
from casebook.petitions.intake import rules as intake
from casebook.petitions.merging import rules as merging
from casebook.petitions.merging.rules import OF_A_CHILD, merged_petitions_go_on_with_their_master
from casebook.petitions.notes import rules as notes
from casebook.petitions.oversight import rules as oversight
from casebook.petitions.publication import rules as publication
from casebook.petitions.uploads import files_were_uploaded_for_this_by_the_asker, names_files
from casebook.petitions.verification import rules as verification

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.rule import Rule

_CHAPTERS: Final = (
    intake,
    merging,
    dispatch,
    handling,
    verification,
    feedback,
    ending,
    publication,
    archive,
    oversight,
    forgetting,
    notes,
)


def _row(command: type[Command], row: tuple[Rule[Any], ...]) -> tuple[Rule[Any], ...]:
    """A command's rules, with those that many have: about personal data, master petitions, and files."""
    if names_files(command):
        row = (*row, files_were_uploaded_for_this_by_the_asker)
    if command in USING:
        row = (personal_data_are_not_restricted, *row)
    if command in ADDING:
        row = (personal_data_were_not_erased, *row)
    about_any = not issubclass(command, Change) or command in OF_A_CHILD
    return row if about_any else (merged_petitions_go_on_with_their_master, *row)


RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = MappingProxyType(
    {command: _row(command, row) for chapter in _CHAPTERS for command, row in chapter.RULES.items()}
)
"""For each command its rules in order: the first that does not hold refuses it."""
