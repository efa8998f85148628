"""Codes that stand under one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.errors import Unfit

if TYPE_CHECKING:
    from collections.abc import Iterable


def orphans_and_cycles(pairs: Iterable[tuple[str, str | None]]) -> None:
    """See that every parent is there and that nobody stands under itself.

    Raises:
        Unfit: one is not, or does.
    """
    parents: dict[str, set[str]] = {}
    for code, parent in pairs:
        parents.setdefault(code, set()).update({parent} if parent else ())
    for code, above in parents.items():
        if unknown := sorted(above - parents.keys()):
            raise Unfit(
                f"{code} 的上级 {unknown[0]} 不存在。", f"{code} stands under {unknown[0]}, which is not there."
            )
    for code in parents:
        _climb(code, parents)


def _climb(code: str, parents: dict[str, set[str]]) -> None:
    seen: set[str] = set()
    level = set(parents[code])
    while level - seen:
        if code in level:
            raise Unfit(f"{code} 成了自己的上级。", f"{code} stands under itself.")
        seen |= level
        level = set().union(*(parents[above] for above in level))
