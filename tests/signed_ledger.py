"""A ledger whose log is signed, and what can be done to it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

from casebook.proof.checkpoint import opened
from casebook.transparency import MemoryFile, PublishedLog, Signer, load_signing_key, signers_connection
from petitions_at_hand import DIGEST, submitted, then

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casebook.ledger.ledger import Ledger
    from casebook.postgres import Database
    from casebook.proof.checkpoint import Checkpoint


@dataclass
class SignedLedger:
    """A ledger, its log, and where the signer keeps what it knows."""

    ledger: Ledger
    database: Database
    folder: Path

    def __post_init__(self) -> None:
        self.log = PublishedLog(self.ledger.datastore.connection, self.ledger.door.origin)
        self.key = load_signing_key(self.folder / "log.key", self.ledger.door.origin)
        self.memory = MemoryFile(self.folder / "signed")

    def grow(self, petitions: int) -> None:
        """File so many petitions, each of three events."""
        for _ in range(petitions):
            first = submitted(title="门前积水")
            self.ledger.append([first, then(first, 2), then(first, 3)], uuid4(), DIGEST)

    def grow_much(self, petitions: int) -> None:
        """The same in one transaction."""
        saves = [[first := submitted(), then(first, 2), then(first, 3)] for _ in range(petitions)]
        self.ledger.append([entry for save in saves for entry in save], uuid4(), DIGEST)

    @contextmanager
    def signer(self) -> Iterator[Signer]:
        """A signer that has just come to work."""
        with signers_connection(self.database.signer_dsn) as connection:
            yield Signer(connection, self.key, self.memory)

    def sign(self) -> Checkpoint:
        """A signer comes, signs what is new, and goes; what is published then."""
        with self.signer() as signer:
            list(signer.sign())
        return self.published()

    def published(self) -> Checkpoint:
        """The newest checkpoint, its signature verified."""
        note = self.log.checkpoint()
        assert note is not None
        return opened(note, [self.key.public]).checkpoint

    def tamper(self, *statements: str) -> None:
        """Do this as a superuser who has switched the triggers off."""
        with psycopg.connect(self.database.owner_dsn) as owner:
            for table in ("ledger.events", *(f"transparency.{name}" for name in ("tiles", "checkpoints", "stamps"))):
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for statement in statements:
                owner.execute(statement)


class Rounds(threading.Event):
    """Stops whoever waits for it after so many rounds."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def wait(self, timeout: float | None = None) -> bool:
        """One round less."""
        self.left -= 1
        return super().wait(timeout) or self.left < 0
