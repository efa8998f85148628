"""The codes of forgetting."""

from __future__ import annotations

from enum import StrEnum


class DataWish(StrEnum):
    """What somebody asks to be done with what is held about them."""

    ERASURE = "erasure"  # 删除
    RESTRICTION = "restriction"  # 停止除保存以外的处理
    CORRECTION = "correction"  # 更正、补充


class DataGround(StrEnum):
    """On what ground: those of the Personal Information Protection Law art. 46 and 47."""

    PURPOSE_MET = "purpose_met"
    PERIOD_OVER = "period_over"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    UNLAWFUL = "unlawful"
    INACCURATE = "inaccurate"
    OTHER_LAW = "other_law"


class IdentityCheck(StrEnum):
    """How it was seen that somebody is who they say."""

    QUERY_CODE = "query_code"  # they have shown the petition's code
    PHONE_CODE = "phone_code"  # a one-time code went to the number that is on record
    CALLED_BACK = "called_back"  # that number was called
    PAPERS = "papers"  # an identity card was seen
    PROXY = "proxy"  # a written authority and the papers of whoever brings it


class HoldGround(StrEnum):
    """Why something must be kept for the time being."""

    SUPERVISION = "supervision"
    LITIGATION = "litigation"
    ARCHIVE = "archive"  # the period of the archives is not over


class DataStep(StrEnum):
    """What comes next of a request about personal data, or after it."""

    IDENTITY = "identity"  # 核验身份
    DECISION = "decision"
    SECOND = "second"  # a second person approves
    HELD = "held"  # it goes on when nothing must be kept any more
    WAITING = "waiting"  # until the day of the erasure
    ERASING = "erasing"
    RESTRICTED = "restricted"  # nothing is asked
    EXPIRING = "expiring"  # of backups


class DataRefusal(StrEnum):
    """Why what was asked is not done."""

    IDENTITY_NOT_SHOWN = "identity_not_shown"
    NOT_THEIRS = "not_theirs"
    NO_GROUND = "no_ground"
    STATUTORY_DUTY = "statutory_duty"
    PUBLIC_INTEREST = "public_interest"


class ErasureScope(StrEnum):
    """Whose words are erased."""

    CITIZEN = "citizen"
    OTHER_PERSON = "other_person"


class PersonalData(StrEnum):
    """What may be done with what is held about the citizen."""

    CLEAR = "clear"
    RESTRICTED = "restricted"  # it is kept and used for nothing else
    ERASED = "erased"
