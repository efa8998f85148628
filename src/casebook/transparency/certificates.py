"""The certificates in a time-stamping authority's answer, put into the order of DER.

They are a set, which DER sorts by its bytes. OpenSSL, and authorities that are made with it, write them as they come,
and a strict reader takes the whole answer for malformed. No signature is over them or over their order.
"""

from __future__ import annotations

from typing import Final, NamedTuple

_CERTIFICATES: Final = 0xA0
_PATH: Final = (0, 1, 1, 0)
"""From the answer to what was signed: its only value, its token, the token's content, the signed data in that."""


class _Value(NamedTuple):
    """One value of DER: its tag, where it begins, where its content begins, and where it ends."""

    tag: int
    at: int
    content: int
    end: int


def in_order(answer: bytes) -> bytes:
    """The same answer, as long, with its certificates in order; what is no such answer is left to its reader."""
    values = _values(answer, 0, len(answer))
    for step in _PATH:
        values = [inner for value in values[step : step + 1] for inner in _values(answer, value.content, value.end)]
    for value in values:
        if value.tag == _CERTIFICATES:
            found = sorted(answer[each.at : each.end] for each in _values(answer, value.content, value.end))
            return answer[: value.content] + b"".join(found) + answer[value.end :]
    return answer


def _values(data: bytes, at: int, end: int) -> list[_Value]:
    """The values between two places, X.690 section 8.1 with the lengths of section 10.1; none if they do not fit."""
    found = []
    while at < end:
        size, content = int.from_bytes(data[at + 1 : at + 2]), at + 2
        if size >> 7:  # then so many bytes have the length
            content += size & 0x7F
            size = int.from_bytes(data[at + 2 : content])
        if content + size > end:
            return []
        found.append(_Value(data[at], at, content, content + size))
        at = content + size
    return found
