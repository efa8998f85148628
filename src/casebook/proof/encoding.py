"""The spellings that every text of a log is made of. Each value has exactly one spelling; all others are refused."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from .details import Detailed
from .merkle import HASH

LARGEST: Final = 2**63 - 1
"""The largest size, index or time: what fits a signed number of 64 bits, for readers in any language."""

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


class Malformed(Detailed):
    """Bytes are not what the format they claim to be in would have."""


def base64_of(data: bytes) -> str:
    """Standard base64 with padding, RFC 4648 section 4."""
    return base64.b64encode(data).decode()


def from_base64(text: str, length: int | None = None) -> bytes:
    """The bytes, of which there must be `length`.

    Raises:
        Malformed: it is not base64, not the one spelling of these bytes, or of another length.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64") from error
    if base64_of(data) != text:
        raise Malformed("not base64")
    if length is not None and len(data) != length:
        raise Malformed("{} bytes where {} are expected", len(data), length)
    return data


def from_decimal(text: str) -> int:
    """A whole number from 0 to `LARGEST`, in ASCII digits without leading zeros.

    Raises:
        Malformed: it is anything else.
    """
    if not _DECIMAL.fullmatch(text) or (number := int(text)) > LARGEST:
        raise Malformed("not a number")
    return number


def from_utf8(data: bytes) -> str:
    """Text without control characters but for the line feed.

    Raises:
        Malformed: it is not UTF-8, or has others.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    if _CONTROL.search(text):
        raise Malformed("a control character")
    return text


def hash_lines(hashes: tuple[bytes, ...]) -> str:
    """One hash a line, each line ended."""
    return "".join(f"{base64_of(each)}\n" for each in hashes)


def from_hash_lines(lines: list[str]) -> tuple[bytes, ...]:
    """The hashes of 32 bytes.

    Raises:
        Malformed: a line is no hash.
    """
    return tuple(from_base64(line, HASH) for line in lines)
