"""An event in its place: whose petition, which version, by whom, when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from casebook.petitions.events import PetitionEvent
    from casebook.petitions.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a pseudonymous id, a role, and for people of a unit the unit's code.

    A citizen's id is random for each petition, so that the ledger does not show that two petitions share a citizen.
    """

    id: UUID
    role: Role
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an imported event comes from: its name, its own id of the petition, a keyed digest of the content."""

    name: str
    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Claim:
    """When something is said to have happened: the instant, and the day it was in the place where it happened."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of one petition.

    `claim` is None where nobody claims another time than the ledger's own. `subject` is the person whose words the
    event carries. `position`, `recorded_at`, `previous` and `leaf` are the ledger's and None before it has them.
    """

    petition_id: UUID
    version: int
    event: PetitionEvent
    actor: Actor
    command: UUID
    claim: Claim | None = None
    subject: UUID | None = None
    source: Source | None = None
    position: int | None = None
    recorded_at: datetime | None = None
    previous: bytes | None = None
    leaf: bytes | None = None

    @property
    def originator_id(self) -> UUID:
        """The library's word for `petition_id`."""
        return self.petition_id

    @property
    def originator_version(self) -> int:
        """The library's word for `version`."""
        return self.version

    @property
    def happened_at(self) -> datetime:
        """When it happened: as claimed, else when the ledger took it.

        Raises:
            ValueError: nothing is claimed and the ledger does not have it yet.
        """
        moment = self.claim.at if self.claim else self.recorded_at
        if moment is None:
            raise ValueError("this entry has no time yet")
        return moment
