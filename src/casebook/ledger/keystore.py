"""The key store: the key of each person in each petition, wrapped, in a database of its own.

Keys are written here before the words that are sealed under them are appended: a key without words does no harm, words
without their key would be lost.
"""

from __future__ import annotations

import secrets
import time
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import psycopg

from casebook.errors import Misconfigured, Unavailable
from casebook.ledger.datastore import PATIENCE, Pool, borrowed, erasing
from casebook.ledger.keys import SIZE
from casebook.ledger.wrapping import Version, Wrapping

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager
    from uuid import UUID

    from casebook.ledger.datastore import Rows
    from casebook.ledger.keys import Keys

    Found = Mapping[UUID, bytes | None]

ROLE: Final = "casebook_keys"
REWRAPPED: Final = 1000
"""So many keys are wrapped anew in one transaction."""

_VERSIONS: Final = "SELECT version, source, digest, created_at FROM keystore.kek ORDER BY version"
_BEGIN: Final = "INSERT INTO keystore.kek (version, source, digest) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_FIND: Final = "SELECT subject_id, kek_version, wrapped FROM keystore.subject_key WHERE subject_id = ANY (%b)"
_PUT: Final = """
INSERT INTO keystore.subject_key (subject_id, kek_version, wrapped)
SELECT subject, %b::int, wrapped FROM unnest(%b::uuid[], %b::bytea[]) AS new(subject, wrapped)
WHERE %b::int = (SELECT max(version) FROM keystore.kek)  -- a rotation may have begun meanwhile
ON CONFLICT DO NOTHING RETURNING subject_id
"""
_OLD: Final = """
SELECT subject_id, kek_version, wrapped FROM keystore.subject_key
WHERE kek_version < %b::int AND wrapped IS NOT NULL AND subject_id > %b ORDER BY subject_id LIMIT %b FOR UPDATE
"""
_REWRAP: Final = """
UPDATE keystore.subject_key k SET kek_version = %b::int, wrapped = new.wrapped
FROM unnest(%b::uuid[], %b::bytea[]) AS new(subject, wrapped) WHERE k.subject_id = new.subject
"""
_COUNTS: Final = """
SELECT kek_version, count(*) FROM keystore.subject_key WHERE wrapped IS NOT NULL GROUP BY 1
"""


class KeyStore:
    """Makes, finds and destroys keys of 32 bytes; of a key that was destroyed it says None."""

    def __init__(self, dsn: str, keys: Keys, *, connections: int) -> None:
        """Open the key store and begin it with a first version where it has none.

        Raises:
            Misconfigured: it cannot be used with these secrets.
            Unavailable: the database does not answer, or is not migrated.
        """
        self._pool = Pool(dsn, connections, ROLE)
        self._versions: dict[int, Version] = {}
        self._wrapping = Wrapping(keys, self._version)
        self._pool.open()
        try:
            self._reread()
            if not self._versions:
                self.begin(1)
        except psycopg.errors.UndefinedTable as error:
            self.close()
            raise Unavailable("密钥库尚未初始化。", "The key store is not migrated yet.") from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the connections back."""
        self._pool.close()

    def connection(self) -> AbstractContextManager[Rows]:
        """A connection with tuple rows, out of the pool.

        Raises:
            Unavailable: none could be had.
        """
        return borrowed(self._pool)

    @property
    def versions(self) -> list[Version]:
        """Every version of the key-encryption key, as it stood when last asked; the last one wraps."""
        return list(self._versions.values())

    def made(self, subjects: Collection[UUID]) -> Found:
        """The keys of these people, made where they have none; they are on the disk when this returns.

        Raises:
            Misconfigured: a version of the key-encryption key cannot be had.
            Unavailable: the database is gone.
        """
        return self.put({subject: secrets.token_bytes(SIZE) for subject in subjects})

    def put(self, keys: Mapping[UUID, bytes]) -> Found:
        """These keys, stored where their people have none; else those that they have.

        Raises:
            Misconfigured: a version of the key-encryption key cannot be had.
            Unavailable: the database is gone.
        """
        found: dict[UUID, bytes | None] = {}
        give_up = time.monotonic() + PATIENCE
        # in one order, so that two processes do not wait for each other
        while rest := sorted(keys.keys() - found.keys(), key=attrgetter("int")):
            latest = max(self._versions)
            wrapped = [self._wrapping.wrap(latest, subject, keys[subject]) for subject in rest]
            try:
                found |= {subject: keys[subject] for (subject,) in self._rows(_PUT, latest, rest, wrapped, latest)}
                if others := keys.keys() - found.keys():
                    found |= self.found(others)
                if keys.keys() - found.keys():
                    self._reread()
            except Unavailable:  # whether they are stored the next look will say
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)
        return found

    def found(self, subjects: Collection[UUID]) -> Found:
        """The keys of those of these people who have or had one.

        Raises:
            Misconfigured: a version of the key-encryption key cannot be had.
            Unavailable: the database is gone.
        """
        rows = self._rows(_FIND, list(subjects))
        return {subject: self._unwrapped(subject, version, wrapped) for subject, version, wrapped in rows}

    def destroy(self, subjects: Collection[UUID]) -> None:
        """Destroy the keys of these people; of whom there is none there will be none.

        Raises:
            Misconfigured: the login may not erase.
            Unavailable: the database is gone.
        """
        with erasing(self.connection()) as connection:
            connection.execute("SELECT keystore.destroy(%s)", (list(subjects),))

    def destroyed(self) -> set[UUID]:
        """Everybody whose key was destroyed."""
        return {
            subject for (subject,) in self._rows("SELECT subject_id FROM keystore.subject_key WHERE wrapped IS NULL")
        }

    def standing(self, subjects: Collection[UUID]) -> set[UUID]:
        """Of these people those whose key is there."""
        statement = "SELECT subject_id FROM keystore.subject_key WHERE subject_id = ANY (%b) AND wrapped IS NOT NULL"
        return {subject for (subject,) in self._rows(statement, list(subjects))}

    def counts(self) -> dict[int, int]:
        """How many keys are wrapped under each version."""
        return dict(self._rows(_COUNTS))

    def behind(self) -> int:
        """How many keys are wrapped under a version before the latest."""
        return sum(count for version, count in self.counts().items() if version < max(self._versions))

    def begin(self, number: int) -> None:
        """Begin a version of the key-encryption key; whoever is second finds it begun.

        Raises:
            Misconfigured: it cannot be had, or is one of before.
            Unavailable: the database is gone.
        """
        source, digest = self._wrapping.begun(number)
        if digest in {version.digest for version in self._versions.values()}:
            raise Misconfigured(
                f"第 {number} 版主密钥与先前的相同。", f"Version {number} of the key-encryption key is one of before."
            )
        with self.connection() as connection:
            connection.execute(_BEGIN, (number, source, digest))
        self._reread()

    def rewrap(self, after: UUID) -> list[UUID]:
        """Wrap the next keys behind this person that stand under older versions under the latest; whose they were.

        Raises:
            Misconfigured: a version of the key-encryption key cannot be had.
            Unavailable: the database is gone; what was wrapped anew stays so.
        """
        latest = max(self._versions)
        with self.connection() as connection, connection.transaction():
            rows = connection.execute(_OLD, (latest, after, REWRAPPED), binary=True).fetchall()
            opened = {subject: self._wrapping.unwrap(version, subject, wrapped) for subject, version, wrapped in rows}
            wrapped = [self._wrapping.wrap(latest, subject, key) for subject, key in opened.items()]
            connection.execute(_REWRAP, (latest, list(opened), wrapped))
        return list(opened)

    def _unwrapped(self, subject: UUID, version: int | None, wrapped: bytes | None) -> bytes | None:
        if version is None or wrapped is None:
            return None
        return self._wrapping.unwrap(version, subject, wrapped)

    def _version(self, number: int) -> Version:
        if number not in self._versions:
            self._reread()
        return self._versions[number]

    def _reread(self) -> None:
        self._versions = {row[0]: Version(*row) for row in self._rows(_VERSIONS)}

    def _rows(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self.connection() as connection:
            return connection.execute(statement, parameters, prepare=True, binary=True).fetchall()
