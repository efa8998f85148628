"""The rule book: what must hold before a command is carried out. Each chapter has its table."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.dispatch import rules as dispatch
from casebook.petitions.ending import rules as ending
from casebook.petitions.handling import rules as handling
from casebook.petitions.intake import rules as intake
from casebook.petitions.oversight import rules as oversight
from casebook.petitions.verification import rules as verification

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.command import Command
    from casebook.petitions.rule import Rule

RULES: Final[Mapping[type[Command], tuple[Rule[Any], ...]]] = MappingProxyType(
    {**intake.RULES, **dispatch.RULES, **handling.RULES, **verification.RULES, **ending.RULES, **oversight.RULES}
)
"""For each command its rules in order: the first that does not hold refuses it."""
