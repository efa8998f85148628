"""Sessions: kept in the database, so that whoever revokes one is obeyed at the next request."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from casebook.petitions.entry import Actor
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from casebook.accounts.people import Hat
    from casebook.ledger.datastore import Datastore

SEEN_EVERY: Final = 60
"""Seconds: it is written down at most so often that a session was used."""

DEVICES: Final = 10
"""So many browsers of one person are remembered."""

_COLUMNS: Final = "s.id, s.person_id, s.role, s.unit, s.phone, s.way, s.begun_at, s.seen_at, s.ends_at"
_ALIVE: Final = """
FROM accounts.sessions s
LEFT JOIN accounts.people p ON p.id = s.person_id
LEFT JOIN accounts.hats h ON h.person_id = s.person_id AND h.role = s.role AND h.unit = s.unit
  AND h.valid_from <= now() AND (h.valid_until IS NULL OR h.valid_until > now())
WHERE s.ends_at > now() AND s.seen_at > now() - make_interval(secs => %(idle)s)
  AND (s.person_id IS NULL OR p.blocked_at IS NULL AND h.person_id IS NOT NULL)
"""
_BEGIN: Final = """
INSERT INTO accounts.sessions AS s (token, person_id, role, unit, phone, way, network, ends_at)
VALUES (%(token)s, %(person)s, %(role)s, %(unit)s, %(phone)s, %(way)s, %(network)s,
  now() + make_interval(secs => %(life)s))
RETURNING """
_SEEN: Final = """
UPDATE accounts.sessions SET seen_at = now() WHERE token = %s AND seen_at < now() - make_interval(secs => %s)
"""
_FORGET: Final = """
DELETE FROM accounts.devices WHERE person_id = %(person)s AND token NOT IN (
  SELECT token FROM accounts.devices WHERE person_id = %(person)s ORDER BY used_at DESC LIMIT %(most)s)
"""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is in.

    Attributes:
        id: its name in lists; opens nothing.
        person_id: who, for staff.
        role: the hat they wear now.
        unit: for which unit.
        phone: a keyed digest of 32 bytes of a citizen's number, which a one-time code has shown to be theirs.
        way: how they came in: `password`, `oidc` or `code`.
        begun_at: when they came in.
        seen_at: when they last did something, to the minute.
        ends_at: it ends then, whatever they do.
    """

    id: UUID
    person_id: UUID | None
    role: Role
    unit: str | None
    phone: bytes | None
    way: str
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime

    @property
    def phone_verified(self) -> bool:
        """Whether a one-time code has shown the telephone number to be theirs."""
        return self.phone is not None

    @property
    def actor(self) -> Actor | None:
        """Who acts; None for a citizen, who has an id in each petition and none beside."""
        return Actor(self.person_id, self.role, self.unit) if self.person_id is not None else None


def new_token() -> str:
    """A secret of 256 bits for a cookie."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is stored of it: nobody finds 256 random bits by trying, so no key is needed."""
    return hashlib.sha256(token.encode()).digest()


class Sessions:
    """Begins, finds and ends sessions.

    `idle` and `life` are seconds: how long one lasts without being used, and at the most.
    """

    def __init__(self, datastore: Datastore, *, idle: float, life: float) -> None:
        self._datastore = datastore
        self._idle = idle
        self._life = life

    def begin_for_person(self, person_id: UUID, hat: Hat, way: str, network: bytes) -> tuple[str, Session]:
        """Let somebody of staff in under a hat; the token is for the browser, and is stored nowhere."""
        values = {"person": person_id, "role": hat.role.value, "unit": hat.unit or "", "phone": None}
        return self._begin(values | {"way": way, "network": network})

    def begin_for_phone(self, phone: bytes, network: bytes) -> tuple[str, Session]:
        """Let a citizen in whose telephone number was verified."""
        values = {"person": None, "role": Role.CITIZEN.value, "unit": "", "phone": phone}
        return self._begin(values | {"way": "code", "network": network})

    def find(self, token: str) -> Session | None:
        """The session of this token, if it still runs and its person may still wear its hat."""
        digest = digest_of(token)
        values = {"token": digest, "idle": self._idle}
        with self._datastore.connection() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS}, s.seen_at < now() - make_interval(secs => {SEEN_EVERY}) {_ALIVE} "
                "AND s.token = %(token)s",
                values,
                prepare=True,
            ).fetchone()
            if row is None:
                return None
            if row[-1]:
                connection.execute(_SEEN, (digest, SEEN_EVERY))
        return _session(row[:-1])

    def runs(self, token: str) -> bool:
        """Whether the session of this token still runs; to look does not count as using it."""
        with self._datastore.connection() as connection:
            values = {"token": digest_of(token), "idle": self._idle}
            row = connection.execute(f"SELECT 1 {_ALIVE} AND s.token = %(token)s", values, prepare=True).fetchone()
        return row is not None

    def change_hat(self, token: str, hat: Hat) -> str:
        """Put on another hat; the new token, since rights have changed. The old one opens nothing any more."""
        fresh = new_token()
        with self._datastore.connection() as connection:
            connection.execute(
                "UPDATE accounts.sessions SET token = %s, role = %s, unit = %s, seen_at = now() WHERE token = %s",
                (digest_of(fresh), hat.role.value, hat.unit or "", digest_of(token)),
            )
        return fresh

    def end(self, token: str) -> None:
        """End the session of this token."""
        with self._datastore.connection() as connection:
            connection.execute("DELETE FROM accounts.sessions WHERE token = %s", (digest_of(token),))

    def of_person(self, person_id: UUID) -> list[Session]:
        """The sessions of somebody that run, the newest first."""
        return self._running("s.person_id = %(whose)s", person_id)

    def of_phone(self, phone: bytes) -> list[Session]:
        """The sessions of a citizen's number that run, the newest first."""
        return self._running("s.phone = %(whose)s", phone)

    def revoke(self, sessions: list[Session]) -> int:
        """End these; how many there still were."""
        with self._datastore.connection() as connection:
            ids = [session.id for session in sessions]
            return connection.execute("DELETE FROM accounts.sessions WHERE id = ANY(%s)", (ids,)).rowcount

    def revoke_all(self, person_id: UUID) -> int:
        """End every session of somebody, asleep or not; how many there were."""
        with self._datastore.connection() as connection:
            return connection.execute("DELETE FROM accounts.sessions WHERE person_id = %s", (person_id,)).rowcount

    def knows_device(self, person_id: UUID, device: str) -> bool:
        """Whether this browser has brought this person in before."""
        with self._datastore.connection() as connection:
            found = connection.execute(
                "SELECT 1 FROM accounts.devices WHERE person_id = %s AND token = %s", (person_id, digest_of(device))
            )
            return found.fetchone() is not None

    def remember_device(self, person_id: UUID, device: str) -> None:
        """Remember that this browser has; the ones used longest ago are forgotten."""
        with self._datastore.connection() as connection:
            connection.execute(
                "INSERT INTO accounts.devices (person_id, token) VALUES (%s, %s) "
                "ON CONFLICT (person_id, token) DO UPDATE SET used_at = now()",
                (person_id, digest_of(device)),
            )
            connection.execute(_FORGET, {"person": person_id, "most": DEVICES})

    def _begin(self, values: dict[str, Any]) -> tuple[str, Session]:
        token = new_token()
        with self._datastore.connection() as connection:
            [row] = connection.execute(
                _BEGIN + _COLUMNS, values | {"token": digest_of(token), "life": self._life}
            ).fetchall()
        return token, _session(row)

    def _running(self, condition: str, whose: object) -> list[Session]:
        with self._datastore.connection() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} {_ALIVE} AND {condition} ORDER BY s.begun_at DESC, s.id",
                {"idle": self._idle, "whose": whose},
            ).fetchall()
        return [_session(row) for row in rows]


def _session(row: tuple[Any, ...]) -> Session:
    id_, person, role, unit, *rest = row
    return Session(id_, person, Role(role), unit or None, *rest)
