"""What is wrong with the content of a request, field by field, in plain words and without the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from casebook.validation import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casebook.web.language import Language

MOST: Final = 50
"""So many errors are told of one request."""

LONGEST: Final = 64
"""So many characters of an unknown field's name are repeated to who sent it."""


def explained(found: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, str]]:
    """Each error as the place of the field and a sentence."""
    return [
        {
            "in": str(each["loc"][0]),
            "field": ".".join(str(part)[:LONGEST] for part in each["loc"][1:]),
            "message": in_words(each)[language == "en"],
        }
        for each in found[:MOST]
    ]
