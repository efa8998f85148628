"""Chance that falls the same way every time."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

from casebook.demo.plan import SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def dice(*purpose: object) -> Random:
    """Dice of their own for a purpose, so that one part of the plan can change without the others."""
    return Random("/".join(map(str, (SEED, *purpose))))  # noqa: S311  a story, no secret


def deal(rng: Random, items: Sequence[T], count: int, weight: Callable[[T], float]) -> list[T]:
    """So many of the items, the heavier the likelier, in their own order."""
    lots = sorted(((rng.random() ** (1 / max(weight(item), 1e-9)), place) for place, item in enumerate(items)))
    return [items[place] for place in sorted(place for _, place in lots[len(lots) - count :])]


def pick(rng: Random, weights: dict[T, float]) -> T:
    """One of the keys, the heavier the likelier."""
    return rng.choices(list(weights), list(weights.values()))[0]
