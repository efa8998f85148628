"""One-time codes: whoever reads six digits on a telephone has the telephone."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from casebook.accounts.access_log import AccessLog, Kind
from casebook.accounts.phones import digits_of, phone_digests
from casebook.accounts.throttle import Allowance, Throttle
from casebook.accounts.trouble import CodeWrong, TooManyTries

if TYPE_CHECKING:
    from casebook.accounts.sending import Sender
    from casebook.accounts.sessions import Session, Sessions
    from casebook.ledger.datastore import Datastore
    from casebook.ledger.keys import Keys

LIFE: Final = 300
"""Seconds that a code is good for."""

TRIES: Final = 5
"""So often may it be typed."""

TO_PHONE: Final = Allowance(free=6, wait=600, longest=3600, forget=3600)
"""Codes to one number, whoever asks for them."""

FROM_NETWORK_TO_PHONE: Final = Allowance(free=3, wait=300, longest=3600, forget=3600)
"""Codes to one number that one network asks for: it uses up its own share before that of others."""

FROM_NETWORK: Final = Allowance(free=20, wait=300, longest=3600, forget=3600)
"""Codes to any numbers that one network asks for."""

_KEEP: Final = """
INSERT INTO accounts.codes (id, phone, mac, ends_at) VALUES (%s, %s, %s, now() + make_interval(secs => %s))
"""
_TRY: Final = """
UPDATE accounts.codes SET tries = tries + 1 WHERE id = %s AND tries < %s AND ends_at > now() RETURNING phone, mac
"""


def text_of(code: str) -> str:
    """What the telephone shows."""
    minutes = LIFE // 60
    return (
        f"【民呼必应】验证码 {code}，{minutes} 分钟内有效，请勿告诉他人。 / "
        f"Your code is {code}, valid for {minutes} minutes. Tell nobody."
    )


class Codes:
    """Sends codes and takes them back."""

    def __init__(
        self, datastore: Datastore, keys: Keys, sessions: Sessions, throttle: Throttle, sender: Sender
    ) -> None:
        self._datastore = datastore
        self._keys = keys
        self._sessions = sessions
        self._throttle = throttle
        self._sender = sender
        self._log = AccessLog(datastore)

    def send(self, phone: str, network: bytes) -> UUID:
        """Send a code to a number, whether anybody has filed with it or not; the id under which it is awaited.

        Raises:
            TooManyTries: too many were sent there, or asked for from there.
            Unavailable: it cannot be sent now.
        """
        digest = phone_digests(self._keys)(phone)
        try:
            self._throttle.count(FROM_NETWORK, "codes of network", network)
            self._throttle.count(FROM_NETWORK_TO_PHONE, "codes of network to phone", network, digest)
            self._throttle.count(TO_PHONE, "codes to phone", digest)
        except TooManyTries:
            self._log.note(Kind.SLOWED, network=network)
            raise
        awaited, code = uuid4(), f"{secrets.randbelow(10**6):06d}"
        with self._datastore.connection() as connection:
            connection.execute(_KEEP, (awaited, digest, self._mac(awaited, code), LIFE))
        self._sender.send(digits_of(phone), text_of(code), LIFE)
        self._log.note(Kind.CODE_SENT, network=network)
        return awaited

    def take(self, awaited: UUID, code: str, network: bytes) -> tuple[str, Session]:
        """Let a citizen in who types the code that was sent; token and session.

        Only who asked for a code knows the id, so nobody can use up the tries of another.

        Raises:
            CodeWrong: it is another, was typed too often, has run out or was used; nobody can tell which.
        """
        given = "".join(char for char in code if not char.isspace())
        phone = self._used(awaited, given)
        if phone is None:
            self._log.note(Kind.CODE_FAILED, network=network)
            raise CodeWrong
        self._log.note(Kind.PHONE_VERIFIED, network=network)
        return self._sessions.begin_for_phone(phone, network)

    def forget(self, phone: bytes) -> int:
        """No code that is on its way to this number, as a keyed digest, is good any more; how many there were."""
        with self._datastore.connection() as connection:
            return connection.execute("DELETE FROM accounts.codes WHERE phone = %s", (phone,)).rowcount

    def _used(self, awaited: UUID, code: str) -> bytes | None:
        """The number that a code was sent to, if this is the code; it is used up then, by one of those who send it."""
        with self._datastore.connection() as connection:
            row = connection.execute(_TRY, (awaited, TRIES)).fetchone()
            if row is None or not hmac.compare_digest(row[1], self._mac(awaited, code)):
                return None
            used = connection.execute("DELETE FROM accounts.codes WHERE id = %s", (awaited,)).rowcount
        return row[0] if used else None

    def _mac(self, awaited: UUID, code: str) -> bytes:
        return self._keys.fingerprint("code", awaited.bytes + code.encode())
