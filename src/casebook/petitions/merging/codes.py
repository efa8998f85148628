"""The codes of merging. A code is stored for ever: codes are added, never renamed or removed."""

from __future__ import annotations

from enum import StrEnum


class MergeEvidence(StrEnum):
    """Why two petitions are taken for the same."""

    SAME_MATTER = "same_matter"
    SAME_STREET = "same_street"
    WITHIN_72H = "within_72h"
    SIMILAR_TEXT = "similar_text"
    SAME_PHONE = "same_phone"
