"""Sentences out of templates.

`{a|b}` is one of the alternatives, `{2-5}` a number, `{place}` what a slot holds; they may stand in each other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

_INNERMOST: Final = re.compile(r"\{([^{}]*)\}")
_RANGE: Final = re.compile(r"(\d+)-(\d+)")
_TRIES: Final = 12


class Phrases:
    """Remembers what was said, and says it otherwise next time as long as that is possible."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._decks: dict[tuple[str, ...], list[str]] = {}
        self._said: set[str] = set()

    def say(self, templates: Sequence[str], slots: Mapping[str, str]) -> str:
        """One of the templates, filled in; none comes again before the others have come."""
        text = ""
        for _ in range(_TRIES):
            text = self._fill(self._draw(tuple(templates)), slots)
            if text not in self._said:
                break
        self._said.add(text)
        return text

    def join(self, parts: Sequence[Sequence[str]], slots: Mapping[str, str]) -> str:
        """One of the templates of each part, as one text that was not said before."""
        text = ""
        for _ in range(_TRIES):
            text = "".join(self._fill(self._draw(tuple(part)), slots) for part in parts if part)
            if text not in self._said:
                break
        self._said.add(text)
        return text

    def _draw(self, templates: tuple[str, ...]) -> str:
        deck = self._decks.get(templates)
        if not deck:
            deck = self._decks[templates] = self._rng.sample(templates, len(templates))
        return deck.pop()

    def _fill(self, template: str, slots: Mapping[str, str]) -> str:
        def chosen(match: re.Match[str]) -> str:
            inside = match.group(1)
            if bounds := _RANGE.fullmatch(inside):
                return str(self._rng.randint(int(bounds[1]), int(bounds[2])))
            return self._rng.choice(inside.split("|")) if "|" in inside else slots[inside]

        while _INNERMOST.search(template):
            template = _INNERMOST.sub(chosen, template)
        return template
