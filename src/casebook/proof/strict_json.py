"""JSON in one spelling: as the ledger writes it, without spaces, each name once, whole numbers only."""

from __future__ import annotations

import json
from typing import Any, Final

from .encoding import Malformed, from_utf8

_LARGEST: Final = 2**53 - 1
"""The largest number that JavaScript reads exactly."""


def canonical(content: Any, *, in_order: bool = True) -> bytes:
    """One line; names in order of the alphabet, or in the order they come."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=in_order).encode()


def parsed(data: bytes, *, in_order: bool = True) -> Any:
    """What these bytes say.

    Raises:
        Malformed: it is not JSON, or not in its one spelling.
    """
    try:
        content = json.loads(from_utf8(data), parse_int=_whole, parse_float=_no_number, parse_constant=_no_number)
        same = canonical(content, in_order=in_order) == data
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON as the ledger writes it") from error
    if not same:
        raise Malformed("JSON in another spelling")
    return content


def _whole(text: str) -> int:
    if len(text) > len(str(-_LARGEST)) or abs(int(text)) > _LARGEST:
        raise Malformed("a number that is too large")
    return int(text)


def _no_number(text: str) -> Any:
    raise Malformed("{} is no whole number", text)
