"""What follows from publishing. No rule is asked here: that was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

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
            return (Published(text=command.text, redactions=command.redactions, reviewer=command.reviewer),)
        case RevisePublication():
            return (PublicationRevised(text=command.text, redactions=command.redactions, reviewer=command.reviewer),)
        case Unpublish():
            return (Unpublished(reason=command.reason),)
        case _ as never:
            assert_never(never)
