"""How often petitions are filed, and pictures sent, from one place: everybody may, nobody floods the desk.

Domain rule: filing is limited by telephone number and by network. The figures are our own. Networks are shared, whole
streets behind one address of their provider, so their pauses stay short.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casebook.accounts.access_log import AccessLog, Kind
from casebook.accounts.phones import phone_digests
from casebook.accounts.throttle import Allowance, Throttle
from casebook.accounts.trouble import TooManyTries

if TYPE_CHECKING:
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

FROM_PHONE: Final = Allowance(free=10, wait=300, longest=3600, forget=3600)
"""Petitions with one telephone number."""

FROM_NETWORK: Final = Allowance(free=100, wait=5, longest=30, forget=600)
"""Petitions from one network, with whatever number or none."""

UPLOADS_OF_HOLDER: Final = Allowance(free=40, wait=10, longest=300, forget=3600)
"""Pictures for one filing, or of one person or unit for one petition: twice what may wait."""

UPLOADS_FROM_NETWORK: Final = Allowance(free=300, wait=2, longest=30, forget=600)
"""Pictures from one network, for whatever petitions."""


class Filing:
    """Counts petitions before they are filed, in a rolling table beside the ledger."""

    def __init__(self, datastore: Datastore, keys: Keys, throttle: Throttle) -> None:
        self._keys = keys
        self._throttle = throttle
        self._log = AccessLog(datastore)

    def count(self, phone: str | None, network: bytes) -> None:
        """Count one that is about to be filed.

        Raises:
            TooManyTries: too many came from there, or with this number; it tells when one may come again.
        """
        try:
            self._throttle.count(FROM_NETWORK, "petitions of network", network)
            if phone is not None:
                self._throttle.count(FROM_PHONE, "petitions of phone", phone_digests(self._keys)(phone))
        except TooManyTries:
            self._log.note(Kind.SLOWED, network=network)
            raise

    def count_upload(self, holder: bytes, network: bytes) -> None:
        """Count a picture that is about to be looked at, for whoever it waits for.

        Raises:
            TooManyTries: too many came from there, or for them; it tells when the next may come.
        """
        try:
            self._throttle.count(UPLOADS_FROM_NETWORK, "pictures of network", network)
            self._throttle.count(UPLOADS_OF_HOLDER, "pictures of holder", holder)
        except TooManyTries:
            self._log.note(Kind.SLOWED, network=network)
            raise
