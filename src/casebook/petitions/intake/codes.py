"""The codes of intake. A code is stored for ever: codes are added, never renamed or removed."""

from __future__ import annotations

from enum import StrEnum


class ReferralTarget(StrEnum):
    """Whom a petition is referred to that is not the hotline's to handle."""

    POLICE = "110"
    FIRE = "119"
    AMBULANCE = "120"
    TRAFFIC_POLICE = "122"
    MARKET_SUPERVISION = "12315"
    OTHER_LINE = "other_line"  # another special line
    OTHER_CITY = "other_city"
    OTHER_BODY = "other_body"
