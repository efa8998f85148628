"""Words that people wrote, and how an event speaks of them without holding them.

A field of an event is either plain (a code, an id, a time, a small number, a boolean) or `Private[...]`. Private values
go to the vault; the event keeps their salted digest. Where the value is not opened, the field holds `Sealed`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, StringConstraints

from casebook.errors import Unfit

WORDS_LIMIT: Final = 100_000
"""The most characters one field of words may have; the door for people sets lower limits."""

_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A private value that was not opened: withheld from this reader, or erased for everybody."""

    digest: str
    why: Literal["withheld", "erased"] = "withheld"


class PrivateMark:
    """Marks a field whose value lives in the vault."""


PRIVATE: Final = PrivateMark()

T = TypeVar("T")
Private = Annotated[T | Sealed, PRIVATE]


def clean(text: str) -> str:
    """Text in NFC, with line feeds for line ends.

    Raises:
        Unfit: control characters, bidirectional overrides, lone surrogates or noncharacters stand in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _FORBIDDEN.search(text):
        raise Unfit(
            f"含有不允许的字符 U+{ord(found.group()):04X}。",
            f"The character U+{ord(found.group()):04X} is not allowed.",
        )
    return unicodedata.normalize("NFC", text)


Words = Annotated[str, StringConstraints(min_length=1, max_length=WORDS_LIMIT), AfterValidator(clean)]
"""Free text. Always inside `Private[...]` in an event."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]
"""A plain identifier out of some catalogue: ASCII, no spaces, 64 characters at most."""
