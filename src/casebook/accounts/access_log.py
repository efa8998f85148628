"""The access log: who came in, who tried, who read what is sealed. Beside the ledger, append-only, without words.

The ledger has the roots of its entries (`casebook.ledger.accesses`), so it shows when one is changed or gone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from casebook.ledger.datastore import Datastore

_SOUGHT: Final = """
SELECT position, at, kind, person_id, network, file_id, petition_id FROM access_log.entries
WHERE (%(kind)s::text IS NULL OR kind = %(kind)s)
  AND (%(people)s::uuid[] IS NULL OR person_id = ANY (%(people)s))
  AND (%(petition)s::uuid IS NULL OR petition_id = %(petition)s
    OR petition_id IS NULL AND person_id = ANY (%(acted)s::uuid[]))
  AND (%(since)s::timestamptz IS NULL OR at >= %(since)s) AND (%(before)s::timestamptz IS NULL OR at < %(before)s)
"""
_OLDEST: Final = f"{_SOUGHT} AND (%(after)s::bigint IS NULL OR position > %(after)s) ORDER BY position LIMIT %(limit)s"
_NEWEST: Final = (
    f"{_SOUGHT} AND (%(after)s::bigint IS NULL OR position < %(after)s) ORDER BY position DESC LIMIT %(limit)s"
)


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
    PERSONAL_COPY_MADE = "personal-copy-made"  # of what is held about a citizen, for themselves
    CONTACT_READ = "contact-read"  # name or telephone number, by staff
    PHONE_SEARCHED = "phone-searched"  # by staff; each petition that it found is noted as contact data read
    OWN_PETITION_READ = "own-petition-read"  # by its citizen, these included
    PETITION_REFUSED = "petition-refused"  # somebody known asked for one that they may not see
    PETITION_NOT_OPENED = "petition-not-opened"  # by that code, or that telephone number
    PETITION_NOT_SIGNED_IN = "petition-not-signed-in"  # somebody unknown asked
    EVENTS_EXPORTED = "events-exported"
    TABLES_EXPORTED = "tables-exported"
    PETITIONS_DOWNLOADED = "petitions-downloaded"  # as a list, without words
    LOG_COPIED = "log-copied"  # with its entries
    VAULT_AUDITED = "vault-audited"  # every word opened, and none shown


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
        petition_id: the petition that it is about, where it is about one.
    """

    position: int
    at: datetime
    kind: str
    person_id: UUID | None
    network: bytes | None
    file_id: UUID | None = None
    petition_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a kind, about one of some people, from a moment until before another.

    About a petition are also those about the people who `acted` on it, unless they are about another petition.
    """

    kind: Kind | None = None
    people: Collection[UUID] | None = None
    petition: UUID | None = None
    acted: Collection[UUID] = ()
    since: datetime | None = None
    before: datetime | None = None


EVERYTHING: Final = Wanted()


class AccessLog:
    """Takes entries and shows them; nobody changes one."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def note(
        self,
        kind: Kind,
        person_id: UUID | None = None,
        network: bytes | None = None,
        file_id: UUID | None = None,
        petition_id: UUID | None = None,
    ) -> None:
        """Put it on record.

        Raises:
            Unavailable: the database is gone; then what was to be noted must not happen either.
        """
        with self._datastore.connection() as connection:
            connection.execute(
                "INSERT INTO access_log.entries (kind, person_id, network, file_id, petition_id) "
                "VALUES (%s, %s, %s, %s, %s)",
                (kind.value, person_id, network, file_id, petition_id),
            )

    def note_each(self, kind: Kind, person_id: UUID, network: bytes | None, petitions: Collection[UUID]) -> None:
        """Put on record that somebody did the same with each of some petitions.

        Raises:
            Unavailable: the database is gone; then what was to be noted must not happen either.
        """
        with self._datastore.connection() as connection:
            connection.execute(
                "INSERT INTO access_log.entries (kind, person_id, network, petition_id) "
                "SELECT %s, %s, %s, unnest(%s::uuid[])",
                (kind.value, person_id, network, list(petitions)),
            )

    def page(self, after: int | None, limit: int, wanted: Wanted = EVERYTHING, *, newest: bool = False) -> list[Access]:
        """The entries behind a position, oldest first; or those before it, `newest` first.

        Whoever wants all of them takes the oldest first: what is added meanwhile then comes at the end.
        """
        asked: dict[str, Any] = {"after": after, "limit": limit, **asdict(wanted), "acted": list(wanted.acted)}
        asked["people"] = None if wanted.people is None else list(wanted.people)
        with self._datastore.connection() as connection:
            return [Access(*row) for row in connection.execute(_NEWEST if newest else _OLDEST, asked).fetchall()]
