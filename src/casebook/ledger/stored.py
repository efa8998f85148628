"""What passes through the door: stored events with their sealed words, saves, and what the door answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from eventsourcing.persistence import StoredEvent

from casebook.errors import Erased, KeyReused, Outdated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from casebook.petitions.entry import Entry


@dataclass(frozen=True, slots=True)
class SealedWords:
    """What an event says in words: its disclosures, sealed under the key of the person whose words they are."""

    subject: UUID
    envelope: bytes


@dataclass(frozen=True)
class Drafted(StoredEvent):
    """An event on its way to the door.

    Attributes:
        series: the gapless series it asks a number of, if any.
        words: what goes to the vault with it, if anything.
    """

    series: str | None = None
    words: SealedWords | None = None


@dataclass(frozen=True)
class Stored(StoredEvent):
    """An event as the ledger has it, its leaf verified."""

    position: int
    recorded_at: datetime
    previous: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True)
class Save:
    """Events that are stored together or not at all; `digest` (32 bytes) tells commands of one key apart."""

    events: Sequence[StoredEvent]
    key: UUID | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A save whose words are not sealed yet."""

    entries: Sequence[Entry]
    key: UUID | None = None
    digest: bytes | None = None

    def __len__(self) -> int:
        """How many entries."""
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The door's answer to one save; `version` is the last one written, with `conflict` the one that stands there."""

    kind: Literal["stored", "repeated", "reused", "conflict", "erased"]
    petition_id: UUID
    version: int
    first_position: int | None
    last_position: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command came to: the same for every repetition of its key."""

    petition_id: UUID
    version: int
    first_position: int
    position: int
    recorded_at: datetime
    repeated: bool = False


def receipt(outcome: Outcome, expected: int | None = None) -> Receipt:
    """The receipt in an outcome.

    Raises:
        Outdated: the petition stood at another version.
        KeyReused: the key was used for another command.
        Erased: it brought words of somebody whose words were erased.
    """
    if outcome.kind == "reused":
        raise KeyReused
    if outcome.kind == "erased":
        raise Erased
    if outcome.kind == "conflict" or outcome.first_position is None or outcome.last_position is None:
        raise Outdated(expected=expected, actual=outcome.version)
    return Receipt(
        outcome.petition_id,
        outcome.version,
        outcome.first_position,
        outcome.last_position,
        outcome.recorded_at,
        repeated=outcome.kind == "repeated",
    )
