"""The one way anything changes: fold, permit, decide, append."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

import orjson
from eventsourcing.application import AggregateNotFoundError

from casebook.access import permit
from casebook.casework.citizens import citizen_of
from casebook.casework.uploads import holder_of_filing, speaker
from casebook.errors import CasebookError, NotFound, Outdated
from casebook.ledger.mapper import private_fields
from casebook.petitions.commands import Change, SubmitPetition
from casebook.petitions.context import Context
from casebook.petitions.decisions import decide, decide_beside, named, named_person
from casebook.petitions.entry import Actor, Claim, Entry
from casebook.petitions.event import FILE_KEYS, files_in
from casebook.petitions.events import Submitted
from casebook.petitions.forgetting.owning import is_of_the_citizen
from casebook.petitions.numbers import petition_number
from casebook.petitions.petition import Petition, evolve
from casebook.petitions.vocabulary import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casebook.accounts.people import People
    from casebook.casework.forgetting import Forgetting
    from casebook.ledger import stored
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.commands import PetitionCommand
    from casebook.petitions.context import City
    from casebook.petitions.event import Attachment
    from casebook.petitions.events import PetitionEvent

TRIES: Final = 5
"""So often a command without an expected version is decided anew when another one was faster."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command came to; a repeated key gets the same again.

    Attributes:
        petition_id: the petition.
        number: its number.
        version: the version it stands at.
        position: the ledger's position after it; readers may ask for "not older than this".
        recorded_at: when the ledger took it.
        repeated: whether this is the answer of an earlier try.
    """

    petition_id: UUID
    number: str
    version: int
    position: int
    recorded_at: datetime
    repeated: bool = False


def project(petition: Petition | None, entries: Iterable[Entry]) -> Petition | None:
    """The library's projector: the petition after these entries."""
    for entry in entries:
        petition = evolve(petition, entry)
    return petition


class Casework:
    """Takes commands.

    Attributes:
        ledger: where the events go.
        city: what the city has adopted: limits, units, places.
        clock: another clock than the ledger's own; its times are recorded as claimed.
        people: the accounts of staff; None where none are kept.
        forgetting: erases what is due; None where nobody does.
    """

    def __init__(
        self,
        ledger: Ledger,
        city: City,
        *,
        clock: Callable[[], datetime] | None = None,
        people: People | None = None,
        forgetting: Forgetting | None = None,
    ) -> None:
        self.ledger = ledger
        self.city = city
        self.clock = clock
        self.people = people
        self.forgetting = forgetting

    def handle(self, command: PetitionCommand, actor: Actor, key: UUID, *, expected: int | None = None) -> Receipt:
        """Do what is asked, once for each key.

        Args:
            command: the wish.
            actor: who asks.
            key: tells this wish from every other; the same key gets the same receipt.
            expected: the version of the petition that the asker has seen; None to act on whatever stands there.

        Raises:
            NotFound: there is no such petition.
            NotPermitted: this actor may not ask that.
            Refused: the rules say no.
            Outdated: the petition is not at the expected version.
            KeyReused: the key belongs to another command.
            Unavailable: the database is gone; ask again with the same key.
        """
        digest = self._digest(command, actor)
        try:
            return self._handle(command, actor, key, digest, expected)
        except CasebookError:
            # What is refused now may be what this very key did before.
            if (answer := self.ledger.answered(key, digest)) is None:
                raise
            return self._repeat(answer)

    def answered(self, command: PetitionCommand, actor: Actor, key: UUID) -> Receipt | None:
        """What this very wish was answered before; None where it was not carried out yet.

        Raises:
            KeyReused: the key belongs to another command.
        """
        answer = self.ledger.answered(key, self._digest(command, actor))
        return self._repeat(answer) if answer else None

    def now(self) -> datetime:
        """The moment that commands are given at."""
        return self.clock() if self.clock else datetime.now(UTC)

    def petition(self, petition_id: UUID) -> Petition:
        """The petition as it stands.

        Raises:
            NotFound: there is none.
            Tampered: one of its events does not match its hash.
        """
        try:
            return self.ledger.repository.get(petition_id, projector_func=project)
        except AggregateNotFoundError as error:
            raise NotFound from error

    def _handle(
        self, command: PetitionCommand, actor: Actor, key: UUID, digest: bytes, expected: int | None
    ) -> Receipt:
        for left in reversed(range(TRIES)):
            # The second one first: whoever was faster has then changed the first one as well, and its version says so.
            other = self._named(command)
            petition = self.petition(command.petition_id) if isinstance(command, Change) else None
            permit(actor, command, petition)
            if petition is not None and expected is not None and not petition.was_seen_at(expected):
                raise self._outdated(petition.id, expected)
            petition_id, actor_now = self._who(petition, actor)
            context = self.context(petition, actor_now, other)
            context = replace(
                context, uploads=self._uploads(command, petition_id, context, key), hats=self._hats(command)
            )
            version = petition.version if petition else 0
            # The petition's own events come last: the receipt tells where it stands.
            entries = [
                *self._entries_beside(command, petition, context, key),
                *self._entries(petition_id, petition, decide(command, petition, context), context, key),
            ]
            try:
                receipt = self.ledger.append(entries, key, digest)
            except Outdated:  # the petition changed meanwhile, or the second one
                if not left:
                    raise self._outdated(petition_id, version) from None
                continue
            number = petition.number if petition else context.number
            return self._repeat(receipt) if receipt.repeated else _receipt(receipt, number)
        raise AssertionError("the last try returns or raises")

    def _named(self, command: PetitionCommand) -> Petition | None:
        """The second petition that the command names; None where there is none of that number."""
        name = named(command)
        petition_id = self.ledger.by_number(name) if isinstance(name, str) else name
        return self.petition(petition_id) if petition_id else None

    def _who(self, petition: Petition | None, actor: Actor) -> tuple[UUID, Actor]:
        """The petition's id, and the actor; whoever files gets an id of their own in each petition."""
        if petition is not None:
            return petition.id, actor
        petition_id = uuid4()
        if actor.role is Role.CITIZEN:
            actor = replace(actor, id=citizen_of(self.ledger.keys, petition_id))
        return petition_id, actor

    def context(self, petition: Petition | None, actor: Actor, other: Petition | None = None) -> Context:
        """What a decision of this actor about this petition, and a second one, depends on.

        Where a petition is filed a number is drawn for it; one that was merged brings its master with it.
        """
        if other is None and petition is not None and petition.merger is not None:
            other = self.petition(petition.merger.master)
        now = self.now()
        found = self.city.at(now)
        number = ""
        if petition is None:
            number = petition_number(found.terms.day(now).year, self.ledger.numbers(1)[0])
        interests = self._interests(petition) if petition else {}
        in_force = {field.name: getattr(found, field.name) for field in fields(found)}
        return Context(now=now, actor=actor, number=number, other=other, interests=interests, **in_force)

    def _interests(self, petition: Petition) -> dict[UUID, frozenset[str]]:
        """In which units each person has declared an interest that counts in this petition."""
        return {
            person: frozenset(one.unit for one in declared if one.petition in (None, petition.id))
            for person, declared in self.ledger.interests.standing().items()
        }

    def _hats(self, command: PetitionCommand) -> dict[UUID, frozenset[Role]]:
        """The roles of the person whom the command names, where their account is known."""
        person = named_person(command)
        roles = self.people.roles(person) if self.people and person else None
        return {} if person is None or roles is None else {person: roles}

    def _uploads(
        self, command: PetitionCommand, petition_id: UUID, context: Context, key: UUID
    ) -> Mapping[Attachment, str | None]:
        """Of the files that the command names those that the asker has uploaded, each with its key."""
        files = files_in(command)
        if not files:
            return {}
        filing = isinstance(command, SubmitPetition)
        holder = holder_of_filing(self.ledger.keys, key) if filing else speaker(petition_id, context.actor)
        return self.ledger.files.pending(holder, files)

    def _entries_beside(
        self, command: PetitionCommand, petition: Petition | None, context: Context, key: UUID
    ) -> list[Entry]:
        """What the second petition tells of the same decision."""
        if context.other is None:
            return []
        return self._entries(context.other.id, context.other, decide_beside(command, petition), context, key)

    def _entries(
        self, petition_id: UUID, stood: Petition | None, events: Iterable[PetitionEvent], context: Context, key: UUID
    ) -> list[Entry]:
        actor, version = context.actor, stood.version if stood else 0
        claim = Claim(context.now, context.terms.day(context.now)) if self.clock else None
        return [
            Entry(petition_id, step, event, actor, key, claim, self._subject(petition_id, stood, event, actor))
            for step, event in enumerate((_with_keys(event, context) for event in events), version + 1)
        ]

    def _subject(self, petition_id: UUID, stood: Petition | None, event: PetitionEvent, actor: Actor) -> UUID | None:
        """Whose words the event carries: the citizen's, or those of the unit or person that answers for them."""
        if isinstance(event, Submitted):
            return citizen_of(self.ledger.keys, petition_id)
        if all(getattr(event, name) is None for name in private_fields(type(event))):
            return None
        said = stood.citizen if stood is not None and is_of_the_citizen(event) else None
        return said or speaker(petition_id, actor)

    def _digest(self, command: PetitionCommand, actor: Actor) -> bytes:
        """Tells two commands of one key apart; keyed, because a command holds words."""
        parts = [command.spoken_name(), str(actor.id), actor.role, actor.unit, command.model_dump(mode="json")]
        return self.ledger.keys.fingerprint("command", orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))

    def _repeat(self, answer: stored.Receipt) -> Receipt:
        return _receipt(answer, self.petition(answer.petition_id).number)

    def _outdated(self, petition_id: UUID, expected: int | None) -> Outdated:
        entries = self.ledger.entries(petition_id)
        since = [entry.event.stored_name() for entry in entries if entry.version > (expected or 0)]
        return Outdated(expected=expected, actual=len(entries), since=since)


def _with_keys(event: PetitionEvent, context: Context) -> PetitionEvent:
    """The event with the keys of its files, where somebody has their bytes."""
    keys = context.uploads if isinstance(context.uploads, Mapping) else {}
    found = [found for file in files_in(event) if (found := keys.get(file)) is not None]
    return event.model_copy(update={FILE_KEYS: tuple(found)}) if found else event


def _receipt(stored_receipt: stored.Receipt, number: str) -> Receipt:
    return Receipt(
        stored_receipt.petition_id,
        number,
        stored_receipt.version,
        stored_receipt.position,
        stored_receipt.recorded_at,
        stored_receipt.repeated,
    )
