"""Slows those down who try too often, counted in the database, so that all processes know.

What is counted is never an account alone: whoever tries another's name from elsewhere slows down only themselves.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from casebook.accounts.trouble import TooManyTries

if TYPE_CHECKING:
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

# By the clock, not by the transaction's beginning: of tries at one moment, who waited for the row came first.
_TRY: Final = """
INSERT INTO accounts.throttles AS t (key, tries, open_at, ends_at)
VALUES (%(key)s, 1, now(), now() + make_interval(secs => %(forget)s))
ON CONFLICT (key) DO UPDATE SET (tries, open_at, ends_at) = (
  SELECT tries, opens, opens + make_interval(secs => %(forget)s) FROM (
    SELECT tries, CASE WHEN tries < %(free)s THEN now()
      ELSE now() + make_interval(secs => least(%(longest)s, %(wait)s * 2 ^ least(tries - %(free)s, 20))) END AS opens
    FROM (SELECT CASE WHEN t.ends_at <= now() THEN 1 ELSE t.tries + 1 END AS tries) counted
  ) next
)
WHERE t.open_at <= clock_timestamp()
RETURNING tries
"""
_GIVE_BACK: Final = """
UPDATE accounts.throttles SET tries = tries - 1, open_at = CASE WHEN tries > %(free)s THEN open_at ELSE now() END
WHERE key = %(key)s AND tries > 0
"""
_WAIT: Final = "SELECT extract(epoch FROM open_at - now()) FROM accounts.throttles WHERE key = %s"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often something may be tried; all times in seconds.

    Attributes:
        free: tries without waiting in between.
        wait: the pause after the last of them; each further try doubles it.
        longest: no pause is longer.
        forget: after so long a rest everything begins anew.
    """

    free: int
    wait: int
    longest: int
    forget: int


class Throttle:
    """Counts tries."""

    def __init__(self, datastore: Datastore, keys: Keys) -> None:
        self._datastore = datastore
        self._keys = keys

    def count(self, allowance: Allowance, *about: str | bytes) -> bytes:
        """Count a try, before it is made; the key under which it is counted.

        Of tries at the same moment each is counted, so that many at once are no way around.

        Raises:
            TooManyTries: it may not be tried now.
        """
        key = self._keys.fingerprint("throttle", b"".join(map(_part, about)))
        values: dict[str, Any] = {name: getattr(allowance, name) for name in Allowance.__slots__}
        with self._datastore.connection() as connection:
            if connection.execute(_TRY, values | {"key": key}).fetchone() is None:
                row = connection.execute(_WAIT, (key,)).fetchone()
                raise TooManyTries(max(1, math.ceil(row[0]) if row else 1))
        return key

    def forget(self, key: bytes) -> None:
        """Begin anew: the try was a good one."""
        with self._datastore.connection() as connection:
            connection.execute("DELETE FROM accounts.throttles WHERE key = %s", (key,))

    def give_back(self, allowance: Allowance, key: bytes) -> None:
        """Take one try back: it was a good one, among others that others made. It was no reason for a pause either."""
        with self._datastore.connection() as connection:
            connection.execute(_GIVE_BACK, {"key": key, "free": allowance.free})


def _part(part: str | bytes) -> bytes:
    return hashlib.sha256(part.encode() if isinstance(part, str) else part).digest()
