"""Reference data in the ledger: versions in, versions out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid5

from casebook.errors import Tampered
from casebook.ledger.stored import Outcome
from casebook.petitions.entry import Entry
from casebook.reference.documents import Document
from casebook.reference.events import Adopted, stream_of
from casebook.reference.versions import Adoption, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from casebook.ledger.datastore import Datastore
    from casebook.ledger.mapper import EntryMapper
    from casebook.ledger.recorder import LedgerRecorder
    from casebook.petitions.entry import Actor
    from casebook.petitions.events import PetitionEvent

_ADOPT: Final = "SELECT * FROM ledger.adopt(%s, %s, %s, %s, %s, %s, %s)"
_LAST: Final = "SELECT count(*), max(notification_id) FROM ledger.events WHERE topic = 'adopted'"
_DOCUMENTS: Final = "SELECT encode(digest, 'hex'), content FROM ledger.documents WHERE encode(digest, 'hex') = ANY (%s)"


class Adoptions:
    """The versions that were adopted, kept in memory until there is another."""

    def __init__(self, datastore: Datastore, door: LedgerRecorder, mapper: EntryMapper) -> None:
        self._datastore = datastore
        self._door = door
        self._mapper = mapper
        self._stand: tuple[int, int | None] = (0, None)
        self._reference = Reference()

    def reference(self) -> Reference:
        """All reference data as it stands in the ledger now.

        Raises:
            Tampered: an adoption does not match its leaf, or a document its digest.
            Unavailable: the database is gone.
        """
        with self._datastore.connection() as connection:
            stand = connection.execute(_LAST, prepare=True, binary=True).fetchone()
        if stand is not None and stand != self._stand:
            self._reference = self._read()
            self._stand = (stand[0], stand[1])
        return self._reference

    def adopt(self, document: Document, in_force_on: date, actor: Actor) -> Outcome:
        """Put a version in as the next of its kind, its document beside it. The same once more changes nothing.

        Raises:
            Unavailable: the database is gone.
        """
        kind, digest = document.kind, document.digest
        stream = stream_of(kind)
        key = uuid5(stream, f"{digest} {in_force_on}")
        event = Adopted(
            kind=kind,
            name=document.version.name,
            version=document.version.version,
            in_force_on=in_force_on,
            digest=digest,
        )
        place = len(self.reference().of(kind)) + 1
        entry = Entry(stream, place, cast("PetitionEvent", event), actor, key)
        drafted = self._mapper.to_stored_event(entry)
        command = hashlib.sha256(f"adopt {digest} {in_force_on}".encode()).digest()
        row = (key, command, stream, place, drafted.topic, drafted.state, document.content)
        with self._datastore.connection() as connection:
            outcome = connection.execute(_ADOPT, row, binary=True).fetchone()
        return Outcome(*cast("tuple[object, ...]", outcome))  # type: ignore[arg-type]  # the columns are its fields

    def _read(self) -> Reference:
        found = self._door.select_named((Adopted.stored_name(),))
        entries = [self._mapper.to_domain_event(stored) for stored in found]
        adoptions = tuple(_adoption(entry) for entry in entries)
        documents = self._documents([one.digest for one in adoptions])
        for one in adoptions:
            if one.digest not in documents:
                raise Tampered(one.position)
        return Reference(adoptions, documents)

    def _documents(self, digests: Sequence[str]) -> dict[str, Document]:
        """The documents by digest, each recomputed: one that does not match is not there."""
        with self._datastore.connection() as connection:
            rows = connection.execute(_DOCUMENTS, (list(digests),), binary=True).fetchall()
        read = [Document(bytes(content)) for digest, content in rows if hashlib.sha256(content).hexdigest() == digest]
        return {document.digest: document for document in read}


def _adoption(entry: Entry) -> Adoption:
    event = cast("Adopted", entry.event)
    return Adoption(
        kind=event.kind,
        number=entry.version,
        name=event.name,
        version=event.version,
        in_force_on=event.in_force_on,
        digest=event.digest,
        adopted_by=entry.actor.id,
        role=entry.actor.role,
        adopted_at=entry.happened_at,
        position=entry.position or 0,
        leaf=entry.leaf or b"",
    )
