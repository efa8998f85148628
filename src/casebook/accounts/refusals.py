"""Attempts at somebody's petition that failed, in the access log; from one network no more than can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.accounts.throttle import Allowance
from casebook.accounts.trouble import TooManyTries

if TYPE_CHECKING:
    from uuid import UUID

    from casebook.accounts.access_log import AccessLog, Kind
    from casebook.accounts.throttle import Throttle

FROM_NETWORK: Final = Allowance(free=200, wait=1, longest=10, forget=600)
"""So many are noted one by one; of further ones, one every ten seconds. Our own figures."""


class Refusals:
    """Takes note of what was refused, whether or not there is such a petition: the time it takes tells nothing."""

    def __init__(self, log: AccessLog, throttle: Throttle) -> None:
        self._log = log
        self._throttle = throttle

    def note(self, kind: Kind, person_id: UUID | None, network: bytes, petition_id: UUID | None) -> None:
        """Put it on record.

        Raises:
            Unavailable: the database is gone.
        """
        try:
            self._throttle.count(FROM_NETWORK, "refusals of network", network)
        except TooManyTries:
            return
        self._log.note(kind, person_id, network, petition_id=petition_id)
