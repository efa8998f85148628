"""The codes of oversight. A code is stored for ever: codes are added, never renamed or removed."""

from __future__ import annotations

from enum import StrEnum


class UrgeKind(StrEnum):
    """How pressing an urging is."""

    HALFWAY = "halfway"  # half of the limit is gone
    BEFORE_DUE = "before_due"  # one working day is left
    OVERDUE = "overdue"  # the written notice, 催办通知书


class RecomputeCause(StrEnum):
    """Why a limit is computed anew."""

    CALENDAR = "calendar"  # the year's holidays were published or corrected
    RECLASSIFIED = "reclassified"
    POLICY = "policy"
    ORDER = "order"


class Superior(StrEnum):
    """From whom an order comes (上级交办). The limits that a city adopts for orders are named so."""

    NATIONAL = "national"  # the national platform, a ministry
    PROVINCE = "province"
    CITY = "city"  # the city's own leaders


class SupervisionLevel(StrEnum):
    """How high a petition is supervised, from low to high."""

    DAILY = "daily"  # 日常督办
    LISTED = "listed"  # 挂牌督办
    SUMMONS = "summons"  # 约谈
    LEADERS = "leaders"  # 领导包案


class SupervisionGround(StrEnum):
    """Why a petition is supervised."""

    REFUSED = "refused"  # the unit pushes it away
    OVERDUE = "overdue"
    UNSOLVED = "unsolved"  # should be solved and is not
    HARM = "harm"  # handled so badly that it harms
    COLLECTIVE = "collective"  # repeated collective demands
    SILENCE = "silence"  # urged, and five working days without an answer
    ORDER = "order"  # from above
