"""Bringing both databases up to date: their schemas, and keys out of the ledger's into the key store.

Earlier releases kept the keys in the database of the ledger. They are moved in portions, each in the key store before
anything is dropped here, so that whoever is stopped begins again; when all are there, the table goes, and its file.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casebook.errors import Unreadable
from casebook.ledger.keystore import KeyStore
from casebook.ledger.migrate import migrate, migrate_keys, owner_of
from casebook.ledger.wrapping import unwrapped

if TYPE_CHECKING:
    from casebook.ledger.keys import Keys
    from casebook.ledger.migrate import Connection
    from casebook.postgres import Database

PORTION: Final = 5000
"""So many keys are moved at a time."""

_LOCK: Final = 4_104_12346
_THERE: Final = "SELECT to_regclass('vault.keys_to_move') IS NOT NULL"
_NEXT: Final = "SELECT subject_id, wrapped FROM vault.keys_to_move WHERE subject_id > %s ORDER BY subject_id LIMIT %s"


def bring_up_to_date(database: Database, keys: Keys, *, zone: str) -> list[str]:
    """Apply the migrations that are missing, and move keys; returns the names of what was applied.

    Raises:
        Misconfigured: a database is another release's or of another time zone, or a login may not do what is needed.
        Unreadable: keys in the database of the ledger do not fit the key file.
        Unavailable: a database does not answer.
    """
    done = migrate(database.owner_dsn, zone=zone) + migrate_keys(database.keys_owner_dsn)
    with owner_of(database.owner_dsn) as owner:
        if owner.execute(_THERE).fetchone() == (True,):
            with closing(KeyStore(database.keys_dsn, keys, connections=2)) as store:
                move_keys(owner, store, keys)
    return done


def move_keys(owner: Connection, store: KeyStore, keys: Keys) -> None:
    """Move every key that stands in the database of the ledger into the key store, and drop their table.

    Raises:
        Unreadable: a key does not fit the key file, or the key store has another for the same person.
        Unavailable: a database is gone; ask again.
    """
    owner.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))  # it goes with the connection
    if owner.execute(_THERE).fetchone() != (True,):
        return  # another process was first
    owner.execute("SET ROLE casebook_owner")
    cipher, last = AESGCM(keys.wrapping), UUID(int=0)
    while rows := owner.execute(_NEXT, (last, PORTION)).fetchall():
        wanted = {subject: unwrapped(cipher, subject, wrapped) for subject, wrapped in rows if wrapped is not None}
        if any(key not in {wanted[subject], None} for subject, key in store.put(wanted).items()):
            raise Unreadable("密钥库中已有另一把密钥。", "The key store has another key for the same person.")
        store.destroy([subject for subject, wrapped in rows if wrapped is None])
        last = rows[-1][0]
    owner.execute("DROP TABLE vault.keys_to_move")
    owner.execute("RESET ROLE")
