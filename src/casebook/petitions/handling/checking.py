"""What the desk must have looked at before a reply passes: what every reply owes, and what follows from what it says.

A good reply says what was found, what was done and what follows (Pingdingshan Daily 2022-01-31, page A03); the list is
our own.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from casebook.petitions.handling.codes import Check
from casebook.petitions.vocabulary import Category, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.petitions.standing import Reply

NOTHING_DONE: Final = frozenset({Outcome.EXPLAINED, Outcome.NOT_POSSIBLE})
"""Outcomes in which nothing was to be done, or nothing could be."""

NAMES: Final[Mapping[Check, tuple[str, str]]] = MappingProxyType(
    {
        Check.ANSWERS: ("回应了诉求", "it answers what was asked"),
        Check.FACTS: ("说明了情况", "it says what was found"),
        Check.ACTIONS: ("说明了措施", "it says what was done"),
        Check.DATES: ("承诺有时限", "what is promised has a day"),
        Check.EVIDENCE: ("有图片或材料", "pictures or papers show it"),
        Check.TONE: ("用语得当", "the tone is right"),
        Check.INTENT_READ: ("已看过疑似表态字句", "words that only state an intent were read"),
    }
)
"""How each is called where one is missing, in Chinese and English."""


def claims_to_be_shown(outcome: Outcome, category: Category) -> bool:
    """Whether a reply claims what pictures or papers must show: that a complaint is resolved."""
    return outcome is Outcome.RESOLVED and category is Category.COMPLAINT


def demanded(reply: Reply, category: Category) -> tuple[Check, ...]:
    """What must have been looked at before this reply passes, in the order of the list."""
    owed = {
        Check.ANSWERS: True,
        Check.FACTS: True,
        Check.ACTIONS: reply.outcome not in NOTHING_DONE,
        Check.DATES: reply.promises > 0,
        Check.EVIDENCE: claims_to_be_shown(reply.outcome, category),
        Check.TONE: True,
    }
    return tuple(check for check, is_owed in owed.items() if is_owed)
