"""What follows from publishing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from casebook.petitions.publication.commands import (
    PublicationCommand,
    Publish,
    PublishFollowUp,
    RevisePublication,
    Unpublish,
)
from casebook.petitions.publication.events import FollowUpPublished, PublicationRevised, Published, Unpublished

if TYPE_CHECKING:
    from casebook.petitions.events import PetitionEvent


def publish(command: PublicationCommand) -> tuple[PetitionEvent, ...]:
    """The events of publishing, revising and taking back."""
    match command:
        case PublishFollowUp():
            return (
                FollowUpPublished(article=command.article, headline=command.headline, publish_at=command.publish_at),
            )
        case Publish():
            return (Published(**_told(command)),)
        case RevisePublication():
            return (PublicationRevised(**_told(command)),)
        case Unpublish():
            return (Unpublished(reason=command.reason),)
        case _ as never:
            assert_never(never)


def _told(command: Publish | RevisePublication) -> dict[str, Any]:
    """What everybody gets to read and see, and who has read it before."""
    return {
        "text": command.text,
        "redactions": command.redactions,
        "reviewer": command.reviewer,
        "pictures": command.pictures,
        "captions": command.captions or None,
    }
