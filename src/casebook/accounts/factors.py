"""The second factor: one-time codes by the clock (RFC 6238), each good once, and recovery codes for a lost device."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyotp

from casebook.accounts.sealing import Seal
from casebook.accounts.sessions import digest_of, new_token

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

STEP: Final = 30
"""Seconds that a code is shown for."""

AROUND: Final = (-1, 0, 1)
"""Steps that count beside the present one, since clocks differ and people type."""

RECOVERY_CODES: Final = 10
HALFWAY: Final = 600
"""Seconds in which a code must follow the password."""

_OFFER: Final = """
INSERT INTO accounts.factors (person_id, envelope) VALUES (%s, %s) ON CONFLICT (person_id) DO NOTHING
"""
_INVITE: Final = """
INSERT INTO accounts.factors (person_id, envelope, recovery) VALUES (%(id)s, %(envelope)s, %(codes)s)
ON CONFLICT (person_id) DO UPDATE SET envelope = excluded.envelope, recovery = excluded.recovery, used_step = 0
WHERE factors.confirmed_at IS NULL
"""
_INVITED: Final = """
SELECT 1 FROM accounts.factors WHERE person_id = %s AND confirmed_at IS NULL AND %s = ANY (recovery)
"""
_USE: Final = """
UPDATE accounts.factors SET used_step = %(step)s WHERE person_id = %(id)s AND used_step < %(step)s
"""
_RECOVER: Final = """
UPDATE accounts.factors SET recovery = array_remove(recovery, %(code)s)
WHERE person_id = %(id)s AND confirmed_at IS NOT NULL AND %(code)s = ANY (recovery)
"""
_CONFIRM: Final = """
UPDATE accounts.factors SET confirmed_at = now(), recovery = %(recovery)s
WHERE person_id = %(id)s AND confirmed_at IS NULL
"""
_BEGIN: Final = """
INSERT INTO accounts.halfway (token, person_id, ends_at) VALUES (%s, %s, now() + make_interval(secs => %s))
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that somebody puts into their device: as it is typed, and as an address that a camera reads."""

    secret: str
    address: str


class Factors:
    """Who has a second factor, and whether a code is theirs."""

    def __init__(self, datastore: Datastore, keys: Keys) -> None:
        self._datastore = datastore
        self._keys = keys
        self._seal = Seal(keys, "second-factor")

    def has(self, person_id: UUID) -> bool:
        """Whether somebody has shown that their device makes the right codes."""
        statement = "SELECT 1 FROM accounts.factors WHERE person_id = %s AND confirmed_at IS NOT NULL"
        with self._datastore.connection() as connection:
            return connection.execute(statement, (person_id,)).fetchone() is not None

    def offer(self, person_id: UUID, login: str) -> Offer:
        """The secret for somebody's device: the same until a code of it is shown."""
        fresh = pyotp.random_base32()
        self._change(_OFFER, (person_id, self._seal.close(fresh.encode(), person_id.bytes)))
        secret = self._secret(person_id) or fresh
        return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="casebook"))

    def invite(self, person_id: UUID) -> str | None:
        """A code with which somebody sets up their first device, in place of the one before; None: they have one.

        What was offered until now is another secret: whoever has seen it has seen nothing.
        """
        code, fresh = _drawn(), pyotp.random_base32()
        envelope = self._seal.close(fresh.encode(), person_id.bytes)
        values = {"id": person_id, "envelope": envelope, "codes": [self._digest(code)]}
        return code if self._change(_INVITE, values) else None

    def is_invited(self, person_id: UUID, code: str) -> bool:
        """Whether somebody without a device was given this code."""
        with self._datastore.connection() as connection:
            row = connection.execute(_INVITED, (person_id, self._digest(code.strip().lower()))).fetchone()
        return row is not None

    def confirm(self, person_id: UUID, code: str) -> list[str] | None:
        """Take what was offered as somebody's factor, if this is a code of it; their recovery codes, told once."""
        if self.has(person_id) or not self._is_next(person_id, code):
            return None
        recovery = [_drawn() for _ in range(RECOVERY_CODES)]
        values = {"id": person_id, "recovery": [self._digest(one) for one in recovery]}
        return recovery if self._change(_CONFIRM, values) else None

    def takes(self, person_id: UUID, code: str) -> bool:
        """Whether this is a code of somebody's device, or a recovery code; either is used up by it."""
        if not self.has(person_id):
            return False
        recovering = {"id": person_id, "code": self._digest(code.strip().lower())}
        return self._is_next(person_id, code) or self._change(_RECOVER, recovering) > 0

    def forget(self, person_id: UUID) -> None:
        """Somebody has none any more."""
        self._change("DELETE FROM accounts.factors WHERE person_id = %s", (person_id,))

    def begin(self, person_id: UUID) -> str:
        """Let somebody go on who has shown their password; the token is for the browser, and opens nothing else."""
        token = new_token()
        self._change(_BEGIN, (digest_of(token), person_id, HALFWAY))
        return token

    def halfway(self, token: str) -> UUID | None:
        """Who has shown their password under this token a moment ago."""
        statement = "SELECT person_id FROM accounts.halfway WHERE token = %s AND ends_at > now()"
        with self._datastore.connection() as connection:
            row = connection.execute(statement, (digest_of(token),)).fetchone()
        return row[0] if row else None

    def end(self, token: str) -> None:
        """They are in, or have gone."""
        self._change("DELETE FROM accounts.halfway WHERE token = %s", (digest_of(token),))

    def _is_next(self, person_id: UUID, code: str) -> bool:
        """Whether it is a code of this moment, later than all that were used."""
        secret, typed = self._secret(person_id), "".join(code.split())
        if secret is None or not typed.isascii():
            return False
        now, codes = int(time.time()) // STEP, pyotp.TOTP(secret)
        steps = [now + by for by in AROUND if hmac.compare_digest(codes.at((now + by) * STEP), typed)]
        return any(self._change(_USE, {"id": person_id, "step": step}) for step in steps)

    def _secret(self, person_id: UUID) -> str | None:
        statement = "SELECT envelope FROM accounts.factors WHERE person_id = %s"
        with self._datastore.connection() as connection:
            row = connection.execute(statement, (person_id,)).fetchone()
        return self._seal.open(row[0], person_id.bytes).decode() if row else None

    def _digest(self, code: str) -> bytes:
        return self._keys.fingerprint("recovery", code.encode())

    def _change(self, statement: str, values: Mapping[str, Any] | tuple[Any, ...]) -> int:
        with self._datastore.connection() as connection:
            return connection.execute(statement, values).rowcount


def _drawn() -> str:
    """A code that is typed from paper: 48 bits."""
    return f"{secrets.token_hex(3)}-{secrets.token_hex(3)}"
