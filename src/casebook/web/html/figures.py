"""What the pages of figures share: by what they are split, and as of when they are counted."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fastapi import Request

A_PAGE: Final = 50
A_SECTION: Final = 5000
"""So many rows of a file are read at a time."""

UNKNOWN: Final = "unknown"
"""Stands in an address for the area or the unit that is not known."""


class Split(StrEnum):
    """What figures are split by."""

    MONTH = "month"
    CATEGORY = "category"
    AREA = "area"
    UNIT = "unit"


def past_asked(request: Request) -> dict[str, str]:
    """As of when was asked, as it stands in the address."""
    return {name: request.query_params.get(name, "") for name in ("as_of", "as_known")}
