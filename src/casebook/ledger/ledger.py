"""The ledger as the rest of casebook sees it: append entries, read them back, find a petition."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, cast

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, JSONTranscoder
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment

from casebook.errors import KeyReused, Unreadable
from casebook.ledger.adoptions import Adoptions
from casebook.ledger.datastore import Datastore
from casebook.ledger.erased import ErasedList
from casebook.ledger.files import Files
from casebook.ledger.group import GroupCommit
from casebook.ledger.interests import Interests
from casebook.ledger.keyring import know
from casebook.ledger.keystore import KeyStore
from casebook.ledger.mapper import CLOSURE, EntryMapper
from casebook.ledger.recorder import LedgerRecorder
from casebook.ledger.stored import Asked, Outcome, Receipt, Save, receipt
from casebook.ledger.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from uuid import UUID

    from eventsourcing.persistence import ApplicationRecorder, Mapper
    from eventsourcing.utils import EnvType

    from casebook.ledger.keys import Keys
    from casebook.petitions.entry import Entry

ERASED: Final = "erased"
"""The file of everybody who was erased, in the folder of the secrets."""

SECTION: Final = 500
"""So many events are read at a time."""


class _Factory(PostgresFactory):
    """Hands out what the ledger was opened with; the library's environment settings have no say."""

    def __init__(self, datastore: Datastore) -> None:
        InfrastructureFactory.__init__(self, Environment("ledger", {}))
        self.datastore = datastore


class Ledger(Application["UUID"]):
    """Every event of every petition."""

    name = "ledger"
    log_section_size = SECTION

    def __init__(self, dsn: str, keys: Keys, keys_dsn: str | None = None, *, connections: int = 8) -> None:
        """Open the ledger, and erase again who was erased before an old copy of a database was restored.

        Args:
            dsn: connection string of the ledger's database.
            keys: the installation's secrets.
            keys_dsn: connection string of the key store; None where it is in the same database, as in trials.
            connections: to each of them, at most.

        Raises:
            Misconfigured: it was begun with other keys, or keys wait to be moved to the key store.
            Unavailable: a database does not answer or is not migrated.
        """
        self.datastore = Datastore(dsn, size=connections).opened()
        try:
            self.key_store = KeyStore(keys_dsn or dsn, keys, connections=connections)
        except BaseException:
            self.datastore.close()
            raise
        self.vault = Vault(self.datastore, self.key_store, ErasedList(keys.folder / ERASED))
        self.files = Files(self.datastore, keys)
        self.keys = keys
        self._group = GroupCommit(self.store, len)
        super().__init__()
        self.adoptions = Adoptions(self.datastore, self.door, self.entry_mapper)
        self.interests = Interests(self.datastore, self.door, self.entry_mapper)
        try:
            know(self.datastore, keys)
            self.vault.erase_again()
        except BaseException:
            self.close()
            raise

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002  the library's
        """No setting of the library is read from the process's environment."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:  # noqa: ARG002  the library's
        """The factory over our datastore."""
        return _Factory(self.datastore)

    def construct_mapper(self) -> Mapper[UUID]:
        """The mapper that seals words."""
        return EntryMapper(JSONTranscoder(), self.vault)

    def construct_recorder(self) -> ApplicationRecorder:
        """The recorder with one door."""
        return LedgerRecorder(self.datastore)

    def close(self) -> None:
        """Give all connections back."""
        super().close()
        self.key_store.close()

    @property
    def entry_mapper(self) -> EntryMapper:
        """The mapper, under its own type."""
        return cast("EntryMapper", self.mapper)

    @property
    def door(self) -> LedgerRecorder:
        """The recorder, under its own type."""
        return cast("LedgerRecorder", self.recorder)

    def append(self, entries: Sequence[Entry], key: UUID, digest: bytes, *, document: bytes | None = None) -> Receipt:
        """Store the entries of one command; `digest` (32 bytes) is of the command itself.

        A document, whose digest the last entry holds, is stored with them.

        Raises:
            Outdated: a petition does not stand at the version before the first entry's.
            KeyReused: the key was used for another command.
            Erased: the words are of somebody whose words were erased.
            Unavailable: the database is gone.
        """
        asked = Asked(entries, key, digest)
        if document is None:
            outcome = self._group.submit(asked)
        else:
            outcome = self.door.append_with(self._sealed([asked])[0], document)
        return receipt(outcome, expected=entries[0].version - 1)

    def document(self, digest: str) -> bytes:
        """The document under a digest.

        Raises:
            Unreadable: it is not there, or does not match its digest.
        """
        content = self._value("SELECT content FROM ledger.documents WHERE digest = %s", bytes.fromhex(digest))
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != digest:
            raise Unreadable(
                f"文档 {digest} 缺失或与摘要不符。", f"The document {digest} is not there as it was stored."
            )
        return content

    def streams(self, events: Iterable[str]) -> dict[UUID, list[Entry]]:
        """The streams beside those of petitions that consist of events of these names, in the order they began.

        Raises:
            Tampered: a stored event does not match its leaf.
        """
        found: dict[UUID, list[Entry]] = {}
        for stored in self.door.select_named(sorted(events)):
            entry = self.entry_mapper.to_domain_event(stored)
            found.setdefault(entry.petition_id, []).append(entry)
        return found

    def append_all(self, batches: Sequence[Sequence[Entry]]) -> Sequence[Outcome]:
        """Store many batches without keys in one transaction, each batch whole or not at all: the way for imports.

        Raises:
            Erased: words are of somebody whose words were erased.
            Unavailable: the database is gone; then none is known to be stored.
        """
        return self.store([Asked(batch) for batch in batches])

    def store(self, asked: Sequence[Asked]) -> Sequence[Outcome]:
        """Store many saves in one transaction, each with its own outcome; the keys that they want are made in one too.

        Raises:
            Erased, Unavailable: as with `append`.
        """
        return self.door.append_all(self._sealed(asked))

    def _sealed(self, asked: Sequence[Asked]) -> list[Save]:
        self.entry_mapper.prepare([entry for one in asked for entry in one.entries])
        return [Save(self.entry_mapper.drafted(one.entries), one.key, one.digest) for one in asked]

    def entries(self, petition_id: UUID) -> list[Entry]:
        """The whole history of a petition, verified, its words sealed; empty if there is no such petition.

        Raises:
            Tampered: a stored event does not match its leaf.
        """
        return cast("list[Entry]", list(self.events.get(petition_id)))

    def firsts(self, petitions: Sequence[UUID]) -> list[Entry]:
        """The filing of each petition, verified, its words sealed, in one query and in no order.

        Raises:
            Tampered: a stored event does not match its leaf.
        """
        return [self.entry_mapper.to_domain_event(stored) for stored in self.door.select_firsts(petitions)]

    def histories(self, petitions: Sequence[UUID]) -> list[Entry]:
        """Every entry of these petitions, each petition's in order, verified, its words sealed, in one query.

        Raises:
            Tampered: a stored event does not match its leaf.
        """
        return [self.entry_mapper.to_domain_event(stored) for stored in self.door.select_histories(petitions)]

    def since(self, position: int, *, until: int | None = None) -> Iterator[Entry]:
        """Every entry behind `position`, in order, verified, its words sealed.

        Raises:
            Tampered: a stored event does not match its leaf.
        """
        while section := self.door.select_range(position, SECTION, until):
            yield from map(self.entry_mapper.to_domain_event, section)
            position = section[-1].position

    def open(self, entries: Sequence[Entry], wanted: Callable[[Entry, str], bool]) -> list[Entry]:
        """The same entries with the words opened that `wanted(entry, field)` names.

        Raises:
            Unreadable: words in the vault do not match the ledger.
        """
        return self.vault.open(entries, wanted)

    def answered(self, key: UUID, digest: bytes) -> Receipt | None:
        """What a command of this key was answered before.

        Raises:
            KeyReused: the key was used for another command.
        """
        row = self._row(
            "SELECT r.digest, e.originator_id, e.originator_version, r.first_position, r.last_position, e.recorded_at "
            "FROM ledger.receipts r JOIN ledger.events e ON e.notification_id = r.last_position WHERE r.key = %s",
            key,
        )
        if row is None:
            return None
        stored, petition_id, version, first, last, at = row
        if stored != digest:
            raise KeyReused
        return Receipt(petition_id, version, first, last, at, repeated=True)

    def known(self, keys: Sequence[UUID]) -> dict[UUID, UUID]:
        """Of these keys those that were answered, each with the petition it was about."""
        rows = self._rows(
            "SELECT r.key, e.originator_id FROM ledger.receipts r "
            "JOIN ledger.events e ON e.notification_id = r.last_position WHERE r.key = ANY (%s)",
            list(keys),
        )
        return {key: petition_id for key, petition_id in rows}  # noqa: C416  rows are tuples of anything

    def position(self) -> int:
        """The last position; 0 in an empty ledger."""
        return self.door.max_notification_id() or 0

    def has_petitions(self) -> bool:
        """Whether anybody has ever filed one."""
        return bool(self._value("SELECT EXISTS (SELECT 1 FROM ledger.events WHERE topic = 'submitted')"))

    def numbers(self, count: int) -> list[int]:
        """Counters for petition numbers: never given twice, with gaps where one was not used."""
        rows = self._rows("SELECT nextval('ledger.petition_numbers') FROM generate_series(1, %s)", count)
        return [row[0] for row in rows]

    def imported(self, petitions: Sequence[UUID]) -> dict[UUID, tuple[int, list[str]]]:
        """Of the petitions that exist: the version they stand at, and the digests of their imported events."""
        rows = self._rows(
            "SELECT originator_id, max(originator_version), coalesce(array_agg(body -> 'src' ->> 'digest' "
            "ORDER BY originator_version) FILTER (WHERE body ? 'src'), '{}') "
            "FROM ledger.events WHERE originator_id = ANY (%s) GROUP BY 1",
            list(petitions),
        )
        return {petition_id: (version, digests) for petition_id, version, digests in rows}

    def by_number(self, number: str) -> UUID | None:
        """The petition of that number."""
        found = self._value(
            "SELECT originator_id FROM ledger.events WHERE topic = 'submitted' AND body -> 'data' ->> 'number' = %s",
            number,
        )
        return cast("UUID | None", found)

    def by_closure(self, n: int, series: str = CLOSURE) -> UUID | None:
        """The petition that was closed as the n-th."""
        found = self._value("SELECT petition_id FROM ledger.ordinals WHERE series = %s AND n = %s", series, n)
        return cast("UUID | None", found)

    def _rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self.datastore.connection() as connection:
            return connection.execute(statement, parameters, prepare=True, binary=True).fetchall()

    def _row(self, statement: str, *parameters: object) -> tuple[Any, ...] | None:
        return next(iter(self._rows(statement, *parameters)), None)

    def _value(self, statement: str, *parameters: object) -> object:
        row = self._row(statement, *parameters)
        return None if row is None else row[0]
