"""A ledger of one's own out of a copy of the log: what is counted in it rests on the copy and on nothing else.

The copy's events go into a database that is thrown away afterwards, past the door, since time and place stand in them;
there the same SQL counts as everywhere. Words are in no copy, and no figure needs any.
"""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

import psycopg

from casebook.errors import Unreadable
from casebook.ledger.keys import load_keys
from casebook.ledger.ledger import Ledger
from casebook.ledger.migrate import migrate, migrate_keys
from casebook.postgres import Database, Server
from casebook.postgres.cluster import APP, OWNER
from casebook.proof.entry import Entry
from casebook.readmodels import AsOf, Follower, Reader, load
from casebook.transparency.copies import checkpoint_of, entries_of
from casebook.transparency.mirror import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from casebook.proof.note import VerifierKey

MODELS: Final = ("unit_month", "commendations", "monthly_tally")
"""What rankings and tallies are counted by."""

FORGETFUL: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""Settings of a server whose data nobody needs after a crash."""

_COPY: Final = """
COPY ledger.events (originator_id, originator_version, topic, state, notification_id, recorded_at, previous, leaf)
FROM STDIN (FORMAT binary)
"""
_TYPES: Final = ("uuid", "int8", "text", "bytea", "int8", "timestamptz", "bytea", "bytea")
_KEEP: Final = "INSERT INTO ledger.documents (digest, content) VALUES (%s, %s) ON CONFLICT DO NOTHING"


class Copied(NamedTuple):
    """A ledger that was filled from a copy, and who counts in it."""

    ledger: Ledger
    reader: Reader

    def tallies(self, by: Sequence[str], position: int) -> list[dict[str, Any]]:
        """The tallies split by month, category, area, or some of them, as they stood at a position.

        Raises:
            Unreadable: the copy does not reach so far.
        """
        if not 0 <= position <= self.ledger.position():
            raise Unreadable(
                f"副本只到第 {self.ledger.position()} 号，所说的数字计至第 {position} 号。",
                f"The copy ends at position {self.ledger.position()}, the figures are of position {position}.",
            )
        at = AsOf(position=position, as_sealed_then=True)
        return self.reader.ask("monthly_tally", "groups", {"by": list(by)}, at=at)


@contextmanager
def copied_ledger(folder: Path, key: VerifierKey, zone: ZoneInfo, tell: Callable[[int, int], None]) -> Iterator[Copied]:
    """A ledger out of a copy that `audit_copy` has found sound; `tell` is given how many events are in, of how many.

    Raises:
        NotFound: there is no checkpoint in the folder.
        Unreadable: what is there is not signed with this key, or something that its events name is not there.
        Unavailable: no database can be started here.
    """
    with tempfile.TemporaryDirectory(prefix="casebook-recount-") as scratch:
        Path(scratch).chmod(0o711)  # where we are root the server is somebody else
        with Server(Path(scratch) / "data", FORGETFUL) as server:
            owner, app = server.dsn(OWNER), server.dsn(APP)
            database = Database(owner, app, owner, app, embedded=True)  # its key store stays empty
            migrate(database.owner_dsn, zone=zone.key, origin=key.name)
            migrate_keys(database.keys_owner_dsn)
            with filled(database, Path(scratch) / "keys", folder, key, tell) as copied:
                yield copied


@contextmanager
def filled(
    database: Database, keys: Path, folder: Path, key: VerifierKey, tell: Callable[[int, int], None]
) -> Iterator[Copied]:
    """The ledger in an empty, migrated database, filled from a copy; see `copied_ledger`."""
    models = {name: model for name, model in load().items() if name in MODELS}
    with closing(Ledger(database.app_dsn, load_keys(keys))) as ledger:
        Follower(ledger.datastore, models).catch_up()  # of nothing: what is asked below is counted over the history
        _fill(database.owner_dsn, folder, key, tell)
        yield Copied(ledger, Reader(ledger.datastore, models))


def _fill(dsn: str, folder: Path, key: VerifierKey, tell: Callable[[int, int], None]) -> None:
    size = checkpoint_of(folder, key).size
    try:
        with psycopg.connect(dsn) as connection:
            connection.cursor().executemany(_KEEP, _documents(folder))
            with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
                copy.set_types(_TYPES)
                for position, data in enumerate(entries_of(folder, size, _refuse), 1):
                    copy.write_row(_row(position, data))
                    tell(position, size)
            connection.execute(
                "UPDATE ledger.head SET position = %s, recorded_at = "
                "coalesce((SELECT max(recorded_at) FROM ledger.events), recorded_at)",
                (size,),
            )
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # each event that names a document has it
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("ANALYZE ledger.events")
    except psycopg.IntegrityError as error:
        raise Unreadable(
            f"副本不全：事件所引的文档不在 {folder / DOCUMENTS}。",
            f"The copy is not whole: a document that an event names is not in {folder / DOCUMENTS}.",
        ) from error


def _row(position: int, data: bytes) -> tuple[object, ...]:
    entry, (_, _, state) = Entry.parse(data), data.partition(b"\n")
    header = entry.header
    at, previous = datetime.fromisoformat(header.at), bytes.fromhex(header.previous)
    return UUID(header.stream), header.version, header.topic, state, position, at, previous, entry.leaf


def _documents(folder: Path) -> Iterable[tuple[bytes, bytes]]:
    """Those that are what their names say; that none is missing sees the database, which knows what events name."""
    for place in sorted((folder / DOCUMENTS).glob("*")):
        content = place.read_bytes()
        digest = hashlib.sha256(content)
        if digest.hexdigest() == place.name:
            yield digest.digest(), content


def _refuse(fault: Exception) -> None:
    raise fault
