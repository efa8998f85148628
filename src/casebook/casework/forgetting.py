"""Forgetting at work: what is erased, of whom, and which petitions hold data that may not be used or were put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casebook.petitions.commands import RecordErasure
from casebook.petitions.events import (
    PersonalDataCorrected,
    PersonalDataErased,
    PersonalDataRestricted,
    RestrictionLifted,
)
from casebook.settings import BACKUP_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from casebook.casework.erasing import Eraser
    from casebook.ledger.ledger import Ledger
    from casebook.petitions.petition import Petition

BACKUPS_KEPT: Final = timedelta(days=BACKUP_DAYS)
"""How long backups of the key store are kept where nobody says otherwise."""

_LAST: Final = """
SELECT DISTINCT ON (originator_id) originator_id, topic FROM ledger.events
WHERE originator_id = ANY (%s) AND topic = ANY (%s) AND coalesce(body -> 'data' ->> 'scope', 'citizen') = 'citizen'
ORDER BY originator_id, originator_version DESC
"""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Erases what is due.

    Attributes:
        eraser: what erases it.
        backups_kept: how long the last backup of the key store lasts.
    """

    eraser: Eraser
    backups_kept: timedelta = BACKUPS_KEPT

    def erase(self, petition: Petition, now: datetime) -> RecordErasure | None:
        """Erase what was begun to be erased; the command that records it. None where nothing was begun.

        Raises:
            Unavailable: the database is gone; ask again.
        """
        request = petition.forgetting.request
        if request is None or request.subject is None or not request.begun:
            return None
        erasure = self.eraser.erase(petition.id, [request.subject])
        return RecordErasure(
            petition_id=petition.id,
            words=erasure.words,
            files=erasure.files,
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
