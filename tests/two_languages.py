"""Finds English that stands in a Chinese sentence."""

from __future__ import annotations

import ast
import re
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = re.compile("[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}")
_ENGLISH_BEHIND = re.compile(" / ")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def english_in(sentence: str) -> list[str]:
    """Three English words in a row, or more: names and codes stand alone."""
    return _WORDS.findall(sentence)


def repeated_in_chinese(module: ast.Module) -> Iterator[int]:
    """The lines with a Chinese sentence that is filled with what a caught error says: libraries say it in English."""
    caught = {node.name for node in ast.walk(module) if isinstance(node, ast.ExceptHandler) and node.name}
    for text in ast.walk(module):
        if isinstance(text, ast.JoinedStr):
            parts = list(takewhile(lambda part: not _says(part, _ENGLISH_BEHIND), text.values))
            filled = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
            if any(_says(part, _CHINESE) for part in parts) and any(_is_its_text(each, caught) for each in filled):
                yield text.lineno


def _says(part: ast.expr, what: re.Pattern[str]) -> bool:
    return isinstance(part, ast.Constant) and what.search(str(part.value)) is not None


def _is_its_text(value: ast.expr, caught: set[str]) -> bool:
    match value:
        case ast.Attribute(attr="strerror"):
            return True
        case ast.Call(func=ast.Name(id="str"), args=[inner]) | ast.Attribute(inner, "msg" | "args"):
            return _is_its_text(inner, caught)
        case ast.Name(id=name):
            return name in caught
    return False
