"""What everybody may read of a petition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.petitions.forgetting.codes import PersonalData
from casebook.petitions.publication.codes import TextState
from casebook.petitions.publication.events import FollowUpPublished, PublicationRevised, Published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.petitions.entry import Entry
    from casebook.petitions.petition import Petition


def told_to_everybody(petition: Petition, entries: Sequence[Entry]) -> list[Entry]:
    """What is public of a petition: the articles, and the text that stands, if it stands.

    Nothing of one that is sealed, nor where the citizen's data were erased or may not be used.
    """
    if petition.is_sealed or petition.personal_data is not PersonalData.CLEAR:
        return []
    articles = [entry for entry in entries if isinstance(entry.event, FollowUpPublished)]
    texts = [entry for entry in entries if isinstance(entry.event, Published | PublicationRevised)]
    return [*articles, *(texts[-1:] if petition.text_state is TextState.PUBLISHED else [])]
