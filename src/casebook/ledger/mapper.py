"""Entries to stored bytes and back.

The stored state is one line of JSON with sorted ASCII keys and no floats:

    _sd    digests of the words, by field name          role   the actor's role
    actor  who                                          src    where an imported event comes from
    data   the event's plain fields                     subj   whose words they are
    occ    when it happened, if claimed                 unit   the actor's unit
    on     the day that was, where it happened          v      the schema version of the event
    req    the command's key
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson
from eventsourcing.persistence import Mapper
from pydantic import ValidationError

from casebook.errors import Unreadable
from casebook.ledger import accesses, heads
from casebook.ledger.stored import Drafted, SealedWords, Stored
from casebook.petitions import interests
from casebook.petitions.entry import Actor, Claim, Entry, Source
from casebook.petitions.events import EVENTS, Closed, Event
from casebook.petitions.vocabulary import Role
from casebook.petitions.words import PRIVATE, Sealed
from casebook.rankings import events as rankings
from casebook.reference import events as reference
from casebook.stories import events as stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventsourcing.domain import DomainEventProtocol
    from eventsourcing.persistence import StoredEvent, Transcoder
    from pydantic import BaseModel

    from casebook.ledger.vault import Vault

KNOWN: Final = (
    EVENTS | reference.EVENTS | interests.EVENTS | rankings.EVENTS | stories.EVENTS | heads.EVENTS | accesses.EVENTS
)
"""Every event of every stream, by its stored name."""

CLOSURE: Final = "closure"
"""The series that first closings are numbered in; imported ones have a series of their source."""


@cache
def private_fields(event: type[Event]) -> tuple[str, ...]:
    """Names of the fields whose values live in the vault."""
    fields = event.model_fields.items()
    return tuple(name for name, field in fields if PRIVATE in field.metadata or _is_private(field.annotation))


def _is_private(annotation: Any) -> bool:
    parts = getattr(annotation, "__args__", ())
    return PRIVATE in getattr(annotation, "__metadata__", ()) or any(_is_private(part) for part in parts)


@cache
def _plain_names(event: type[Event]) -> tuple[str, ...]:
    private = private_fields(event)
    return tuple(name for name in event.model_fields if name not in private)


def _plain(event: Event) -> dict[str, Any]:
    values = vars(event)
    return {name: value for name in _plain_names(type(event)) if (value := values[name]) is not None}


def plain_fields(event: Event) -> dict[str, Any]:
    """The fields of an event that are no words, as JSON has them; those without a value are left out."""
    fields: dict[str, Any] = orjson.loads(canonical(_plain(event)))
    return fields


def canonical(content: Any) -> bytes:
    """One line of JSON with sorted keys; ids, codes, times (RFC 3339, UTC as `Z`), models are written as they are."""
    return orjson.dumps(content, default=_model, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _model(part: BaseModel) -> dict[str, Any]:
    return {name: value for name, value in vars(part).items() if value is not None}


def series_of(entry: Entry) -> str | None:
    """The gapless series that an entry asks a number of."""
    if isinstance(entry.event, Closed) and entry.event.first_closure:
        return CLOSURE if entry.source is None else f"{CLOSURE}/{entry.source.name}"
    return None


class EntryMapper(Mapper[UUID]):
    """The library's mapper, for entries; words go to the vault on the way in and stay sealed on the way out."""

    def __init__(self, transcoder: Transcoder, vault: Vault) -> None:
        super().__init__(transcoder)
        self.vault = vault

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> Drafted:
        """The bytes to store and the sealed words.

        Raises:
            Unreadable: a field is sealed already, or words have no subject.
            Erased: the words are of somebody whose words were erased.
        """
        entry: Entry = domain_event  # type: ignore[assignment]
        event = entry.event
        given = vars(event)
        values = {name: value for name in private_fields(type(event)) if (value := given[name]) is not None}
        state = envelope(entry)
        words: SealedWords | None = None
        if values:
            if any(isinstance(value, Sealed) for value in values.values()):
                raise Unreadable("不能再次记录已封存的文字。", "Words that are sealed cannot be recorded again.")
            state["_sd"], words = self.vault.seal(entry, values)
        return Drafted(
            entry.petition_id,
            entry.version,
            event.stored_name(),
            canonical(state),
            series_of(entry),
            words,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Entry:
        """The entry, its words sealed.

        Raises:
            Unreadable: the name is not known to this release, or the content does not fit it.
        """
        kind = KNOWN.get(stored_event.topic)
        if kind is None:
            raise Unreadable(
                f"此版本不认识事件 {stored_event.topic}。",
                f"This release does not know the event {stored_event.topic}.",
            )
        try:
            state = orjson.loads(stored_event.state)
            fields = state["data"] | {name: Sealed(digest) for name, digest in state.get("_sd", {}).items()}
            return _entry(stored_event, kind.model_validate(fields), state)
        except (ValidationError, ValueError, KeyError) as error:
            at = f"{stored_event.originator_id} v{stored_event.originator_version}"
            raise Unreadable(f"事件内容无法读取：{at}。", f"The event's content cannot be read: {at}.") from error

    def drafted(self, entries: Sequence[Entry]) -> list[Drafted]:
        """The entries of one save, or of many, ready for the door; the keys that they want are made at once.

        Raises:
            Unreadable, Erased: as with `to_stored_event`.
        """
        self.prepare(entries)
        return [self.to_stored_event(entry) for entry in entries]

    def prepare(self, entries: Iterable[Entry]) -> None:
        """Have the keys at hand that the words of these entries want."""
        self.vault.prepare({entry.subject for entry in entries if entry.subject and _has_words(entry.event)})


def _has_words(event: Event) -> bool:
    given = vars(event)
    return any(given[name] is not None for name in private_fields(type(event)))


def envelope(entry: Entry) -> dict[str, Any]:
    """What is stored of an entry, but for the digests of its words."""
    event, actor = entry.event, entry.actor
    state = {
        "actor": actor.id,
        "data": _plain(event),
        "req": entry.command,
        "role": actor.role,
        "v": event.schema_version,
    }
    if actor.unit is not None:
        state["unit"] = actor.unit
    if entry.subject is not None:
        state["subj"] = entry.subject
    if entry.claim is not None:
        state["occ"] = entry.claim.at.astimezone(UTC)
        state["on"] = entry.claim.on
    if entry.source is not None:
        state["src"] = {"digest": entry.source.digest, "id": entry.source.id, "name": entry.source.name}
    return state


def _entry(stored: StoredEvent, event: Event, state: dict[str, Any]) -> Entry:
    source = state.get("src")
    kept = stored if isinstance(stored, Stored) else None
    return Entry(
        petition_id=stored.originator_id,  # type: ignore[arg-type]  # our ids are UUIDs
        version=stored.originator_version,
        event=event,  # type: ignore[arg-type]  # the stream says of which union it is
        actor=Actor(UUID(state["actor"]), Role(state["role"]), state.get("unit")),
        command=UUID(state["req"]),
        claim=Claim(datetime.fromisoformat(state["occ"]), date.fromisoformat(state["on"])) if "occ" in state else None,
        subject=UUID(state["subj"]) if "subj" in state else None,
        source=Source(source["name"], source["id"], source["digest"]) if source else None,
        position=kept.position if kept else None,
        recorded_at=kept.recorded_at if kept else None,
        previous=kept.previous if kept else None,
        leaf=kept.leaf if kept else None,
    )
