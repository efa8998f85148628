"""How words are cut for the index: Chinese into every two neighbouring characters, other writing into its words.

No dictionary is asked: a segmenter cuts 路面积水 so that a search for 积水 finds next to nothing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN: Final = "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U000323af"
_RUNS: Final = re.compile(f"([{_HAN}]+)|([^\\W_{_HAN}]+)")
LONGEST: Final = 64
"""A word is known by so many of its first characters."""


def folded(text: str) -> str:
    """The text as it is compared: full-width forms as half-width ones, no case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The runs of letters in a folded text in order, each with whether it is of characters without spaces."""
    for found in _RUNS.finditer(text):
        yield found[0], found[1] is not None


def grams(text: str) -> set[str]:
    """What a folded text is found by: every two characters, the last one of each run alone, and every word."""
    found: set[str] = set()
    for run, han in runs(text):
        if han:
            found.update(pairs(run))
            found.add(run[-1])
        else:
            found.add(run[:LONGEST])
    return found


def pairs(run: str) -> Iterator[str]:
    """Every two neighbouring characters."""
    return (run[at : at + 2] for at in range(len(run) - 1))
