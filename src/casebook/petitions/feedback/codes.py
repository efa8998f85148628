"""The codes of feedback."""

from __future__ import annotations

from enum import StrEnum


class CommendationKind(StrEnum):
    """How a citizen thanks a unit."""

    BANNER = "banner"  # 锦旗
    LETTER = "letter"  # 表扬信
    CALL = "call"  # 电话表扬
    ONLINE = "online"  # 网上表扬
