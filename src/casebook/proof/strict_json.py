"""JSON in one spelling: as the ledger writes it, without spaces, each name once, whole numbers only."""

from __future__ import annotations

import json
from typing import Any, Final

from .encoding import Malformed, from_utf8

_LARGEST: Final = 2**53 - 1
"""The largest number that JavaScript reads exactly."""


def canonical(content: Any, *, in_order: bool = True) -> bytes:
    """One line; names in order of the alphabet, or in the order they come."""
    return _ENCODERS[in_order].encode(content).encode()


def parsed(data: bytes, *, in_order: bool = True) -> Any:
    """What these bytes say.

    Raises:
        Malformed: it is not JSON, or not in its one spelling.
    """
    text = from_utf8(data)
    try:
        content, _ = _DECODER.raw_decode(text)
        same = canonical(content, in_order=in_order) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise Malformed("not JSON as the ledger writes it")
    return content


def _whole(text: str) -> int:
    if len(text) > len(str(-_LARGEST)) or abs(int(text)) > _LARGEST:
        raise ValueError(text)
    return int(text)


def _no_number(text: str) -> Any:
    raise ValueError(text)


# Made once: to make one of each takes as long as to use it on an event.
_DECODER: Final = json.JSONDecoder(parse_int=_whole, parse_float=_no_number, parse_constant=_no_number)
_ENCODERS: Final = {
    in_order: json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=in_order)
    for in_order in (True, False)
}
