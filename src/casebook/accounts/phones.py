"""Telephone numbers as keyed digests: 10^11 numbers are quickly tried by whoever has no key to guess."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from casebook.ledger.keys import Keys

_HOME: Final = re.compile(r"(?:00)?86(?=1[0-9]{10}$)")
"""The country's code before a mobile number, which most leave out."""


def digits_of(phone: str) -> str:
    """The number however it is written: its digits, without the country's code."""
    return _HOME.sub("", "".join(char for char in phone if char.isascii() and char.isdigit()))


def phone_digests(keys: Keys) -> Callable[[str], bytes]:
    """What makes the digests of telephone numbers, 32 bytes each."""
    fingerprint = keys.fingerprints("phone")
    return lambda phone: fingerprint(digits_of(phone).encode())
