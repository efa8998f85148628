"""The codes of publication."""

from __future__ import annotations

from enum import StrEnum


class Redaction(StrEnum):
    """What is never published, and taken out of a text where it stands."""

    NAME = "name"  # 姓名
    PHONE = "phone"  # 电话
    HOUSE_NUMBER = "house_number"  # 门牌号
    PLATE = "plate"  # 车牌
    FACE = "face"  # 人脸
    LICENCE = "licence"  # 证照
    COORDINATES = "coordinates"  # 精确坐标
    MINOR = "minor"  # 未成年人信息


class TextState(StrEnum):
    """Whether everybody may read the petition's public text."""

    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"  # taken back
