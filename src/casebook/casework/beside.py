"""Commands about what is no petition: streams of their own, each changed by one event at a time, once for each key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, cast
from uuid import uuid5

import orjson

from casebook.access import permit_publishing
from casebook.errors import CasebookError, Outdated
from casebook.ledger.mapper import private_fields
from casebook.petitions.entry import Claim, Entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.ledger.stored import Receipt
    from casebook.petitions.command import Command
    from casebook.petitions.entry import Actor
    from casebook.petitions.event import Event
    from casebook.petitions.events import PetitionEvent
    from casebook.reference.city import AdoptedCity

TRIES: Final = 5
"""So often a command without an expected version is decided anew when another one was faster."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command: an event, and the document whose digest it holds, if it is a new one."""

    event: Event
    document: bytes | None = None


class BesidePetitions(ABC):
    """Takes commands about streams of one kind.

    Attributes:
        ledger: where the events go.
        city: what the city has adopted.
        clock: another clock than the ledger's own; its times are recorded as claimed.
    """

    def __init__(self, ledger: Ledger, city: AdoptedCity, *, clock: Callable[[], datetime] | None = None) -> None:
        self.ledger = ledger
        self.city = city
        self.clock = clock

    @abstractmethod
    def stream(self, command: Command, key: UUID) -> UUID:
        """The stream that a command is about."""

    @abstractmethod
    def decision(self, command: Command, actor: Actor, entries: list[Entry]) -> Decision:
        """What follows from a command, after these entries of its stream.

        Raises:
            Refused: the rules say no.
            NotFound: the command is about something that is not there.
        """

    def handle(self, command: Command, actor: Actor, key: UUID, *, expected: int | None = None) -> Receipt:
        """Do what is asked, once for each key.

        Args:
            command: the wish.
            actor: who asks.
            key: tells this wish from every other; the same key gets the same receipt.
            expected: the version that the asker has seen; None to act on whatever stands there.

        Raises:
            NotFound: there is nothing of the kind.
            NotPermitted: this actor may not ask that.
            Refused: the rules say no.
            Outdated: it is not at the expected version.
            KeyReused: the key belongs to another command.
            Unavailable: the database is gone; ask again with the same key.
        """
        parts = [command.spoken_name(), str(actor.id), actor.role, actor.unit, command.model_dump(mode="json")]
        digest = self.ledger.keys.fingerprint("command", orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))
        try:
            permit_publishing(actor, command)
            return self._handle(command, actor, key, digest, expected)
        except CasebookError:
            # What is refused now may be what this very key did before.
            if (answer := self.ledger.answered(key, digest)) is None:
                raise
            return answer

    def now(self) -> datetime:
        """The moment that commands are given at."""
        return self.clock() if self.clock else datetime.now(UTC)

    def _handle(self, command: Command, actor: Actor, key: UUID, digest: bytes, expected: int | None) -> Receipt:
        stream = self.stream(command, key)
        for left in reversed(range(TRIES)):
            entries = self.ledger.entries(stream)
            if expected not in (None, len(entries)):
                raise self._outdated(entries, expected)
            decision = self.decision(command, actor, entries)
            entry = self._entry(stream, len(entries) + 1, decision.event, actor, key)
            try:
                return self.ledger.append([entry], key, digest, document=decision.document)
            except Outdated:  # it changed meanwhile
                if not left:
                    raise self._outdated(self.ledger.entries(stream), len(entries)) from None
        raise AssertionError("the last try returns or raises")

    def _entry(self, stream: UUID, version: int, event: Event, actor: Actor, key: UUID) -> Entry:
        now = self.now()
        claim = Claim(now, now.astimezone(self.city.zone).date()) if self.clock else None
        has_words = any(getattr(event, name) is not None for name in private_fields(type(event)))
        subject = uuid5(stream, str(actor.id)) if has_words else None
        # the stream says of which union the event is
        return Entry(stream, version, cast("PetitionEvent", event), actor, key, claim, subject)

    def _outdated(self, entries: list[Entry], expected: int | None) -> Outdated:
        since = [entry.event.stored_name() for entry in entries if entry.version > (expected or 0)]
        said = ("已被他人更改，请重新查看后再办理。", "Somebody else changed this; look again first.")
        if not entries:
            said = ("此处还没有内容，其版本为 0。", "Nothing is there yet: its version is 0.")
        return Outdated(
            *said,
            expected=expected,
            actual=len(entries),
            since=since,
        )
