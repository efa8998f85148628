"""The access log: who came in, who tried, who read what is sealed. Beside the ledger, append-only, without words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

_PAGE: Final = """
SELECT position, at, kind, person_id, network, file_id FROM access_log.entries
WHERE (%(after)s::bigint IS NULL OR position > %(after)s)
  AND (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND (%(people)s::uuid[] IS NULL OR person_id = ANY (%(people)s))
  AND (%(since)s::timestamptz IS NULL OR at >= %(since)s) AND (%(before)s::timestamptz IS NULL OR at < %(before)s)
ORDER BY position LIMIT %(limit)s
"""


class Kind(StrEnum):
    """What can be in it."""

    SIGNED_IN = "signed-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SLOWED = "slowed"  # refused unseen, after too many tries
    SIGNED_OUT = "signed-out"
    HAT_CHANGED = "hat-changed"
    SESSION_REVOKED = "session-revoked"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_BLOCKED = "account-blocked"
    ACCOUNT_UNBLOCKED = "account-unblocked"
    PASSWORD_RESET = "password-reset"  # noqa: S105  the name of an event
    PASSWORD_CHANGED = "password-changed"  # noqa: S105  the same
    HAT_GIVEN = "hat-given"
    HAT_TAKEN = "hat-taken"
    CODE_SENT = "code-sent"
    CODE_FAILED = "code-failed"
    PHONE_VERIFIED = "phone-verified"
    FACTOR_SET = "second-factor-set"
    FACTOR_FORGOTTEN = "second-factor-forgotten"
    FACTOR_FAILED = "second-factor-failed"
    NUMBER_FORGOTTEN = "number-forgotten"
    ACCOUNT_CLOSED = "account-closed"
    OUTBOX_READ = "outbox-read"
    FILE_OPENED = "file-opened"
    BUNDLE_MADE = "bundle-made"  # with words, to be taken along


@dataclass(frozen=True, slots=True)
class Access:
    """One entry.

    Attributes:
        position: its place, growing but not gapless.
        at: when, as the database says.
        kind: what happened.
        person_id: who, if it is known.
        network: a keyed digest of 16 bytes of the network they came from; None on the command line.
        file_id: the file that was opened, where one was.
    """

    position: int
    at: datetime
    kind: str
    person_id: UUID | None
    network: bytes | None
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a kind, about some people, from a moment until before another."""

    kind: Kind | None = None
    people: Collection[UUID] | None = None
    since: datetime | None = None
    before: datetime | None = None


EVERYTHING: Final = Wanted()


class AccessLog:
    """Takes entries and shows them; nobody changes one."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def note(
        self, kind: Kind, person_id: UUID | None = None, network: bytes | None = None, file_id: UUID | None = None
    ) -> None:
        """Put it on record.

        Raises:
            Unavailable: the database is gone; then what was to be noted must not happen either.
        """
        with self._datastore.connection() as connection:
            connection.execute(
                "INSERT INTO access_log.entries (kind, person_id, network, file_id) VALUES (%s, %s, %s, %s)",
                (kind.value, person_id, network, file_id),
            )

    def page(self, after: int | None, limit: int, wanted: Wanted = EVERYTHING) -> list[Access]:
        """The entries behind a position, oldest first."""
        people = None if wanted.people is None else list(wanted.people)
        asked: dict[str, Any] = {"after": after, "limit": limit, **asdict(wanted), "people": people}
        with self._datastore.connection() as connection:
            return [Access(*row) for row in connection.execute(_PAGE, asked).fetchall()]
