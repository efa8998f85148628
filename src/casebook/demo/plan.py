"""What the demo ledger amounts to. Nothing else in the product knows these figures.

They are those of Pingdingshan Daily of 2022-01-31, page A03: from 2021-07-20 to 2022-01-30 the platform received 1435
petitions, accepted 921 and closed 772; number 769 was about cars that blocked a courtyard in a lane. How the accepted,
the closed and the others spread over the four kinds is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from casebook.petitions.vocabulary import Category, DeclineReason

SEED: Final = "pingdingshan-1"
"""Another seed, another story with the same figures. It goes into the keys of all commands."""

ZONE: Final = ZoneInfo("Asia/Shanghai")
FIRST_DAY: Final = date(2021, 7, 20)
LAST_DAY: Final = date(2022, 1, 30)


def local(day: date, hour: int, minute: int, second: int = 0) -> datetime:
    """A moment in the city."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)


OPENING: Final = local(FIRST_DAY, 8, 12)
"""Nobody can file before the platform is open."""

END: Final = local(LAST_DAY, 19, 30)
"""Nothing happens later."""


@dataclass(frozen=True, slots=True)
class Share:
    """How the petitions of one kind end up; what is accepted and not closed is open."""

    received: int
    accepted: int
    closed: int
    withdrawn: int
    waiting: int

    @property
    def declined(self) -> int:
        """What is neither accepted nor withdrawn nor waits for the desk: declined, or a few passed on to others."""
        return self.received - self.accepted - self.withdrawn - self.waiting


SHARES: Final = {
    Category.COMPLAINT: Share(received=987, accepted=588, closed=478, withdrawn=60, waiting=21),
    Category.CONSULTATION: Share(received=145, accepted=118, closed=110, withdrawn=8, waiting=3),
    Category.CIVILIZED_CITY: Share(received=192, accepted=142, closed=124, withdrawn=10, waiting=4),
    Category.SUGGESTION: Share(received=111, accepted=73, closed=60, withdrawn=6, waiting=2),
}

GROUNDS: Final = {
    Category.COMPLAINT: {
        DeclineReason.STATUTORY_ROUTE: 80,
        DeclineReason.ALREADY_HANDLED: 70,
        DeclineReason.BEYOND_DUTIES: 50,
        DeclineReason.NOT_SPECIFIC: 50,
        DeclineReason.OUT_OF_AREA: 24,
        DeclineReason.IN_PETITION: 22,
        DeclineReason.OTHER_ORGAN: 8,
        DeclineReason.SECRET_OR_PRIVACY: 6,
        DeclineReason.UNLAWFUL_OR_INDECENT: 4,
        DeclineReason.MALICIOUS: 4,
    },
    Category.CONSULTATION: {
        DeclineReason.STATUTORY_ROUTE: 6,
        DeclineReason.OUT_OF_AREA: 4,
        DeclineReason.BEYOND_DUTIES: 4,
        DeclineReason.OTHER_ORGAN: 2,
    },
    Category.CIVILIZED_CITY: {
        DeclineReason.ALREADY_HANDLED: 16,
        DeclineReason.NOT_SPECIFIC: 14,
        DeclineReason.OUT_OF_AREA: 4,
        DeclineReason.MALICIOUS: 2,
    },
    Category.SUGGESTION: {
        DeclineReason.NOT_SPECIFIC: 10,
        DeclineReason.BEYOND_DUTIES: 10,
        DeclineReason.ALREADY_HANDLED: 6,
        DeclineReason.OUT_OF_AREA: 2,
        DeclineReason.UNLAWFUL_OR_INDECENT: 2,
    },
}
"""On which grounds petitions are declined; an emergency never is. A few of others' matters are passed on instead."""

GOLDEN_CLOSURE: Final = 769
GOLDEN_FILED: Final = local(date(2022, 1, 26), 7, 52, 18)
GOLDEN_CLOSED: Final = local(LAST_DAY, 16, 41, 7)
BEFORE_GOLDEN: Final = local(LAST_DAY, 16, 20)
"""Every other first closing comes before this, but for those after number 769."""

AFTER_GOLDEN: Final = (local(LAST_DAY, 17, 4, 33), local(LAST_DAY, 17, 23, 10), local(LAST_DAY, 17, 41, 52))

MISFILED: Final = 3
"""So many complaints were first filed under 文明城市创建, and as many the other way round."""
