"""Petition numbers, for people: `2022-001435-9`: year, counter, and a check digit that catches slips of the pen."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DOUBLED: Final = str.maketrans("0123456789", "0246813579")
"""Each digit twice, and of what that makes the sum of digits."""
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_BARE: Final = re.compile(r"([0-9]{4})([0-9]{6,})([0-9])")


def petition_number(year: int, counter: int) -> str:
    """The number of the petition with that counter; the counter alone makes it unique."""
    body = f"{year:04d}-{counter:06d}"
    return f"{body}-{check_digit(body)}"


def check_digit(text: str) -> int:
    """The Luhn check digit (ISO/IEC 7812-1, annex B) of the digits in `text`, between which hyphens may stand."""
    digits = text.replace("-", "")[::-1]
    return -sum(map(int, digits[::2].translate(_DOUBLED) + digits[1::2])) % 10


def plain_number(typed: str) -> str:
    """The number that somebody means who typed it in full width, with spaces or dashes, or without its hyphens.

    Digits alone get their hyphens only if the check digit fits: a telephone number stays what it is.
    """
    typed = _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", typed).split()))
    hyphened = _BARE.sub(r"\1-\2-\3", typed)
    return hyphened if is_number(hyphened) else typed


def is_number(text: str) -> bool:
    """Whether this can be a petition number: the shape is right and the check digit fits."""
    body, _, check = text.rpartition("-")
    year, _, counter = body.partition("-")
    parts = (year, counter, check)
    return all(p.isascii() and p.isdigit() for p in parts) and len(check) == 1 and check_digit(body) == int(check)
