"""Writers and a reader that tails them: what the reader misses is lost to every read model."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg

from casebook.ledger.recorder import APPEND, parameters
from casebook.ledger.stored import Save
from petitions_at_hand import submitted

if TYPE_CHECKING:
    from casebook.ledger.ledger import Ledger


@dataclass
class Outcome:
    """What the writers were told, and what the reader saw."""

    acknowledged: set[UUID] = field(default_factory=set)
    rolled_back: set[UUID] = field(default_factory=set)
    seen: list[tuple[int, UUID]] = field(default_factory=list)
    slowest: float = 0.0


class Trial:
    """Writers that append by the door with and without rollback, and one reader that pages by position."""

    def __init__(self, ledger: Ledger, dsn: str, seed: int = 1) -> None:
        self.ledger, self.dsn, self.seed = ledger, dsn, seed
        self.outcome = Outcome()
        self.writing = threading.Event()
        self.done = threading.Event()
        self.errors: list[BaseException] = []

    def run(self, writers: int, seconds: float, meanwhile: tuple[str, ...] = ()) -> Outcome:
        """Write for so long, with maintenance statements going on, and read until everything is read."""
        threads = [threading.Thread(target=self._guard, args=(self._write, number)) for number in range(writers)]
        reader = threading.Thread(target=self._guard, args=(self._read,))
        keeper = threading.Thread(target=self._guard, args=(self._maintain, meanwhile))
        everybody = [*threads, keeper]
        self.writing.set()
        for thread in (reader, *everybody):
            thread.start()
        time.sleep(seconds)
        self.writing.clear()
        for thread in everybody:
            thread.join()
        self.done.set()
        reader.join()
        if self.errors:
            raise self.errors[0]
        return self.outcome

    def _guard(self, work: Any, *arguments: Any) -> None:
        try:
            work(*arguments)
        except BaseException as error:
            self.errors.append(error)
            self.writing.clear()
            raise

    def _write(self, number: int) -> None:
        chance = random.Random(self.seed * 1000 + number)
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while self.writing.is_set():
                entries = [submitted() for _ in range(chance.choice((1, 1, 1, 10)))]
                saves = [Save([self.ledger.mapper.to_stored_event(entry)], uuid4(), b"d" * 32) for entry in entries]
                ids = {entry.petition_id for entry in entries}
                began = time.monotonic()
                with connection.transaction(force_rollback=chance.random() < 0.2) as block:
                    connection.execute(APPEND, parameters(saves), prepare=True)
                    if chance.random() < 0.3:
                        time.sleep(chance.random() * 0.004)
                self.outcome.slowest = max(self.outcome.slowest, time.monotonic() - began)
                (self.outcome.rolled_back if block.force_rollback else self.outcome.acknowledged).update(ids)

    def _read(self) -> None:
        position = 0
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while True:
                last = self.done.is_set()
                page = connection.execute(
                    "SELECT notification_id, originator_id FROM ledger.events WHERE notification_id > %s "
                    "ORDER BY notification_id LIMIT 500",
                    (position,),
                ).fetchall()
                self.outcome.seen += page
                if page:
                    position = page[-1][0]
                elif last:
                    return

    def _maintain(self, statements: tuple[str, ...]) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while self.writing.is_set() and statements:
                for statement in statements:
                    connection.execute(statement)
                time.sleep(0.2)
