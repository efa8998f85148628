"""The kinds of reference data."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a city adopts and dates."""

    UNITS = "units"  # 承办单位名录
    PLACES = "places"  # 行政区划
    MATTERS = "matters"  # 事项与派单目录
    TERMS = "terms"  # 办理时限
    CALENDAR = "calendar"  # 工作日历
    PROFILES = "profiles"  # 评分方案
    PUBLICATION = "publication"  # 公开规则
    PRIVACY = "privacy"  # 隐私告知
    TEXTS = "texts"  # 常用语
