"""Codes of a chapter: the unit's work, its reply, and the desk's review. Stored for ever: added, never renamed."""

from __future__ import annotations

from enum import StrEnum


class ContactMode(StrEnum):
    """How a unit tries to reach the citizen."""

    PHONE = "phone"
    VISIT = "visit"
    SMS = "sms"
    OTHER = "other"


class SuspensionGround(StrEnum):
    """Why a petition cannot be solved for the time being (挂账). Which of them a city admits, its policy says."""

    FUNDS = "funds"  # 资金未落实
    PLANNING = "planning"  # 规划、用地或审批未完成
    OWNERSHIP = "ownership"  # 权属正在确认
    POLICY = "policy"  # 政策尚未明确
    SEASON = "season"  # 季节、天气或施工条件不具备
    PROCEEDINGS = "proceedings"  # 诉讼、鉴定等程序未终结


class Check(StrEnum):
    """What the desk has looked at before it let a reply pass."""

    ANSWERS = "answers"  # it answers what was asked
    FACTS = "facts"  # it says what was found
    ACTIONS = "actions"  # it says what was done
    DATES = "dates"  # what is promised has a day
    EVIDENCE = "evidence"  # pictures or papers show it
    TONE = "tone"  # it speaks to the citizen as one should
    INTENT_READ = "intent_read"  # words that only state an intent were read, and it passes nevertheless
