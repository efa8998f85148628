"""Petition numbers, for people: `2022-001435-9`: year, counter, and a check digit that catches slips of the pen."""

from __future__ import annotations


def petition_number(year: int, counter: int) -> str:
    """The number of the petition with that counter; the counter alone makes it unique."""
    body = f"{year:04d}-{counter:06d}"
    return f"{body}-{check_digit(body)}"


def check_digit(text: str) -> int:
    """The Luhn check digit (ISO/IEC 7812-1, annex B) of the digits in `text`."""
    digits = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = [digit * 2 if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def is_number(text: str) -> bool:
    """Whether this can be a petition number: the shape is right and the check digit fits."""
    body, _, check = text.rpartition("-")
    year, _, counter = body.partition("-")
    parts = (year, counter, check)
    return all(p.isascii() and p.isdigit() for p in parts) and len(check) == 1 and check_digit(body) == int(check)
