"""How the events of publication change a petition. They move it nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from casebook.petitions.publication.codes import TextState
from casebook.petitions.publication.events import (
    FollowUpPublished,
    PublicationEvent,
    PublicationRevised,
    Published,
    Unpublished,
)

if TYPE_CHECKING:
    from casebook.petitions.petition import Petition


def told(petition: Petition, event: PublicationEvent) -> Petition:
    """Whether everybody may read the petition's public text."""
    match event:
        case FollowUpPublished():  # an article, whatever becomes of the text
            return petition
        case Published() | PublicationRevised():
            return replace(petition, text_state=TextState.PUBLISHED)
        case Unpublished():
            return replace(petition, text_state=TextState.UNPUBLISHED)
        case _ as never:
            assert_never(never)
