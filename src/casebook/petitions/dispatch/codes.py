"""The codes of dispatch. A code is stored for ever: codes are added, never renamed or removed."""

from __future__ import annotations

from enum import StrEnum


class ReturnReason(StrEnum):
    """Why a unit says that a petition is not its own."""

    NOT_OUR_DUTY = "not_our_duty"  # 非本单位职责
    OUTSIDE_OUR_AREA = "outside_our_area"  # 不属本辖区
    ANOTHER_LEVEL = "another_level"  # 不属本级权限
    DUTY_MOVED = "duty_moved"  # 职责已划转
