"""When those outside the newsroom and the hotline learn of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.verification.events import VerifiedByReporter

if TYPE_CHECKING:
    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def is_told_outside(petition: Petition, entry: Entry) -> bool:
    """Whether citizen and units learn of an entry: of a reporter's finding once an editor has signed it."""
    event, finding = entry.event, petition.finding
    if not isinstance(event, VerifiedByReporter) or event.round < petition.round:
        return True
    return finding is not None and finding.countersigned_by is not None and finding.at == entry.happened_at
