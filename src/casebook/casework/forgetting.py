"""Forgetting at work: what is erased, of whom, and which petitions hold data that may not be used or were put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from casebook.ledger.vault import sealed_fields
from casebook.petitions.commands import RecordErasure
from casebook.petitions.event import files_in
from casebook.petitions.events import (
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    RestrictionLifted,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta
    from uuid import UUID

    from casebook.ledger.ledger import Ledger
    from casebook.petitions.petition import Petition

_LAST: Final = """
SELECT DISTINCT ON (originator_id) originator_id, topic FROM ledger.events
WHERE originator_id = ANY (%s) AND topic = ANY (%s)
ORDER BY originator_id, originator_version DESC
"""


class Erases(Protocol):
    """Erases people's words in a petition, and whatever was derived from them; done twice it is the same."""

    def erase(self, petition_id: UUID, subjects: Collection[UUID]) -> object:
        """Erase them everywhere."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Erases what is due.

    Attributes:
        ledger: what knows what is there.
        erasing: what erases it.
        backups_kept: how long the last backup of a key lasts.
    """

    ledger: Ledger
    erasing: Erases
    backups_kept: timedelta

    def erase(self, petition: Petition, now: datetime) -> RecordErasure | None:
        """Erase what was begun to be erased; the command that records it. None where nothing was begun.

        What is counted is what the ledger says there was: an erasing that was cut off and done again counts the same.
        """
        request = petition.forgetting.request
        if request is None or request.subject is None or not request.begun:
            return None
        theirs = [entry for entry in self.ledger.entries(petition.id) if entry.subject == request.subject]
        self.erasing.erase(petition.id, [request.subject])
        return RecordErasure(
            petition_id=petition.id,
            words=sum(len(sealed_fields(entry)) for entry in theirs),
            files=len({file.id for entry in theirs for file in files_in(entry.event)}),
            backups_until=now + self.backups_kept,
        )


def restricted_among(ledger: Ledger, petitions: Sequence[UUID]) -> set[UUID]:
    """Of these petitions those whose citizen's data are kept and used for nothing else."""
    restricts = PersonalDataRestricted.stored_name()
    kinds = [restricts, RestrictionLifted.stored_name(), PersonalDataErased.stored_name()]
    return {petition_id for petition_id, kind in _last(ledger, petitions, kinds) if kind == restricts}


def corrected_among(ledger: Ledger, petitions: Sequence[UUID]) -> set[UUID]:
    """Of these petitions those whose citizen's data were put right."""
    return {petition_id for petition_id, _ in _last(ledger, petitions, [PersonalDataCorrected.stored_name()])}


def _last(ledger: Ledger, petitions: Sequence[UUID], kinds: list[str]) -> list[tuple[UUID, str]]:
    with ledger.datastore.connection() as connection:
        return connection.execute(_LAST, (list(petitions), kinds)).fetchall()
