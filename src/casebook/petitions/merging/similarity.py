"""How alike two texts are: by the pairs of characters they share, which needs no dictionary of Chinese words."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LIKELY: Final = 0.25
"""From here on two petitions about one street may well be the same: of invented texts it finds nine of ten, and one of
twenty that are about something else. A person decides."""

_EVERYDAY: Final = re.compile(
    "希望|请问|恳请|有关|部门|相关|管一管|反映|解决|尽快|处理|你好|您好|我们|每天|居民|附近|社区|街道|平台|帮忙|现场|回复"
    "|谢谢|感谢|问题|领导|这里|一直|没有|最近|情况|单位|要求|建议|投诉|咨询|市民|诉求"
)
"""What stands in petitions about anything."""


def likeness(one: str, other: str, names: Iterable[str] = ()) -> float:
    """The share of the shorter text's pairs of characters that stand in the other one as well: 0 to 1.

    Punctuation, width and case do not count, nor do everyday words and the `names` that all such texts have anyway, as
    those of the street and the district.
    """
    known = [_plain(name) for name in names]
    first, second = _pairs(one, known), _pairs(other, known)
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0


def _plain(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())


def _pairs(text: str, names: Iterable[str]) -> set[str]:
    plain = _plain(text)
    for name in names:
        plain = plain.replace(name, " ")
    return {first + second for part in _EVERYDAY.sub(" ", plain).split() for first, second in pairwise(part)}
