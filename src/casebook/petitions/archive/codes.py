"""The codes of the archive."""

from __future__ import annotations

from enum import StrEnum


class RetentionClass(StrEnum):
    """How long a record is kept."""

    SHORT = "short"  # nothing was handled
    TEN_YEARS = "ten_years"
    THIRTY_YEARS = "thirty_years"
    PERMANENT = "permanent"
